package starttls_test

import (
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

func TestStartTLSIMAPFailures(t *testing.T) {
	t.Parallel()
	offer := []step{say("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready.\r\n"), hear("a2 STARTTLS\r\n")}
	ask := []step{say("* OK ready.\r\n"), hear("a1 CAPABILITY\r\n")}
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	testFailures(t, []failure{
		{"SMTP", "imap", []step{say("220 mail.example.test ESMTP\r\n")}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"untagged of no kind", "imap", []step{say("* HELLO\r\n")}, certificate.ReasonWrongProtocol, "HELLO"},
		{"turned away", "imap", []step{say("* BYE too many connections\r\n")}, certificate.ReasonStartTLSRefused, "too many connections"},
		{"logged in", "imap", []step{say("* PREAUTH logged in as root\r\n")}, certificate.ReasonStartTLSRefused, "PREAUTH"},
		{"greeted without", "imap", []step{say("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready.\r\n")}, certificate.ReasonStartTLSAbsent, "AUTH=PLAIN"},
		{"listed without", "imap", then(ask, say("* CAPABILITY IMAP4rev1 XSTARTTLS\r\na1 OK done\r\n")), certificate.ReasonStartTLSAbsent, "XSTARTTLS"},
		{"listed nothing", "imap", then(ask, say("a1 OK done\r\n")), certificate.ReasonStartTLSAbsent, "does not offer"},
		{"no list", "imap", then(ask, say("a1 BAD what\r\n")), certificate.ReasonStartTLSRefused, "what"},
		{"bye instead of list", "imap", then(ask, say("* BYE shutting down\r\n")), certificate.ReasonStartTLSRefused, "shutting down"},
		{"another's tag", "imap", then(ask, say("b7 OK done\r\n")), certificate.ReasonWrongProtocol, "b7"},
		{"continuation", "imap", then(ask, say("+ go on\r\n")), certificate.ReasonWrongProtocol, "go on"},
		{"no", "imap", then(offer, say("a2 NO [UNAVAILABLE] no certificate\r\n")), certificate.ReasonStartTLSRefused, "no certificate"},
		{"bad", "imap", then(offer, say("a2 BAD TLS is active\r\n")), certificate.ReasonStartTLSRefused, "active"},
		{"injected", "imap", then(offer, say("a2 OK begin\r\n* CAPABILITY IMAP4rev1\r\n")), certificate.ReasonBadHandshake, "CAPABILITY"},
	})
}

func TestStartTLSIMAP(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"in the greeting", "imap", []step{say("* OK [CAPABILITY IMAP4rev1 STARTTLS] Dovecot ready.\r\n"), hear("a2 STARTTLS\r\n"), say("a2 OK Begin TLS negotiation now.\r\n")}},
		{"asked for", "imap", []step{
			drip("* OK [ALERT] ready\r\n"), hear("a1 CAPABILITY\r\n"),
			drip("* capability IMAP4rev1\r\n* OK still here\r\n* CAPABILITY starttls\r\na1 ok done\r\n"), hear("a2 STARTTLS\r\n"),
			drip("* OK news\r\na2 OK begin\r\n"),
		}},
	})
}

