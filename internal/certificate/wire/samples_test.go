package wire_test

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// inTurn is one address behind which servers take turns, one connection each.
func inTurn(t *testing.T, servers ...func(net.Conn)) *certtest.Server {
	t.Helper()
	var next atomic.Int64
	return certtest.Serve(t, certtest.ServerOptions{Handle: func(conn net.Conn) {
		servers[int(next.Add(1)-1)%len(servers)](conn)
	}})
}

func serving(certificates ...tls.Certificate) func(net.Conn) {
	return func(conn net.Conn) { _ = serveOnce(conn, serverConfig(certificates...)) }
}

// certificates.md S3: one address serves two certificates in turn.
func TestReadSamples(t *testing.T) {
	t.Parallel()
	s := testSite()
	www := []string{"www.example.test"}
	old := s.authority.Leaf(www, certtest.Valid(-89, 1))
	oldRSA := s.authority.LeafWithKey(certtest.Key("rsa"), www, certtest.Valid(-89, 2))
	bare := s.ecdsa.TLS() // without its authority
	for name, test := range map[string]struct {
		servers  []func(net.Conn)
		target   wire.Target
		want     []certtest.Pair
		failures []string
	}{
		"once, by luck":           {[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(s.chain(old))}, wire.Target{}, []certtest.Pair{s.ecdsa}, nil},
		"once in so many words":   {[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(s.chain(old))}, wire.Target{Samples: 1}, []certtest.Pair{s.ecdsa}, nil},
		"twice":                   {[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(s.chain(old))}, wire.Target{Samples: 2}, []certtest.Pair{s.ecdsa, old}, nil},
		"the certificate alone":   {[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(s.chain(old))}, wire.Target{Samples: 2, CertificateOnly: true}, []certtest.Pair{s.ecdsa, old}, nil},
		"each chain once":         {[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(s.chain(old))}, wire.Target{Samples: 20}, []certtest.Pair{s.ecdsa, old}, nil},
		"the same leaf, no chain": {[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(bare)}, wire.Target{Samples: 2}, []certtest.Pair{s.ecdsa, s.ecdsa}, nil},
		"one that serves nothing": {
			[]func(net.Conn){serving(s.chain(s.ecdsa)), certtest.Greet("HTTP/1.1 400 Bad Request\r\n\r\n")},
			wire.Target{Samples: 4},
			[]certtest.Pair{s.ecdsa},
			[]string{"2 of 4 reads failed, the last since: "},
		},
		"the other kind of key of the other server": {
			[]func(net.Conn){serving(s.chain(s.ecdsa), s.chain(s.rsa)), serving(s.chain(s.ecdsa), s.chain(oldRSA))},
			wire.Target{Samples: 2, KeyTypes: []string{"rsa", "ecdsa"}},
			[]certtest.Pair{s.ecdsa, s.rsa, oldRSA},
			nil,
		},
		"both kinds asked for, one there": {
			[]func(net.Conn){serving(s.chain(s.ecdsa)), serving(s.chain(old))}, wire.Target{Samples: 2, KeyTypes: []string{"rsa", "ecdsa"}}, []certtest.Pair{s.ecdsa, old}, nil,
		},
		"one kind of key": {
			[]func(net.Conn){serving(s.chain(s.ecdsa), s.chain(s.rsa)), serving(s.chain(old), s.chain(oldRSA))},
			wire.Target{Samples: 3, KeyTypes: []string{"rsa"}},
			[]certtest.Pair{s.rsa, oldRSA},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.target.Endpoint, test.target.ServerName = inTurn(t, test.servers...).Addr, "www.example.test"
			answer, err := newReader(t).Read(t.Context(), test.target)
			if err != nil {
				t.Fatal(err)
			}
			missing := map[string]int{}
			for _, want := range test.want {
				missing[string(want.Certificate.Raw)]++
			}
			for _, served := range answer.Served {
				missing[string(served.Chain[0].Raw)]--
			}
			for _, count := range missing {
				if count != 0 {
					t.Errorf("%d served, want %d", len(answer.Served), len(test.want))
				}
			}
			if len(answer.Failures) != len(test.failures) {
				t.Fatalf("failures %v", answer.Failures)
			}
			for i, says := range test.failures {
				if !strings.Contains(answer.Failures[i].Message, says) || !answer.Failures[i].Address.IsValid() {
					t.Errorf("%s: %s, want %q", answer.Failures[i].Address, answer.Failures[i].Message, says)
				}
			}
		})
	}
	for _, samples := range []int{-1, 21} {
		err := wire.Target{Endpoint: "127.0.0.1:443", Samples: samples}.Check()
		if input, ok := errors.AsType[*certificate.InputError](err); !ok || input.Attribute != "samples" {
			t.Errorf("%d samples: %v", samples, err)
		}
	}
}
