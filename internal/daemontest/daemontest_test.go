//go:build linux

package daemontest_test

import (
	"crypto/tls"
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
)

// pair makes what a daemon serves, and the leaf it must then show.
func pair() (daemontest.Options, certtest.Pair) {
	root := certtest.Root("Example Root")
	issuer := root.Issue("Example Issuer")
	leaf := issuer.Leaf([]string{"server.example.test"})
	return daemontest.Options{Chain: certtest.Chain(leaf, issuer), Key: leaf.KeyPEM()}, leaf
}

func TestTLSFromTheFirstByte(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		start    func(testing.TB, daemontest.Options) daemontest.Daemon
		services []string
	}{
		{"nginx", daemontest.Nginx, []string{"https"}},
		{"openssl", func(t testing.TB, opts daemontest.Options) daemontest.Daemon { return daemontest.OpenSSL(t, opts) }, []string{"tls"}},
		{"postfix", daemontest.Postfix, []string{"smtps"}},
		{"dovecot", daemontest.Dovecot, []string{"imaps", "pop3s"}},
		{"slapd", daemontest.Slapd, []string{"ldaps"}},
		{"vsftpd", daemontest.Vsftpd, []string{"ftps"}},
		{"prosody", daemontest.Prosody, []string{"xmpps-client", "xmpps-server"}},
		{"apache", daemontest.Apache, []string{"https"}},
		{"lighttpd", daemontest.Lighttpd, []string{"https"}},
		{"exim", daemontest.Exim, []string{"smtps"}},
		{"redis", daemontest.Redis, []string{"rediss"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			opts, leaf := pair()
			daemon := test.start(t, opts)
			for _, service := range test.services {
				dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}
				conn, err := dialer.DialContext(t.Context(), "tcp", daemon.Address(service))
				if err != nil {
					t.Errorf("%s: %v", service, err)
					continue
				}
				chain := conn.(*tls.Conn).ConnectionState().PeerCertificates
				if !slices.ContainsFunc(chain[:1], leaf.Certificate.Equal) || len(chain) != 2 {
					t.Errorf("%s: served %d certificates beginning with %s", service, len(chain), chain[0].Subject)
				}
				_ = conn.Close()
			}
		})
	}
}
