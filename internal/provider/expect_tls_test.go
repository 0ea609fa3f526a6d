package provider_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// listening is a server that handles each connection so.
func listening(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				handle(conn)
				_ = conn.Close()
			}()
		}
	}()
	return listener.Addr().String()
}

var expectTLS = tftypes.NewValue(tftypes.Bool, true)

// An administration endpoint that answers in clear fails, whatever it speaks; one
// that nobody can ask stays unknown.
func TestExpectTLS(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	apache := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Server", "Apache/2.4.66") })
	plain := strings.TrimPrefix(httptest.NewServer(apache).URL, "http://")
	away := strings.TrimPrefix(httptest.NewServer(http.RedirectHandler("https://admin.example.test/", http.StatusMovedPermanently)).URL, "http://")
	elsewhere := strings.TrimPrefix(httptest.NewServer(http.RedirectHandler("http://admin.example.test/", http.StatusFound)).URL, "http://")
	secure := strings.TrimPrefix(httptest.NewTLSServer(apache).URL, "https://")
	ssh := listening(t, func(conn net.Conn) { _, _ = io.WriteString(conn, "SSH-2.0-OpenSSH_9.6\r\n") })
	silent := listening(t, func(net.Conn) {})
	mail := listening(t, func(conn net.Conn) {
		_, _ = io.WriteString(conn, "220 mail.example.test ESMTP\r\n")
		_, _ = conn.Read(make([]byte, 100))
		_, _ = io.WriteString(conn, "250-mail.example.test\r\n250 PIPELINING\r\n")
		_, _ = conn.Read(make([]byte, 100))
	})
	for name, test := range map[string]struct {
		source string
		config values
		status string
		found  string // the severity of the finding, "" where there is none
		passes bool
	}{
		"HTTP where a certificate is read":      {"expiry_certificate", values{"endpoint": str(plain)}, "unknown", "error", false},
		"SSH where a certificate is read":       {"expiry_certificate", values{"endpoint": str(ssh)}, "unknown", "error", false},
		"SMTP that offers no TLS":               {"expiry_certificate", values{"endpoint": str(mail), "starttls": str("smtp")}, "unknown", "error", false},
		"HTTP where STARTTLS is expected":       {"expiry_certificate", values{"endpoint": str(ssh), "starttls": str("smtp")}, "unknown", "error", false},
		"TLS where STARTTLS is expected":        {"expiry_certificate", values{"endpoint": str(secure), "starttls": str("smtp"), "timeout": str("300ms")}, "unknown", "", false},
		"a server that says nothing":            {"expiry_certificate", values{"endpoint": str(silent)}, "unknown", "", false},
		"a certificate where nobody listens":    {"expiry_certificate", values{"endpoint": str("127.0.0.1:1")}, "unknown", "", false},
		"HTTP over https":                       {"expiry_server", values{"url": str("https://" + plain)}, "unknown", "error", false},
		"SSH over https":                        {"expiry_server", values{"url": str("https://" + ssh)}, "unknown", "error", false},
		"HTTP as it is written":                 {"expiry_server", values{"url": str("http://" + plain)}, "", "error", false},
		"HTTP that sends to https":              {"expiry_server", values{"url": str("http://" + away)}, "unknown", "warn", false},
		"HTTP that sends to HTTP":               {"expiry_server", values{"url": str("http://" + elsewhere)}, "unknown", "error", false},
		"HTTPS":                                 {"expiry_server", values{"url": str("https://" + secure)}, "", "", true},
		"a server where nobody listens":         {"expiry_server", values{"url": str("https://127.0.0.1:1")}, "unknown", "", false},
		"a server that says nothing over https": {"expiry_server", values{"url": str("https://" + silent)}, "unknown", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.config["expect_tls"] = expectTLS
			plain, diagnostics := plainRead(d, test.source, test.config)
			if plain == nil {
				t.Fatal(worded(diagnostics))
			}
			severity := ""
			findings, _ := plain["findings"].([]any)
			for _, one := range findings {
				if finding, _ := one.(map[string]any); finding["rule"] == "unencrypted-endpoint" {
					severity, _ = finding["severity"].(string)
				}
			}
			if severity != test.found || plain["passes"] != test.passes || test.status != "" && plain["status"] != test.status {
				t.Errorf("%v, passes %v, finding %q: %v", plain["status"], plain["passes"], severity, plain["reason"])
			}
			if reason, _ := plain["reason"].(string); strings.Count(reason, "answers in clear") > 1 {
				t.Error(reason)
			}
			list, _ := plain["software"].([]any)
			for _, one := range list {
				if entry, _ := one.(map[string]any); slices.Contains(rulesOf(t, entry), "unencrypted-endpoint") != (test.found != "") || entry["passes"] == true && test.found == "error" {
					t.Errorf("%v passes %v by itself", entry["id"], entry["passes"])
				}
			}
		})
	}
	without, _ := plainRead(d, "expiry_certificate", values{"endpoint": str(plain)})
	if without["status"] != "unknown" || slices.Contains(rulesOf(t, without), "unencrypted-endpoint") {
		t.Errorf("nobody expects TLS: %v", without["reason"])
	}
}

// Where a greeting cannot tell, expect_tls is refused rather than passed over.
func TestExpectTLSRefused(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	for name, test := range map[string]struct {
		config values
		says   string
	}{
		"recorded":   {values{"name": str("a"), "protocol": str("ssh"), "banner": str("SSH-2.0-OpenSSH_9.6")}, "goes with url"},
		"SSH":        {values{"url": str("ssh://127.0.0.1:1")}, "encryption of its own"},
		"SMTP":       {values{"url": str("smtp://127.0.0.1:1")}, `starttls = "smtp"`},
		"PostgreSQL": {values{"url": str("postgres://127.0.0.1:1")}, `starttls = "postgres"`},
	} {
		test.config["expect_tls"] = expectTLS
		plain, diagnostics := plainRead(d, "expiry_server", test.config)
		if says := errorOn(diagnostics, "expect_tls"); plain != nil || !strings.Contains(says, test.says) {
			t.Errorf("%s: %s", name, worded(diagnostics))
		}
	}
}
