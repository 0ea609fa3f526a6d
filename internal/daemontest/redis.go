//go:build linux

package daemontest

import "testing"

// Redis serves "redis" and, with TLS, "rediss".
func Redis(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "redis-server", "redis-server")
	r := newRoom(t)
	r.keyPair(opts)
	addresses := freeAddresses(t, "redis")
	args := []string{"--bind", "127.0.0.1", "--port", port(addresses["redis"]), "--save", "", "--daemonize", "no", "--dir", r.dir}
	if opts.tls() {
		addresses["rediss"] = freeAddress(t)
		args = append(args, "--tls-port", port(addresses["rediss"]), "--tls-cert-file", r.path("chain.pem"), "--tls-key-file", r.path("key.pem"), "--tls-auth-clients", "no", "--tls-ca-cert-file", r.path("chain.pem"))
	}
	return r.run(launch{path: path, args: args}, addresses)
}
