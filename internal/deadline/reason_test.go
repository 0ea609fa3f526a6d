package deadline_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestReason(t *testing.T) {
	t.Parallel()
	// Ends with a day, act_by and remind_at too.
	line := deadline.Timeline{
		End:      deadline.EndsAt(at(t, "2027-04-01T00:00:00Z")),
		ActBy:    at(t, "2027-03-02T00:00:00Z"),
		RemindAt: at(t, "2027-01-31T00:00:00Z"),
	}
	alone := deadline.Timeline{End: line.End}
	someDay := deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}}
	open := deadline.Timeline{End: deadline.OpenEnded}
	for _, test := range []struct {
		line              deadline.Timeline
		owner, cause, now string
		want              string
	}{
		{deadline.Timeline{}, "", "", "2026-11-21T00:00:00Z", "asset/erp ends at an unknown time."},
		{deadline.Timeline{}, "team-erp", "", "2026-11-21T00:00:00Z", "asset/erp ends at an unknown time (owner team-erp)."},
		{deadline.Timeline{}, "", "connection refused by 127.0.0.1:443", "2026-11-21T00:00:00Z", "asset/erp ends at an unknown time: connection refused by 127.0.0.1:443."},
		{deadline.Timeline{}, "team-erp", "connection refused by 127.0.0.1:443.", "2026-11-21T00:00:00Z", "asset/erp ends at an unknown time (owner team-erp): connection refused by 127.0.0.1:443."},
		{someDay, "", "", "2026-11-21T00:00:00Z", "asset/erp has ended on a day that is not known."},
		{someDay, "team-erp", "", "2026-11-21T00:00:00Z", "asset/erp has ended on a day that is not known (owner team-erp)."},
		{open, "", "", "2026-11-21T00:00:00Z", "asset/erp has no announced end."},
		{open, "team-erp", "its notAfter is in the year 9999", "2026-11-21T00:00:00Z", "asset/erp has no announced end: its notAfter is in the year 9999."},
		{line, "", "", "2026-11-21T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 131 days; act by the end of 2027-03-01 UTC."},
		{line, "team-erp", "", "2026-11-21T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 131 days; team-erp must act by the end of 2027-03-01 UTC."},
		{line, "", "", "2029-03-31T23:59:59Z", "asset/erp expired at the end of 2027-03-31 UTC, 730 days ago."},
		{line, "", "", "2029-04-01T00:00:00Z", "asset/erp expired at the end of 2027-03-31 UTC, 2 years ago."},
		{line, "", "", "2036-03-31T23:59:59Z", "asset/erp expired at the end of 2027-03-31 UTC, 8 years ago."},
		{line, "", "", "2036-04-01T00:00:00Z", "asset/erp expired at the end of 2027-03-31 UTC, 9 years ago."},
		{line, "team-erp", `its intermediate "R3" ends first`, "2026-11-21T00:00:00Z", `asset/erp expires at the end of 2027-03-31 UTC, in 131 days; team-erp must act by the end of 2027-03-01 UTC; its intermediate "R3" ends first.`},
		{line, "", "", "2027-02-01T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 59 days, so the renewal is due: act by the end of 2027-03-01 UTC."},
		{line, "team-erp", "", "2027-02-01T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 59 days, so the renewal is due: team-erp must act by the end of 2027-03-01 UTC."},
		{line, "", "", "2027-03-02T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 30 days, and the time to act was until the end of 2027-03-01 UTC."},
		{line, "team-erp", "", "2027-03-30T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 2 days, and team-erp should have acted by the end of 2027-03-01 UTC."},
		{line, "", "", "2027-03-31T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 1 day, and the time to act was until the end of 2027-03-01 UTC."},
		{line, "", "", "2027-03-31T00:00:01Z", "asset/erp expires at the end of 2027-03-31 UTC, in less than a day, and the time to act was until the end of 2027-03-01 UTC."},
		{line, "", "", "2027-04-01T00:00:00Z", "asset/erp expired at the end of 2027-03-31 UTC, less than a day ago."},
		{line, "team-erp", "", "2027-04-01T23:59:59Z", "asset/erp expired at the end of 2027-03-31 UTC, less than a day ago (owner team-erp)."},
		{line, "", "", "2027-04-02T00:00:00Z", "asset/erp expired at the end of 2027-03-31 UTC, 1 day ago."},
		{line, "", "", "2027-04-02T23:59:59Z", "asset/erp expired at the end of 2027-03-31 UTC, 1 day ago."},
		{line, "team-erp", `its intermediate "R3" ended first`, "2027-04-03T00:00:00Z", `asset/erp expired at the end of 2027-03-31 UTC, 2 days ago (owner team-erp); its intermediate "R3" ended first.`},
		{alone, "", "", "2026-11-21T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 131 days."},
		{alone, "team-erp", "", "2026-11-21T00:00:00Z", "asset/erp expires at the end of 2027-03-31 UTC, in 131 days (owner team-erp)."},
	} {
		d := deadline.Deadline{ID: "asset/erp", Identity: deadline.Identity{Owner: test.owner}, Cause: test.cause, Timeline: test.line}
		if got := d.Judge(at(t, test.now), time.UTC).Reason; got != test.want {
			t.Errorf("at %s\n got %s\nwant %s", test.now, got, test.want)
		}
	}
}

