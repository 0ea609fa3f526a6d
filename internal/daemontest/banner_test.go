//go:build linux

package daemontest_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
)

// TestPlainService looks at the first words of each daemon without TLS.
func TestPlainService(t *testing.T) {
	t.Parallel()
	const get = "GET /index.php HTTP/1.0\r\n\r\n"
	for _, test := range []struct {
		service string
		start   func(testing.TB, daemontest.Options) daemontest.Daemon
		say     string
		want    string
	}{
		{"http", daemontest.Nginx, get, "Server: nginx/1."},
		{"http", daemontest.Apache, get, "X-Powered-By: PHP/"},
		{"http", daemontest.Lighttpd, get, "Server: lighttpd/1."},
		{"smtp", daemontest.Postfix, "", "220 mail.example.test ESMTP Postfix"},
		{"smtp", daemontest.Exim, "", "220 mail.example.test ESMTP Exim 4."},
		{"ssh", func(t testing.TB, _ daemontest.Options) daemontest.Daemon { return daemontest.SSHD(t) }, "", "SSH-2.0-OpenSSH_"},
		{"redis", daemontest.Redis, "INFO server\r\n", "redis_version:"},
		{"mysql", daemontest.MariaDB, "", "MariaDB"},
		{"ftp", daemontest.Vsftpd, "", "220 (vsFTPd "},
		{"sieve", daemontest.Dovecot, "", "Dovecot"},
		{"imap", daemontest.Dovecot, "", "* OK [CAPABILITY "},
		{"pop3", daemontest.Dovecot, "", "+OK Dovecot"},
		{"lmtp", daemontest.Dovecot, "", "220 "},
	} {
		t.Run(test.service+" "+test.want, func(t *testing.T) {
			t.Parallel()
			daemon := test.start(t, daemontest.Options{})
			var dialer net.Dialer
			conn, err := dialer.DialContext(t.Context(), "tcp", daemon.Address(test.service))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			timer := time.AfterFunc(20*time.Second, func() { conn.Close() })
			defer timer.Stop()
			if _, err := conn.Write([]byte(test.say)); err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			buffer := make([]byte, 4096)
			for !strings.Contains(said.String(), test.want) {
				n, err := conn.Read(buffer)
				said.Write(buffer[:n])
				if err != nil {
					t.Fatalf("%v after %q, want %q", err, said.String(), test.want)
				}
			}
		})
	}
}
