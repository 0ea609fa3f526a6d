package starttls_test

import (
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

func TestStartTLSFTPFailures(t *testing.T) {
	t.Parallel()
	greet := []step{say("220 (vsFTPd 3.0.3)\r\n"), hear("AUTH TLS\r\n")}
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	testFailures(t, []failure{
		{"SMTP", "ftp", []step{say("220 mail.example.test ESMTP Postfix\r\n"), hear("AUTH TLS\r\n"), say("503 5.5.1 Error\r\n"), hear("FEAT\r\n"), say("502 5.5.2 Error\r\n")}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"turned away", "ftp", []step{say("421 There are too many connected users\r\n")}, certificate.ReasonStartTLSRefused, "too many"},
		{"NNTP", "ftp", []step{say("200 news.example.test\r\n")}, certificate.ReasonWrongProtocol, "looks like NNTP"},
		{"delay, then away", "ftp", []step{say("120 Ready in 2 minutes\r\n421 sorry\r\n")}, certificate.ReasonStartTLSRefused, "sorry"},
		{"vsftpd without TLS", "ftp", then(greet, say("530 Please login with USER and PASS.\r\n"), hear("FEAT\r\n"), say("211-Features:\r\n EPRT\r\n PASV\r\n211 End\r\n")), certificate.ReasonStartTLSAbsent, "530 Please login"},
		{"unknown, no list", "ftp", then(greet, say("500 AUTH not understood\r\n"), hear("FEAT\r\n"), say("500 FEAT not understood\r\n")), certificate.ReasonStartTLSAbsent, "not understood"},
		{"other mechanism", "ftp", then(greet, say("504 TLS unknown\r\n"), hear("FEAT\r\n"), say("211-Features:\r\n AUTH GSSAPI\r\n211 End\r\n")), certificate.ReasonStartTLSAbsent, "504"},
		{"offered, refused", "ftp", then(greet, say("431 Unable to build PKI connection\r\n"), hear("FEAT\r\n"), say("211-Features:\r\n AUTH TLS\r\n211 End\r\n")), certificate.ReasonStartTLSRefused, "431"},
		{"policy, no list", "ftp", then(greet, say("534 Local policy\r\n"), hear("FEAT\r\n"), say("530 Log in first\r\n")), certificate.ReasonStartTLSRefused, "534"},
		{"wrong go-ahead", "ftp", then(greet, say("200 OK\r\n")), certificate.ReasonWrongProtocol, "200 OK"},
		{"injected", "ftp", then(greet, say("234 Go\r\n230 Logged in\r\n")), certificate.ReasonBadHandshake, "230 Logged in"},
	})
}

func TestStartTLSFTP(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"plain", "ftp", []step{say("220 ready\r\n"), hear("AUTH TLS\r\n"), say("234 Proceed with negotiation.\r\n")}},
		{"delay and welcome text", "ftp", []step{
			say("120 Ready in 1 minute\r\n"), drip("220-Welcome\r\n230 is a number in this text\r\n 220 and so is this\r\n220-\r\nline\r\n220 ready\r\n"),
			hear("AUTH TLS\r\n"), drip("234-TLS\r\n234 go\r\n"),
		}},
	})
}

func TestStartTLSNNTPFailures(t *testing.T) {
	t.Parallel()
	greet := []step{say("200 news.example.test InterNetNews\r\n"), hear("CAPABILITIES\r\n")}
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	offer := then(greet, say("101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n"), hear("STARTTLS\r\n"))
	testFailures(t, []failure{
		{"SMTP", "nntp", []step{say("220 mail.example.test ESMTP\r\n")}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"turned away", "nntp", []step{say("502 You have no permission to talk. Goodbye.\r\n")}, certificate.ReasonStartTLSRefused, "no permission"},
		{"listed without", "nntp", then(greet, say("101 list\r\nVERSION 2\r\nREADER\r\n.\r\n")), certificate.ReasonStartTLSAbsent, "READER"},
		{"no list, unknown", "nntp", then(greet, say("500 What?\r\n"), hear("STARTTLS\r\n"), say("500 What?\r\n")), certificate.ReasonStartTLSAbsent, "What?"},
		{"no list, refused", "nntp", then(greet, say("500 What?\r\n"), hear("STARTTLS\r\n"), say("580 Can not initiate TLS\r\n")), certificate.ReasonStartTLSRefused, "580"},
		{"refused", "nntp", then(offer, say("502 Command unavailable\r\n")), certificate.ReasonStartTLSRefused, "502"},
		{"injected", "nntp", then(offer, say("382 Go\r\n281 ok\r\n")), certificate.ReasonBadHandshake, "281 ok"},
	})
}

func TestStartTLSNNTP(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"listed", "nntp", []step{
			drip("201 news.example.test ready, no posting\r\n"), hear("CAPABILITIES\r\n"), drip("101 Capability list:\r\nVERSION 2\r\nstarttls\r\nOVER\r\n.\r\n"),
			hear("STARTTLS\r\n"), drip("382 Continue with TLS negotiation\r\n"),
		}},
		{"no list", "nntp", []step{say("200 hello\r\n"), hear("CAPABILITIES\r\n"), say("500 What?\r\n"), hear("STARTTLS\r\n"), say("382 go\r\n")}},
	})
}
