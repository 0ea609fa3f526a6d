//go:build linux

package daemontest

import (
	"syscall"
	"testing"
)

// Postgres serves "postgres", where TLS comes after an SSLRequest.
func Postgres(t testing.TB, opts Options) Daemon {
	t.Helper()
	initdb, path := find(t, "initdb", "postgresql"), find(t, "postgres", "postgresql")
	r := newRoom(t)
	r.keyPair(opts)
	r.command(initdb, "-D", r.path("data"), "--auth=reject", "--no-sync", "--no-instructions", "--username=postgres")
	addresses := freeAddresses(t, "postgres")
	args := []string{
		"-D", r.path("data"), "-c", "listen_addresses=127.0.0.1", "-c", "port=" + port(addresses["postgres"]),
		"-c", "unix_socket_directories=" + r.dir, "-c", "fsync=off", "-c", "shared_buffers=1MB", "-c", "max_connections=10",
	}
	if opts.tls() {
		args = append(args, "-c", "ssl=on", "-c", "ssl_cert_file="+r.path("chain.pem"), "-c", "ssl_key_file="+r.path("key.pem"))
	}
	// SIGQUIT does not wait for clients or data.
	return r.run(launch{path: path, args: args, stop: syscall.SIGQUIT}, addresses)
}

// Database serves "postgres" without TLS and lets everybody in, as the role
// postgres, for tests that store something.
func Database(t testing.TB) Daemon {
	t.Helper()
	initdb, path := find(t, "initdb", "postgresql"), find(t, "postgres", "postgresql")
	r := newRoom(t)
	r.command(initdb, "-D", r.path("data"), "--auth=trust", "--no-sync", "--no-instructions", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
	addresses := freeAddresses(t, "postgres")
	return r.run(launch{path: path, args: []string{
		"-D", r.path("data"), "-c", "listen_addresses=127.0.0.1", "-c", "port=" + port(addresses["postgres"]),
		"-c", "unix_socket_directories=" + r.dir, "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=100",
	}, stop: syscall.SIGQUIT}, addresses)
}
