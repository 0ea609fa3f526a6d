package domainname_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

// today is the day on which everything here happens.
var today = time.Date(2026, time.November, 28, 14, 0, 0, 0, time.UTC)

// watch is a clock that moves only while somebody sleeps.
type watch struct {
	mutex sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newWatch() *watch { return &watch{now: today} }

func (w *watch) Now() time.Time {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.now
}

func (w *watch) Sleep(ctx context.Context, wait time.Duration) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.now, w.slept = w.now.Add(wait), append(w.slept, wait)
	return ctx.Err()
}

// registry is an RDAP server that counts what it is asked.
type registry struct {
	*httptest.Server
	mutex sync.Mutex
	asked []string
}

// newRegistry answers with what answer writes.
func newRegistry(t testing.TB, answer http.HandlerFunc) *registry {
	t.Helper()
	r := &registry{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		r.mutex.Lock()
		r.asked = append(r.asked, request.URL.Path)
		r.mutex.Unlock()
		answer(w, request)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *registry) count() int {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return len(r.asked)
}

// says answers with a body of status 200.
func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rdap+json")
		_, _ = w.Write([]byte(body))
	}
}

// registration is an answer about a name, with an end in 2028.
func registration(name string) string {
	return `{"objectClassName":"domain","ldhName":"` + name + `","status":["client transfer prohibited"],` +
		`"events":[{"eventAction":"registration","eventDate":"2019-02-03T04:05:06Z"},{"eventAction":"expiration","eventDate":"2028-02-03T04:05:06Z"}]}`
}

// knowsAll answers every question about a domain with its registration.
func knowsAll(w http.ResponseWriter, request *http.Request) {
	_, name, _ := strings.Cut(request.URL.Path, "/domain/")
	says(registration(name))(w, request)
}

func servers(t testing.TB, entries map[string]string) domainname.Servers {
	t.Helper()
	servers, err := domainname.ParseServers(entries)
	if err != nil {
		t.Fatal(err)
	}
	return servers
}

// about is a question about a name, whose registry is the server at base.
func about(t testing.TB, name, base string) domainname.Question {
	t.Helper()
	named := servers(t, map[string]string{name[strings.LastIndexByte(name, '.')+1:]: base})
	parsed, err := domainname.ParseName(name, named)
	if err != nil {
		t.Fatal(err)
	}
	return domainname.Question{Name: parsed, Servers: named, Now: today}
}

func newClient(config domainname.Config) *domainname.Client {
	if config.HTTP == nil {
		config.HTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	if config.Clock == nil {
		config.Clock = deadline.FixedClock(today)
	}
	return domainname.New(config)
}

func read(t testing.TB, client *domainname.Client, q domainname.Question) domainname.Reading {
	t.Helper()
	reading, err := client.Read(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return reading
}

// judged is how a reading stands today, with a month to act.
func judged(r domainname.Reading) deadline.Judgement {
	d := deadline.Deadline{ID: "domain/" + r.Name.Asked, Kind: "domain", Cause: r.Cause, Findings: r.Findings, Blocked: r.Blocked}
	d.Timeline, _ = deadline.Arithmetic{Location: time.UTC}.Timeline(r.End, deadline.DefaultTerms("domain", r.Lifetime()))
	return d.Judge(today, time.UTC)
}

func word(r domainname.Reading) domainname.Word {
	if r.Fault == nil {
		return ""
	}
	return r.Fault.Word
}

func hasFinding(r domainname.Reading, rule deadline.Rule, severity deadline.Severity) bool {
	for _, finding := range r.Findings {
		if finding.Rule == rule && finding.Severity == severity {
			return true
		}
	}
	return false
}

// resolvesToThisMachine is a resolver in the hand of whoever owns a name.
func resolvesToThisMachine(context.Context, string) ([]netip.Addr, error) {
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}
