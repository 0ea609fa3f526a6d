package software_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                             "does not say which protocol",
		"www.example.test":             "does not say which protocol",
		"https://":                     "does not say which protocol",
		"//www.example.test":           "does not say which protocol",
		"http://[::1":                  "does not say which protocol",
		"https://a b/":                 "does not say which protocol",
		"gopher://www.example.test":    "Known are",
		"sshs://www.example.test":      "Known are",
		"https://user:geheim@host:443": "leave them out",
		"bad://user:geheim@host name/": "does not say which protocol",
	} {
		_, err := software.ParseTarget(text)
		var wrong *software.TargetError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, want %q", text, err, says)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: the error shows the password: %v", text, err)
		}
	}
	for text, want := range map[string]software.Target{
		"https://www.example.test":               {Protocol: "http", Address: "www.example.test:443", TLS: true, ServerName: "www.example.test", Path: "/"},
		"HTTP://www.example.test:8080/a%20b?c=d": {Protocol: "http", Address: "www.example.test:8080", ServerName: "www.example.test", Path: "/a%20b?c=d"},
		" smtp://mail.example.test ":             {Protocol: "smtp", Address: "mail.example.test:25", ServerName: "mail.example.test"},
		"imaps://mail.example.test":              {Protocol: "imap", Address: "mail.example.test:993", TLS: true, ServerName: "mail.example.test"},
		"rediss://cache.example.test:7000":       {Protocol: "redis", Address: "cache.example.test:7000", TLS: true, ServerName: "cache.example.test"},
		"dns://[2001:db8::1]":                    {Protocol: "dns", Address: "[2001:db8::1]:53", ServerName: "2001:db8::1"},
		"postgres://db.example.test":             {Protocol: "postgres", Address: "db.example.test:5432", ServerName: "db.example.test"},
	} {
		got, err := software.ParseTarget(text)
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, want)
		}
	}
}
