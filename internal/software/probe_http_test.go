package software_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func TestProbeHTTP(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		w.Header().Set("Server", "Apache/2.4.62 (Debian)")
		w.Header().Set("X-Powered-By", "PHP/8.2.29")
		w.Header().Set("X-Seen", r.Proto+" "+r.Host+" "+r.RequestURI+" "+r.UserAgent())
		if r.URL.Path == "/loop" {
			http.Redirect(w, r, "/loop", http.StatusFound)
			return
		}
		// A body without end, said to be compressed.
		w.Header().Set("Content-Encoding", "gzip")
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	plain := httptest.NewServer(handler)
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(handler)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)

	for name, test := range map[string]struct {
		target software.Target
		seen   string
		status int
	}{
		"plain": {
			target: software.Target{Protocol: "http", Address: plain.Listener.Addr().String()},
			seen:   "HTTP/1.1 " + plain.Listener.Addr().String() + " / ", status: 200,
		},
		"a redirection is the answer": {
			target: software.Target{Protocol: "http", Address: plain.Listener.Addr().String(), Path: "/loop", ServerName: "www.example.test"},
			seen:   "HTTP/1.1 www.example.test:", status: 302,
		},
		"HTTP/2 without a trusted certificate": {
			target: software.Target{Protocol: "http", Address: secure.Listener.Addr().String(), TLS: true, Path: "/a%20b?c=d", ServerName: "www.example.test"},
			seen:   "HTTP/2.0 www.example.test:", status: 200,
		},
	} {
		t.Run(name, func(t *testing.T) {
			answer, err := software.Probe(within(t), dial, test.target)
			if err != nil {
				t.Fatal(err)
			}
			if answer.Status != test.status || !strings.HasPrefix(answer.Headers.Get("X-Seen"), test.seen) {
				t.Errorf("got %d %q, want %d %q", answer.Status, answer.Headers.Get("X-Seen"), test.status, test.seen)
			}
			if path := test.target.Path; path != "" && !strings.Contains(answer.Headers.Get("X-Seen"), " "+path+" ") {
				t.Errorf("got %q, want path %q", answer.Headers.Get("X-Seen"), path)
			}
			found, _ := answer.Recognise()
			if got, want := products(found), []string{"apache-http-server 2.4.62 distro=debian", "php 8.2.29 distro=debian~ role=component"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if got := requests.Load(); got != 3 {
		t.Errorf("%d requests for 3 probes", got)
	}
}

func TestProbeOldTLS(t *testing.T) {
	t.Parallel()
	pair := certtest.SelfSigned([]string{"old.example.test"})
	config := &tls.Config{Certificates: []tls.Certificate{pair.TLS()}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS10}
	address := certtest.Raw(t, func(conn net.Conn) {
		_, _ = io.WriteString(tls.Server(conn, config), "220 mail.example.test ESMTP Exim 4.96\r\n")
		_, _ = io.Copy(io.Discard, conn)
	})
	answer, err := software.Probe(within(t), dial, software.Target{Protocol: "smtp", Address: address, TLS: true})
	if err != nil {
		t.Fatal(err)
	}
	if want := "220 mail.example.test ESMTP Exim 4.96"; answer.Banner != want {
		t.Errorf("got %q, want %q", answer.Banner, want)
	}
}
