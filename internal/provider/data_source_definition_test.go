package provider_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const definitionSource = "expiry_definition"

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// flows is a folder with two definitions and, elsewhere, the list of what was
// approved of them.
func flows(t *testing.T, files map[string]string) (directory, approved string) {
	t.Helper()
	directory = t.TempDir()
	for name, content := range files {
		path := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := digest("order") + "  flows/order.xml\n" + digest("invoice") + " *flows/invoice.xml\n"
	return directory, tempFile(t, "SHA256SUMS", []byte(list))
}

var approvedFlows = map[string]string{"flows/order.xml": "order", "flows/invoice.xml": "invoice"}

func TestDefinitionBadInput(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	directory, approved := flows(t, approvedFlows)
	patterns := func(list ...any) tftypes.Value { return nested(d, definitionSource, "files", list) }
	digests := func(text string) tftypes.Value {
		return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"flows/order.xml": str(text)})
	}
	for name, test := range map[string]struct {
		config    values
		attribute string
		says      string
	}{
		"nothing":                  {values{"approved": str(approved)}, "files", "which files to compare"},
		"an empty list":            {values{"files": patterns(), "directory": str(directory), "approved": str(approved)}, "files", "nothing is not unchanged"},
		"nothing approved":         {values{"files": patterns("flows/*.xml"), "directory": str(directory)}, "approved", "SHA256SUMS"},
		"two approvals":            {values{"files": patterns("flows/*.xml"), "approved": str(approved), "digests": digests(digest("order"))}, "digests", "exactly one"},
		"no such list":             {values{"files": patterns("flows/*.xml"), "directory": str(directory), "approved": str("/nowhere/SHA256SUMS")}, "approved", "There is no list"},
		"a list that is none":      {values{"files": patterns("flows/*.xml"), "directory": str(directory), "approved": str(tempFile(t, "no", []byte("hello")))}, "approved", "Line 1"},
		"an empty list of digests": {values{"files": patterns("flows/*.xml"), "directory": str(directory), "approved": str(tempFile(t, "empty", nil))}, "approved", "empty"},
		"a short digest":           {values{"files": patterns("flows/*.xml"), "directory": str(directory), "digests": digests(digest("order")[:20])}, "digests", "shortened"},
		"SHA-1":                    {values{"files": patterns("flows/*.xml"), "directory": str(directory), "digests": digests(strings.Repeat("a", 40))}, "digests", "SHA-1"},
		"a pattern without files":  {values{"files": patterns("flow/*.xml"), "directory": str(directory), "approved": str(approved)}, "files", "No file matches"},
		"a pattern that goes up":   {values{"files": patterns("../*.xml"), "directory": str(directory), "approved": str(approved)}, "files", "directory"},
		"no such folder":           {values{"directory": str(filepath.Join(directory, "gone")), "approved": str(approved)}, "directory", "cannot be looked into"},
		"an id of nothing":         {values{"files": patterns("flows/*.xml"), "directory": str(directory), "approved": str(approved), "covered_by": nested(d, definitionSource, "covered_by", []any{""})}, "covered_by", "names nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, diagnostics := plainRead(d, definitionSource, test.config)
			if says := errorOn(diagnostics, test.attribute); plain != nil || !strings.Contains(says, test.says) {
				t.Errorf("%v on %s: %s", plain["status"], test.attribute, worded(diagnostics))
			}
		})
	}
}

// Whatever is not what was approved fails, in any of the ways in which it can be
// another.
func TestDefinitionAltered(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	for name, test := range map[string]struct {
		files                   map[string]string
		altered, missing, added string
		told                    string
	}{
		"as approved":   {approvedFlows, "[]", "[]", "[]", "ok true"},
		"one differs":   {map[string]string{"flows/order.xml": "order!", "flows/invoice.xml": "invoice"}, "[flows/order.xml]", "[]", "[]", "ok false definition-altered"},
		"one is gone":   {map[string]string{"flows/order.xml": "order"}, "[]", "[flows/invoice.xml]", "[]", "ok false definition-altered"},
		"one was added": {map[string]string{"flows/order.xml": "order", "flows/invoice.xml": "invoice", "flows/refund.xml": "x"}, "[]", "[]", "[flows/refund.xml]", "ok false definition-altered"},
		"a pointer":     {map[string]string{"flows/order.xml": "version https://git-lfs.github.com/spec/v1\n", "flows/invoice.xml": "invoice"}, "[]", "[]", "[]", "unknown false unreachable"},
		"one swapped":   {map[string]string{"flows/order.xml": "invoice", "flows/invoice.xml": "order"}, "[flows/invoice.xml flows/order.xml]", "[]", "[]", "ok false definition-altered"},
		"beyond a glob": {map[string]string{"flows/order.xml": "order", "flows/invoice.xml": "invoice", "other/x.xml": "x"}, "[]", "[]", "[]", "ok true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory, approved := flows(t, test.files)
			plain, diagnostics := plainRead(d, definitionSource, values{
				"name": str("flows"), "directory": str(directory), "files": nested(d, definitionSource, "files", []any{"flows/*.xml"}), "approved": str(approved), "approved_by": str("board@example.test"), "approved_on": str("2026-10-01"),
			})
			if plain == nil {
				t.Fatal(worded(diagnostics))
			}
			if got := told(t, plain); got != test.told || fmt.Sprint(plain["altered"], plain["missing"], plain["added"]) != test.altered+" "+test.missing+" "+test.added {
				t.Errorf("%s: %v %v %v: %s", got, plain["altered"], plain["missing"], plain["added"], plain["reason"])
			}
			var reviewer any
			if test.told == "ok true" {
				reviewer = "board@example.test"
			}
			if plain["change_reviewed_by"] != reviewer || plain["id"] != "definition/flows" || plain["expires_at"] != nil {
				t.Errorf("reviewed by %v, %v, %v", plain["change_reviewed_by"], plain["id"], plain["expires_at"])
			}
			if strings.Contains(test.told, "altered") && !strings.HasPrefix(fmt.Sprint(plain["reason"]), "definition/flows is not what was approved: ") {
				t.Error(plain["reason"])
			}
		})
	}
}

