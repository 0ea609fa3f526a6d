package wire_test

import (
	"context"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/cryptobyte"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Whatever a server does, it is told apart from what others do, in time.
func TestReadFailures(t *testing.T) {
	t.Parallel()
	warnings := certtest.Alert(1, 90)
	starts := []byte{22, 3, 3, 0, 4, 0, 0, 0, 0}
	hello := certtest.Message(2, func(b *cryptobyte.Builder) { b.AddBytes(make([]byte, 38)) })
	for name, test := range map[string]struct {
		handle func(net.Conn)
		reason certificate.Reason
		parts  []string
	}{
		"HTTP":                          {certtest.Say("HTTP/1.1 400 Bad Request\r\n\r\n"), certificate.ReasonNotTLS, []string{"answers with plain HTTP, not TLS"}},
		"mail greeting":                 {certtest.Greet("220 mx.example.test ESMTP\r\n"), certificate.ReasonNotTLS, []string{`plain text, not TLS: "220 mx.example.test ESMTP"`, `starttls = "smtp"`}},
		"SSH greeting":                  {certtest.Greet("SSH-2.0-OpenSSH_9.6\r\n"), certificate.ReasonNotTLS, []string{`"SSH-2.0-OpenSSH_9.6"`}},
		"greeting with escapes":         {certtest.Greet("hello \x1b[31m\u202e there\r\n"), certificate.ReasonNotTLS, []string{"not TLS"}},
		"three bytes":                   {certtest.Greet("no\n"), certificate.ReasonNotTLS, []string{`"no"`}},
		"three bytes, then closed":      {func(conn net.Conn) { _, _ = conn.Write([]byte("no\n")) }, certificate.ReasonNotTLS, []string{`"no"`}},
		"garbage":                       {certtest.Say(strings.Repeat("\x00\xff\x13", 300)), certificate.ReasonNotTLS, []string{"bytes that are not TLS"}},
		"garbage in a record":           {certtest.Say("\x16\x03\x03\x00\x10" + strings.Repeat("\xff", 16)), certificate.ReasonTooLarge, nil},
		"garbage after a record":        {certtest.Say(string(certtest.Record(0x0303, hello[:20])) + "garbage, not a record"), certificate.ReasonBadHandshake, nil},
		"undecodable hello":             {certtest.Say(string(certtest.Record(0x0303, hello))), certificate.ReasonBadHandshake, nil},
		"application data":              {certtest.Say("\x17\x03\x03\x00\x02hi"), certificate.ReasonBadHandshake, nil},
		"oversized record":              {certtest.Say("\x16\x03\x03\xff\xff"), certificate.ReasonBadHandshake, nil},
		"no certificate":                {certtest.Clear{Suites: []uint16{0x0033}, Chain: [][]byte{}}.Handle, certificate.ReasonNoCertificate, []string{"without a certificate"}},
		"certificate that is none":      {certtest.Clear{Suites: []uint16{0x0033}, Chain: [][]byte{[]byte("not a certificate")}}.Handle, certificate.ReasonBadHandshake, []string{"cannot be decoded"}},
		"empty certificate":             {certtest.Clear{Suites: []uint16{0x0033}, Chain: [][]byte{{}}}.Handle, certificate.ReasonBadHandshake, []string{"cannot be decoded"}},
		"closed at once":                {certtest.CloseAtOnce, "", nil}, // closed or reset, whichever is seen first
		"closed after the hello":        {certtest.CloseAfterHello, certificate.ReasonClosed, []string{"closed the connection instead of answering"}},
		"reset":                         {certtest.ResetAfterHello, certificate.ReasonReset, []string{"reset the connection instead of answering"}},
		"closed in the middle":          {func(conn net.Conn) { certtest.CloseAfterHello(conn); _, _ = conn.Write([]byte{22, 3, 3}) }, certificate.ReasonClosed, []string{"in the middle"}},
		"polite close":                  {certtest.Say(string(certtest.Alert(1, 0))), certificate.ReasonClosed, nil},
		"alert":                         {certtest.Say(string(certtest.Alert(2, 40))), certificate.ReasonAlert, []string{"alert 40 (handshake_failure)"}},
		"alert that is not known":       {certtest.Say(string(certtest.Alert(2, 199))), certificate.ReasonAlert, []string{"alert 199"}},
		"malformed alert":               {certtest.Say("\x15\x03\x03\x00\x01\x28"), certificate.ReasonBadHandshake, nil},
		"silent":                        {certtest.Silent, certificate.ReasonTimeout, []string{"said nothing within 400ms"}},
		"a byte now and then":           {certtest.Drip(certtest.Clear{}.Flight(0x0033), 100*time.Millisecond), certificate.ReasonTimeout, []string{"within 400ms"}},
		"warnings without end":          {certtest.Repeat(warnings), certificate.ReasonBadHandshake, nil},
		"empty records without end":     {certtest.Repeat([]byte{22, 3, 3, 0, 0}), certificate.ReasonBadHandshake, nil},
		"requests to start without end": {certtest.Repeat(starts), certificate.ReasonBadHandshake, nil},
		"hellos without end":            {certtest.Repeat(certtest.Record(0x0303, hello)), certificate.ReasonBadHandshake, nil},
		"certificate of 10 MB":          {certtest.HugeCertificate(10 << 20), certificate.ReasonTooLarge, []string{"512 KiB"}},
	} {
		for _, only := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", certificate only"}[only], func(t *testing.T) {
				t.Parallel()
				address := certtest.Raw(t, test.handle)
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
				defer cancel()
				target := wire.Target{Endpoint: address, CertificateOnly: only, Timeout: 400 * time.Millisecond}
				if test.reason != certificate.ReasonTimeout {
					target.Timeout = 10 * time.Second
				}
				answer, err := newReader(t).Read(ctx, target)
				reason := test.reason
				if reason == "" {
					if reason = certificate.ReasonClosed; strings.Contains(err.Error(), "reset") {
						reason = certificate.ReasonReset
					}
				}
				checkReadError(t, err, reason, append(test.parts, address)...)
				if len(answer.Served) != 0 || len(answer.Failures) != 1 {
					t.Errorf("answer %+v, want one failure", answer)
				}
			})
		}
	}
}

