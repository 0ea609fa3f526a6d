package domainname_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

func FuzzParseName(f *testing.F) {
	for _, text := range []string{"example.com", "*.Example.CO.uk.", "someone.github.io", "https://u:p@example.com/x", "a@b.example", "[::1]:53", "日本語。jp", "xn--a.com", "foo.ck", "\xa5\xe3\x80.jp"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := domainname.ParseName(text, domainname.Servers{})
		if err != nil {
			return
		}
		again, err := domainname.ParseName(name.Asked, domainname.Servers{})
		if err != nil || again != name {
			t.Errorf("%q: %+v, then %+v (%v)", text, name, again, err)
		}
		if !strings.HasSuffix("."+name.Asked, "."+name.Registrable) || !strings.HasSuffix(name.Registrable, "."+name.Suffix) || strings.Count(name.Registrable, ".") != strings.Count(name.Suffix, ".")+1 {
			t.Errorf("%q: %+v", text, name)
		}
	})
}

func FuzzParseAnswer(f *testing.F) {
	f.Add([]byte(registration("example.com")))
	f.Add([]byte(answerWith(`["redemption period","client hold"]`, `[{"eventAction":"deletion","eventDate":"2027-02-30"}]`)))
	f.Add([]byte(`{"errorCode":429}`))
	f.Add([]byte(`{"objectClassName":"domain","ldhName":"example.com","nameservers":[],"entities":[{"roles":["registrar"],"vcardArray":["vcard",[["fn",{},"text","x"]]]}]}`))
	f.Add([]byte(answerWith(`["auto renew period"]`, ends("2028-02-29T00:00:00+14"))))
	name, err := domainname.ParseName("example.com", domainname.Servers{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		answer, fault := domainname.ParseAnswer(body, "example.com")
		if (answer == nil) == (fault == nil) {
			t.Fatalf("%v and %v", answer, fault)
		}
		if fault != nil {
			return
		}
		reading := domainname.Judge(domainname.Question{Name: name, Now: today}, &domainname.Record{Answer: answer, AskedAt: today})
		j := judged(reading)
		lower := strings.ToLower(strings.Join(reading.Statuses, " "))
		switch {
		case (reading.End.State == deadline.EndUnknown) != (reading.Fault != nil):
			t.Errorf("%+v", reading)
		case j.Passes && (strings.Contains(lower, "redemption") || strings.Contains(lower, "hold")):
			t.Errorf("passes with %q", reading.Statuses)
		case j.Reason != deadline.Printable(j.Reason):
			t.Errorf("%q", j.Reason)
		}
	})
}

func FuzzParseBootstrap(f *testing.F) {
	f.Add([]byte(`{"version":"1.0","publication":"2026-11-25T02:00:03Z","services":[[["com","NET"],["https://a.example"]]]}`))
	f.Add([]byte(`{"version":"1.0","publication":"2026-11-25","services":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := domainname.ParseBootstrap(data)
		if (list == nil) == (err == nil) {
			t.Errorf("%v and %v", list, err)
		}
	})
}

func FuzzParseServers(f *testing.F) {
	f.Add("com", "https://rdap.example.net/com")
	f.Add(".UK", "http://u:p@127.0.0.1:8080")
	f.Fuzz(func(t *testing.T, suffix, base string) {
		if named, err := domainname.ParseServers(map[string]string{suffix: base}); err == nil {
			_, _ = domainname.ParseName("www.example."+suffix, named)
		}
	})
}
