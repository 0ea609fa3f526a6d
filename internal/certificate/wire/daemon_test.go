//go:build linux

package wire_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
)

// daemonService is one port of a real daemon and how it is read.
type daemonService struct{ service, startTLS string }

// daemons are the real servers that are read. Services with STARTTLS come
// without TLS too.
var daemons = []struct {
	name     string
	start    func(testing.TB, daemontest.Options) daemontest.Daemon
	services []daemonService
}{
	{"nginx", daemontest.Nginx, []daemonService{{"https", ""}}},
	{"openssl", func(t testing.TB, opts daemontest.Options) daemontest.Daemon { return daemontest.OpenSSL(t, opts) }, []daemonService{{"tls", ""}}},
	{"postfix", daemontest.Postfix, []daemonService{{"smtp", "smtp"}, {"smtps", ""}}},
	{"exim", daemontest.Exim, []daemonService{{"smtp", "smtp"}, {"smtps", ""}}},
	{"dovecot", daemontest.Dovecot, []daemonService{
		{"imap", "imap"}, {"pop3", "pop3"}, {"lmtp", "lmtp"}, {"sieve", "sieve"}, {"imaps", ""}, {"pop3s", ""},
	}},
	{"postgres", daemontest.Postgres, []daemonService{{"postgres", "postgres"}}},
	{"slapd", daemontest.Slapd, []daemonService{{"ldap", "ldap"}, {"ldaps", ""}}},
	{"mariadb", daemontest.MariaDB, []daemonService{{"mysql", "mysql"}}},
	{"vsftpd", daemontest.Vsftpd, []daemonService{{"ftp", "ftp"}, {"ftps", ""}}},
	{"prosody", daemontest.Prosody, []daemonService{
		{"xmpp-client", "xmpp-client"}, {"xmpp-server", "xmpp-server"}, {"xmpps-client", ""}, {"xmpps-server", ""},
	}},
}

func TestDaemonWithoutTLS(t *testing.T) {
	t.Parallel()
	for _, test := range daemons {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.services[0].startTLS == "" {
				return
			}
			daemon := test.start(t, daemontest.Options{})
			for _, s := range test.services {
				if s.startTLS == "" {
					continue
				}
				t.Run(s.service, func(t *testing.T) {
					_, err := newReader(t).Read(t.Context(), daemonTarget(daemon, s))
					checkReadError(t, err, certificate.ReasonStartTLSAbsent, "does not offer")
				})
			}
		})
	}
}

// TestDaemonOfAnotherProtocol asks each daemon for the next one's protocol.
func TestDaemonOfAnotherProtocol(t *testing.T) {
	t.Parallel()
	postfix := daemontest.Postfix(t, daemontest.Options{})
	dovecot := daemontest.Dovecot(t, daemontest.Options{})
	vsftpd := daemontest.Vsftpd(t, daemontest.Options{})
	mariadb := daemontest.MariaDB(t, daemontest.Options{})
	ssh := daemontest.SSHD(t)
	nginx := daemontest.Nginx(t, daemontest.Options{})
	for _, test := range []struct{ address, startTLS, looksLike string }{
		{postfix.Address("smtp"), "imap", "SMTP"},
		{postfix.Address("smtp"), "lmtp", "SMTP"},
		{postfix.Address("smtp"), "ftp", "SMTP"},
		{postfix.Address("smtp"), "mysql", "SMTP"},
		{postfix.Address("smtp"), "xmpp-client", "SMTP"},
		{dovecot.Address("imap"), "pop3", "IMAP"},
		{dovecot.Address("pop3"), "smtp", "POP3"},
		{dovecot.Address("lmtp"), "smtp", ""},
		{dovecot.Address("sieve"), "imap", "ManageSieve"},
		{vsftpd.Address("ftp"), "smtp", "FTP"},
		{vsftpd.Address("ftp"), "nntp", "FTP"},
		{mariadb.Address("mysql"), "postgres", "MySQL"},
		{mariadb.Address("mysql"), "smtp", "MySQL"},
		{ssh.Address("ssh"), "ftp", "SSH"},
		{ssh.Address("ssh"), "ldap", "SSH"},
		{nginx.Address("http"), "xmpp-server", "HTTP"},
		{nginx.Address("http"), "postgres", "HTTP"},
	} {
		t.Run(test.looksLike+" for "+test.startTLS, func(t *testing.T) {
			t.Parallel()
			_, err := newReader(t).Read(t.Context(), wire.Target{Endpoint: test.address, StartTLS: test.startTLS})
			checkReadError(t, err, certificate.ReasonWrongProtocol, test.looksLike)
		})
	}
}

func TestDaemon(t *testing.T) {
	t.Parallel()
	for _, test := range daemons {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			issuer := certtest.Root("Example Root").Issue("Example Issuer")
			leaf := issuer.Leaf([]string{daemontest.ProsodyHost})
			daemon := test.start(t, daemontest.Options{Chain: certtest.Chain(leaf, issuer), Key: leaf.KeyPEM()})
			for _, s := range test.services {
				t.Run(s.service, func(t *testing.T) {
					served := readOne(t, newReader(t), daemonTarget(daemon, s))
					checkLeaf(t, served, leaf)
					if len(served.Chain) != 2 || !served.HandshakeCompleted {
						t.Errorf("%d certificates, handshake completed: %t", len(served.Chain), served.HandshakeCompleted)
					}
				})
			}
		})
	}
}

func daemonTarget(daemon daemontest.Daemon, s daemonService) wire.Target {
	return wire.Target{Endpoint: daemon.Address(s.service), ServerName: daemontest.ProsodyHost, StartTLS: s.startTLS}
}
