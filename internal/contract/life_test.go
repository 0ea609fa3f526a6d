package contract_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// registers.md 9: what has not begun covers nothing and carries nothing.
func TestNotBegun(t *testing.T) {
	t.Parallel()
	support := row{"contract": "support", "starts_on": "2027-04-01", "ends_on": "2030-03-31"}
	base := row{"contract": "x", "starts_on": "2026-01-01", "ends_on": "2029-12-31", "upstream": "support"}
	for _, test := range []struct {
		name, key, now string
		own, above     row
		findings, says string
	}{
		{"itself", "support", "2027-03-31T23:59:59Z", nil, nil, "not-yet-valid", "begins only on 2027-04-01"},
		{"itself, on the day", "support", "2027-04-01", nil, nil, "", ""},
		{"what rests on it", "x", "2026-11-28", nil, nil, "upstream-not-renewed", `"x" rests on "support", which begins only on 2027-04-01`},
		{"what rests on it and begins on the same day", "x", "2026-11-28", row{"starts_on": "2027-04-01"}, nil, "not-yet-valid", ""},
		{"what rests on it and begins before", "x", "2026-11-28", row{"starts_on": "2027-03-01"}, nil, "not-yet-valid upstream-not-renewed", ""},
		{"what rests on one that goes on by itself", "x", "2026-11-28", nil, row{"renewal": "tacit", "renewal_term": "1y", "notice_period": "1mo"}, "upstream-not-renewed", ""},
		{"a draft", "support", "2027-05-01", nil, row{"status": "交渉中"}, "not-yet-valid", "not in force"},
		{"what rests on a draft", "x", "2027-05-01", nil, row{"status": "Entwurf"}, "upstream-not-renewed", "which is not in force"},
		{"in force", "support", "2027-05-01", nil, row{"status": "有効"}, "", ""},
		{"nobody knows when", "support", "2026-11-28", nil, row{"starts_on": "未定"}, "not-yet-valid", `written "未定"`},
	} {
		got := judged(t, book(t, base.with(test.own), support.with(test.above)), test.key, test.now, deadline.Arithmetic{}, defaults())
		if rules(got.Findings) != test.findings {
			t.Errorf("%s: findings %q, want %q", test.name, rules(got.Findings), test.findings)
		}
		says(t, test.name, got.Reason, test.says)
	}
}

