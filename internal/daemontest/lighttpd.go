//go:build linux

package daemontest

import "testing"

// Lighttpd serves "http" and, with TLS, "https".
func Lighttpd(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "lighttpd", "lighttpd")
	findFile(t, "/usr/lib/lighttpd/mod_openssl.so", "lighttpd-mod-openssl")
	r := newRoom(t)
	r.keyPair(opts)
	r.folder("htdocs")
	addresses, secure := freeAddresses(t, "http"), ""
	if opts.tls() {
		addresses["https"] = freeAddress(t)
		secure = `$SERVER["socket"] == "` + addresses["https"] + `" { ssl.engine = "enable" ssl.pemfile = "` + r.path("chain.pem") + `" ssl.privkey = "` + r.path("key.pem") + `" }`
	}
	conf := r.config("lighttpd.conf", `
server.modules = ( "mod_openssl" )
server.document-root = "$DIR/htdocs"
server.errorlog = "$DIR/error.log"
server.upload-dirs = ( "$DIR" )
server.bind = "127.0.0.1"
server.port = $PORT
$HTTPS
`, map[string]string{"PORT": port(addresses["http"]), "HTTPS": secure})
	return r.run(launch{path: path, args: []string{"-D", "-f", conf}}, addresses)
}
