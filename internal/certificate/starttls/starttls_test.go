package starttls_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func TestStartTLSUnknownProtocol(t *testing.T) {
	t.Parallel()
	for _, protocol := range []string{"", "SMTP", "smtps", "https", "telnet", "\x1b[31m"} {
		_, err := starttls.Start(t.Context(), nil, protocol, "")
		var input *certificate.InputError
		if !errors.As(err, &input) {
			t.Fatalf("%q: %v, want an InputError", protocol, err)
		}
		if !strings.Contains(input.Detail, "xmpp-client") || !printable(input.Detail) {
			t.Errorf("%q: detail %q does not list what is accepted", protocol, input.Detail)
		}
	}
}

func TestStartTLSProtocols(t *testing.T) {
	t.Parallel()
	want := []string{"ftp", "imap", "ldap", "lmtp", "mysql", "nntp", "pop3", "postgres", "rdp", "sieve", "smtp", "tds", "xmpp-client", "xmpp-server"}
	if got := starttls.Protocols(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// failure is a server that does not get as far as TLS.
type failure struct {
	name     string
	protocol string
	steps    []step
	reason   certificate.Reason
	// message is a part of what the user is told.
	message string
}

func testFailures(t *testing.T, failures []failure) {
	t.Helper()
	for _, test := range failures {
		t.Run(test.protocol+"/"+test.name, func(t *testing.T) {
			t.Parallel()
			conn, wait := scripted(t, test.steps...)
			got, err := start(t, conn, test.protocol)
			conn.Close()
			var heard *misheard
			if scriptErr := wait(); errors.As(scriptErr, &heard) {
				t.Errorf("script: %v", scriptErr)
			}
			checkFailure(t, err, test.reason, test.message)
			if got != nil {
				t.Error("a connection came with the error")
			}
		})
	}
}

func checkFailure(t *testing.T, err error, reason certificate.Reason, message string) {
	t.Helper()
	var read *certificate.ReadError
	switch {
	case !errors.As(err, &read):
		t.Fatalf("got %v, want a ReadError", err)
	case read.Reason != reason:
		t.Errorf("reason %q, want %q (%s)", read.Reason, reason, read.Message)
	case !strings.Contains(read.Message, message):
		t.Errorf("message %q lacks %q", read.Message, message)
	case !printable(read.Message) || len(read.Message) > 1000:
		t.Errorf("message not fit for people: %q", read.Message)
	}
}

func printable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) })
}

// success is a server that gets as far as TLS.
type success struct {
	name     string
	protocol string
	steps    []step
}

// testSuccesses follows each script with a real handshake, which fails if a byte
// of it was swallowed or one too many was said.
func testSuccesses(t *testing.T, successes []success) {
	t.Helper()
	leaf := certtest.SelfSigned([]string{"chat.example.test"})
	for _, test := range successes {
		t.Run(test.protocol+"/"+test.name, func(t *testing.T) {
			t.Parallel()
			conn, wait := scripted(t, append(test.steps, handshake(leaf))...)
			begun, err := start(t, conn, test.protocol)
			if err != nil {
				conn.Close()
				t.Fatalf("%v (script: %v)", err, wait())
			}
			client := tls.Client(begun, &tls.Config{InsecureSkipVerify: true})
			if err := client.HandshakeContext(t.Context()); err != nil {
				t.Fatalf("handshake: %v", err)
			}
			if err := wait(); err != nil {
				t.Fatalf("script: %v", err)
			}
			if served := client.ConnectionState().PeerCertificates[0]; !served.Equal(leaf.Certificate) {
				t.Error("another certificate was served")
			}
		})
	}
}

// TestStartTLSAnyProtocol are the faults that look alike in every protocol.
func TestStartTLSAnyProtocol(t *testing.T) {
	t.Parallel()
	var failures []failure
	for _, protocol := range starttls.Protocols() {
		ssh, web := certificate.ReasonWrongProtocol, certificate.ReasonWrongProtocol
		failures = append(
			failures,
			failure{"closed", protocol, nil, certificate.ReasonClosed, "closed"},
			failure{"SSH", protocol, []step{say("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"), silence}, ssh, "SSH"},
			failure{"HTTP", protocol, []step{say("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"), silence}, web, "HTTP"},
			failure{"TLS alert", protocol, []step{say("\x15\x03\x01\x00\x02\x02\x0a")}, certificate.ReasonWrongProtocol, "starttls must be left out"},
			failure{"garbage", protocol, []step{say("\x9b\x00\x00\x00\x1b[31m\x9d\xff\xfe\r\n\r\n\x00\x00\x00\x00\x00\x00")}, certificate.ReasonWrongProtocol, ""},
		)
	}
	testFailures(t, failures)
}

