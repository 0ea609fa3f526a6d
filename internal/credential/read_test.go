package credential_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

func TestReadFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }
	for name, text := range map[string]string{"good.jwt": jwt(`{"exp":1806451200}`), "empty.jwt": "", "long.jwt": strings.Repeat("a", 5000)} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(path("gone"), path("link")); err != nil {
		t.Fatal(err)
	}
	options := asOf
	options.MaxBytes = 4096
	wanted := map[string]source.Reason{"": "unsupported", "missing": "not_found", "missing/below": "not_found", "good.jwt/below": "not_found", "link": "not_found", "empty.jwt": "empty", "long.jwt": "too_large"}
	for name, want := range wanted {
		_, failure := credential.ReadFile(t.Context(), path(name), options)
		if failure == nil || failure.Reason != want {
			t.Errorf("%q: %+v, want %s", name, failure, want)
		}
	}
	if _, failure := credential.ReadFile(t.Context(), "", options); failure == nil || failure.Reason != "not_found" {
		t.Errorf("an empty path: %+v", failure)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, failure := credential.ReadFile(ended, path("good.jwt"), options); failure == nil || failure.Reason != "unreachable" {
		t.Errorf("cancelled: %+v", failure)
	}
	bundle, failure := credential.ReadFile(t.Context(), path("good.jwt"), options)
	if failure != nil || outcomeOf(bundle.Credentials[0]) != "2027-03-31T00:00:00Z" {
		t.Errorf("%+v %v", bundle, failure)
	}
}

func TestReadVariable(t *testing.T) {
	t.Parallel()
	lookup := func(name string) (string, bool) {
		value, set := map[string]string{"TOKEN": jwt(`{"exp":1806451200}`), "EMPTY": "", "BLANK": "  \n"}[name]
		return value, set
	}
	for name, want := range map[string]source.Reason{"MISSING": "not_found", "": "not_found", "EMPTY": "empty", "BLANK": "empty"} {
		_, failure := credential.ReadVariable(name, lookup, asOf)
		failed(t, failure, want)
	}
	bundle, failure := credential.ReadVariable("TOKEN", lookup, asOf)
	if failure != nil || outcomeOf(bundle.Credentials[0]) != "2027-03-31T00:00:00Z" {
		t.Errorf("%+v %v", bundle, failure)
	}
}

// Each of many files has its place, also one that cannot be read.
func TestReadFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{"a.jwt": jwt(`{"exp":1806451200}`), "b.jwt": "", "deep/c.jwt": jwt(`{}`)} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(folder, "gone"), filepath.Join(folder, "d.jwt")); err != nil {
		t.Fatal(err)
	}
	matches, lost := source.Glob(t.Context(), []string{filepath.Join(folder, "**/*.jwt")})
	if len(lost) > 0 || len(matches) != 4 {
		t.Fatalf("%+v %+v", matches, lost)
	}
	var got []string
	for _, outcome := range credential.ReadFiles(t.Context(), matches, 2, asOf) {
		name := filepath.Base(outcome.Path) + " "
		if outcome.Failure != nil {
			got = append(got, name+string(outcome.Failure.Reason))
			continue
		}
		got = append(got, name+outcomeOf(outcome.Bundle.Credentials[0]))
	}
	if want := "a.jwt 2027-03-31T00:00:00Z, b.jwt empty, d.jwt not_found, c.jwt open"; strings.Join(got, ", ") != want {
		t.Errorf("%s, want %s", strings.Join(got, ", "), want)
	}
}
