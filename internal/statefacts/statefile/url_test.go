package statefile_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

func web(t *testing.T, environment map[string]string, denied ...string) statefile.Web {
	t.Helper()
	networks, err := network.ParseNetworks("denied_networks", denied)
	if err != nil {
		t.Fatal(err)
	}
	dialer, err := network.New(network.Config{Timeout: 5 * time.Second, DeniedNetworks: networks})
	if err != nil {
		t.Fatal(err)
	}
	return statefile.Web{
		Client: &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}},
		Getenv: func(name string) string { return environment[name] },
	}
}

// fetch reads one address and checks that no credential is shown.
func fetch(t *testing.T, w statefile.Web, address string) (statefile.Outcome, []string) {
	t.Helper()
	source, err := w.URL(address)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	outcome := statefile.ReadMany(t.Context(), []statefile.Source{source}, statefile.Limits{}, func(_ int, r statefile.Resource) error {
		found = append(found, r.Address)
		return nil
	})[0]
	discreet(t, outcome, outcome.Err)
	discreet(t, source.Shown, nil)
	return outcome, found
}

func TestURLWrong(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "state.tfstate", "ftp://" + marker + "@a/b", "file:///etc/passwd", "https://", "https:///" + marker, "https://user:" + marker + "@", "://" + marker, "https://a b/" + marker, "https://a/%zz" + marker,
		"s3://" + marker + "/a", "https://a:b" + marker, documents["empty state"],
	} {
		_, err := web(t, nil).URL(address)
		refused(t, err, statefile.BadAddress, "https://gitlab.example.test")
		discreet(t, nil, err)
	}
	for variable, value := range map[string]string{statefile.EnvCA: marker, statefile.EnvCertificate: marker, statefile.EnvKey: marker} {
		_, err := web(t, map[string]string{variable: value}).URL("https://a.example.test")
		refused(t, err, statefile.BadAddress, variable)
		discreet(t, nil, err)
	}
}

func TestURLStatus(t *testing.T) {
	t.Parallel()
	for status, c := range map[int]struct {
		reason statefile.Reason
		says   string
	}{
		204: {statefile.NoContent, "no state yet"}, 206: {statefile.OtherStatus, "part"}, 302: {statefile.BadRedirect, "where to"}, 304: {statefile.BadRedirect, "304"},
		400: {statefile.OtherStatus, "does not take"}, 401: {statefile.Unauthorised, "TF_HTTP_PASSWORD"}, 403: {statefile.Forbidden, "Developer"}, 404: {statefile.NotFound, "no such state"},
		407: {statefile.Unauthorised, "407"}, 409: {statefile.Locked, "lock"}, 410: {statefile.NotFound, "410"}, 418: {statefile.OtherStatus, "Only 200"}, 423: {statefile.Locked, "lock"},
		429: {statefile.RateLimited, "too many"}, 500: {statefile.ServerError, "500"}, 503: {statefile.ServerError, "503"}, 504: {statefile.Timeout, "too slow"},
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(status)
				if status != http.StatusNoContent && status != http.StatusNotModified {
					_, _ = w.Write([]byte(documents["empty state"]))
				}
			}))
			defer server.Close()
			outcome, _ := fetch(t, web(t, nil), server.URL+"/state/prod?token="+marker)
			refused(t, outcome.Err, c.reason, c.says, "State: "+server.URL+"/state/prod")
		})
	}
}

