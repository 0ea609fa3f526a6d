//go:build linux

package daemontest

import "testing"

// Vsftpd serves "ftp" and, with TLS, "ftps".
func Vsftpd(t testing.TB, opts Options) Daemon {
	t.Helper()
	find(t, "vsftpd", "vsftpd")
	addresses := freeAddresses(t, "ftp")
	if opts.tls() {
		addresses["ftps"] = freeAddress(t)
		vsftpd(t, opts, addresses["ftps"], "implicit_ssl=YES\n")
	}
	daemon := vsftpd(t, opts, addresses["ftp"], "")
	daemon.addresses = addresses
	return daemon
}

// vsftpd starts one process, which listens on one port.
func vsftpd(t testing.TB, opts Options, address, extra string) Daemon {
	t.Helper()
	path := find(t, "vsftpd", "vsftpd")
	r := newRoom(t)
	r.keyPair(opts)
	r.folder("empty")
	if opts.tls() {
		extra += "ssl_enable=YES\nrsa_cert_file=$DIR/chain.pem\nrsa_private_key_file=$DIR/key.pem\nssl_ciphers=HIGH\n"
	}
	// Without root it can neither change user nor root directory.
	conf := r.config("vsftpd.conf", `listen=YES
background=NO
listen_address=127.0.0.1
listen_port=$PORT
run_as_launching_user=YES
seccomp_sandbox=NO
secure_chroot_dir=$DIR/empty
xferlog_enable=NO
`+extra, map[string]string{"PORT": port(address)})
	return r.run(launch{path: path, args: []string{conf}}, map[string]string{"ftp": address})
}
