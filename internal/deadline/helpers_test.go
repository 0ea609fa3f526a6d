package deadline_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// at reads an instant.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return instant.UTC()
}

// on reads a day.
func on(t testing.TB, text string) deadline.Date {
	t.Helper()
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return deadline.DateOf(day, time.UTC)
}

func period(t testing.TB, text string) deadline.Period {
	t.Helper()
	p, err := deadline.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refused checks that something is refused with a sentence that names each of the
// parts, "|" between them, and shows neither Go's reference date nor a raw error.
func refused(t testing.TB, what string, err error, parts string) {
	t.Helper()
	if err == nil {
		t.Errorf("%q is accepted, want an error", what)
		return
	}
	for part := range strings.SplitSeq(parts, "|") {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not name %q", err, part)
		}
	}
	for _, raw := range []string{"2006", "15:04", "strconv.", "parsing time", "%!"} {
		if strings.Contains(err.Error(), raw) {
			t.Errorf("error %q shows %q", err, raw)
		}
	}
	oneLine(t, err)
}

// oneLine checks that an error is short and fit for a terminal, whatever it
// quotes.
func oneLine(t testing.TB, err error) {
	t.Helper()
	if text := err.Error(); text == "" || len(text) > 1000 || deadline.Printable(text) != text {
		t.Errorf("error %q", text)
	}
}

func sameInstant(t testing.TB, what string, got time.Time, want string) {
	t.Helper()
	if wanted := at(t, want); !got.Equal(wanted) {
		t.Errorf("%s = %s, want %s", what, got.Format(time.RFC3339Nano), wanted.Format(time.RFC3339Nano))
	}
	if got.Location() != time.UTC {
		t.Errorf("%s is in %s, want UTC", what, got.Location())
	}
}
