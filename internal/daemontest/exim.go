//go:build linux

package daemontest

import (
	"fmt"
	"os/user"
	"testing"
)

// Exim serves "smtp" and, with TLS, "smtps". It takes no mail.
func Exim(t testing.TB, opts Options) Daemon {
	t.Helper()
	const remedy = "exim4-daemon-light (or unpack it beside Postfix: see .ci/packages)"
	path := find(t, "exim4", remedy)
	// Debian's build does not start without this user.
	if _, err := user.Lookup("Debian-exim"); err != nil {
		missing(t, "install Debian package "+remedy)
	}
	r := newRoom(t)
	r.keyPair(opts)
	r.folder("spool")
	addresses := freeAddresses(t, "smtp")
	ports, secure := port(addresses["smtp"]), ""
	if opts.tls() {
		addresses["smtps"] = freeAddress(t)
		ports = fmt.Sprintf("%s : %s\ntls_on_connect_ports = %s", ports, port(addresses["smtps"]), port(addresses["smtps"]))
		secure = "tls_advertise_hosts = *\ntls_certificate = $DIR/chain.pem\ntls_privatekey = $DIR/key.pem\n"
	} else {
		secure = "tls_advertise_hosts =\n"
	}
	conf := r.config("exim.conf", `
exim_user = $USER
exim_group = $GROUP
spool_directory = $DIR/spool
log_file_path = $DIR/exim_%slog.log
pid_file_path = $DIR/exim.pid
primary_hostname = mail.example.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = $PORTS
host_lookup =
rfc1413_query_timeout = 0s
`+secure, map[string]string{"PORTS": ports})
	return r.run(launch{path: path, args: []string{"-bdf", "-C", conf}}, addresses)
}
