package deadline_test

import (
	"errors"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

const day = 24 * time.Hour

func TestEndsAt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]deadline.EndState{
		"2027-03-31T15:00:00Z":      deadline.EndKnown,
		"2055-01-01T00:00:00Z":      deadline.EndKnown, // certificates write these years differently
		"9998-12-31T23:59:59Z":      deadline.EndKnown,
		"0001-01-01T00:00:00Z":      deadline.EndKnown,
		"9999-01-01T00:00:00Z":      deadline.EndOpen,
		"9999-12-31T23:59:59Z":      deadline.EndOpen,
		"9999-12-31T23:59:59-12:00": deadline.EndOpen,
	} {
		got := deadline.EndsAt(at(t, text).In(zone(t, "Asia/Tokyo")))
		if got.State != want {
			t.Errorf("%s has the state %d, want %d", text, got.State, want)
		}
		if want == deadline.EndKnown {
			sameInstant(t, "the end", got.At, text)
		} else if !got.At.IsZero() {
			t.Errorf("%s is open-ended and at %s", text, got.At)
		}
	}
	// A certificate's notAfter is inclusive, so its end may lie a second beyond.
	if got := deadline.EndsAt(at(t, "9999-12-31T23:59:59Z").Add(time.Second)); got != deadline.OpenEnded {
		t.Errorf("the end of the year 9999 is %+v", got)
	}
}

func TestTimelineFails(t *testing.T) {
	t.Parallel()
	end := deadline.EndsAt(at(t, "2027-04-01T00:00:00Z"))
	late, err := deadline.ParseWindow(deadline.WindowInput{Rule: "FREQ=WEEKLY", Start: "20:00", Duration: "4h", FirstOn: "2027-03-30"}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		terms deadline.Terms
		want  error
		parts string
	}{
		{deadline.Terms{LeadTime: period(t, "33%")}, deadline.ErrNoLifetime, "lead time 33%|known start and end"},
		{deadline.Terms{Reminder: period(t, "33%")}, deadline.ErrNoLifetime, "reminder 33%"},
		{deadline.Terms{Notice: period(t, "33%")}, deadline.ErrNoLifetime, "notice period 33%"},
		{deadline.Terms{LeadTime: period(t, "3000y")}, deadline.ErrOutOfRange, "lead time 3000y|years 1 to 9999"},
		{deadline.Terms{LeadTime: period(t, "3d"), Window: late}, deadline.ErrNoWindow, "no maintenance window"},
	} {
		line, err := deadline.Arithmetic{}.Timeline(end, test.terms)
		if !errors.Is(err, test.want) {
			t.Errorf("error %v, want %v", err, test.want)
		}
		refused(t, test.parts, err, test.parts)
		if line != (deadline.Timeline{End: end}) {
			t.Errorf("%v leaves %+v", test.want, line)
		}
	}
}

func TestTimelineWithoutKnownEnd(t *testing.T) {
	t.Parallel()
	for _, end := range []deadline.End{{}, deadline.OpenEnded, {State: deadline.EndedUnknownDay}, {State: 99}} {
		line, err := deadline.Arithmetic{}.Timeline(end, deadline.Terms{LeadTime: period(t, "33%")})
		if err != nil || line != (deadline.Timeline{End: end}) {
			t.Errorf("%+v gives %+v, %v", end, line, err)
		}
	}
}

