package contract_test

import (
	"slices"
	"strings"
	"testing"

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
