//go:build linux

package daemontest

import (
	"encoding/pem"
	"testing"
)

// OpenSSL runs `openssl s_server` for "tls", with further arguments of its own
// such as "-tls1_2" or "-cipher". It needs a certificate.
func OpenSSL(t testing.TB, opts Options, args ...string) Daemon {
	t.Helper()
	path := find(t, "openssl", "openssl")
	r := newRoom(t)
	r.keyPair(opts)
	addresses := freeAddresses(t, "tls")
	// -www keeps it from reading its standard input.
	args = append([]string{"s_server", "-accept", addresses["tls"], "-cert", "chain.pem", "-key", "key.pem", "-www"}, args...)
	// -cert reads the first certificate alone, -cert_chain those behind it.
	if _, rest := pem.Decode(opts.Chain); len(rest) > 0 {
		args = append(args, "-cert_chain", r.write("rest.pem", rest))
	}
	return r.run(launch{path: path, args: args}, addresses)
}
