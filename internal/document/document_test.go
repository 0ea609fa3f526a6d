package document_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// today is the fixed day of these tests.
var today = time.Date(2026, time.November, 28, 12, 0, 0, 0, time.UTC)

var asOf = document.Options{Now: today}

// outcome is what a document comes to in words: its kind, then its end or why there
// is none, then the rules of its findings.
func outcome(t testing.TB, data string, options document.Options) string {
	t.Helper()
	read, failure := document.Parse([]byte(data), options)
	return outcomeOf(t, read, failure)
}

func outcomeOf(t testing.TB, read document.Document, failure *source.Failure) string {
	t.Helper()
	words := []string{string(read.Kind)}
	switch {
	case failure != nil:
		if read.End != (deadline.End{}) || failure.Clause == "" {
			t.Errorf("a failure with an end, or without words: %+v %+v", read, failure)
		}
		words = append(words, string(failure.Reason))
	case read.End.State == deadline.EndKnown:
		words = append(words, deadline.FormatInstant(read.End.At))
	default:
		words = append(words, read.End.State.String())
		if read.End.State == deadline.EndUnknown {
			t.Errorf("an unknown end and no failure: %+v", read)
		}
	}
	for _, finding := range read.Findings {
		words = append(words, string(finding.Rule))
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

type rows map[string]struct{ data, want string }

func (all rows) try(t *testing.T, options document.Options) {
	t.Helper()
	for name, test := range all {
		if got := outcome(t, test.data, options); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestWhatIsNoDocument(t *testing.T) {
	t.Parallel()
	rows{
		"nothing":                      {"", "empty"},
		"white space":                  {" \n", "empty"},
		"words":                        {"hello, world", "unsupported"},
		"HTML":                         {"<!DOCTYPE html><html><body>Not found</body></html>", "unsupported"},
		"other XML":                    {"<feed/>", "unsupported"},
		"XML cut short":                {"<", "unsupported"},
		"a property list":              {`<?xml version="1.0"?><!DOCTYPE plist><plist/>`, "unsupported"},
		"other JSON":                   {`{"a":1}`, "unsupported"},
		"damaged JSON":                 {`{"signed":`, "malformed"},
		"an answer with a token":       {`{"access_token":"x"}`, "unsupported"},
		"a token":                      {"eyJhbGciOiJub25lIn0.eyJleHAiOjF9.", "unsupported"},
		"a token cut short":            {"eyJhbGciOiJub25lIn0.eyJleHAiOjF9", "malformed"},
		"a certificate":                {"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n", "unsupported"},
		"a private key":                {"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n", "unsupported"},
		"an OpenPGP key":               {"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", "unsupported"},
		"a signature alone":            {"-----BEGIN PGP SIGNATURE-----\n\nAA==\n-----END PGP SIGNATURE-----\n", "unsupported"},
		"a list of revoked keys (SSH)": {"SSHKRL\n\x00\x00\x00\x00\x01", "unsupported"},
		"a signed text of nothing":     {clearsign("Hello: world\n"), "unsupported"},
	}.try(t, asOf)
	options := asOf
	options.MaxBytes = 10
	if got := outcome(t, strings.Repeat("a", 11), options); got != "too_large" {
		t.Error(got)
	}
}

func TestReadFromFileAndAddress(t *testing.T) {
	t.Parallel()
	const text = "Contact: mailto:security@example.net\nExpires: 2027-03-31T00:00:00Z\n"
	const want = "security_txt 2027-03-31T00:00:00Z"
	path := filepath.Join(t.TempDir(), "security.txt")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	read, failure := document.ReadFile(t.Context(), path, asOf)
	if got := outcomeOf(t, read, failure); got != want {
		t.Error(got)
	}
	read, failure = document.ReadFile(t.Context(), path+"x", asOf)
	if got := outcomeOf(t, read, failure); got != "not_found" {
		t.Error(got)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/.well-known/security.txt":
			_, _ = fmt.Fprint(w, text)
		case "/soft":
			_, _ = fmt.Fprint(w, "<html><body>Sorry, no such page</body></html>")
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	for path, want := range map[string]string{"/.well-known/security.txt": want, "/soft": "unsupported", "/none": "not_found"} {
		read, failure := document.ReadURL(t.Context(), server.Client(), server.URL+path, asOf)
		if got := outcomeOf(t, read, failure); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
