package provider_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// A register that is fetched: what a server sends it on to is not trusted further
// than the server itself, nothing of an address that may be secret gets out, and
// whatever does not arrive is unknown.
func TestRegisterByAddress(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t"
	const rows = "contract,owner,ends_on\nlease,o,2030-03-31\n"
	var referers []string
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		referers = append(referers, r.Referer())
		_, _ = w.Write([]byte(rows))
	}))
	defer inner.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/c.csv":
			_, _ = w.Write([]byte(rows))
		case "/moved":
			http.Redirect(w, r, "/c.csv", http.StatusFound)
		case "/inner":
			http.Redirect(w, r, inner.URL+"/c.csv", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round?"+secret, http.StatusFound)
		case "/login":
			_, _ = w.Write([]byte("<html><body>Sign in " + secret + "</body></html>"))
		case "/short":
			w.Header().Set("Content-Length", "4000")
			_, _ = w.Write([]byte(rows))
		case "/user":
			if _, given, _ := r.BasicAuth(); given != secret {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_, _ = w.Write([]byte(rows))
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	for path, test := range map[string]struct{ status, says string }{
		"/c.csv?sig=" + secret: {"ok", ""},
		"/moved?sig=" + secret: {"ok", ""},
		"/inner?sig=" + secret: {"unknown", "lies in a network that the configuration denies"}, // another host, of this machine
		"/round?sig=" + secret: {"unknown", "redirects too often"},
		"/short?sig=" + secret: {"unknown", "could not be reached"},
		"/user":                {"unknown", "status 401"},
		"/none?sig=" + secret:  {"unknown", "status 500"},
		"/login?sig=" + secret: {"", "web page"},
	} {
		d, _ := configured(t, certtest.Today.Add(time.Hour), nil)
		state, diags := d.state("expiry_contracts", values{"register": str(server.URL + path)})
		_, refused := apart(diags)
		everything := said(diags)
		for key, value := range state {
			if key == "register" {
				continue
			}
			everything += value.String()
		}
		if strings.Contains(everything, secret) {
			t.Errorf("%s: the address is told: %s", path, everything)
		}
		if test.status == "" {
			if !strings.Contains(refused, test.says) {
				t.Errorf("%s: %s", path, refused)
			}
			continue
		}
		if refused != "" || textIn(state, "status") != test.status || !strings.Contains(textIn(state, "reason"), test.says) {
			t.Errorf("%s: %s %s %s", path, textIn(state, "status"), textIn(state, "reason"), refused)
		}
	}
	if len(referers) > 0 {
		t.Errorf("a redirect led to another host of this machine: %q", referers)
	}
	d, _ := configured(t, certtest.Today, nil)
	state, _ := d.state("expiry_contracts", values{"register": str(strings.Replace(server.URL, "http://", "http://u:"+secret+"@", 1) + "/user")})
	if textIn(state, "status") != "ok" || strings.Contains(tftypes.NewValue(tftypes.String, textIn(state, "id")).String(), secret) {
		t.Errorf("%s %s", textIn(state, "status"), textIn(state, "id"))
	}
}