// A list beside the files proves little where nobody stands for it; a whole folder
// does not take its own list for a definition.
func TestDefinitionListBeside(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	directory, _ := flows(t, map[string]string{"a.xml": "a", "SUMS": digest("a") + "  a.xml\n"})
	for by, want := range map[string]string{"": "ok true change-unreviewed", "なし": "ok true change-unreviewed", "board": "ok true"} {
		plain, diagnostics := plainRead(d, definitionSource, values{"directory": str(directory), "approved": str(filepath.Join(directory, "SUMS")), "approved_by": str(by)})
		if plain == nil || told(t, plain) != want {
			t.Errorf("%q: %v %s", by, plain["reason"], worded(diagnostics))
		}
	}
}

// That nobody approved it was said, and passed without a word.
func TestDefinitionApprovedByNobody(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	directory, _ := flows(t, map[string]string{"a.xml": "a"})
	list := filepath.Join(t.TempDir(), "SUMS")
	if err := os.WriteFile(list, []byte(digest("a")+"  a.xml\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for by, want := range map[string]string{" ": "ok true change-unreviewed", "none": "ok true change-unreviewed", "なし": "ok true change-unreviewed", "board": "ok true"} {
		plain, diagnostics := plainRead(d, definitionSource, values{"directory": str(directory), "approved": str(list), "approved_by": str(by)})
		if plain == nil || told(t, plain) != want {
			t.Errorf("%q: %v %s", by, plain["reason"], worded(diagnostics))
		}
	}
}

// repository is a work tree of git with the files committed on a day.
func repository(t *testing.T, directory, day string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("install Debian package git")
		}
		t.Skip("install Debian package git")
	}
	for _, arguments := range [][]string{{"init", "-q"}, {"add", "-A"}, {"-c", "user.name=Aya", "-c", "user.email=aya@example.test", "commit", "-qm", "flows"}} {
		command := exec.CommandContext(context.WithoutCancel(t.Context()), "git", arguments...)
		command.Dir = directory
		command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_COMMITTER_DATE="+day, "GIT_AUTHOR_DATE="+day)
		if printed, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", arguments, err, printed)
		}
	}
}

// When they changed last is asked of git; what is declared counts where it is
// later, and what is not committed was changed up to now.
func TestDefinitionLastChange(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	read := func(directory, approved string, more values) map[string]any {
		config := values{"directory": str(directory), "files": nested(d, definitionSource, "files", []any{"flows/*.xml"}), "approved": str(approved)}
		maps.Copy(config, more)
		plain, diagnostics := plainRead(d, definitionSource, config)
		if plain == nil {
			t.Fatal(worded(diagnostics))
		}
		return plain
	}
	expect := func(plain map[string]any, at, by any, says string) {
		t.Helper()
		if plain["changed_at"] != at || plain["changed_by"] != by || !strings.Contains(fmt.Sprint(plain["reason"]), says) {
			t.Errorf("%v by %v: %s", plain["changed_at"], plain["changed_by"], plain["reason"])
		}
	}
	directory, approved := flows(t, approvedFlows)
	expect(read(directory, approved, nil), nil, nil, "when they changed last is not known, as it lies in no work tree of git")
	expect(read(directory, approved, values{"changed_at": str("2026-11-01"), "changed_by": str("Ken")}), "2026-11-01T00:00:00Z", "Ken", "2 of 2 files are what was approved.")
	repository(t, directory, "2026-11-10T08:00:00Z")
	expect(read(directory, approved, nil), "2026-11-10T08:00:00Z", "Aya", "2 of 2")
	expect(read(directory, approved, values{"changed_at": str("2026-11-01")}), "2026-11-10T08:00:00Z", "Aya", "2 of 2")
	expect(read(directory, approved, values{"changed_at": str("2026-11-12")}), "2026-11-12T00:00:00Z", nil, "2 of 2")
	if err := os.WriteFile(filepath.Join(directory, "flows", "order.xml"), []byte("order!"), 0o600); err != nil {
		t.Fatal(err)
	}
	changed := read(directory, approved, nil)
	expect(changed, "2026-11-21T00:00:00Z", nil, "differs from what is committed")
	if fmt.Sprint(changed["uncommitted"]) != "[flows/order.xml]" || told(t, changed) != "ok false definition-altered change-unreviewed" {
		t.Errorf("%v: %s", changed["uncommitted"], told(t, changed))
	}
}
