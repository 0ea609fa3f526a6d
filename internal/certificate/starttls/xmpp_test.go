package starttls_test

import (
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
)

const (
	xmppClientHello = "<?xml version='1.0'?><stream:stream to='chat.example.test' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
	xmppServerHello = "<?xml version='1.0'?><stream:stream to='chat.example.test' from='expiry.invalid' xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
	xmppStartTLS    = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
	xmppRequired    = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>"
	xmppProceed     = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
)

func xmppOpen(namespace, version string) string {
	if version != "" {
		version = " version='" + version + "'"
	}
	return "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns='" + namespace + "' id='1' from='chat.example.test'" + version + ">"
}

func TestStartTLSXMPPFailures(t *testing.T) {
	t.Parallel()
	opened := []step{hear(xmppClientHello), say(xmppOpen("jabber:client", "1.0"))}
	then := func(steps []step, more ...step) []step { return append(slices.Clip(steps), more...) }
	offer := then(opened, say(xmppRequired), hear(xmppStartTLS))
	testFailures(t, []failure{
		{"SMTP", "xmpp-client", []step{say("220 mail.example.test ESMTP\r\n"), hear(xmppClientHello)}, certificate.ReasonWrongProtocol, "looks like SMTP"},
		{"page", "xmpp-client", []step{hear(xmppClientHello), say("<!DOCTYPE html><html><body>Bad Request</body></html>")}, certificate.ReasonWrongProtocol, "looks like HTTP"},
		{"other namespace", "xmpp-client", []step{hear(xmppClientHello), say("<stream:stream xmlns:stream='urn:x' version='1.0'>")}, certificate.ReasonWrongProtocol, "urn:x"},
		{"no namespace", "xmpp-client", []step{hear(xmppClientHello), say("<stream version='1.0'>")}, certificate.ReasonWrongProtocol, ""},
		{"other charset", "xmpp-client", []step{hear(xmppClientHello), say("<?xml version='1.0' encoding='EBCDIC'?>\xa7\x93")}, certificate.ReasonWrongProtocol, ""},
		{"broken", "xmpp-client", then(opened, say("<stream:features></stream:fea>")), certificate.ReasonWrongProtocol, ""},
		{"entity", "xmpp-client", then(opened, say("<stream:features>&lol;</stream:features>")), certificate.ReasonWrongProtocol, ""},
		{"text", "xmpp-client", then(opened, say("hello")), certificate.ReasonWrongProtocol, "hello"},
		{"text then element", "xmpp-client", then(opened, say("hello <x>")), certificate.ReasonWrongProtocol, "hello"},
		{"message instead of features", "xmpp-client", then(opened, say("<message/>")), certificate.ReasonWrongProtocol, "<message>"},
		{"unknown host", "xmpp-client", then(opened, say("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>")), certificate.ReasonStartTLSRefused, "host-unknown"},
		{"empty error", "xmpp-client", then(opened, say("<stream:error></stream:error>")), certificate.ReasonStartTLSRefused, ""},
		{"ended", "xmpp-client", then(opened, say("</stream:stream>")), certificate.ReasonStartTLSRefused, "ended the stream"},
		{"old", "xmpp-client", []step{hear(xmppClientHello), say(xmppOpen("jabber:client", ""))}, certificate.ReasonStartTLSAbsent, "does not offer"},
		{"older", "xmpp-client", []step{hear(xmppClientHello), say(xmppOpen("jabber:client", "0.9"))}, certificate.ReasonStartTLSAbsent, "does not offer"},
		{"no features", "xmpp-client", then(opened, say("<stream:features/>")), certificate.ReasonStartTLSAbsent, `"features:"`},
		{"other features", "xmpp-server", []step{hear(xmppServerHello), say(xmppOpen("jabber:server", "1.0") + "<stream:features><starttls xmlns='urn:x'/><a><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></a></stream:features>")}, certificate.ReasonStartTLSAbsent, "starttls a"},
		{"closed in features", "xmpp-client", then(opened, say("<stream:features><starttls")), certificate.ReasonClosed, "closed"},
		{"refused", "xmpp-client", then(offer, say("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>")), certificate.ReasonStartTLSRefused, "refused it"},
		{"proceed of another namespace", "xmpp-client", then(offer, say("<proceed xmlns='urn:x'/>")), certificate.ReasonWrongProtocol, "<proceed>"},
		{"injected", "xmpp-client", then(offer, say(xmppProceed+"<stream:features/>")), certificate.ReasonBadHandshake, "<stream:features/>"},
	})
}

func TestStartTLSXMPP(t *testing.T) {
	t.Parallel()
	testSuccesses(t, []success{
		{"required", "xmpp-client", []step{hear(xmppClientHello), say(xmppOpen("jabber:client", "1.0") + xmppRequired), hear(xmppStartTLS), say(xmppProceed)}},
		{"optional among others, byte by byte", "xmpp-server", []step{
			hear(xmppServerHello), drip(xmppOpen("jabber:server", "1.0")),
			drip("\n<stream:features><dialback xmlns='urn:xmpp:features:dialback'><errors/></dialback><t:starttls xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"),
			hear(xmppStartTLS), drip("<t:proceed xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'></t:proceed>"),
		}},
	})
}

func TestStartTLSXMPPHostIsEscaped(t *testing.T) {
	t.Parallel()
	conn, wait := scripted(t, hear("<?xml version='1.0'?><stream:stream to='&#39;&lt;&#34;&amp;' xmlns="))
	_, err := starttls.Start(t.Context(), conn, "xmpp-client", `'<"&`)
	checkFailure(t, err, certificate.ReasonClosed, "")
	if err := wait(); err != nil {
		t.Error(err)
	}
}
