package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// newcomer.md 1: a renewal that is said to be proved on a day to come does not
// count, and that is told whatever stands beside it.
func TestProofOfADayToCome(t *testing.T) {
	t.Parallel()
	renewed := row{"contract": "a", "starts_on": "2020-01-01", "ends_on": "2027-06-30", "renewed_until": "2029-06-30", "renewal_proof": "letter", "renewal_proved_on": "2026-12-19"}
	for name, test := range map[string]struct {
		row   row
		now   string
		ends  string
		found bool
	}{
		"the day before":            {renewed, "2026-12-18", "2027-07-01", true},
		"to the last second of it":  {renewed, "2026-12-18T23:59:59Z", "2027-07-01", true},
		"on that day":               {renewed, "2026-12-19", "2029-07-01", false},
		"without a day":             {renewed.with(row{"renewal_proved_on": ""}), "2026-11-28", "2029-07-01", false},
		"tacit":                     {renewed.with(row{"renewal": "tacit", "renewal_term": "1y"}), "2026-11-28", "2027-07-01", true},
		"tacit, notice by a day":    {renewed.with(row{"renewal": "tacit", "renewal_term": "1y", "notice_period": "2027-03-31"}), "2026-11-28", "2027-07-01", true},
		"tacit, and meant to end":   {renewed.with(row{"renewal": "tacit", "renewal_term": "1y", "intent": "end"}), "2026-11-28", "2027-07-01", true},
		"ended, but for that proof": {renewed.with(row{"ends_on": "2026-11-01"}), "2026-11-28", "2026-11-02", true},
	} {
		got := judged(t, book(t, test.row), "a", test.now, deadline.Arithmetic{}, defaults())
		told := slices.ContainsFunc(got.Findings, func(f deadline.Finding) bool {
			return f.Rule == deadline.RuleRenewalUnproven && strings.Contains(f.Message, "2026-12-19, the day of its proof, which is yet to come")
		})
		if shown(got.End.At) != test.ends || told != test.found {
			t.Errorf("%s: ends %s, told: %v; want %s, %v: %s", name, shown(got.End.At), told, test.ends, test.found, got.Reason)
		}
	}
}

// The day on which something is said to have happened is none where a program
// writes its first day for an empty cell.
func TestFirstDaysOfProgramsAreNoDays(t *testing.T) {
	t.Parallel()
	for _, day := range []string{"1900-01-01", "1900/1/1", "1900-01-00", "1899-12-30", "1899-12-31", "1904-01-01", "1970-01-01", "1970-01-01T00:00:00", "1753-01-01", "0001-01-01", "0000-00-00", "0000-00-00 00:00:00", "00.00.0000", "01.01.1900", "1970年1月1日", "0"} {
		one, faults := contract.Parse(row{"contract": "x", "ends_on": "2027-03-31", "renewed_until": "2029-03-31", "renewal_proof": "order 7", "renewal_proved_on": day}.fields())
		if len(faults) > 0 || !one.RenewalProvedOn.IsZero() || one.Unsaid["renewal_proved_on"] == "" {
			t.Errorf("proved on %s: %s, unsaid %v, %v", day, one.RenewalProvedOn, one.Unsaid, faults)
		}
		one, faults = contract.Parse(row{"contract": "x", "ends_on": "2027-03-31", "renewal": "tacit", "renewal_term": "1y", "notice_period": "3mo", "notice_given_on": day}.fields())
		if len(faults) > 0 || !one.NoticeGivenOn.IsZero() {
			t.Errorf("noticed on %s: %s, %v", day, one.NoticeGivenOn, faults)
		}
		one, _ = contract.Parse(row{"contract": "x", "ends_on": "2020-03-31", "closed_on": day, "closed_because": "old"}.fields())
		if !one.ClosedOn.IsZero() {
			t.Errorf("closed on %s", day)
		}
		// An end that cannot be is still told.
		if one, faults = contract.Parse(row{"contract": "x", "ends_on": day}.fields()); len(faults) == 0 && one.EndsOn.IsZero() && !one.Endless && one.Unsaid["ends_on"] == "" {
			t.Errorf("ends on %s: %+v", day, one)
		}
	}
}

// A proof that is nothing but a day proves from that day on.
func TestProofThatIsADay(t *testing.T) {
	t.Parallel()
	for proof, proved := range map[string]bool{"2026-10-01": true, "令和8年10月1日": true, "2027-01-15": false, "15.01.2027": false, "2026-11-28": true, "order 7 of 2027-01-15": true} {
		got := judged(t, book(t, row{"contract": "x", "ends_on": "2026-12-31", "renewed_until": "2029-03-31", "renewal_proof": proof, "owner": "o"}), "x", "2026-11-28", deadline.Arithmetic{}, defaults())
		if got.Own.Proved == nil || *got.Own.Proved != proved {
			t.Errorf("the proof %q: %s", proof, got.Reason)
		}
	}
}
