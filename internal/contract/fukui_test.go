package contract_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// The business portal of a Japanese prefecture, lost on 2020-11-01: the centre and
// the leasing firm renewed in time, the leasing firm and the operator did not.
func fukui() []row {
	return []row{
		{
			"contract": "cloud-lease", "supplier": "leasing firm", "customer": "centre", "kind": "lease", "owner": "centre",
			"starts_on": "2015-11-01", "term": "5年", "ends_on": "令和2年10月31日", "renewal": "express", "upstream": "usage-right",
			"renewed_until": "2021-10-31", "renewal_proof": "signed renewal", "renewal_proved_on": "2020-10-13", "renewal_proved_by": "centre",
		},
		{
			"contract": "usage-right", "supplier": "operator", "customer": "leasing firm",
			"ends_on": "2020-10-31", "renewal": "express", "deletes_data": "する", "grace_period": "0日",
		},
	}
}

func TestFukui(t *testing.T) {
	t.Parallel()
	in := tokyo(t)
	window, err := deadline.ParseWindow(deadline.WindowInput{Rule: "FREQ=MONTHLY;BYDAY=4WE", Start: "20:00", Duration: "4h"}, in.Location)
	if err != nil {
		t.Fatal(err)
	}
	register := book(t, fukui()...)
	const (
		october   = "2020-10-28T11:00:00Z"
		september = "2020-09-23T11:00:00Z"
	)
	for _, test := range []struct {
		asOf, lead string
		status     deadline.Status
		actBy      string
		weakest    string
		findings   string
		reason     string
	}{
		{"2020-10-12", "0d", deadline.StatusDue, october, "cloud-lease", "renewal-unproven", `"usage-right" deletes its data at its end|its renewal until 2021-10-31 counts only from 2020-10-13, the day of its proof, which is yet to come`},
		{"2020-10-14", "0d", deadline.StatusDue, october, "usage-right", "upstream-not-renewed", `"usage-right", on which it rests, ends first|"cloud-lease" is agreed until 2021-10-31, but "usage-right", on which it rests, ends on 2020-10-31`},
		{"2020-10-20", "0d", deadline.StatusDue, october, "usage-right", "upstream-not-renewed", "centre must act by"},
		{"2020-10-29", "0d", deadline.StatusOverdue, october, "usage-right", "upstream-not-renewed", "centre should have acted by 2020-10-28 20:00 JST"},
		{"2020-11-01", "0d", deadline.StatusExpired, october, "usage-right", "upstream-not-renewed", "expired at the end of 2020-10-31 JST"},
		{"2020-10-12", "5bd", deadline.StatusOverdue, september, "cloud-lease", "renewal-unproven", ""},
		{"2020-10-14", "5bd", deadline.StatusOverdue, september, "usage-right", "upstream-not-renewed", ""},
		{"2020-10-20", "5bd", deadline.StatusOverdue, september, "usage-right", "upstream-not-renewed", ""},
		{"2020-10-29", "5bd", deadline.StatusOverdue, september, "usage-right", "upstream-not-renewed", ""},
		{"2020-11-01", "5bd", deadline.StatusExpired, september, "usage-right", "upstream-not-renewed", ""},
		{"2031-01-01", "0d", deadline.StatusExpired, october, "usage-right", "upstream-not-renewed", ""},
	} {
		name := test.asOf + " with a lead time of " + test.lead
		now, err := deadline.ParseInstant(test.asOf, in.Location)
		if err != nil {
			t.Fatal(err)
		}
		terms := defaults()
		terms.LeadTime, terms.Window = period(t, test.lead), window
		got := judged(t, register, "cloud-lease", deadline.FormatInstant(now), in, terms)
		if got.Status != test.status || shown(got.ActBy) != test.actBy {
			t.Errorf("%s: %s, act by %s; want %s, %s", name, got.Status, shown(got.ActBy), test.status, test.actBy)
		}
		if shown(got.End.At) != "2020-10-31T15:00:00Z" || !got.DataDeletedAt.Equal(got.End.At) {
			t.Errorf("%s: ends %s, data deleted %s", name, shown(got.End.At), shown(got.DataDeletedAt))
		}
		if got.WeakestLink != test.weakest || rules(got.Findings) != test.findings {
			t.Errorf("%s: weakest link %s, findings %q; want %s, %q", name, got.WeakestLink, rules(got.Findings), test.weakest, test.findings)
		}
		says(t, name, got.Reason, test.reason)
	}
}

// What a look at the chain would have told on the day after the renewal.
func TestFukuiChain(t *testing.T) {
	t.Parallel()
	in := tokyo(t)
	got := judged(t, book(t, fukui()...), "cloud-lease", "2020-10-14", in, defaults())
	if got.ID != "contract/cloud-lease" || got.Kind != "lease" || got.Name != "cloud-lease" || !got.Tracked {
		t.Errorf("face %s, kind %s, name %s, tracked %t", got.ID, got.Kind, got.Name, got.Tracked)
	}
	chain := got.Own.Chain()
	if len(chain) != 2 {
		t.Fatalf("the chain has %d links, want 2", len(chain))
	}
	lease, right := chain[0], chain[1]
	if lease.Proved == nil || !*lease.Proved || shown(lease.End.At) != "2021-10-31T15:00:00Z" || shown(lease.PeriodStart) != "2015-10-31T15:00:00Z" {
		t.Errorf("the lease ends %s in a period from %s, proved %v", shown(lease.End.At), shown(lease.PeriodStart), lease.Proved)
	}
	if right.Proved != nil || right.Supplier != "operator" || shown(right.End.At) != "2020-10-31T15:00:00Z" {
		t.Errorf("the usage right of %s ends %s, proved %v", right.Supplier, shown(right.End.At), right.Proved)
	}
	if got.DeletesData == nil || !*got.DeletesData {
		t.Error("the data is not said to be deleted")
	}

	// Had the leasing firm bought the right, all would have been well.
	bought := fukui()
	bought[1] = bought[1].with(row{"renewed_until": "2021-10-31", "renewal_proof": "purchase order"})
	got = judged(t, book(t, bought...), "cloud-lease", "2020-10-14", in, defaults())
	if got.Status != deadline.StatusOK || rules(got.Findings) != "" || shown(got.DataDeletedAt) != "2021-10-31T15:00:00Z" {
		t.Errorf("%s, findings %q, data deleted %s: %s", got.Status, rules(got.Findings), shown(got.DataDeletedAt), got.Reason)
	}

	// And had it only been said so, it would have been found.
	bought[1] = bought[1].with(row{"renewal_proof": ""})
	got = judged(t, book(t, bought...), "cloud-lease", "2020-10-14", in, defaults())
	if got.Status != deadline.StatusOverdue || rules(got.Findings) != "upstream-not-renewed renewal-unproven" {
		t.Errorf("%s, findings %q", got.Status, rules(got.Findings))
	}
	says(t, "unproven", got.Reason, `"usage-right" is said to be renewed until 2021-10-31, but no proof is named; it counts as ending on 2020-10-31`)
}