func TestTimeline(t *testing.T) {
	t.Parallel()
	fukui := deadline.Arithmetic{Location: zone(t, "Asia/Tokyo")}
	for _, test := range []struct {
		name            string
		in              deadline.Arithmetic
		end             string
		notice          string
		lead            string
		reminder        string
		rule            string
		actBy, remindAt string
	}{
		{
			"nothing is needed",
			deadline.Arithmetic{},
			"2027-04-01T00:00:00Z", "0d", "0d", "0d", "",
			"2027-04-01T00:00:00Z", "2027-04-01T00:00:00Z",
		},
		{
			"defaults",
			deadline.Arithmetic{},
			"2027-04-01T00:00:00Z", "0d", "30d", "30d", "",
			"2027-03-02T00:00:00Z", "2027-01-31T00:00:00Z",
		},
		{
			"notice before lead time",
			deadline.Arithmetic{},
			"2027-04-01T00:00:00Z", "3mo", "10d", "1mo", "",
			"2026-12-22T00:00:00Z", "2026-11-22T00:00:00Z",
		},
		{
			"Fukui: last window before the end", fukui, "2020-10-31T15:00:00Z", "0d", "0d", "30d", "FREQ=MONTHLY;BYDAY=4WE",
			"2020-10-28T11:00:00Z", "2020-09-28T11:00:00Z",
		},
		{
			"Fukui: last window before the lead time", fukui, "2020-10-31T15:00:00Z", "0d", "30d", "30d", "FREQ=MONTHLY;BYDAY=4WE",
			"2020-09-23T11:00:00Z", "2020-08-24T11:00:00Z",
		},
		{
			"Fukui: five business days", fukui, "2020-10-31T15:00:00Z", "0d", "5bd", "0d", "FREQ=MONTHLY;BYDAY=4WE",
			"2020-09-23T11:00:00Z", "2020-09-23T11:00:00Z",
		},
		{
			"shares of a lifetime",
			deadline.Arithmetic{Lifetime: 90 * day},
			"2027-04-01T00:00:00Z", "0d", "20%", "10%", "",
			"2027-03-14T00:00:00Z", "2027-03-05T00:00:00Z",
		},
	} {
		terms := deadline.Terms{LeadTime: period(t, test.lead), Reminder: period(t, test.reminder), Notice: period(t, test.notice)}
		if test.rule != "" {
			terms.Window = window(t, test.rule, "20:00", "4h", "", "Asia/Tokyo")
		}
		line, err := test.in.Timeline(deadline.EndsAt(at(t, test.end)), terms)
		if err != nil {
			t.Fatal(err)
		}
		sameInstant(t, test.name+": act_by", line.ActBy, test.actBy)
		sameInstant(t, test.name+": remind_at", line.RemindAt, test.remindAt)
		sameInstant(t, test.name+": end", line.End.At, test.end)
	}
}

