package starttls_test

import (
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

const (
	ehlo = "EHLO expiry.invalid\r\n"
	lhlo = "LHLO expiry.invalid\r\n"
	helo = "HELO expiry.invalid\r\n"
)

func TestStartTLSMailFailures(t *testing.T) {
	t.Parallel()
	hello := []step{say("220 mail.example.test ESMTP Postfix\r\n"), hear(ehlo)}
	offer := append(hello, say("250-mail.example.test\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n"), hear("STARTTLS\r\n"))
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	testFailures(t, []failure{
		{"FTP", "smtp", []step{say("220 (vsFTPd 3.0.3)\r\n"), hear(ehlo), say("530 Please login with USER and PASS.\r\n"), hear(helo), say("530 Please login with USER and PASS.\r\n")}, certificate.ReasonWrongProtocol, "looks like FTP"},
		{"IMAP", "smtp", []step{say("* OK Dovecot ready.\r\n")}, certificate.ReasonWrongProtocol, "looks like IMAP"},
		{"POP3", "smtp", []step{say("+OK Dovecot ready.\r\n")}, certificate.ReasonWrongProtocol, "looks like POP3"},
		{"MySQL", "smtp", []step{say("\x4a\x00\x00\x00\x0a8.0.36\x00\x01\x00\x00\x00")}, certificate.ReasonWrongProtocol, "looks like MySQL"},
		{"LMTP", "smtp", []step{say("220 mail.example.test Dovecot LMTP ready\r\n"), hear(ehlo), say("502 5.5.2 Unknown command\r\n"), hear(helo), say("502 5.5.2 Unknown command\r\n")}, certificate.ReasonWrongProtocol, "looks like LMTP"},
		{"SMTP", "lmtp", []step{say("220 mail.example.test ESMTP\r\n"), hear(lhlo), say("500 5.5.2 Error: command not recognized\r\n")}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"turned away", "smtp", []step{say("554-5.7.1 No service\r\n554 for you\r\n")}, certificate.ReasonStartTLSRefused, "554 5.7.1 No service / for you"},
		{"busy", "smtp", []step{say("421 4.3.2 try again later\r\n")}, certificate.ReasonStartTLSRefused, "421"},
		{"other code", "smtp", []step{say("354 go ahead\r\n")}, certificate.ReasonWrongProtocol, "354"},
		{"greeting mixes codes", "smtp", []step{say("220-mail\r\n250 mail\r\n")}, certificate.ReasonWrongProtocol, "250 mail"},
		{"code too long", "smtp", []step{say("2200 mail\r\n")}, certificate.ReasonWrongProtocol, ""},
		{"closed in a line", "smtp", []step{say("220 mail.exam")}, certificate.ReasonClosed, "220 mail.exam"},
		{"closed in a reply", "smtp", then(hello, say("250-mail.example.test\r\n")), certificate.ReasonClosed, "closed"},
		{"name not liked", "smtp", then(hello, say("550 5.7.1 Access denied\r\n")), certificate.ReasonStartTLSRefused, "Access denied"},
		{"old", "smtp", then(hello, say("500 what\r\n"), hear(helo), say("250 mail.example.test\r\n")), certificate.ReasonStartTLSAbsent, "does not offer"},
		{"not offered", "smtp", then(hello, say("250-STARTTLS.example.test\r\n250-PIPELINING\r\n250 XSTARTTLS\r\n")), certificate.ReasonStartTLSAbsent, "PIPELINING"},
		{"masked", "smtp", then(hello, say("250-mail.example.test\r\n250 XXXXXXXA\r\n")), certificate.ReasonStartTLSAbsent, "XXXXXXXA"},
		{"temporarily", "smtp", then(offer, say("454 4.7.0 TLS not available due to local problem\r\n")), certificate.ReasonStartTLSRefused, "454 4.7.0"},
		{"for good", "lmtp", []step{say("220 LMTP\r\n"), hear(lhlo), say("250-x\r\n250 STARTTLS\r\n"), hear("STARTTLS\r\n"), say("502 5.5.1 no\r\n")}, certificate.ReasonStartTLSRefused, "502"},
		{"injected", "smtp", then(offer, say("220 Go ahead\r\n250 mail.attacker.test\r\n")), certificate.ReasonBadHandshake, "250 mail.attacker.test"},
		{"hostile text", "smtp", []step{say("554 \x1b[31m\u202egnp.exe\xff<script>\r\n")}, certificate.ReasonStartTLSRefused, `\u202e`},
	})
}

func TestStartTLSMail(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"postfix", "smtp", []step{
			say("220 mail.example.test ESMTP Postfix\r\n"), hear(ehlo),
			say("250-mail.example.test\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n250 CHUNKING\r\n"), hear("STARTTLS\r\n"), say("220 2.0.0 Ready to start TLS\r\n"),
		}},
		{"long greeting, byte by byte", "smtp", []step{
			drip("220-mail.example.test\r\n220-\r\n220-No spam, please\r\n220\r\n"), hear(ehlo),
			drip("250-mail.example.test\r\n250 starttls\r\n"), hear("STARTTLS\r\n"), drip("220-Ready\r\n220 now\r\n"),
		}},
		{"bare line feeds, argument", "smtp", []step{
			say("220 mail\n"), hear(ehlo), say("250-mail\n250 STARTTLS required\n"), hear("STARTTLS\r\n"), say("220\n"),
		}},
		{"dovecot", "lmtp", []step{
			say("220 mail.example.test Dovecot ready.\r\n"), hear(lhlo), say("250-mail.example.test\r\n250-STARTTLS\r\n250 PIPELINING\r\n"), hear("STARTTLS\r\n"), say("220 2.0.0 OK\r\n"),
		}},
	})
}