func TestStartTLSPOP3Failures(t *testing.T) {
	t.Parallel()
	greet := []step{say("+OK ready <1@example.test>\r\n"), hear("CAPA\r\n")}
	offer := []step{greet[0], greet[1], say("+OK\r\nTOP\r\nSTLS\r\n.\r\n"), hear("STLS\r\n")}
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	testFailures(t, []failure{
		{"IMAP", "pop3", []step{say("* OK ready\r\n")}, certificate.ReasonWrongProtocol, "looks like IMAP"},
		{"almost", "pop3", []step{say("+OKAY\r\n")}, certificate.ReasonWrongProtocol, "OKAY"},
		{"turned away", "pop3", []step{say("-ERR [SYS/TEMP] busy\r\n")}, certificate.ReasonStartTLSRefused, "busy"},
		{"nonsense for a list", "pop3", then(greet, say("hello\r\n")), certificate.ReasonWrongProtocol, "hello"},
		{"listed without", "pop3", then(greet, say("+OK\r\nTOP\r\n..STLS\r\n.\r\n")), certificate.ReasonStartTLSAbsent, "TOP"},
		{"endless list", "pop3", then(greet, say("+OK\r\n"), sayEndlessly("TOP\r\n")), certificate.ReasonTooLarge, ""},
		{"no list, unknown", "pop3", then(greet, say("-ERR what\r\n"), hear("STLS\r\n"), say("-ERR what is that\r\n")), certificate.ReasonStartTLSAbsent, "what is that"},
		{"refused", "pop3", then(offer, say("-ERR no certificate\r\n")), certificate.ReasonStartTLSRefused, "no certificate"},
		{"nonsense", "pop3", then(offer, say("OK\r\n")), certificate.ReasonWrongProtocol, "OK"},
		{"injected", "pop3", then(offer, say("+OK\r\n+OK Logged in\r\n")), certificate.ReasonBadHandshake, "Logged in"},
	})
}

func TestStartTLSPOP3(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"listed", "pop3", []step{say("+OK ready\r\n"), hear("CAPA\r\n"), say("+OK\r\nUIDL\r\nSTLS\r\n.\r\n"), hear("STLS\r\n"), say("+OK begin\r\n")}},
		{"no list", "pop3", []step{drip("+OK\r\n"), hear("CAPA\r\n"), drip("-ERR unknown\r\n"), hear("STLS\r\n"), drip("+OK\r\n")}},
	})
}

func TestStartTLSSieveFailures(t *testing.T) {
	t.Parallel()
	offer := []step{say("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n"), hear("STARTTLS\r\n")}
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	testFailures(t, []failure{
		{"IMAP", "sieve", []step{say("* OK ready\r\n")}, certificate.ReasonWrongProtocol, "looks like IMAP"},
		{"unclosed string", "sieve", []step{say("\"SIEVE\r\n")}, certificate.ReasonWrongProtocol, "SIEVE"},
		{"literal of no size", "sieve", []step{say("{x}\r\n")}, certificate.ReasonWrongProtocol, "{x}"},
		{"closed in a literal", "sieve", []step{say("{9}\r\nSTART")}, certificate.ReasonClosed, "closed"},
		{"turned away", "sieve", []step{say("BYE \"too many connections\"\r\n")}, certificate.ReasonStartTLSRefused, "too many"},
		{"referred", "sieve", []step{say("\"SIEVE\" \"x\"\r\nBYE (REFERRAL \"sieve://b.example.test\") \"go there\"\r\n")}, certificate.ReasonStartTLSRefused, "b.example.test"},
		{"not offered", "sieve", []step{say("\"IMPLEMENTATION\" \"STARTTLS\"\r\n\"SASL\" \"PLAIN\"\r\nOK \"ready\"\r\n")}, certificate.ReasonStartTLSAbsent, "SASL"},
		{"refused", "sieve", then(offer, say("NO (TRYLATER) {7}\r\nnot now\r\n")), certificate.ReasonStartTLSRefused, "TRYLATER"},
		{"injected", "sieve", then(offer, say("OK \"begin\"\r\n\"SIEVE\" \"x\"\r\n")), certificate.ReasonBadHandshake, "SIEVE"},
	})
}

func TestStartTLSSieve(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"pigeonhole", "sieve", []step{
			say("\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n\"SIEVE\" \"fileinto reject\"\r\n\"STARTTLS\"\r\n\"VERSION\" \"1.0\"\r\nOK \"ready.\"\r\n"),
			hear("STARTTLS\r\n"), say("OK \"Begin TLS negotiation now.\"\r\n"),
		}},
		{"literals", "sieve", []step{
			drip("{14}\r\nIMPLEMENTATION {3+}\r\nx\r\n\r\n{8}\r\nstarttls\r\nok {5}\r\nready\r\n"), hear("STARTTLS\r\n"), drip("OK (TAG {2}\r\nOK) {1}\r\nx\r\n"),
		}},
	})
}