// Every boundary belongs to the later state.
func TestStatusBoundaries(t *testing.T) {
	t.Parallel()
	known := deadline.Timeline{
		End:      deadline.EndsAt(at(t, "2027-04-01T00:00:00Z")),
		ActBy:    at(t, "2027-03-02T00:00:00Z"),
		RemindAt: at(t, "2027-01-31T00:00:00Z"),
	}
	withoutTerms := deadline.Timeline{End: known.End}
	allAtOnce := deadline.Timeline{End: known.End, ActBy: known.End.At, RemindAt: known.End.At}
	for _, test := range []struct {
		name string
		line deadline.Timeline
		now  string
		want deadline.Status
	}{
		{"nothing known", deadline.Timeline{}, "2026-11-21T00:00:00Z", deadline.StatusUnknown},
		{"nothing known but an act_by", deadline.Timeline{ActBy: known.ActBy}, "2026-11-21T00:00:00Z", deadline.StatusUnknown},
		{"no such state", deadline.Timeline{End: deadline.End{State: 99}}, "2026-11-21T00:00:00Z", deadline.StatusUnknown},
		{"ended some day", deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}, "1970-01-01T00:00:00Z", deadline.StatusExpired},
		{"open-ended", deadline.Timeline{End: deadline.OpenEnded}, "9999-12-31T00:00:00Z", deadline.StatusOK},
		{"one moment before the end", known, "2027-03-31T23:59:59.999999999Z", deadline.StatusOverdue},
		{"at the end", known, "2027-04-01T00:00:00Z", deadline.StatusExpired},
		{"at the end, in another zone", known, "2027-04-01T09:00:00+09:00", deadline.StatusExpired},
		{"long after", known, "2055-01-01T00:00:00Z", deadline.StatusExpired},
		{"one moment before act_by", known, "2027-03-01T23:59:59.999999999Z", deadline.StatusDue},
		{"at act_by", known, "2027-03-02T00:00:00Z", deadline.StatusOverdue},
		{"one moment before remind_at", known, "2027-01-30T23:59:59.999999999Z", deadline.StatusOK},
		{"at remind_at", known, "2027-01-31T00:00:00Z", deadline.StatusDue},
		{"an end alone, before", withoutTerms, "2027-03-31T23:59:59Z", deadline.StatusOK},
		{"an end alone, at", withoutTerms, "2027-04-01T00:00:00Z", deadline.StatusExpired},
		{"all at once, before", allAtOnce, "2027-03-31T23:59:59.999999999Z", deadline.StatusOK},
		{"all at once, at", allAtOnce, "2027-04-01T00:00:00Z", deadline.StatusExpired},
	} {
		if got := test.line.Status(at(t, test.now)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestDefaultTerms(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind           string
		lifetime       time.Duration
		lead, reminder deadline.Period
	}{
		{"", 0, deadline.Days(30), deadline.Days(30)},
		{"asset", 6 * day, deadline.Days(30), deadline.Days(30)},
		{"domain", 365 * day, deadline.Days(30), deadline.Days(30)},
		{"software", 0, deadline.Days(90), deadline.Days(90)},
		{"contract", 365 * day, deadline.Days(30), deadline.Days(60)},
		{"certificate", 0, deadline.Days(30), deadline.Days(30)},
		{"certificate", -day, deadline.Days(30), deadline.Days(30)},
		{"certificate", 6 * day, deadline.Elapsed(18 * time.Hour), deadline.Elapsed(18 * time.Hour)},
		{"certificate", 47 * day, deadline.Elapsed(141 * time.Hour), deadline.Elapsed(141 * time.Hour)},
		{"token", 90 * day, deadline.Elapsed(270 * time.Hour), deadline.Elapsed(270 * time.Hour)},
		{"document", 0, deadline.Days(30), deadline.Days(30)},
		{"document", 8 * day, deadline.Elapsed(day), deadline.Elapsed(day)},
		{"certificate", 240*day - time.Second, deadline.Elapsed(30*day - time.Second), deadline.Elapsed(30*day - time.Second)},
		{"certificate", 240 * day, deadline.Days(30), deadline.Days(30)},
		{"certificate", 398 * day, deadline.Days(30), deadline.Days(30)},
		{"certificate", 3650 * day, deadline.Days(30), deadline.Days(30)},
		{"backup", 0, deadline.Days(30), deadline.Days(30)},
		{"backup", 26 * time.Hour, deadline.Period{}, deadline.Elapsed(6*time.Hour + 30*time.Minute)},
	} {
		got := deadline.DefaultTerms(test.kind, test.lifetime)
		if got.LeadTime != test.lead || got.Reminder != test.reminder || !got.Notice.IsZero() || got.Window != nil {
			t.Errorf("%s of %s: lead time %s, reminder %s, want %s and %s", test.kind, test.lifetime, got.LeadTime, got.Reminder, test.lead, test.reminder)
		}
	}
}

// A certificate that is renewed when a third of its life is left never warns,
// and one that is not does in time.
func TestHealthyRenewalNeverWarns(t *testing.T) {
	t.Parallel()
	for _, lifetime := range []time.Duration{time.Hour, day, 6 * day, 47 * day, 90 * day, 100 * day, 200 * day, 398 * day, 825 * day} {
		for _, name := range []string{"UTC", "America/New_York", "Australia/Lord_Howe"} {
			// The end lies beyond a change of the clocks.
			end := deadline.EndsAt(at(t, "2027-04-10T00:00:00Z"))
			in := deadline.Arithmetic{Location: zone(t, name), Lifetime: lifetime}
			line, err := in.Timeline(end, deadline.DefaultTerms("certificate", lifetime))
			if err != nil {
				t.Fatal(err)
			}
			if got := line.Status(end.At.Add(-lifetime / 3)); got != deadline.StatusOK {
				t.Errorf("%s in %s, when it is renewed: %s", lifetime, name, got)
			}
			if got := line.Status(end.At.Add(-lifetime)); got != deadline.StatusOK {
				t.Errorf("%s in %s, on its first day: %s", lifetime, name, got)
			}
			left := min(lifetime/8, 30*day)
			if got := line.Status(end.At.Add(-left / 2)); got != deadline.StatusOverdue {
				t.Errorf("%s in %s, %s before the end: %s", lifetime, name, left/2, got)
			}
			if got := line.Status(end.At.Add(-left - left/2)); got != deadline.StatusDue {
				t.Errorf("%s in %s, %s before the end: %s", lifetime, name, left+left/2, got)
			}
		}
	}
}
