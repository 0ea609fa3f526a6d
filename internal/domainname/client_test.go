package domainname_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Each failure has its own word, is never ok, and shows no login.
func TestFailures(t *testing.T) {
	t.Parallel()
	code := func(code int, header, value string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if header != "" {
				w.Header().Set(header, value)
			}
			w.WriteHeader(code)
			if code != http.StatusNoContent {
				_, _ = w.Write([]byte("<html>s3cr</html>"))
			}
		}
	}
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		word   domainname.Word
		cause  string
	}{
		"404":                  {code(404, "", ""), domainname.NotFound, "or this server does not know it"},
		"404 with a page":      {code(404, "Content-Type", "text/html; charset=utf-8"), domainname.NotFound, "HTML"},
		"410":                  {code(410, "", ""), domainname.NotFound, ""},
		"429 for long":         {code(429, "Retry-After", "120"), domainname.RateLimited, "2026-11-28T14:02:00Z"},
		"429 until":            {code(429, "Retry-After", "Sat, 28 Nov 2026 15:00:00 GMT"), domainname.RateLimited, "asked again from "},
		"429 for ever":         {code(429, "Retry-After", "99999999999"), domainname.RateLimited, ""},
		"400":                  {code(400, "", ""), domainname.Unsupported, ""},
		"501":                  {code(501, "", ""), domainname.Unsupported, ""},
		"403":                  {code(403, "", ""), domainname.Unreachable, "refuses"},
		"500":                  {code(500, "", ""), domainname.Unreachable, "500"},
		"503 until":            {code(503, "Retry-After", "60"), domainname.Unreachable, "2026-11-28T14:01:00Z"},
		"204":                  {code(204, "", ""), domainname.Empty, ""},
		"304":                  {code(304, "", ""), domainname.Malformed, ""},
		"299":                  {code(299, "", ""), domainname.Malformed, ""},
		"302 to nowhere":       {code(302, "", ""), domainname.Malformed, "where to"},
		"a page":               {says("<html>s3cr</html>"), domainname.Malformed, "HTML"},
		"larger than anything": {says(`{"ldhName":"` + strings.Repeat("s3cr", 1<<19) + `"}`), domainname.Malformed, "larger than 1 MiB"},
		"deeper than anything": {says(strings.Repeat(`{"a":`, 20000)), domainname.Malformed, ""},
		"shorter than promised": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(`{"ldhName":`))
		}, domainname.Malformed, "breaks off"},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, domainname.Unreachable, "without an answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWatch()
			server := newRegistry(t, c.answer)
			reading := read(t, newClient(domainname.Config{Clock: w.Now, Sleep: w.Sleep}), about(t, "www.example.com", strings.Replace(server.URL, "http://", "http://user:s3cr@", 1)))
			j := judged(reading)
			if word(reading) != c.word || j.Passes || j.Status != "unknown" || !strings.Contains(j.Reason, c.cause) {
				t.Errorf("%q, %s: %s", word(reading), j.Status, j.Reason)
			}
			if strings.Contains(fmt.Sprintf("%+v %s", reading, j.Reason), "s3cr") {
				t.Errorf("%+v", reading)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	reading := read(t, newClient(domainname.Config{Pace: -1, Retries: 2}), about(t, "example.com", gone.URL))
	if word(reading) != domainname.Unreachable || !strings.Contains(reading.Cause, "refuses the connection") {
		t.Errorf("%q: %s", word(reading), reading.Cause)
	}
	stuck := newRegistry(t, func(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() })
	reading = read(t, newClient(domainname.Config{Pace: -1, Timeout: time.Millisecond}), about(t, "example.com", stuck.URL))
	if word(reading) != domainname.Unreachable || !strings.Contains(reading.Cause, "in time") {
		t.Errorf("%q: %s", word(reading), reading.Cause)
	}
	impatient := about(t, "example.net", stuck.URL) // a question may have less time than the others
	impatient.Timeout = time.Millisecond
	reading = read(t, newClient(domainname.Config{Pace: -1, Timeout: time.Hour}), impatient)
	if word(reading) != domainname.Unreachable || !strings.Contains(reading.Cause, "in time") {
		t.Errorf("%q: %s", word(reading), reading.Cause)
	}
	tls := httptest.NewUnstartedServer(http.HandlerFunc(knowsAll))
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	t.Cleanup(tls.Close)
	reading = read(t, newClient(domainname.Config{Pace: -1}), about(t, "example.com", tls.URL))
	if word(reading) != domainname.Unreachable {
		t.Errorf("a certificate of nobody: %q: %s", word(reading), reading.Cause)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newClient(domainname.Config{}).Read(ctx, about(t, "example.com", stuck.URL)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// Fifty domains of one registry: one question each, a second between them, nothing
// twice, whoever asks again.
func TestPace(t *testing.T) {
	t.Parallel()
	var inFlight, most atomic.Int32
	server := newRegistry(t, func(w http.ResponseWriter, request *http.Request) {
		most.Store(max(most.Load(), inFlight.Add(1)))
		defer inFlight.Add(-1)
		knowsAll(w, request)
	})
	w := newWatch()
	client := newClient(domainname.Config{Clock: w.Now, Sleep: w.Sleep})
	var group sync.WaitGroup
	for i := range 150 {
		q := about(t, fmt.Sprintf("host%d.example%d.com", i, i%50), server.URL)
		group.Go(func() {
			if reading, err := client.Read(t.Context(), q); err != nil || !judged(reading).Passes {
				t.Errorf("%v %+v", err, reading)
			}
		})
	}
	group.Wait()
	if server.count() != 50 || most.Load() != 1 {
		t.Errorf("%d questions, %d at a time", server.count(), most.Load())
	}
	if took := w.Now().Sub(today); took != 49*time.Second {
		t.Errorf("took %s", took)
	}
	// An answer is kept for a day.
	again := about(t, "example7.com", server.URL)
	if reading := read(t, client, again); reading.ReadAt.After(w.Now()) || server.count() != 50 {
		t.Errorf("read at %s, %d questions", reading.ReadAt, server.count())
	}
	_ = w.Sleep(t.Context(), 24*time.Hour)
	if reading := read(t, client, again); !reading.ReadAt.Equal(w.Now()) || server.count() != 51 {
		t.Errorf("read at %s, %d questions", reading.ReadAt, server.count())
	}
}

// Two registries do not wait for each other.
func TestPaceOfEach(t *testing.T) {
	t.Parallel()
	w := newWatch()
	client := newClient(domainname.Config{Clock: w.Now, Sleep: w.Sleep})
	for range 2 {
		read(t, client, about(t, "example.com", newRegistry(t, knowsAll).URL))
	}
	if len(w.slept) > 0 {
		t.Errorf("slept %s", w.slept)
	}
}

// Who is asked too often is asked once more, when it says, if that is in time.
func TestRateLimited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refusals   int
		retryAfter string
		asked      int
		word       domainname.Word
		waits      time.Duration
	}{
		"once":             {1, "3", 2, "", 3 * time.Second},
		"once, at once":    {1, "0", 2, "", time.Second},
		"once, as a date":  {1, "Sat, 28 Nov 2026 14:00:04 GMT", 2, "", 4 * time.Second},
		"once, untold":     {1, "", 2, "", 2 * time.Second},
		"once, unreadable": {1, "soon", 2, "", 2 * time.Second},
		"twice":            {2, "3", 2, domainname.RateLimited, 3 * time.Second},
		"for too long":     {1, "10", 1, domainname.RateLimited, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused atomic.Int32
			server := newRegistry(t, func(w http.ResponseWriter, request *http.Request) {
				if refused.Add(1) <= int32(c.refusals) {
					w.Header()["Date"] = nil
					if c.retryAfter != "" {
						w.Header().Set("Retry-After", c.retryAfter)
					}
					w.WriteHeader(http.StatusTooManyRequests)
					return
				}
				knowsAll(w, request)
			})
			w := newWatch()
			client := newClient(domainname.Config{Clock: w.Now, Sleep: w.Sleep})
			reading := read(t, client, about(t, "example.com", server.URL))
			if word(reading) != c.word || server.count() != c.asked || w.Now().Sub(today) != c.waits {
				t.Errorf("%q after %d questions and %s", word(reading), server.count(), w.Now().Sub(today))
			}
			if c.word == "" {
				return
			}
			// Nobody else of this run is sent there, and each is told.
			for i := range 20 {
				reading = read(t, client, about(t, fmt.Sprintf("example%d.com", i), server.URL))
				if word(reading) != domainname.RateLimited || !strings.Contains(reading.Cause, "not asked") || judged(reading).Passes {
					t.Errorf("%q: %s", word(reading), reading.Cause)
				}
			}
			if server.count() != c.asked {
				t.Errorf("%d questions", server.count())
			}
			_ = w.Sleep(t.Context(), time.Minute)
			if reading = read(t, client, about(t, "example.com", server.URL)); word(reading) != "" {
				t.Errorf("afterwards %q: %s", word(reading), reading.Cause)
			}
		})
	}
}

