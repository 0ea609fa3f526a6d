//go:build linux

package software_test

import (
	"path"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// daemonAsk is one question to a real daemon of Debian's.
type daemonAsk struct {
	service, protocol, page string
	tls                     bool
	// want are the products as testdata/greetings.txt writes them, with "*" for
	// what changes with Debian's updates.
	want []string
}

func (a daemonAsk) of(t *testing.T, daemon daemontest.Daemon, dialer *network.Dialer) {
	t.Helper()
	answer, err := software.Probe(within(t), dialer.DialContext, software.Target{
		Protocol: a.protocol, Address: daemon.Address(a.service), TLS: a.tls, Path: a.page,
	})
	if err != nil {
		t.Errorf("%s: %v", a.service, err)
		return
	}
	found, notices := answer.Recognise()
	checkAnswer(t, found, notices)
	got := products(found)
	for i, want := range a.want {
		if i >= len(got) || !matches(want, got[i]) {
			t.Errorf("%s%s: got %q, want %q", a.service, a.page, got, a.want)
			return
		}
	}
	if len(got) != len(a.want) {
		t.Errorf("%s%s: got %q, want %q", a.service, a.page, got, a.want)
	}
}

func matches(pattern, text string) bool {
	matched, err := path.Match(pattern, text)
	return err == nil && matched
}

func TestProbeDaemons(t *testing.T) {
	t.Parallel()
	dialer, err := network.New(network.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pair := certtest.SelfSigned([]string{"daemon.example.test"})
	options := daemontest.Options{Chain: certtest.Chain(pair), Key: pair.KeyPEM()}
	for name, test := range map[string]struct {
		start func(testing.TB, daemontest.Options) daemontest.Daemon
		asks  []daemonAsk
	}{
		"apache": {daemontest.Apache, []daemonAsk{
			{service: "http", protocol: "http", want: []string{"apache-http-server 2.4.* distro=debian", "php 8.* distro=debian~ role=component", "openssl 3.* distro=debian~ role=component"}},
			{service: "https", protocol: "http", tls: true, want: []string{"apache-http-server 2.4.* distro=debian", "php 8.* distro=debian~ role=component", "openssl 3.* distro=debian~ role=component"}},
			{service: "http", protocol: "http", page: "/index.php", want: []string{"apache-http-server 2.4.* distro=debian", "php 8.* distro=debian~ role=component", "openssl 3.* distro=debian~ role=component"}},
		}},
		"nginx": {daemontest.Nginx, []daemonAsk{
			{service: "http", protocol: "http", want: []string{"nginx 1.*"}},
			{service: "https", protocol: "http", tls: true, want: []string{"nginx 1.*"}},
		}},
		"lighttpd": {daemontest.Lighttpd, []daemonAsk{
			{service: "http", protocol: "http", want: []string{"lighttpd 1.4.*"}},
			{service: "https", protocol: "http", tls: true, want: []string{"lighttpd 1.4.*"}},
		}},
		"postfix": {daemontest.Postfix, []daemonAsk{
			{service: "smtp", protocol: "smtp", want: []string{"postfix [?]*"}},
			{service: "smtps", protocol: "smtp", tls: true, want: []string{"postfix [?]*"}},
		}},
		"exim": {daemontest.Exim, []daemonAsk{
			{service: "smtp", protocol: "smtp", want: []string{"exim 4.*"}},
		}},
		"dovecot": {daemontest.Dovecot, []daemonAsk{
			{service: "imap", protocol: "imap", want: []string{"dovecot [?] distro=debian"}},
			{service: "imaps", protocol: "imap", tls: true, want: []string{"dovecot [?] distro=debian"}},
			{service: "pop3", protocol: "pop3", want: []string{"dovecot [?] distro=debian"}},
			{service: "pop3s", protocol: "pop3", tls: true, want: []string{"dovecot [?] distro=debian"}},
			{service: "lmtp", protocol: "lmtp", want: []string{"dovecot [?] distro=debian"}},
		}},
		"vsftpd": {daemontest.Vsftpd, []daemonAsk{
			{service: "ftp", protocol: "ftp", want: []string{"vsftpd 3.*"}},
		}},
		"mariadb": {daemontest.MariaDB, []daemonAsk{
			{service: "mysql", protocol: "mysql", want: []string{"mariadb 1* distro=debian:* package=*+deb*"}},
		}},
		"postgres": {daemontest.Postgres, []daemonAsk{
			{service: "postgres", protocol: "postgres", want: []string{"postgresql [?]"}},
		}},
		"redis": {daemontest.Redis, []daemonAsk{
			{service: "redis", protocol: "redis", want: []string{"redis 7.*"}},
			{service: "rediss", protocol: "redis", tls: true, want: []string{"redis 7.*"}},
		}},
		"sshd": {func(t testing.TB, _ daemontest.Options) daemontest.Daemon { return daemontest.SSHD(t) }, []daemonAsk{
			{service: "ssh", protocol: "ssh", want: []string{"openssh * distro=debian* package=1:*"}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			daemon := test.start(t, options)
			for _, ask := range test.asks {
				ask.of(t, daemon, dialer)
			}
			// Whatever the daemon is, asked in another language it is not taken for
			// what it is not.
			first := test.asks[0]
			other := "memcached"
			if _, err := software.Probe(impatient(t), dialer.DialContext, software.Target{Protocol: other, Address: daemon.Address(first.service)}); err == nil {
				t.Errorf("%s was taken for %s", name, other)
			}
		})
	}
}
