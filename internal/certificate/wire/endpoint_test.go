package wire_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
)

func TestParseEndpointRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ summary, example string }{
		"":                                      {"Endpoint empty", `"www.example.test:443"`},
		"  ":                                    {"Endpoint empty", `"www.example.test:443"`},
		"www.example.test":                      {"Port missing", `"www.example.test:443"`},
		"www.example.test:":                     {"Port missing", `"www.example.test:443"`},
		"::1":                                   {"Port missing", `"[::1]:443"`},
		"[::1]":                                 {"Port missing", `"[::1]:443"`},
		"192.0.2.1":                             {"Port missing", `"192.0.2.1:443"`},
		"2001:db8::1:443":                       {"Port missing", `"[2001:db8::1:443]:443"`},
		"www.example.test:443:443":              {"Not an endpoint", `"[2001:db8::1]:443"`},
		"[::1:443":                              {"Not an endpoint", `"[2001:db8::1]:443"`},
		"www.example.test:0":                    {"Port out of range", `"www.example.test:443"`},
		"www.example.test:65536":                {"Port out of range", `"www.example.test:443"`},
		"www.example.test:99999999999999999999": {"Port out of range", `"www.example.test:443"`},
		"www.example.test:-1":                   {"Not a port", `"www.example.test:443"`},
		"www.example.test:https":                {"Not a port", `"www.example.test:443"`},
		":443":                                  {"Not a host", `"www.example.test:443"`},
		"www..example.test:443":                 {"Not a host", `"www.example.test:443"`},
		"[www.example.test]:443":                {"", ""},
		"[2001:db8::zz]:443":                    {"Not a host", `"www.example.test:443"`},
		"999.1.2.3:443":                         {"Not a host", `"www.example.test:443"`},
		strings.Repeat("a", 64) + ".test:443":   {"Not a host", `"www.example.test:443"`},
		strings.Repeat("a.", 130) + "test:443":  {"Not a host", `"www.example.test:443"`},
		"www.example.test :443":                 {"Not an endpoint", `"www.example.test:443"`},
		"www.example.test:443\n":                {"Not an endpoint", `"www.example.test:443"`},
		"https://www.example.test":              {"URL instead of endpoint", `"www.example.test:443"`},
		"https://www.example.test:8443/x":       {"URL instead of endpoint", `"www.example.test:8443"`},
		"https://user:hunter2@a.example.test/":  {"URL instead of endpoint", `"a.example.test:443"`},
		"//a.example.test/x?token=hunter2":      {"URL instead of endpoint", `"a.example.test:443"`},
		"user:hunter2@a.example.test:443":       {"Not an endpoint", `"www.example.test:443"`},
		"a.example.test:443/?token=hunter2":     {"Not an endpoint", `"www.example.test:443"`},
		"https://[::1/":                         {"Not an endpoint", `"www.example.test:443"`},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			endpoint, err := wire.ParseEndpoint(text)
			if want.summary == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var input *certificate.InputError
			if !errors.As(err, &input) {
				t.Fatalf("endpoint %v, error %v, want an *InputError", endpoint, err)
			}
			if input.Summary != want.summary || !strings.Contains(input.Detail, want.example) || input.Attribute != "endpoint" {
				t.Errorf("%s: %s", input.Summary, input.Detail)
			}
			if strings.Contains(input.Detail, "hunter2") {
				t.Errorf("shows a secret: %s", input.Detail)
			}
			if !strings.Contains(input.Detail, "\n\nFound: ") {
				t.Errorf("no facts: %s", input.Detail)
			}
		})
	}
}

func TestParseEndpoint(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"www.example.test:443":     "www.example.test:443",
		"WWW.Example.Test:443":     "www.example.test:443",
		"www.example.test.:443":    "www.example.test.:443",
		"localhost:1":              "localhost:1",
		"my_host:65535":            "my_host:65535",
		"192.0.2.1:443":            "192.0.2.1:443",
		"[2001:DB8::1]:443":        "[2001:db8::1]:443",
		"[fe80::1%eth0]:443":       "[fe80::1%eth0]:443",
		"Bücher.example.test:443":  "xn--bcher-kva.example.test:443",
		"日本語.example.test:8443":    "xn--wgv71a119e.example.test:8443",
		"www.example.test:00443":   "www.example.test:443",
		"1password.example.test:1": "1password.example.test:1",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			endpoint, err := wire.ParseEndpoint(text)
			if err != nil {
				t.Fatal(err)
			}
			if endpoint.String() != want {
				t.Errorf("%s, want %s", endpoint, want)
			}
		})
	}
}

func TestTargetCheck(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		target    wire.Target
		attribute string
		summary   string
		part      string
	}{
		"endpoint":    {wire.Target{Endpoint: "x"}, "endpoint", "Port missing", `"x:443"`},
		"server name": {wire.Target{Endpoint: "x:1", ServerName: "a:443"}, "server_name", "Not a server name", `"www.example.test"`},
		"starttls":    {wire.Target{Endpoint: "x:1", StartTLS: "smpt"}, "", "Unknown STARTTLS protocol", "smtp"},
		"key type":    {wire.Target{Endpoint: "x:1", KeyTypes: []string{"rsa", "dsa"}}, "key_types", "Unknown key type", `"dsa"`},
		"timeout":     {wire.Target{Endpoint: "x:1", Timeout: -time.Second}, "timeout", "Timeout below zero", "-1s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.target.Check()
			var input *certificate.InputError
			if !errors.As(err, &input) {
				t.Fatalf("error %v, want an *InputError", err)
			}
			if test.attribute != "" && input.Attribute != test.attribute || input.Summary != test.summary || !strings.Contains(input.Detail, test.part) {
				t.Errorf("%s: %s: %s", input.Attribute, input.Summary, input.Detail)
			}
			if _, err := newReader(t).Read(t.Context(), test.target); !errors.As(err, &input) {
				t.Errorf("read: %v", err)
			}
		})
	}
}

func TestTargetName(t *testing.T) {
	t.Parallel()
	for want, target := range map[string]wire.Target{
		"www.example.test":           {Endpoint: "www.example.test.:443"},
		"a.example.test":             {Endpoint: "192.0.2.1:443", ServerName: "A.example.test"},
		"192.0.2.1":                  {Endpoint: "192.0.2.1:443"},
		"xn--bcher-kva.example.test": {Endpoint: "x:1", ServerName: "bücher.example.test"},
	} {
		if got, err := target.Name(); err != nil || got != want {
			t.Errorf("%v: %q, %v, want %q", target, got, err, want)
		}
	}
}
