package backup_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// today is the day of all tests, at noon.
var today = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

var tokyo = time.FixedZone("JST", 9*60*60)

// ago is an instant before today, as listings write it.
func ago(d time.Duration) string { return today.Add(-d).Format(time.RFC3339) }

func parsed(t *testing.T, text string, options backup.Options) backup.Listing {
	t.Helper()
	listing, err := backup.Parse([]byte(text), options)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return listing
}

// asked judges with a greatest age of two days.
func asked(listing backup.Listing, change ...func(*backup.Question)) backup.Verdict {
	question := backup.Question{Now: today, MaxAge: deadline.Days(2)}
	for _, one := range change {
		one(&question)
	}
	return backup.Judge(listing, question)
}

// told is a verdict in one line: its status, its word, the newest good copy, and
// the rules of its findings.
func told(v backup.Verdict) string {
	status := string(deadline.Timeline{End: v.End}.Status(today))
	if v.Blocked {
		status += "!"
	}
	words := []string{status}
	if v.Reason != "" {
		words = append(words, string(v.Reason))
	}
	if v.Newest != nil {
		words = append(words, v.Newest.Name+"@"+v.Newest.At().Format("02T15:04"))
	}
	for _, finding := range v.Findings {
		words = append(words, string(finding.Rule))
	}
	return strings.Join(words, " ")
}

func wantTold(t *testing.T, v backup.Verdict, want string, phrases ...string) {
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

func wantError(t *testing.T, err error, reason backup.Reason, attribute string, phrases ...string) {
	t.Helper()
	wrong, ok := errors.AsType[*backup.Error](err)
	if !ok {
		t.Fatalf("%T %v is no *backup.Error", err, err)
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
	for _, never := range []string{"2006", "invalid character", "unmarshal", "strconv", "%!"} {
		if strings.Contains(wrong.Message, never) {
			t.Errorf("%q is in %q", never, wrong.Message)
		}
	}
}