func TestURLBroken(t *testing.T) {
	t.Parallel()
	whole := documents["state"]
	var zipped bytes.Buffer
	packer := gzip.NewWriter(&zipped)
	_, _ = packer.Write([]byte(whole))
	_ = packer.Close()
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		reason statefile.Reason
	}{
		"a login page": {func(w http.ResponseWriter) { _, _ = w.Write([]byte("<!DOCTYPE html><html>" + marker)) }, statefile.Page},
		"nothing":      {func(http.ResponseWriter) {}, statefile.Empty},
		"cut by the connection": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", fmt.Sprint(len(whole)))
			_, _ = w.Write([]byte(whole[:len(whole)/2]))
		}, statefile.Unreachable},
		"cut by the server": {func(w http.ResponseWriter) { _, _ = w.Write([]byte(whole[:len(whole)/2])) }, statefile.Truncated},
		"a gzip file":       {func(w http.ResponseWriter) { _, _ = w.Write(zipped.Bytes()) }, statefile.Compressed},
		"a broken encoding": {func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte(whole))
		}, statefile.Unreachable},
		"closed": {func(w http.ResponseWriter) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			_ = conn.Close()
		}, statefile.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { c.answer(w) }))
			defer server.Close()
			outcome, _ := fetch(t, web(t, nil), server.URL+"/"+"?"+marker)
			refused(t, outcome.Err, c.reason)
		})
	}
	server := httptest.NewServer(nil)
	address := server.URL
	server.Close()
	outcome, _ := fetch(t, web(t, nil), address)
	refused(t, outcome.Err, statefile.Unreachable, "refused the connection")
	outcome, _ = fetch(t, web(t, nil, "127.0.0.0/8"), address)
	refused(t, outcome.Err, statefile.Denied, "denies")
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(whole)) }))
	defer secure.Close()
	outcome, _ = fetch(t, web(t, nil), secure.URL)
	refused(t, outcome.Err, statefile.Untrusted, statefile.EnvCA)
	authority := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw}))
	if outcome, _ = fetch(t, web(t, map[string]string{statefile.EnvCA: authority}), secure.URL); outcome.Err != nil {
		t.Error(outcome.Err)
	}
}

// A state as GitLab serves it, and a plan, which is fetched twice.
func TestURL(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	requests := map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		requests[r.URL.Path]++
		user, password, _ := r.BasicAuth()
		if user != "ci" || password != marker {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Date", "Sat, 28 Nov 2026 14:00:00 GMT")
		if strings.HasSuffix(r.URL.Path, "plan.json") {
			w.Header().Set("Last-Modified", "Fri, 27 Nov 2026 10:00:00 GMT")
			_, _ = w.Write([]byte(documents["plan"]))
			return
		}
		_, _ = w.Write([]byte(documents["state"]))
	}))
	defer server.Close()
	w := web(t, map[string]string{statefile.EnvUser: "ci", statefile.EnvPassword: marker})
	outcome, found := fetch(t, w, server.URL+"/api/v4/projects/42/terraform/state/prod")
	if outcome.Err != nil || len(found) != 12 || outcome.Name != "prod" || outcome.Header.Serial != 7 || outcome.Age != (statefile.Age{At: time.Date(2026, 11, 28, 14, 0, 0, 0, time.UTC), By: statefile.ByDate}) {
		t.Errorf("%+v %v", outcome, found)
	}
	outcome, found = fetch(t, w, server.URL+"/plan.json")
	if outcome.Err != nil || len(found) != 9 || outcome.Name != "plan" || outcome.Age != (statefile.Age{At: time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC), By: statefile.ByLastModified}) {
		t.Errorf("%+v %v", outcome, found)
	}
	lock.Lock()
	defer lock.Unlock()
	if requests["/plan.json"] != 2 || requests["/api/v4/projects/42/terraform/state/prod"] != 1 {
		t.Errorf("%v", requests)
	}
}

func TestURLCredentials(t *testing.T) {
	t.Parallel()
	basic := map[string]string{statefile.EnvUser: "ci", statefile.EnvPassword: marker}
	for name, c := range map[string]struct {
		environment map[string]string
		user        *url.Userinfo
		want        string
	}{
		"none":                {nil, nil, ""},
		"basic":               {basic, nil, "Basic Y2k6U0VDUkVULU1VU1QtTk9ULUFQUEVBUg=="},
		"a token":             {map[string]string{statefile.EnvToken: marker}, nil, "Bearer " + marker},
		"the address's first": {basic, url.UserPassword("u", "p"), "Basic dTpw"},
		"of another host":     {map[string]string{statefile.EnvUser: "ci", statefile.EnvPassword: marker, statefile.EnvAddress: "https://gitlab.example.test/api"}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := make(chan string, 1)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got <- r.Header.Get("Authorization")
				w.WriteHeader(http.StatusUnauthorized)
			}))
			defer server.Close()
			target, _ := url.Parse(server.URL)
			target.User = c.user
			outcome, _ := fetch(t, web(t, c.environment), target.String())
			refused(t, outcome.Err, statefile.Unauthorised)
			if sent := <-got; sent != c.want {
				t.Errorf("%q was sent", sent)
			}
		})
	}
}

