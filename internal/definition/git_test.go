package definition_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
)

// repository is a work tree in which things were committed on days of their own.
func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("install Debian package git")
		}
		t.Skip("install Debian package git")
	}
	root := t.TempDir()
	run(t, root, "", "init", "--quiet", "--initial-branch=main")
	return root
}

func run(t *testing.T, root, day string, arguments ...string) {
	t.Helper()
	if day == "" {
		day = "2026-01-01"
	}
	command := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=Hana", "-c", "user.email=hana@example.test", "-c", "commit.gpgsign=false"}, arguments...)...)
	command.Dir = root
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_DATE="+day+"T09:00:00+09:00", "GIT_COMMITTER_DATE="+day+"T09:00:00+09:00")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", arguments, err, output)
	}
}

func commit(t *testing.T, root, day string, files map[string]string) {
	t.Helper()
	write(t, root, files)
	run(t, root, day, "add", "--all")
	run(t, root, day, "commit", "--quiet", "--message", "x")
}

// toldOf is a change in one line.
func toldOf(c definition.Change) string {
	text := c.Unknown
	if !c.At.IsZero() {
		text = c.At.Format("2006-01-02T15Z") + " " + c.By
	}
	if len(c.Uncommitted) > 0 {
		text += " uncommitted=" + strings.Join(c.Uncommitted, ",")
	}
	return text
}

func TestLastChange(t *testing.T) {
	t.Parallel()
	root := repository(t)
	commit(t, root, "2026-10-01", map[string]string{"flows/a.xml": "a", "flows/b.xml": "b", "-odd name": "o"})
	commit(t, root, "2026-11-01", map[string]string{"flows/b.xml": "B"})
	commit(t, root, "2026-11-20", map[string]string{"other": "x", ".gitignore": "ignored"})
	write(t, root, map[string]string{"new.xml": "n", "ignored": "i"})
	for name, c := range map[string]struct {
		folder string
		paths  []string
		want   string
	}{
		"one":                   {"", []string{"flows/a.xml"}, "2026-10-01T00Z Hana"},
		"the newest of two":     {"", []string{"flows/a.xml", "flows/b.xml"}, "2026-11-01T00Z Hana"},
		"below a folder":        {"flows", []string{"a.xml"}, "2026-10-01T00Z Hana"},
		"a name like a flag":    {"", []string{"-odd name"}, "2026-10-01T00Z Hana"},
		"a name like a pattern": {"", []string{"*"}, "it was never committed"},
		"never committed":       {"", []string{"new.xml"}, "it was never committed uncommitted=new.xml"},
		"ignored":               {"", []string{"ignored", "other"}, "2026-11-20T00Z Hana uncommitted=ignored"},
		"too many to name":      {"flows", make([]string, 501), "2026-11-01T00Z Hana"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := toldOf(definition.LastChange(t.Context(), filepath.Join(root, c.folder), c.paths)); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	write(t, root, map[string]string{"flows/a.xml": "changed"})
	if got := toldOf(definition.LastChange(t.Context(), filepath.Join(root, "flows"), []string{"a.xml", "b.xml"})); got != "2026-11-01T00Z Hana uncommitted=a.xml" {
		t.Errorf("%q", got)
	}
	// A checkout of depth 1 gives its only commit for every file.
	shallow := t.TempDir()
	run(t, shallow, "", "clone", "--quiet", "--depth=1", "file://"+root, "copy")
	if got := toldOf(definition.LastChange(t.Context(), filepath.Join(shallow, "copy"), []string{"flows/a.xml"})); !strings.Contains(got, "history of the checkout is cut") {
		t.Errorf("%q", got)
	}
}

func TestNoLastChange(t *testing.T) {
	t.Parallel()
	plain := folder(t, map[string]string{"a": "a"})
	if got := definition.LastChange(t.Context(), plain, []string{"a"}); !got.At.IsZero() || got.Unknown == "" {
		t.Errorf("%+v", got)
	}
	empty := repository(t)
	write(t, empty, map[string]string{"a": "a"})
	if got := definition.LastChange(t.Context(), empty, []string{"a"}); !got.At.IsZero() || got.Unknown == "" {
		t.Errorf("%+v", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if got := definition.LastChange(ended, empty, []string{"a"}); got.Unknown != "git did not answer within the time allowed" {
		t.Errorf("%+v", got)
	}
}

// Settings of a repository name programs to run; none is.
func TestSettingsRunNothing(t *testing.T) {
	t.Parallel()
	root := repository(t)
	commit(t, root, "2026-10-01", map[string]string{"a": "a"})
	ran := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\n: > "+ran+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, setting := range []string{"core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program", "diff.external"} {
		run(t, root, "", "config", setting, script)
	}
	run(t, root, "", "config", "log.showSignature", "true")
	if got := toldOf(definition.LastChange(t.Context(), root, []string{"a"})); got != "2026-10-01T00Z Hana" {
		t.Errorf("%q", got)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a program was run")
	}
}

func TestWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if got := definition.LastChange(t.Context(), t.TempDir(), []string{"a"}); got.Unknown != "the program git is not there to be asked" {
		t.Errorf("%+v", got)
	}
}