func TestStartTLSReset(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"reset", "imap", []step{say("* OK hello\r\n"), hear("a1"), reset}, certificate.ReasonReset, "before TLS could begin"},
		{"reset at once", "nntp", []step{pause, reset}, certificate.ReasonReset, "before it said anything"},
	})
}

func TestStartTLSEndless(t *testing.T) {
	t.Parallel()
	testFailures(t, []failure{
		{"one line", "smtp", []step{sayEndlessly("x")}, certificate.ReasonTooLarge, "8 kB in one line"},
		{"reply", "smtp", []step{sayEndlessly("220-mail\r\n")}, certificate.ReasonTooLarge, "500 lines"},
		{"welcome", "ftp", []step{say("220-Welcome\r\n"), sayEndlessly("to this site\r\n")}, certificate.ReasonTooLarge, "500 lines"},
		{"long lines", "ftp", []step{say("220-Welcome\r\n"), sayEndlessly(strings.Repeat("x", 8000) + "\r\n")}, certificate.ReasonTooLarge, "128 kB"},
		{"delays", "ftp", []step{sayEndlessly("120 wait\r\n")}, certificate.ReasonTooLarge, ""},
		{"untagged", "imap", []step{say("* OK hello\r\n"), sayEndlessly("* CAPABILITY IMAP4rev1\r\n")}, certificate.ReasonTooLarge, ""},
		{"capabilities", "sieve", []step{sayEndlessly("\"SIEVE\" \"fileinto\"\r\n")}, certificate.ReasonTooLarge, ""},
		{"literal", "sieve", []step{say("{2000000000}\r\n"), sayEndlessly("x")}, certificate.ReasonTooLarge, ""},
		{"features", "xmpp-client", []step{say(xmppOpen("jabber:client", "1.0") + "<stream:features>"), sayEndlessly("<x>")}, certificate.ReasonTooLarge, ""},
		{"attribute", "xmpp-client", []step{say("<stream:stream version='"), sayEndlessly("1")}, certificate.ReasonTooLarge, ""},
		{"message", "ldap", []step{say("\x30\x84\x7f\xff\xff\xff"), sayEndlessly("\x30")}, certificate.ReasonTooLarge, ""},
	})
}

func TestStartTLSTimeout(t *testing.T) {
	t.Parallel()
	trickle := func(text string) step {
		return func(conn net.Conn) error {
			for i := 0; ; i++ {
				if _, err := conn.Write([]byte{text[i%len(text)]}); err != nil {
					return nil
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	for _, test := range []struct {
		name, protocol string
		step           step
		message        string
	}{
		{"silent", "smtp", silence, "starttls must be left out"},
		{"silent", "ldap", silence, "said nothing"},
		{"one byte at a time", "smtp", trickle("220-mail.example.test ESMTP\r\n"), "SMTP server did not get as far as TLS"},
		{"one byte at a time", "mysql", trickle("\x50\x00\x00\x00\x0a8.4.0"), "MySQL"},
		{"one byte at a time", "xmpp-server", trickle("<?xml version='1.0'?><stream:stream>"), "XMPP"},
	} {
		t.Run(test.protocol+"/"+test.name, func(t *testing.T) {
			t.Parallel()
			conn, _ := scripted(t, test.step)
			ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
			defer cancel()
			_, err := starttls.Start(ctx, conn, test.protocol, "")
			checkFailure(t, err, certificate.ReasonTimeout, test.message)
		})
	}
}

func TestStartTLSCancelled(t *testing.T) {
	t.Parallel()
	conn, _ := scripted(t, silence)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := starttls.Start(ctx, conn, "smtp", "")
	checkFailure(t, err, certificate.ReasonCancelled, "cancelled")
}
