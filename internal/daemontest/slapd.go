//go:build linux

package daemontest

import "testing"

// Slapd serves "ldap" and, with TLS, "ldaps". It has no data.
func Slapd(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "slapd", "slapd")
	r := newRoom(t)
	r.keyPair(opts)
	addresses, secure := freeAddresses(t, "ldap"), ""
	urls := "ldap://" + addresses["ldap"]
	if opts.tls() {
		addresses["ldaps"] = freeAddress(t)
		urls += " ldaps://" + addresses["ldaps"]
		secure = "TLSCertificateFile $DIR/leaf.pem\nTLSCACertificateFile $DIR/chain.pem\nTLSCertificateKeyFile $DIR/key.pem\n"
		r.write("leaf.pem", opts.Chain)
	}
	conf := r.config("slapd.conf", "pidfile $DIR/slapd.pid\nargsfile $DIR/slapd.args\n"+secure, nil)
	// A debugging level keeps it in the foreground.
	return r.run(launch{path: path, args: []string{"-d", "0", "-f", conf, "-h", urls}}, addresses)
}