func TestReasonShowsTheZone(t *testing.T) {
	t.Parallel()
	line := deadline.Timeline{End: deadline.EndsAt(at(t, "2020-10-31T15:00:00Z")), ActBy: at(t, "2020-10-28T11:00:00Z")}
	for name, want := range map[string]string{
		"UTC":               "on 2020-10-31 15:00 UTC, in 30 days; act by 2020-10-28 11:00 UTC.",
		"Asia/Tokyo":        "at the end of 2020-10-31 JST, in 30 days; act by 2020-10-28 20:00 JST.",
		"America/New_York":  "on 2020-10-31 11:00 EDT, in 30 days; act by 2020-10-28 07:00 EDT.",
		"America/Sao_Paulo": "on 2020-10-31 12:00 UTC-03, in 30 days; act by 2020-10-28 08:00 UTC-03.",
		"Asia/Kathmandu":    "on 2020-10-31 20:45 UTC+0545, in 30 days; act by 2020-10-28 16:45 UTC+0545.",
	} {
		d := deadline.Deadline{ID: "contract/cloud-lease", Timeline: line}
		if got := d.Judge(at(t, "2020-10-01T00:00:00Z"), zone(t, name)).Reason; got != "contract/cloud-lease expires "+want {
			t.Errorf("in %s: %s", name, got)
		}
	}
	skipped := deadline.Deadline{ID: "x", Timeline: deadline.Timeline{End: deadline.EndsAt(at(t, "2011-12-30T10:00:00Z"))}}
	if got := skipped.Judge(at(t, "2011-12-29T00:00:00Z"), zone(t, "Pacific/Apia")).Reason; !strings.Contains(got, "at the end of 2011-12-29") {
		t.Errorf("the day before one that does not exist: %s", got)
	}
}

func TestReasonJoinsFindings(t *testing.T) {
	t.Parallel()
	d := deadline.Deadline{
		ID: "certificate/www", Timeline: deadline.Timeline{End: deadline.OpenEnded}, Cause: "  nothing is announced.. ",
		Findings: []deadline.Finding{
			deadline.NewFinding(deadline.RuleWrongName, "the name does not match."),
			{Rule: deadline.RuleWeakKey, Severity: deadline.SeverityOff, Message: "not to be shown"},
			{Rule: deadline.RuleDue, Severity: deadline.SeverityWarn, Message: " \n"},
			deadline.NewFinding(deadline.RuleUntrusted, ".test is not trusted; "),
		},
	}
	const want = "certificate/www has no announced end: nothing is announced; the name does not match; .test is not trusted."
	got := d.Judge(at(t, "2026-11-21T00:00:00Z"), time.UTC).Reason
	if got != want {
		t.Errorf("got %s", got)
	}
	for _, test := range []struct {
		findings []deadline.Finding
		want     string
	}{
		{nil, want},
		{[]deadline.Finding{deadline.NewFinding(deadline.RuleDue, "not in the reason")}, want},
		{d.Findings, "certificate/www has no announced end: nothing is announced."},
		{d.Findings[:1], "certificate/www has no announced end: nothing is announced; .test is not trusted."},
	} {
		if less := deadline.ReasonWithout(got, test.findings); less != test.want {
			t.Errorf("without findings: %s", less)
		}
	}
}

func TestPrintable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "",
		"plain, 契約, é, 🙂":           "plain, 契約, é, 🙂",
		"\x1b[31mred":               "�[31mred",
		"a\r\nb\tc\x00d\x7f":        "a��b�c�d�",
		"\u0085\u009b":              "��",
		"\u202eevil\u2066":          "�evil�",
		"\u200f\u061c":              "��",
		"line\u2028paragraph\u2029": "line�paragraph�",
		"not \xff UTF-8 \xe3\x81":   "not � UTF-8 ��",
	} {
		if got := deadline.Printable(text); got != want || !utf8.ValidString(got) {
			t.Errorf("Printable(%q) = %q, want %q", text, got, want)
		}
	}
}

func FuzzReason(f *testing.F) {
	f.Add("asset/erp", "team", "cause.", "message;", int64(1806537600), int64(1795219200))
	f.Add("\x1b]0;x", "a\u202eb", "\xff", "\n.\n", int64(0), int64(1))
	twice := regexp.MustCompile(`\.\.$|;;|; \.$|: \.$`)
	f.Fuzz(func(t *testing.T, id, owner, cause, message string, end, now int64) {
		line := deadline.Timeline{End: deadline.EndsAt(time.Unix(end%(1<<37), 0)), ActBy: time.Unix(end%(1<<37)-86400, 0)}
		d := deadline.Deadline{ID: id, Identity: deadline.Identity{Owner: owner}, Cause: cause, Timeline: line, Findings: []deadline.Finding{deadline.NewFinding(deadline.RuleDue, message)}}
		for _, loc := range []*time.Location{time.UTC, zone(t, "Pacific/Apia")} {
			got := d.Judge(time.Unix(now%(1<<37), 0), loc).Reason
			if !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\x1b\u202e\u2028") || !strings.HasSuffix(got, ".") {
				t.Fatalf("%q", got)
			}
			if plain := cause+message+owner+id == ""; plain && twice.MatchString(got) {
				t.Fatalf("%q", got)
			}
		}
	})
}

// A backup of which there is no good copy has not ended on some day: it was never
// there.
func TestReasonOfNoBackup(t *testing.T) {
	t.Parallel()
	d := deadline.Deadline{
		ID: "backup/erp", Identity: deadline.Identity{Owner: "team-erp"}, Timeline: deadline.Timeline{End: deadline.End{State: deadline.EndedUnknownDay}},
		Cause: "no backup is listed", Findings: []deadline.Finding{deadline.NewFinding(deadline.RuleBackupMissing, "there is no good backup of anything")},
	}
	const want = "backup/erp has no good copy (owner team-erp): no backup is listed; there is no good backup of anything."
	if got := d.Judge(at(t, "2026-11-21T00:00:00Z"), time.UTC); got.Reason != want || got.Status != deadline.StatusExpired {
		t.Errorf("%s: %s", got.Status, got.Reason)
	}
}