// registers.md 9: a renewal that begins later than the day after the term leaves a
// gap, and until it begins the term is what counts.
func TestGapBetweenTerms(t *testing.T) {
	t.Parallel()
	gap := row{"contract": "x", "ends_on": "2026-12-31", "renewed_from": "2027-04-01", "renewed_until": "2030-03-31", "renewal_proof": "order 7"}
	for _, test := range []struct {
		now      string
		change   row
		status   deadline.Status
		ends     string
		findings string
	}{
		{"2026-09-01", nil, deadline.StatusOK, "2027-01-01", "renewal-missed"},
		{"2026-12-31", nil, deadline.StatusOverdue, "2027-01-01", "renewal-missed"},
		{"2027-02-01", nil, deadline.StatusExpired, "2027-01-01", "renewal-missed"},
		{"2027-04-01", nil, deadline.StatusOK, "2030-04-01", ""},
		{"2026-09-01", row{"renewed_from": "2027-01-01"}, deadline.StatusOK, "2030-04-01", ""},
		{"2026-09-01", row{"renewed_from": ""}, deadline.StatusOK, "2030-04-01", ""},
	} {
		got := judged(t, book(t, gap.with(test.change)), "x", test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || shown(got.End.At) != test.ends || rules(got.Findings) != test.findings {
			t.Errorf("%s %v: %s until %s, findings %q", test.now, test.change, got.Status, shown(got.End.At), rules(got.Findings))
		}
	}
}

// registers.md 4: notice that was given ends a contract with the first term for
// which it was in time, and leaves nothing to do before that.
func TestNoticeGiven(t *testing.T) {
	t.Parallel()
	tacit := row{"contract": "x", "starts_on": "2024-01-01", "ends_on": "2026-12-31", "renewal": "tacit", "renewal_term": "1y", "notice_period": "3mo"}
	endless := row{"contract": "x", "starts_on": "2024-01-01", "ends_on": "unlimited", "notice_period": "3mo"}
	for _, test := range []struct {
		name     string
		row      row
		now      string
		status   deadline.Status
		ends     string
		findings string
		says     string
	}{
		{"in time", tacit.with(row{"notice_given_on": "2026-09-15"}), "2026-12-31", deadline.StatusOK, "2027-01-01", "", "notice was given on 2026-09-15, so it ends with 2026-12-31"},
		{"in time, and it has ended", tacit.with(row{"notice_given_on": "2026-09-15"}), "2027-01-01", deadline.StatusExpired, "2027-01-01", "", "write closed_on"},
		{"on the last day", tacit.with(row{"notice_given_on": "2026-09-30"}), "2026-11-28", deadline.StatusOK, "2027-01-01", "", ""},
		{"a day late", tacit.with(row{"notice_given_on": "2026-10-01"}), "2026-11-28", deadline.StatusOK, "2028-01-01", "", "so it ends with 2027-12-31"},
		{"in a later term", tacit.with(row{"notice_given_on": "2028-05-01"}), "2028-06-01", deadline.StatusOK, "2029-01-01", "", ""},
		{"on a day to come", tacit.with(row{"notice_given_on": "2026-09-29"}), "2026-08-28", deadline.StatusDue, "2027-01-01", "", "which is yet to come, so it does not count"},
		{"meant to end", tacit.with(row{"intent": "end", "notice_given_on": "2026-09-15"}), "2026-11-28", deadline.StatusOK, "2027-01-01", "", ""},
		{"before the day that is declared", tacit.with(row{"notice_period": "2026-09-20", "notice_given_on": "2026-09-15"}), "2026-11-28", deadline.StatusOK, "2027-01-01", "", ""},
		{"after the day that is declared", tacit.with(row{"notice_period": "2026-09-20", "notice_given_on": "2026-09-21"}), "2026-11-28", deadline.StatusUnknown, "", "", "is not known"},
		{"of one that ends anyway", tacit.with(row{"renewal": "none", "notice_given_on": "2026-09-15"}), "2026-12-30", deadline.StatusOK, "2027-01-01", "", ""},
		{"of one without an end", endless.with(row{"notice_given_on": "2026-09-15"}), "2026-11-28", deadline.StatusOK, "2026-12-16", "", "so it ends with 2026-12-15"},
		{"of one without an end and without a period", endless.with(row{"notice_period": "", "notice_given_on": "2026-09-15"}), "2026-11-28", deadline.StatusUnknown, "", "term-undeclared", "how long it runs after that is not declared"},
	} {
		got := judged(t, book(t, test.row), "x", test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || shown(got.End.At) != test.ends || rules(got.Findings) != test.findings {
			t.Errorf("%s: %s until %s, findings %q; want %s until %s, %q: %s", test.name, got.Status, shown(got.End.At), rules(got.Findings), test.status, test.ends, test.findings, got.Reason)
		}
		says(t, test.name, got.Reason, test.says)
	}
	// What rests on it sees it end.
	own := row{"contract": "own", "ends_on": "2029-12-31", "upstream": "x"}
	got := judged(t, book(t, own, tacit.with(row{"notice_given_on": "2026-09-15"})), "own", "2026-11-28", deadline.Arithmetic{}, defaults())
	if rules(got.Findings) != "upstream-not-renewed" || shown(got.End.At) != "2027-01-01" {
		t.Errorf("what rests on it ends %s, findings %q", shown(got.End.At), rules(got.Findings))
	}
}

// registers.md 4: a row that is closed is kept, shown, and passes; what rests on it
// does not.
func TestClosed(t *testing.T) {
	t.Parallel()
	fax := row{"contract": "fax", "starts_on": "2015-04-01", "ends_on": "2020-03-31", "renewal": "none", "intent": "end"}
	closed := fax.with(row{"closed_on": "2020-03-31", "closed_because": "nobody sends faxes"})
	for _, test := range []struct {
		name   string
		row    row
		now    string
		status deadline.Status
		says   string
	}{
		{"ended, not closed", fax, "2026-11-28", deadline.StatusExpired, "write closed_on and closed_because"},
		{"closed", closed, "2026-11-28", deadline.StatusOK, "contract/fax is closed: since 2020-03-31: nobody sends faxes."},
		{"the day before", closed, "2020-03-30", deadline.StatusOverdue, ""},
		{"on the day", closed, "2020-03-31", deadline.StatusOK, ""},
		{"closed though it renews", hosting().with(row{"contract": "fax", "closed_on": "2022-01-31", "closed_because": "moved"}), "2026-11-28", deadline.StatusOK, ""},
		{"closed though no end is declared", row{"contract": "fax", "closed_on": "2022-01-31", "closed_because": "moved"}, "2026-11-28", deadline.StatusOK, ""},
	} {
		got := judged(t, book(t, test.row), "fax", test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || got.Passes != test.status.Passes() {
			t.Errorf("%s: %s", test.name, got.Reason)
		}
		if closed := test.status == deadline.StatusOK; closed != (rules(got.Findings) == "closed") || closed && got.Findings[0].Severity != deadline.SeverityOff {
			t.Errorf("%s: findings %v", test.name, got.Findings)
		}
		says(t, test.name, got.Reason, test.says)
	}
	got := judged(t, book(t, closed, row{"contract": "own", "ends_on": "2029-12-31", "upstream": "fax"}), "own", "2026-11-28", deadline.Arithmetic{}, defaults())
	if got.Passes || rules(got.Findings) != "upstream-not-renewed" {
		t.Errorf("what rests on it: %s", got.Reason)
	}
	says(t, "what rests on it", got.Reason, `"own" rests on "fax", which was closed on 2020-03-31`)
	for name, wrong := range map[string]row{
		"no reason": fax.with(row{"closed_on": "2020-03-31"}), "a reason that says nothing": fax.with(row{"closed_on": "2020-03-31", "closed_because": "－"}),
		"no day": fax.with(row{"closed_because": "moved"}), "before it began": fax.with(row{"closed_on": "2015-03-31", "closed_because": "moved"}),
		"notice before it began": fax.with(row{"notice_given_on": "2015-03-31"}),
	} {
		if _, faults := contract.Parse(wrong.fields()); len(faults) != 1 {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

// registers.md 4: a state that says that it is over is no reason to go on.
func TestStateThatSaysOver(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"terminated", "Cancelled", "解約", "解約済", "終了", "gekündigt", "Beendet"} {
		got := judged(t, book(t, hosting().with(row{"status": word})), "hosting", "2026-11-28", deadline.Arithmetic{}, defaults())
		if got.Passes || shown(got.End.At) != "2023-04-01" {
			t.Errorf("%s: %s", word, got.Reason)
		}
		closed := judged(t, book(t, hosting().with(row{"status": word, "closed_on": "2023-03-31", "closed_because": "moved"})), "hosting", "2026-11-28", deadline.Arithmetic{}, defaults())
		if !closed.Passes {
			t.Errorf("%s and closed: %s", word, closed.Reason)
		}
	}
	for _, word := range []string{"active", "有効", "green", "?", ""} {
		if got := judged(t, book(t, hosting().with(row{"status": word})), "hosting", "2026-11-01", deadline.Arithmetic{}, defaults()); !got.Passes {
			t.Errorf("%s: %s", word, got.Reason)
		}
	}
}

// registers.md 8: what has no end and is meant to is waited for.
func TestEndlessMeantToEnd(t *testing.T) {
	t.Parallel()
	endless := row{"contract": "x", "starts_on": "2024-01-01", "ends_on": "unlimited", "notice_period": "3mo", "intent": "end"}
	for _, test := range []struct {
		name     string
		change   row
		status   deadline.Status
		ends     string
		actBy    string
		findings string
		says     string
	}{
		{"no notice given", nil, deadline.StatusOverdue, "", "2026-11-28", "", "given today it ends on 2027-02-28"},
		{"to be closed on a day", row{"closed_on": "2027-12-31", "closed_because": "moving"}, deadline.StatusOK, "2028-01-01", "2027-09-01", "", "notice is to be given by 2027-09-30"},
		{"no notice period", row{"notice_period": ""}, deadline.StatusOverdue, "", "2026-11-28", "term-undeclared", ""},
		{"not meant to end", row{"intent": ""}, deadline.StatusOK, "", "", "", ""},
		{"said to be over", row{"intent": "", "status": "解約予定"}, deadline.StatusOverdue, "", "2026-11-28", "", "its status says that it is over"},
	} {
		got := judged(t, book(t, endless.with(test.change)), "x", "2026-11-28", deadline.Arithmetic{}, defaults())
		if got.Status != test.status || shown(got.End.At) != test.ends || shown(got.ActBy) != test.actBy || rules(got.Findings) != test.findings {
			t.Errorf("%s: %s, ends %s, act by %s, findings %q: %s", test.name, got.Status, shown(got.End.At), shown(got.ActBy), rules(got.Findings), got.Reason)
		}
		says(t, test.name, got.Reason, test.says)
	}
}

// registers.md 8: tacit renewal without a notice period is not without notice.
func TestTacitWithoutNotice(t *testing.T) {
	t.Parallel()
	tacit := row{"contract": "x", "starts_on": "2025-04-01", "ends_on": "2027-03-31", "renewal": "tacit", "renewal_term": "1y"}
	for _, test := range []struct {
		notice, now, findings string
	}{
		{"", "2026-11-28", "term-undeclared"},
		{"", "2027-04-02", "term-undeclared renews-tacitly"},
		{"なし", "2026-11-28", "term-undeclared"},
		{"未定", "2026-11-28", "term-undeclared"},
		{"0d", "2026-11-28", ""},
		{"3mo", "2026-11-28", ""},
		{"2026-12-25", "2026-11-28", ""},
	} {
		got := judged(t, book(t, tacit.with(row{"notice_period": test.notice})), "x", test.now, deadline.Arithmetic{}, defaults())
		if rules(got.Findings) != test.findings {
			t.Errorf("notice %q on %s: findings %q, want %q", test.notice, test.now, rules(got.Findings), test.findings)
		}
	}
}

// registers.md 10: act_by is the end less notice less lead time, whatever the
// renewal, and a lead time of the contract's own moves it.
func TestActByIsOneSum(t *testing.T) {
	t.Parallel()
	for _, renewal := range []string{"none", "express", "tacit"} {
		for _, intent := range []string{"", "end", "renew"} {
			r := row{"contract": "a", "starts_on": "2025-04-01", "ends_on": "2027-03-31", "renewal": renewal, "renewal_term": "12mo", "notice_period": "3mo", "lead_time": "60d", "intent": intent}
			c := parsed(t, r)
			got := judged(t, book(t, r), "a", "2026-10-01", deadline.Arithmetic{}, c.Terms(defaults()))
			if shown(got.ActBy) != "2026-11-02" || shown(got.RemindAt) != "2026-09-03" {
				t.Errorf("%s, %q: act by %s, remind at %s", renewal, intent, shown(got.ActBy), shown(got.RemindAt))
			}
			late := judged(t, book(t, r), "a", "2026-12-20", deadline.Arithmetic{}, c.Terms(defaults()))
			want := deadline.StatusOverdue
			if renewal == "tacit" && intent == "renew" { // it was decided, and counts as renewed
				want = deadline.StatusOK
			}
			if late.Status != want {
				t.Errorf("%s, %q: %s", renewal, intent, late.Reason)
			}
		}
	}
	// One that renews by the month cannot be decided a month before.
	monthly := row{"contract": "a", "starts_on": "2026-01-01", "term": "1mo", "renewal": "tacit", "renewal_term": "1mo", "notice_period": "14d"}
	if got := judged(t, book(t, monthly), "a", "2026-11-28", deadline.Arithmetic{}, defaults()); got.Status != deadline.StatusDue || shown(got.ActBy) != "2026-12-18" {
		t.Errorf("by the month: act by %s: %s", shown(got.ActBy), got.Reason)
	}
}

// registers.md S3: a term ends with the month that has no day like its first.
func TestTermsEndByLaw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ starts, term, last string }{
		{"2026-01-31", "1mo", "2026-02-28"},
		{"2024-02-29", "12mo", "2025-02-28"},
		{"2024-01-31", "1mo", "2024-02-29"},
		{"2026-03-31", "1mo", "2026-04-30"},
		{"2026-01-31", "2mo", "2026-03-30"},
		{"2024-02-29", "4y", "2028-02-28"},
		{"2026-04-01", "12mo", "2027-03-31"},
		{"2026-01-30", "1mo", "2026-02-28"},
		{"2026-01-28", "1mo", "2026-02-27"},
	} {
		got := judged(t, book(t, row{"contract": "x", "starts_on": test.starts, "term": test.term}), "x", test.starts, deadline.Arithmetic{}, defaults())
		if last := deadline.DateOf(got.End.At.Add(-1), got.End.At.Location()).String(); last != test.last {
			t.Errorf("%s from %s ends on %s, want %s", test.term, test.starts, last, test.last)
		}
	}
}
