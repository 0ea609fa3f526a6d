//go:build linux

package daemontest

import "testing"

// Nginx serves "http" and, with TLS, "https".
func Nginx(t testing.TB, opts Options) Daemon {
	t.Helper()
	path := find(t, "nginx", "nginx-light")
	r := newRoom(t)
	r.keyPair(opts)
	addresses, secure := freeAddresses(t, "http"), ""
	if opts.tls() {
		addresses["https"] = freeAddress(t)
		secure = "server { listen " + addresses["https"] + " ssl; ssl_certificate chain.pem; ssl_certificate_key key.pem; ssl_protocols TLSv1.2 TLSv1.3; return 204; }"
	}
	// One process: workers would outlive a master that is killed.
	conf := r.config("nginx.conf", `
daemon off;
master_process off;
pid $DIR/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path $DIR/body;
  proxy_temp_path $DIR/proxy;
  fastcgi_temp_path $DIR/fastcgi;
  uwsgi_temp_path $DIR/uwsgi;
  scgi_temp_path $DIR/scgi;
  server { listen $HTTP; return 204; }
  $HTTPS
}
`, map[string]string{"HTTP": addresses["http"], "HTTPS": secure})
	return r.run(launch{path: path, args: []string{"-e", "stderr", "-p", r.dir, "-c", conf}}, addresses)
}
