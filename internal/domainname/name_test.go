package domainname_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

func TestParseNameRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                   "No domain",
		" \t":                                "No domain",
		"n/a":                                "No domain",
		"未定":                                 "No domain",
		"https://www.example.com/x?key=s3cr": `"www.example.com"`,
		"https://user:s3cr@example.com":      `"example.com"`,
		"example.com/":                       `"example.com"`,
		"http://[::1]/":                      `"example.com"`,
		"admin@example.org":                  `"example.org"`,
		"a@b@":                               `"example.com"`,
		"192.0.2.7":                          "IP address",
		"１９２.0.2.7":                          "IP address",
		"2001:db8::1":                        "IP address",
		"[2001:db8::1]":                      "IP address",
		"example.com:443":                    `"example.com"`,
		"localhost":                          "Not a public name",
		"intranet":                           "Not a public name",
		"db.internal":                        "servers = { internal",
		"1.2.3":                              "Not a public name",
		"com":                                "A suffix, not a domain",
		"COM.":                               "A suffix, not a domain",
		"co.uk":                              `"example.co.uk"`,
		"foo.ck":                             "A suffix, not a domain",
		"_dmarc.example.com":                 "Not a domain name",
		"www.*.example.com":                  "Not a domain name",
		"exa mple.com":                       "Not a domain name",
		"example..com":                       "Not a domain name",
		".example.com":                       "Not a domain name",
		"-a.com":                             "Not a domain name",
		"\xa5\xe3.jp":                        "Not a domain name",
		"xn--a.com":                          "Not a domain name",
		"example.com\x00":                    "",
		strings.Repeat("a", 64) + ".com":     "Not a domain name",
		strings.Repeat("a.", 130) + "com":    "Not a domain name",
	} {
		_, err := domainname.ParseName(text, domainname.Servers{})
		var refused *domainname.NameError
		switch {
		case want == "" && err == nil:
		case !errors.As(err, &refused) || !strings.Contains(refused.Error(), want):
			t.Errorf("%q: %v, want %q", text, err, want)
		case strings.Contains(refused.Error(), "s3cr"):
			t.Errorf("%q: the secret stands in %v", text, err)
		case len(strings.Fields(refused.Summary)) > 5 || !strings.HasSuffix(strings.TrimRight(refused.Detail, `"`), "."):
			t.Errorf("%q: %q / %q", text, refused.Summary, refused.Detail)
		}
	}
}

func TestParseName(t *testing.T) {
	t.Parallel()
	own := servers(t, map[string]string{"corp": "http://127.0.0.1:1/", "uk.com": "https://rdap.example.net/", "com": "https://rdap.example.net/"})
	for _, c := range []struct {
		text         string
		servers      domainname.Servers
		asked, named string
		lease        string
	}{
		{"example.com", domainname.Servers{}, "example.com", "example.com", ""},
		{" Shop.EXAMPLE.com. ", domainname.Servers{}, "shop.example.com", "example.com", ""},
		{"*.example.co.uk", domainname.Servers{}, "example.co.uk", "example.co.uk", ""},
		{"a.b.example.com.br", domainname.Servers{}, "a.b.example.com.br", "example.com.br", ""},
		{"bücher.example.de", domainname.Servers{}, "xn--bcher-kva.example.de", "example.de", ""},
		{"日本語。jp", domainname.Servers{}, "xn--wgv71a119e.jp", "xn--wgv71a119e.jp", ""},
		{"XN--WGV71A119E.jp", domainname.Servers{}, "xn--wgv71a119e.jp", "xn--wgv71a119e.jp", ""},
		{"x.a.b.kawasaki.jp", domainname.Servers{}, "x.a.b.kawasaki.jp", "a.b.kawasaki.jp", ""},
		{"www.city.kawasaki.jp", domainname.Servers{}, "www.city.kawasaki.jp", "city.kawasaki.jp", ""},
		{"www.ck", domainname.Servers{}, "www.ck", "www.ck", ""},
		{"someone.github.io", domainname.Servers{}, "someone.github.io", "github.io", "github.io"},
		{"github.io", domainname.Servers{}, "github.io", "github.io", ""},
		{"x.s3.amazonaws.com", domainname.Servers{}, "x.s3.amazonaws.com", "amazonaws.com", "s3.amazonaws.com"},
		{"shop.example.uk.com", domainname.Servers{}, "shop.example.uk.com", "uk.com", "uk.com"},
		{"shop.example.uk.com", own, "shop.example.uk.com", "example.uk.com", ""},
		{"db.site.corp", own, "db.site.corp", "site.corp", ""},
		{"shop.example.com", own, "shop.example.com", "example.com", ""},
	} {
		name, err := domainname.ParseName(c.text, c.servers)
		if err != nil || name.Asked != c.asked || name.Registrable != c.named || name.Lease != c.lease {
			t.Errorf("%q: %+v %v, want %s below %s (lease %q)", c.text, name, err, c.asked, c.named, c.lease)
		}
	}
}

func TestParseServersRefuses(t *testing.T) {
	t.Parallel()
	for key, text := range map[string]string{
		"":        "https://rdap.example.net/",
		"a b":     "https://rdap.example.net/",
		"com":     "",
		"net":     "n/a",
		"org":     "rdap.example.net",
		"info":    "ftp://rdap.example.net/",
		"uk":      "https:///rdap",
		"co.uk":   "https://user:s3cr@rdap.example.net/?token=s3cr",
		"example": "https://user:s3cr@%zz/",
	} {
		_, err := domainname.ParseServers(map[string]string{key: text})
		var refused *domainname.ServerError
		if !errors.As(err, &refused) || refused.Key != key || strings.Contains(err.Error(), "s3cr") {
			t.Errorf("%q = %q: %v", key, text, err)
		}
	}
	_, err := domainname.ParseServers(map[string]string{"com": "https://a.example/", ".COM": "https://b.example/"})
	var refused *domainname.ServerError
	if !errors.As(err, &refused) || refused.Summary != "Suffix named twice" {
		t.Errorf("twice: %v", err)
	}
}