// Credentials of the environment do not go over plain http to other machines,
// which here are one with a name.
func TestURLCredentialsInClear(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("Authorization")
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	w := web(t, map[string]string{statefile.EnvToken: marker})
	w.Client = clientFor(t, map[string]string{"states.example.test": "127.0.0.1"})
	outcome, _ := fetch(t, w, strings.Replace(server.URL, "127.0.0.1", "states.example.test", 1))
	refused(t, outcome.Err, statefile.Unauthorised, "not sent over plain http")
	if sent := <-got; sent != "" {
		t.Errorf("%q was sent", sent)
	}
}

// Redirects carry no credentials to another host, not even to a subdomain or back.
func TestURLRedirects(t *testing.T) {
	t.Parallel()
	var lock sync.Mutex
	sent := map[string]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		sent[r.Host[:strings.IndexByte(r.Host, ':')]+r.URL.Path] = r.Header.Get("Authorization") + r.Header.Get("Referer")
		lock.Unlock()
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		_, _ = w.Write([]byte(documents["state"]))
	}))
	defer server.Close()
	port := server.URL[strings.LastIndexByte(server.URL, ':'):]
	w := web(t, nil)
	w.Client = clientFor(t, map[string]string{"a.test": "127.0.0.1", "sub.a.test": "127.0.0.1", "b.test": "127.0.0.1"})
	chain := func(addresses ...string) string {
		whole := ""
		for _, address := range slices.Backward(addresses) {
			if whole != "" {
				whole = "?to=" + url.QueryEscape(whole)
			}
			whole = address + whole
		}
		return whole
	}
	outcome, found := fetch(t, w, chain("http://u:"+marker+"@a.test"+port+"/1", "http://a.test"+port+"/2", "http://sub.a.test"+port+"/3", "http://a.test"+port+"/4"))
	if outcome.Err != nil || len(found) != 12 {
		t.Fatalf("%+v", outcome)
	}
	for at, want := range map[string]bool{"a.test/1": true, "a.test/2": true, "sub.a.test/3": false, "a.test/4": false} {
		if got := sent[at]; (got != "") != want {
			t.Errorf("%s got %q", at, got)
		}
	}
	for name, to := range map[string]string{
		"this machine": server.URL + "/x", "localhost": "http://localhost" + port + "/x", "metadata": "http://169.254.169.254/latest", "a number": "http://2130706433" + port + "/x", "hexadecimal": "http://0x7f.1" + port + "/x",
		"a user": "http://x:y@b.test" + port + "/x", "another scheme": "ftp://b.test/x",
	} {
		outcome, _ := fetch(t, w, chain("http://a.test"+port+"/1", to))
		t.Log(name)
		refused(t, outcome.Err, statefile.BadRedirect)
	}
	round := "http://a.test" + port + "/"
	outcome, _ = fetch(t, w, chain(round, round, round, round, round, round, round, round))
	refused(t, outcome.Err, statefile.BadRedirect, "more than 5 times")
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, server.URL, http.StatusFound)
	}))
	defer secure.Close()
	w.Client = secure.Client()
	outcome, _ = fetch(t, w, secure.URL)
	refused(t, outcome.Err, statefile.BadRedirect, "from https to http")
}

// clientFor resolves these names and no others.
func clientFor(t *testing.T, names map[string]string) *http.Client {
	t.Helper()
	dialer, err := network.New(network.Config{Timeout: 5 * time.Second, Resolve: resolver(names)})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext, DisableKeepAlives: true}}
}

func resolver(names map[string]string) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, host string) ([]netip.Addr, error) {
		if address, known := names[host]; known {
			return []netip.Addr{netip.MustParseAddr(address)}, nil
		}
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
}
