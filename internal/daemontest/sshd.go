//go:build linux

package daemontest

import "testing"

// SSHD serves "ssh" with a host key of its own; it speaks no TLS.
func SSHD(t testing.TB) Daemon {
	t.Helper()
	path := find(t, "sshd", "openssh-server")
	keygen := find(t, "ssh-keygen", "openssh-client")
	r := newRoom(t)
	r.command(keygen, "-q", "-t", "ed25519", "-N", "", "-f", r.path("host_key"))
	addresses := freeAddresses(t, "ssh")
	conf := r.config("sshd_config", "ListenAddress $SSH\nHostKey $DIR/host_key\nPidFile none\nUsePAM no\n", map[string]string{"SSH": addresses["ssh"]})
	return r.run(launch{path: path, args: []string{"-D", "-e", "-f", conf}}, addresses)
}