// An error of status 200 is a refusal too.
func TestRateLimitedInside(t *testing.T) {
	t.Parallel()
	server := newRegistry(t, says(`{"errorCode":429}`))
	client := newClient(domainname.Config{Pace: -1})
	for i := range 5 {
		if reading := read(t, client, about(t, fmt.Sprintf("example%d.com", i), server.URL)); word(reading) != domainname.RateLimited {
			t.Errorf("%q: %s", word(reading), reading.Cause)
		}
	}
	if server.count() != 1 {
		t.Errorf("%d questions", server.count())
	}
}

// A registry that is down costs its time limit twice, not once for each domain.
func TestDown(t *testing.T) {
	t.Parallel()
	server := newRegistry(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	client := newClient(domainname.Config{Pace: -1})
	for i := range 20 {
		reading := read(t, client, about(t, fmt.Sprintf("example%d.com", i), server.URL))
		if word(reading) != domainname.Unreachable || judged(reading).Passes {
			t.Errorf("%q: %s", word(reading), reading.Cause)
		}
	}
	if server.count() != 2 {
		t.Errorf("%d questions", server.count())
	}
}

// A login is sent to the server that it is for, and to no other.
func TestLogin(t *testing.T) {
	t.Parallel()
	var logins []string
	note := func(w http.ResponseWriter, request *http.Request) {
		user, password, _ := request.BasicAuth()
		logins = append(logins, user+":"+password)
		knowsAll(w, request)
	}
	second := newRegistry(t, note)
	first := newRegistry(t, func(w http.ResponseWriter, request *http.Request) {
		note(httptest.NewRecorder(), request)
		w.Header().Set("Location", second.URL+"/domain/example.com")
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	q := about(t, "example.com", first.URL)
	q.Servers = servers(t, map[string]string{"com": strings.Replace(first.URL, "http://", "http://user:s3cr@", 1), "net": second.URL})
	reading := read(t, newClient(domainname.Config{Pace: -1}), q)
	if word(reading) != "" || strings.Join(logins, " ") != "user:s3cr :" || strings.Contains(fmt.Sprintf("%+v", reading.Source), "s3cr") {
		t.Errorf("%q: %q from %s", word(reading), logins, reading.Source)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	to := func(target string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", target)
			w.WriteHeader(http.StatusFound)
		}
	}
	other := newRegistry(t, knowsAll)
	for name, c := range map[string]struct {
		location string
		cause    string
	}{
		"over and over":          {"/domain/example.com", "more than 3 times"},
		"to another scheme":      {"file:///etc/passwd", "redirects to"},
		"without encryption":     {"http://rdap.example.net/domain/example.com", "redirects to"},
		"to this machine":        {other.URL + "/domain/example.com", "redirects to"},
		"to metadata":            {"https://169.254.169.254/domain/example.com", "redirects to"},
		"to a name of this room": {"https://printer.local/domain/example.com", "redirects to"},
		"with a login":           {"https://u:p@rdap.example.net/domain/example.com", "redirects to"},
		"unreadable":             {"https://%zz/", "where to"},
	} {
		server := newRegistry(t, to(c.location))
		reading := read(t, newClient(domainname.Config{Pace: -1}), about(t, "example.com", server.URL))
		if word(reading) != domainname.Malformed || !strings.Contains(reading.Cause, c.cause) {
			t.Errorf("%s: %q: %s", name, word(reading), reading.Cause)
		}
	}
	if other.count() != 0 {
		t.Errorf("a host that nobody named was asked %d times", other.count())
	}
	// Hosts that the user named may be redirected to, up to three times.
	hops := 0
	var chain *registry
	chain = newRegistry(t, func(w http.ResponseWriter, request *http.Request) {
		if hops++; hops <= 3 {
			to(chain.URL+fmt.Sprintf("/%d/domain/example.com", hops))(w, request)
			return
		}
		knowsAll(w, request)
	})
	reading := read(t, newClient(domainname.Config{Pace: -1}), about(t, "example.com", chain.URL))
	if word(reading) != "" || reading.Source != chain.URL+"/3/domain/example.com" {
		t.Errorf("%q from %s", word(reading), reading.Source)
	}
}

// A redirect to a public name that resolves to this machine is refused by the
// dialer.
func TestRebinding(t *testing.T) {
	t.Parallel()
	inside := httptest.NewTLSServer(http.HandlerFunc(knowsAll))
	t.Cleanup(inside.Close)
	server := newRegistry(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://localhost.example.net:"+inside.URL[strings.LastIndexByte(inside.URL, ':')+1:]+"/domain/example.com")
		w.WriteHeader(http.StatusFound)
	})
	dialer, err := network.New(network.Config{Resolve: resolvesToThisMachine})
	if err != nil {
		t.Fatal(err)
	}
	client := newClient(domainname.Config{Pace: -1, HTTP: &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}})
	reading := read(t, client, about(t, "example.com", server.URL))
	if word(reading) != domainname.Unreachable || !strings.Contains(reading.Cause, "may not be connected to") {
		t.Errorf("%q: %s", word(reading), reading.Cause)
	}
}

// The registrar is asked only where that is wanted, once, and its date counts.
func TestAskRegistrar(t *testing.T) {
	t.Parallel()
	seller := newRegistry(t, func(w http.ResponseWriter, request *http.Request) {
		says(answerWith(`["client hold"]`, ends("2026-12-10T00:00:00Z")))(w, request)
	})
	linked := func(target string) *registry {
		return newRegistry(t, says(strings.Replace(answerWith(calm, ends(later)), "{", `{"links":[{"rel":"related","type":"text/html","href":"https://example.net/"},
			{"rel":"related","type":"application/rdap+json","href":"`+target+`"}],`, 1)))
	}
	ask := func(target, named string, registrar bool) domainname.Reading {
		base := linked(target).URL
		q := about(t, "example.com", base)
		if named != "" {
			q.Servers = servers(t, map[string]string{"com": base, "registrar": named})
		}
		q.AskRegistrar = registrar
		return read(t, newClient(domainname.Config{Pace: -1}), q)
	}
	if reading := ask(seller.URL, seller.URL, false); !judged(reading).Passes || seller.count() != 0 {
		t.Errorf("unasked: %+v", reading)
	}
	if reading := ask(seller.URL, "", true); seller.count() != 0 || !hasFinding(reading, "stale-facts", "warn") {
		t.Errorf("to this machine: %+v", reading)
	}
	reading := ask(seller.URL, seller.URL, true)
	if j := judged(reading); j.Passes || j.Status != "overdue" || !hasFinding(reading, "registrar-differs", "warn") || !hasFinding(reading, "not-delegated", "error") || seller.count() != 1 {
		t.Errorf("%s", j.Reason)
	}
}
