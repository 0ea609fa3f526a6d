package definition_test

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
)

// today is the day of all tests, at noon.
var today = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func sha5(text string) string {
	sum := sha512.Sum512([]byte(text))
	return hex.EncodeToString(sum[:])
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, files)
	return root
}

func write(t *testing.T, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func wantError(t *testing.T, err error, reason definition.Reason, attribute string, phrases ...string) {
	t.Helper()
	wrong, ok := errors.AsType[*definition.Error](err)
	if !ok {
		t.Fatalf("%T %v is no *definition.Error", err, err)
	}
	if wrong.Reason != reason || wrong.Attribute != attribute {
		t.Errorf("%s on %q, want %s on %q: %v", wrong.Reason, wrong.Attribute, reason, attribute, wrong)
	}
	if words := len(strings.Fields(wrong.Summary)); words < 2 || words > 5 {
		t.Errorf("the summary %q has %d words", wrong.Summary, words)
	}
	for _, phrase := range phrases {
		if !strings.Contains(wrong.Message, phrase) {
			t.Errorf("%q is not in %q", phrase, wrong.Message)
		}
	}
}

// wantTyped is what holds for every error of a list of digests.
func wantTyped(t *testing.T, err error) {
	t.Helper()
	if wrong, ok := errors.AsType[*definition.Error](err); !ok || wrong.Reason == "" || wrong.Message == "" || wrong.Attribute != "approved" {
		t.Fatalf("%T %v", err, err)
	}
}

// told is a verdict in one line.
func told(v definition.Verdict) string {
	words := []string{v.End.State.String()}
	if v.Blocked {
		words[0] += "!"
	}
	for _, list := range []struct {
		name  string
		paths []string
	}{{"altered", v.Altered}, {"missing", v.Missing}, {"added", v.Added}, {"unreadable", v.Unreadable}} {
		if len(list.paths) > 0 {
			words = append(words, list.name+"="+strings.Join(list.paths, ","))
		}
	}
	for _, finding := range v.Findings {
		words = append(words, string(finding.Rule))
	}
	return strings.Join(words, " ")
}

func wantTold(t *testing.T, v definition.Verdict, want string, phrases ...string) {
	t.Helper()
	if got := told(v); got != want {
		t.Errorf("told %q, want %q (%s)", got, want, v.Cause)
	}
	text := v.Cause
	for _, finding := range v.Findings {
		text += "\n" + finding.Message
	}
	for _, phrase := range phrases {
		if !strings.Contains(text, phrase) {
			t.Errorf("%q is not told in\n%s", phrase, text)
		}
	}
}

// judged reads and judges a folder.
func judged(t *testing.T, scope definition.Scope, approved definition.Approved, change ...func(*definition.Question)) definition.Verdict {
	t.Helper()
	files, err := definition.Read(t.Context(), scope, approved)
	if err != nil {
		return definition.Unread(err)
	}
	question := definition.Question{Now: today, Scope: scope, Approval: definition.Approval{Digests: approved, By: "team-flows", On: deadline.Date{Year: 2026, Month: 11, Day: 1}}}
	for _, one := range change {
		one(&question)
	}
	return definition.Judge(files, question)
}
