package keyfile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// globTree is
//
//	a.pem  b.pem  x.pem/  broken.pem -> nowhere  [odd].pem
//	sub/c.pem  sub/deep/d.pem  sub/up -> ..  linked -> sub
func globTree(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	w := newFileWorld()
	for _, name := range []string{"a.pem", "b.pem", "[odd].pem", "sub/c.pem", "sub/deep/d.pem", "x.pem/e.txt"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, w.leaf.PEM(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"broken.pem": "nowhere", "sub/up": "..", "linked": "sub"} {
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	return folder
}

func TestGlobWrongInput(t *testing.T) {
	t.Parallel()
	folder := globTree(t)
	for _, c := range []struct {
		name, pattern, summary string
		words                  []string
	}{
		{"nothing matches", "*.p12", "No file matches", []string{"no file matches the pattern", "certs/**/*.pem", "Path tried: " + folder}},
		{"folder of the pattern missing", "gone/*.pem", "No file matches", nil},
		{"a file as folder of the pattern", "a.pem/*.pem", "No file matches", nil},
		{"no such file", "c.pem", "No such file", []string{"there is no such file"}},
		{"directory", "sub", "Not a file", []string{"it is a directory", "files = ["}},
		{"bracket not closed", "[a.pem", "Malformed pattern", []string{"not closed"}},
		{"brace not closed", "{a,b.pem", "Malformed pattern", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Glob(t.Context(), []string{filepath.Join(folder, "a.pem"), filepath.Join(folder, c.pattern)}, nil)
			wantInput(t, err, c.summary, c.words...)
		})
	}
}

func TestGlob(t *testing.T) {
	t.Parallel()
	folder := globTree(t)
	const (
		isFolder = "!" + string(keyfile.ReasonNotAFile)
		isBroken = "!" + string(keyfile.ReasonBrokenLink)
	)
	for _, c := range []struct {
		name     string
		patterns []string
		want     string
	}{
		{"names", []string{"b.pem", "a.pem", "a.pem", "./a.pem", "sub/../a.pem"}, "a.pem b.pem"},
		{"pattern", []string{"*.pem"}, "[odd].pem a.pem b.pem broken.pem" + isBroken + " x.pem" + isFolder},
		{"all that is in a folder", []string{"sub/*"}, "sub/c.pem sub/deep-aside sub/up-aside"},
		{"a link that leads nowhere, by name", []string{"broken.pem"}, "broken.pem" + isBroken},
		{"alternatives", []string{"{a,b}.pem"}, "a.pem b.pem"},
		{"class", []string{"[ab].pem"}, "a.pem b.pem"},
		{"a name with brackets", []string{"[odd].pem"}, "[odd].pem"},
		{"folders below", []string{"sub/**/*.pem"}, "sub/c.pem sub/deep/d.pem"},
		{"all below", []string{"sub/**"}, "sub/c.pem sub/deep/d.pem"},
		{"through a link", []string{"linked/*.pem"}, "linked/c.pem"},
		{"overlapping", []string{"a*", "[ab].*"}, "a.pem b.pem"},
		{"everything, circles once", []string{"**/d.pem"}, "linked/deep/d.pem sub/deep/d.pem"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			patterns := make([]string, len(c.patterns))
			for i, pattern := range c.patterns {
				patterns[i] = folder + string(filepath.Separator) + filepath.FromSlash(pattern)
			}
			matches, err := keyfile.Glob(t.Context(), patterns, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := make([]string, len(matches))
			for i, match := range matches {
				name, err := filepath.Rel(folder, match.Path)
				if err != nil {
					t.Fatal(err)
				}
				if got[i] = filepath.ToSlash(name); match.Problem != nil {
					got[i] += "!" + string(match.Problem.Reason)
				}
				if match.Aside != "" {
					got[i] += "-aside"
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got  %q\nwant %q", strings.Join(got, " "), c.want)
			}
		})
	}
}

// certificates.md S3: a mounted Secret counts once, and what is not wanted can be
// excluded.
func TestGlobMountedSecret(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	generation := filepath.Join(folder, "..2026_11_21_00_00_00.123")
	if err := os.Mkdir(generation, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tls.crt", "tls.key"} {
		if err := os.WriteFile(filepath.Join(generation, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join("..data", name), filepath.Join(folder, name)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	if err := os.Symlink(filepath.Base(generation), filepath.Join(folder, "..data")); err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{"*": "tls.crt tls.key", "**": "tls.crt tls.key", "..data/tls.crt": "..data/tls.crt"} {
		matches, err := keyfile.Glob(t.Context(), []string{filepath.Join(folder, pattern)}, []string{"*.key"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, match := range matches {
			name, _ := filepath.Rel(folder, match.Path)
			got = append(got, filepath.ToSlash(name))
			if (match.Aside == `it is excluded by "*.key"`) != strings.HasSuffix(name, ".key") {
				t.Errorf("%s: aside %q", name, match.Aside)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", pattern, got, want)
		}
	}
	for _, bad := range []string{"", "[a", "{b"} {
		_, err := keyfile.Glob(t.Context(), []string{filepath.Join(folder, "*")}, []string{bad})
		wantInput(t, err, "Malformed pattern")
	}
}

func TestGlobUnreadableFolderKeepsItsPlace(t *testing.T) {
	t.Parallel()
	folder := globTree(t)
	forbid(t, filepath.Join(folder, "sub", "deep"))
	matches, err := keyfile.Glob(t.Context(), []string{filepath.Join(folder, "sub", "**", "*.pem")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(matches) != 2 || matches[1].Path != filepath.Join(folder, "sub", "deep") || matches[1].Problem == nil || matches[1].Problem.Reason != keyfile.ReasonPermission {
		t.Errorf("matches %+v", matches)
	}
}

func TestGlobStopsWithItsContext(t *testing.T) {
	t.Parallel()
	folder := globTree(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := keyfile.Glob(ctx, []string{filepath.Join(folder, "**", "*.pem")}, nil); !isRead(err, certificate.ReasonCancelled) {
		t.Errorf("%v", err)
	}
}

func TestReadFiles(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	folder := globTree(t)
	key := writeFile(t, "key.pem", w.leaf.KeyPEM())
	chain := writeFile(t, "chain.pem", append(w.leaf.PEM(), w.intermediate.PEM()...))
	again := writeFile(t, "again.pem", append(w.other.PEM(), w.intermediate.PEM()...))
	paths := []string{chain, filepath.Join(folder, "gone.pem"), key, folder, filepath.Join(folder, "broken.pem"), again}
	outcomes := keyfile.ReadFiles(t.Context(), paths, 3, keyfile.Options{})
	wants := []certificate.Reason{"", keyfile.ReasonNoSuchFile, certificate.ReasonNoCertificate, keyfile.ReasonNotAFile, keyfile.ReasonBrokenLink, ""}
	for i, outcome := range outcomes {
		if outcome.Path != paths[i] {
			t.Fatalf("outcome %d is of %s", i, outcome.Path)
		}
		if outcome.Problem == nil {
			if wants[i] != "" || len(outcome.Bundle.Entries) != 2 {
				t.Errorf("%s: read", outcome.Path)
			}
			continue
		}
		if outcome.Problem.Reason != wants[i] || outcome.Problem.Message == "" {
			t.Errorf("%s: %s %q, want %s", outcome.Path, outcome.Problem.Reason, outcome.Problem.Message, wants[i])
		}
		if _, ok := errors.AsType[*certificate.InputError](outcome.Problem); !ok {
			t.Errorf("%s: the *InputError is lost", outcome.Path)
		}
	}
	if outcomes[0].Bundle.Entries[1].Certificate != outcomes[5].Bundle.Entries[1].Certificate {
		t.Error("the authority of two files is in memory twice")
	}
	if got := keyfile.ReadFiles(t.Context(), nil, 0, keyfile.Options{}); len(got) != 0 {
		t.Errorf("outcomes of nothing: %v", got)
	}
}
