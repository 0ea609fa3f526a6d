//go:build linux

package daemontest

import (
	"path/filepath"
	"testing"
)

// Apache serves "http" and, with TLS, "https". Any path ending in .php is
// answered by PHP.
func Apache(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "apache2", "apache2")
	php := findFile(t, "/usr/lib/apache2/modules/libphp*.so", "libapache2-mod-php")
	r := newRoom(t)
	r.keyPair(opts)
	addresses, secure := freeAddresses(t, "http"), ""
	if opts.tls() {
		addresses["https"] = freeAddress(t)
		secure = "LoadModule ssl_module $MODULES/mod_ssl.so\nListen $HTTPS\n<VirtualHost $HTTPS>\nSSLEngine on\nSSLCertificateFile $DIR/chain.pem\nSSLCertificateKeyFile $DIR/key.pem\n</VirtualHost>\n"
	}
	must(t, r.share(r.folder("htdocs")))
	must(t, r.share(r.write("htdocs/index.php", []byte("<?php echo 'hello';\n"))))
	// Debian's own php.ini hides PHP.
	r.write("php.ini", []byte("expose_php = On\n"))
	conf := r.config("apache.conf", `
ServerRoot $DIR
ServerName server.example.test
PidFile $DIR/apache.pid
DefaultRuntimeDir $DIR
ErrorLog $DIR/error.log
DocumentRoot $DIR/htdocs
ServerTokens Full
PHPIniDir $DIR
StartServers 1
LoadModule mpm_prefork_module $MODULES/mod_mpm_prefork.so
LoadModule authz_core_module $MODULES/mod_authz_core.so
LoadModule mime_module $MODULES/mod_mime.so
LoadModule php_module $PHP
TypesConfig /etc/mime.types
Listen $HTTP
AddHandler application/x-httpd-php .php
`+secure, map[string]string{"MODULES": filepath.Dir(php), "PHP": php, "HTTP": addresses["http"], "HTTPS": addresses["https"]})
	return r.run(launch{path: path, args: []string{"-f", conf, "-DFOREGROUND"}}, addresses)
}
