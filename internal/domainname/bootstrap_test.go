package domainname_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

func TestParseBootstrapRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "<html>", "[]", "{}", `{"version":"1.0","publication":"2026-11-25T02:00:03Z"}`,
		`{"version":"1.0","publication":"2026-11-25T02:00:03Z","services":[]}`,
		`{"version":"2.0","publication":"2026-11-25T02:00:03Z","services":[[["com"],["https://a.example/"]]]}`,
		`{"version":"1.0","publication":"yesterday","services":[[["com"],["https://a.example/"]]]}`,
		`{"version":"1.0","publication":"2026-11-25T02:00:03Z","services":[[["com"],["ftp://a.example/"]],[["net"]],[[1],["https://a.example/"]]]}`,
	} {
		if list, err := domainname.ParseBootstrap([]byte(text)); err == nil {
			t.Errorf("%q: %+v", text, list)
		}
	}
}

func TestEmbeddedBootstrap(t *testing.T) {
	t.Parallel()
	if published := domainname.Embedded().Published; published.Year() < 2026 {
		t.Errorf("published %s", published)
	}
	// It is whole: of a suffix that it does not name IANA knew none on its day.
	client := newClient(domainname.Config{HTTP: &http.Client{Transport: &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.DNSError{IsNotFound: true}
	}}}})
	for text, want := range map[string]domainname.Word{
		"example.com": domainname.Unreachable, "example.group": domainname.Unreachable, "example.museum": domainname.Unreachable, "example.co.uk": domainname.Unreachable,
		"example.jp": domainname.Unsupported, "example.de": domainname.Unsupported, "example.ng": domainname.Unsupported, // by http alone
	} {
		name, err := domainname.ParseName(text, domainname.Servers{})
		if err != nil {
			t.Fatal(err)
		}
		if reading := read(t, client, domainname.Question{Name: name, Now: today}); word(reading) != want {
			t.Errorf("%s: %q: %s", text, word(reading), reading.Cause)
		}
	}
}

// IANA's list of today decides where the embedded one is silent: without regard to
// case, by https alone, a base without its slash.
func TestLiveBootstrap(t *testing.T) {
	t.Parallel()
	var asked []string
	rdap := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		asked = append(asked, request.URL.Path)
		knowsAll(w, request)
	}))
	t.Cleanup(rdap.Close)
	list := newRegistry(t, says(`{"version":"1.0","publication":"2026-11-25T02:00:03Z","services":[
		[["zz","JP"],["http://x.example/","`+rdap.URL+`/base"]],[["EU"],["http://x.example/"]],[["it"],["https://u:p@x.example/"]]]}`))
	client := newClient(domainname.Config{HTTP: rdap.Client(), Pace: -1, BootstrapURL: list.URL})
	for range 3 {
		name, err := domainname.ParseName("www.example.jp", domainname.Servers{})
		if err != nil {
			t.Fatal(err)
		}
		reading := read(t, client, domainname.Question{Name: name, Now: today})
		if word(reading) != "" || !strings.HasSuffix(reading.Source, "/base/domain/example.jp") {
			t.Errorf("%q from %s", word(reading), reading.Source)
		}
	}
	if list.count() != 1 || !slices.Equal(asked, []string{"/base/domain/example.jp"}) {
		t.Errorf("the list was asked %d times, the registry for %q", list.count(), asked)
	}
	for _, text := range []string{"example.eu", "example.it", "example.se"} {
		name, _ := domainname.ParseName(text, domainname.Servers{})
		reading := read(t, client, domainname.Question{Name: name, Now: today})
		if word(reading) != domainname.Unsupported || !strings.Contains(reading.Cause, "2026-11-25") || !strings.Contains(reading.Cause, "expires_on") {
			t.Errorf("%s: %q, %s", text, word(reading), reading.Cause)
		}
	}
}

// Where IANA's list of today cannot be had, the one that is built in counts, and a
// declared end with it; that it may have changed is a finding.
func TestBrokenBootstrap(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]domainname.Word{
		`{"version":"1.0","publication":"2026-11-25T02:00:03Z","services":[]}`: domainname.Malformed,
		"<html></html>": domainname.Malformed,
		"503":           domainname.Unreachable,
		"429":           domainname.RateLimited,
	} {
		list := newRegistry(t, func(w http.ResponseWriter, request *http.Request) {
			switch answer {
			case "503":
				w.WriteHeader(http.StatusServiceUnavailable)
			case "429":
				w.Header().Set("Retry-After", "3600")
				w.WriteHeader(http.StatusTooManyRequests)
			default:
				says(answer)(w, request)
			}
		})
		client := newClient(domainname.Config{Pace: -1, BootstrapURL: list.URL})
		name, _ := domainname.ParseName("example.jp", domainname.Servers{})
		reading := read(t, client, domainname.Question{Name: name, Now: today})
		if word(reading) != want || !strings.Contains(reading.Cause, "that of today could not be read") || !strings.Contains(reading.Cause, "built in") || !strings.Contains(reading.Cause, "declare expires_on, or name its server in servers") {
			t.Errorf("%.20s: %q, %s", answer, word(reading), reading.Cause)
		}
		declared := domainname.Question{Name: name, Now: today, Declared: deadline.EndsAt(today.AddDate(1, 0, 0))}
		reading = read(t, client, declared)
		if j := judged(reading); word(reading) != "" || !j.Passes || !hasFinding(reading, deadline.RuleStaleFacts, deadline.SeverityWarn) || strings.Contains(reading.Cause, "declare expires_on") {
			t.Errorf("declared: %.20s: %q, %s", answer, word(reading), j.Reason)
		}
	}
}