func TestReadRefused(t *testing.T) {
	t.Parallel()
	address := certtest.Refusing(t)
	_, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: address})
	checkReadError(t, err, certificate.ReasonRefused, "connection refused by "+address)
}

func TestReadDeniedNetwork(t *testing.T) {
	t.Parallel()
	denied, err := network.ParseNetworks("denied_networks", []string{"127.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	s := testSite()
	address := certtest.ServeTLS(t, serverConfig(s.chain(s.ecdsa)))
	reader := newReader(t, func(config *network.Config) { config.DeniedNetworks = denied }, resolving("inside.example.test", "127.0.0.1"))
	for _, endpoint := range []string{address, onPort("inside.example.test", address), onPort("[::ffff:127.0.0.1]", address), onPort("0.0.0.0", address)} {
		_, err := reader.Read(t.Context(), wire.Target{Endpoint: endpoint})
		checkReadError(t, err, certificate.ReasonDenied, "is in the denied network 127.0.0.0/8")
	}
}

func TestReadNames(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		reason certificate.Reason
		part   string
	}{
		"no such name": {&net.DNSError{Err: "no such host", IsNotFound: true}, certificate.ReasonNameNotFound, `DNS knows no address of "gone.example.test"`},
		"server fails": {&net.DNSError{Err: "server misbehaving", IsTemporary: true}, certificate.ReasonNameFailed, `DNS gave no answer for "gone.example.test"`},
		"no answer":    {&net.DNSError{Err: "i/o timeout", IsTimeout: true}, certificate.ReasonNameFailed, "DNS gave no answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reader := newReader(t, func(config *network.Config) {
				config.Resolve = func(context.Context, string) ([]netip.Addr, error) { return nil, test.err }
			})
			_, err := reader.Read(t.Context(), wire.Target{Endpoint: "gone.example.test:443"})
			checkReadError(t, err, test.reason, test.part)
		})
	}
}

func TestReadCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	address := certtest.Raw(t, func(conn net.Conn) {
		cancel()
		certtest.Silent(conn)
	})
	_, err := newReader(t).Read(ctx, wire.Target{Endpoint: address})
	checkReadError(t, err, certificate.ReasonCancelled, "cancelled")
}

// A hostile server must not make the reader hold more than the bound.
func TestReadBoundedMemory(t *testing.T) {
	address := certtest.Raw(t, certtest.HugeCertificate(16<<20-1))
	reader := newReader(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, only := range []bool{false, true} {
		_, err := reader.Read(t.Context(), wire.Target{Endpoint: address, CertificateOnly: only})
		checkReadError(t, err, certificate.ReasonTooLarge)
	}
	runtime.ReadMemStats(&after)
	// The server's own 2 × 32 MiB are counted too: it is in this process.
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 2*(2*17<<20)+8<<20 {
		t.Errorf("%d MiB allocated", grown>>20)
	}
}
