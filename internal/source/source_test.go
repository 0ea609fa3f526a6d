package source_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

const secret = "SECRET-MUST-NOT-APPEAR"

func tree(t *testing.T, files ...string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestGlob(t *testing.T) {
	t.Parallel()
	folder := tree(t, "a.pub", "b.pub", "b.txt", "deep/c.pub", "deep/er/d.pub", "[x].pub")
	for link, to := range map[string]string{"gone.pub": "nowhere", "deep/up": ".."} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		pattern, want string
		lost          source.Reason
	}{
		"nothing matches":       {"*.jwt", "", "not_found"},
		"a name that is not":    {"z.pub", "", "not_found"},
		"a folder":              {"deep", "", "unsupported"},
		"a bracket left open":   {"[a.pub", "", "malformed"},
		"the text of a file":    {"{\n" + secret + "*", "", "not_found"},
		"one file":              {"a.pub", "a.pub", ""},
		"one with a bracket":    {"[x].pub", "[x].pub", ""},
		"a star, a broken link": {"*.pub", "[x].pub a.pub b.pub gone.pub!", ""},
		"alternatives":          {"{a,b}.*", "a.pub b.pub b.txt", ""},
		"all folders, no circle": {
			"**/*.pub", "[x].pub a.pub b.pub deep/c.pub deep/er/d.pub gone.pub!", "",
		},
	} {
		matches, lost := source.Glob(t.Context(), []string{filepath.Join(folder, test.pattern)})
		var got []string
		for _, match := range matches {
			name, _ := filepath.Rel(folder, match.Path)
			if match.Failure != nil {
				name += "!"
			}
			got = append(got, filepath.ToSlash(name))
		}
		reason := source.Reason("")
		if lost[0] != nil {
			reason = lost[0].Reason
			if strings.Contains(lost[0].Error(), secret) {
				t.Errorf("%s: %s", name, lost[0])
			}
		}
		if strings.Join(got, " ") != test.want || reason != test.lost {
			t.Errorf("%s: %q %q, want %q %q", name, strings.Join(got, " "), reason, test.want, test.lost)
		}
	}
	matches, lost := source.Glob(t.Context(), []string{filepath.Join(folder, "a.pub"), filepath.Join(folder, "z*"), filepath.Join(folder, "*.pub")})
	if len(matches) != 4 || len(lost) != 1 || lost[1] == nil {
		t.Errorf("several patterns: %d matches, lost %v", len(matches), lost)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, lost := source.Glob(ended, []string{filepath.Join(folder, "**")}); lost[0] == nil || !errors.Is(lost[0], context.Canceled) {
		t.Errorf("cancelled: %v", lost)
	}
}

// A folder that may not be opened is told, not passed over.
func TestGlobForbiddenFolder(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root opens every folder")
	}
	folder := tree(t, "a.pub", "deep/b.pub")
	if err := os.Chmod(filepath.Join(folder, "deep"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(folder, "deep"), 0o700) })
	matches, _ := source.Glob(t.Context(), []string{filepath.Join(folder, "**/*.pub")})
	if len(matches) != 2 || matches[1].Failure == nil || matches[1].Failure.Reason != source.Unreachable {
		t.Errorf("%+v", matches)
	}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/good":
			_, _ = w.Write([]byte("content"))
		case "/long":
			_, _ = w.Write([]byte(strings.Repeat("a", 200)))
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/broken":
			w.WriteHeader(http.StatusInternalServerError)
		case "/short":
			w.Header().Set("Content-Length", "50")
			_, _ = w.Write([]byte("content"))
		case "/circle":
			http.Redirect(w, r, "/circle?"+secret, http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/"+secret, http.StatusFound)
		case "/moved":
			http.Redirect(w, r, "/good", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	with := strings.Replace(server.URL, "http://", "http://user:"+secret+"@", 1)
	for address, want := range map[string]source.Reason{
		with + "/missing?token=" + secret: "not_found", with + "/busy?token=" + secret: "rate_limited", with + "/broken#" + secret: "unreachable",
		with + "/short?" + secret: "unreachable", with + "/long?" + secret: "too_large", with + "/circle?" + secret: "unreachable", with + "/file?" + secret: "unreachable",
		gone.URL + "/" + secret: "unreachable", "ftp://example.net/" + secret: "unsupported", secret: "unsupported", "http:///" + secret: "unsupported", "http://[" + secret: "unsupported", "": "unsupported",
		with + "/good?" + secret: "", with + "/moved": "",
	} {
		content, failure := source.Fetch(t.Context(), server.Client(), address, 100)
		switch {
		case want == "" && (failure != nil || string(content) != "content"):
			t.Errorf("%s: %q %v", address, content, failure)
		case want != "" && (failure == nil || failure.Reason != want || content != nil):
			t.Errorf("%s: %q %+v, want %s", address, content, failure, want)
		case failure != nil && strings.Contains(failure.Error(), secret):
			t.Errorf("%s: %s", address, failure)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, failure := source.Fetch(ended, server.Client(), server.URL+"/good", 100); failure == nil || failure.Reason != source.Unreachable || !errors.Is(failure, context.Canceled) {
		t.Errorf("cancelled: %+v", failure)
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://user:" + secret + "@example.net:8443/a/b?c=" + secret + "#" + secret: "https://example.net:8443/a/b",
		secret: "(not an address)",
	} {
		if got := source.Redact(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

func TestObject(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "null", "[]", `"x"`, "{", `{"a":}`, `{"a":1}x`, `{"a":1}{}`, "{\"a\":\"\xff\"}", `{1:2}`} {
		if _, err := source.ReadObject([]byte(text)); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	o, err := source.ReadObject([]byte(` {"a":"x","A":1,"l":["p","q"],"o":{"b":null},"n":[{},1]} `))
	if err != nil || o.Twice || o.Text("a") != "x" || o.Text("A") != "" || !o.Misspelt("a") || o.Misspelt("l") || strings.Join(o.Texts("l"), "") != "pq" || len(o.List("n")) != 2 || o.Len() != 5 || string(o.Raw("A")) != "1" {
		t.Errorf("%+v %v", o, err)
	}
	if inner, ok := o.Object("o"); !ok || !inner.Has("b") || inner.Has("c") {
		t.Errorf("%+v", inner)
	}
	if o, err := source.ReadObject([]byte(`{"a":1,"\u0061":2}`)); err != nil || !o.Twice {
		t.Errorf("a name twice, written in two ways: %+v %v", o, err)
	}
}

func sortedWords(words []string) string {
	slices.Sort(words)
	return strings.Join(words, " ")
}
