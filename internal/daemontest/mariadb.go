//go:build linux

package daemontest

import "testing"

// MariaDB serves "mysql". It has no tables, not even those of its users.
func MariaDB(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "mariadbd", "mariadb-server")
	r := newRoom(t)
	r.keyPair(opts)
	r.folder("data")
	addresses := freeAddresses(t, "mysql")
	args := []string{
		"--no-defaults", "--skip-grant-tables", "--innodb=OFF", "--default-storage-engine=MyISAM",
		"--datadir=" + r.path("data"), "--tmpdir=" + r.dir, "--socket=" + r.path("socket"), "--pid-file=" + r.path("pid"),
		"--bind-address=127.0.0.1", "--port=" + port(addresses["mysql"]),
	}
	if opts.tls() {
		args = append(args, "--ssl-cert="+r.path("chain.pem"), "--ssl-key="+r.path("key.pem"))
	} else {
		args = append(args, "--skip-ssl")
	}
	return r.run(launch{path: path, args: args}, addresses)
}
