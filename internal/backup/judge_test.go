package backup_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// sized are snapshots of one source, a day apart, the last of 20 hours ago.
func sized(sizes ...int) string {
	var entries []string
	for i, size := range sizes {
		entries = append(entries, snapshot(fmt.Sprintf("s%d", i), ago(time.Duration(len(sizes)-i)*24*time.Hour-4*time.Hour), "h", "/d", size, 3))
	}
	return list(entries...)
}

func TestShrink(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sizes  []int
		shrink backup.Shrink
		want   string
	}{
		"as ever":                        {[]int{100, 100, 98}, backup.Shrink{}, "ok s2@27T16:00"},
		"to a half":                      {[]int{100, 100, 50}, backup.Shrink{}, "ok s2@27T16:00 backup-shrunk"},
		"to a tenth":                     {[]int{1000, 1000, 100}, backup.Shrink{}, "ok! s1@26T16:00 backup-shrunk"},
		"to a tenth, long ago":           {[]int{1000, 1000, 100, 1000}, backup.Shrink{}, "ok s3@27T16:00"},
		"one outlier of five":            {[]int{100, 100, 5000, 100, 100, 100}, backup.Shrink{}, "ok s5@27T16:00"},
		"little by little":               {[]int{1000, 800, 640, 500, 400, 300, 200}, backup.Shrink{}, "ok s6@27T16:00 backup-shrunk"},
		"the first":                      {[]int{1}, backup.Shrink{}, "ok s0@27T16:00"},
		"a size unknown":                 {[]int{1000, -1, 5}, backup.Shrink{}, "ok! s1@26T16:00 backup-shrunk"},
		"thresholds of one's own":        {[]int{1000, 300}, backup.Shrink{Warn: 0.2, Error: 0.1}, "ok s1@27T16:00"},
		"thresholds that refuse earlier": {[]int{1000, 300}, backup.Shrink{Warn: 0.9, Error: 0.5}, "ok! s0@26T16:00 backup-shrunk"},
		"nothing asked":                  {[]int{1000, 1}, backup.Shrink{Warn: -1, Error: -1}, "ok s1@27T16:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, sized(c.sizes...), backup.Options{}), func(q *backup.Question) { q.Shrink = c.shrink }), c.want)
		})
	}
	// Of one kind with the same: an increment is no shrunk full backup.
	mixed := backup.Listing{Tool: "mapping", Copies: []backup.Copy{
		{Name: "f", Good: backup.GoodYes, Like: "full", StartedAt: today.Add(-30 * time.Hour), Size: 1000, SizeKnown: true},
		{Name: "i", Good: backup.GoodYes, Like: "incr", StartedAt: today.Add(-time.Hour), Size: 1, SizeKnown: true},
	}}
	wantTold(t, asked(mixed), "ok i@28T11:00")
}

func TestMinSize(t *testing.T) {
	t.Parallel()
	least := func(q *backup.Question) { q.MinSize = 500 }
	wantTold(t, asked(parsed(t, sized(1000, 499), backup.Options{}), least), "ok s0@26T16:00 backup-failed", "499 bytes, less than min_size, 500 bytes")
	wantTold(t, asked(parsed(t, sized(500), backup.Options{}), least), "ok s0@27T16:00")
	wantTold(t, asked(parsed(t, sized(499), backup.Options{}), least), "expired small backup-missing")
	// A size that is not told is no size that is large enough.
	wantTold(t, asked(parsed(t, sized(-1), backup.Options{}), least), "unknown unproven")
	wantTold(t, asked(parsed(t, sized(600, -1), backup.Options{}), least), "ok s0@26T16:00 backup-failed", "does not tell its size")
}

func TestMaxAge(t *testing.T) {
	t.Parallel()
	listing := backup.Declared("crm", today.Add(-20*time.Hour), -1)
	age := func(period string) func(*backup.Question) {
		return func(q *backup.Question) {
			if period == "" {
				q.MaxAge = deadline.Period{}
				return
			}
			q.MaxAge, _ = deadline.ParsePeriod(period)
		}
	}
	wantTold(t, asked(listing, age("26h")), "ok declared@27T16:00")
	wantTold(t, asked(listing, age("20h")), "expired declared@27T16:00")
	wantTold(t, asked(listing, age("19h")), "expired declared@27T16:00")
	for _, none := range []string{"", "50%"} {
		verdict := asked(listing, age(none))
		wantTold(t, verdict, "unknown no_max_age", "max_age")
		if verdict.Attribute != "max_age" {
			t.Errorf("on %q", verdict.Attribute)
		}
	}
	verdict := asked(listing, age("26h"))
	if verdict.Lifetime() != 26*time.Hour || !verdict.End.At.Equal(today.Add(6*time.Hour)) {
		t.Errorf("%s until %s", verdict.Lifetime(), verdict.End.At)
	}
	if none := asked(backup.Listing{}); none.Lifetime() != 0 {
		t.Errorf("%s", none.Lifetime())
	}
	wantTold(t, asked(backup.Declared("crm", today.Add(time.Hour), 5)), "expired future backup-missing")
	wantTold(t, asked(backup.Declared("crm", today.Add(-time.Hour), 0)), "expired empty backup-missing")
	wantTold(t, asked(backup.Declared("crm", time.Time{}, 5)), "unknown malformed", "nothing says when")
	wantTold(t, asked(listing, func(q *backup.Question) { q.Filter.Host = "a" }), "unknown unsupported", "host")
}

func TestRestoreTested(t *testing.T) {
	t.Parallel()
	listing := backup.Declared("crm", today.Add(-time.Hour), 5)
	for name, c := range map[string]struct {
		on, age int // days ago; days
		want    string
	}{
		"nobody asks":           {0, 0, "ok declared@28T11:00"},
		"never":                 {0, 90, "ok declared@28T11:00 restore-untested"},
		"in time":               {89, 90, "ok declared@28T11:00"},
		"on the last day":       {90, 90, "ok declared@28T11:00 restore-untested"},
		"to come":               {-3, 90, "ok declared@28T11:00 restore-untested"},
		"to come, nobody asks":  {-3, 0, "ok declared@28T11:00 restore-untested"},
		"long ago, nobody asks": {900, 0, "ok declared@28T11:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(listing, func(q *backup.Question) {
				if c.on != 0 {
					q.RestoreTestedOn = today.AddDate(0, 0, -c.on)
				}
				if c.age > 0 {
					q.RestoreMaxAge = deadline.Days(c.age)
				}
			}), c.want)
		})
	}
}

// The door's own errors, which are none of ours, are unknown as well.
func TestUnreadOfAnotherError(t *testing.T) {
	t.Parallel()
	wantTold(t, backup.Unread(fmt.Errorf("x")), "unknown unreachable")
}
