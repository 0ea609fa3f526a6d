package contract_test

import (
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// hosting is 36 months, then 12 and 12 more unless notice is given 3 months before.
// Its periods end with 2023-03-31, 2024-03-31, 2025-03-31, ...
func hosting() row {
	return row{
		"contract": "hosting", "starts_on": "2020-04-01", "term": "36ヶ月", "renewal": "自動更新", "renewal_term": "12ヶ月", "notice_period": "3ヶ月前",
	}
}

func TestTacitRenewal(t *testing.T) {
	t.Parallel()
	register := book(t, hosting())
	for _, test := range []struct {
		now      string
		status   deadline.Status
		end      string
		actBy    string
		renewals int
		findings string
	}{
		{"2019-01-01", deadline.StatusOK, "2023-04-01", "2022-12-02", 0, "not-yet-valid"},
		{"2020-04-01", deadline.StatusOK, "2023-04-01", "2022-12-02", 0, ""},
		{"2022-10-02T23:59:59Z", deadline.StatusOK, "2023-04-01", "2022-12-02", 0, ""},
		// 60 + 30 days before the last day for notice.
		{"2022-10-03", deadline.StatusDue, "2023-04-01", "2022-12-02", 0, ""},
		{"2022-12-02", deadline.StatusOverdue, "2023-04-01", "2022-12-02", 0, ""},
		{"2022-12-31T23:59:59Z", deadline.StatusOverdue, "2023-04-01", "2022-12-02", 0, ""},
		// On the instant it is bound for a year more.
		{"2023-01-01", deadline.StatusOK, "2024-04-01", "2023-12-02", 0, "renews-tacitly"},
		{"2023-03-31T23:59:59Z", deadline.StatusOK, "2024-04-01", "2023-12-02", 0, "renews-tacitly"},
		// On the instant of the end that year begins, and is the period that runs.
		{"2023-04-01", deadline.StatusOK, "2024-04-01", "2023-12-02", 1, "renews-tacitly"},
		{"2023-12-31", deadline.StatusOverdue, "2024-04-01", "2023-12-02", 1, "renews-tacitly"},
		{"2024-01-01", deadline.StatusOK, "2025-04-01", "2024-12-02", 1, "renews-tacitly"},
		// The fifth period.
		{"2026-06-01", deadline.StatusOK, "2027-04-01", "2026-12-02", 4, "renews-tacitly"},
		{"2026-11-22", deadline.StatusDue, "2027-04-01", "2026-12-02", 4, "renews-tacitly"},
		{"2027-01-01", deadline.StatusOK, "2028-04-01", "2027-12-02", 4, "renews-tacitly"},
		{"2120-06-01", deadline.StatusOK, "2121-04-01", "2120-12-02", 98, "renews-tacitly"},
	} {
		got := judged(t, register, "hosting", test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || shown(got.End.At) != test.end || shown(got.ActBy) != test.actBy || rules(got.Findings) != test.findings {
			t.Errorf("%s: %s, ends %s, act by %s, findings %q; want %s, %s, %s, %q", test.now,
				got.Status, shown(got.End.At), shown(got.ActBy), rules(got.Findings), test.status, test.end, test.actBy, test.findings)
		}
		if got.Own.Renewals != test.renewals || !got.Own.OptOutBy.Equal(got.ActBy.AddDate(0, 0, 30)) {
			t.Errorf("%s: %d renewals, opt out by %s; want %d, %s", test.now, got.Own.Renewals, shown(got.Own.OptOutBy), test.renewals, test.actBy)
		}
	}
	got := judged(t, register, "hosting", "2022-12-01", deadline.Arithmetic{}, defaults())
	says(t, "before the decision", got.Reason, "notice can be given until 2022-12-31, else it renews for 12 months")
	got = judged(t, register, "hosting", "2023-02-01", deadline.Arithmetic{}, defaults())
	says(t, "after the decision", got.Reason, "No notice was given by 2022-12-31, so it is renewed for 12 months from 2023-04-01, until 2024-03-31")
	if shown(got.Own.PeriodStart) != "2020-04-01" || shown(got.Own.PeriodEnd) != "2023-04-01" {
		t.Errorf("the period that runs is %s to %s", shown(got.Own.PeriodStart), shown(got.Own.PeriodEnd))
	}
	got = judged(t, register, "hosting", "2024-02-01", deadline.Arithmetic{}, defaults())
	if shown(got.Own.PeriodStart) != "2023-04-01" || shown(got.Own.PeriodEnd) != "2024-04-01" {
		t.Errorf("the period that runs is %s to %s", shown(got.Own.PeriodStart), shown(got.Own.PeriodEnd))
	}
}

// Who means to end a contract is told so until it is said to have ended: the alarm
// does not fall silent when it renews after all.
func TestTacitRenewalMeantToEnd(t *testing.T) {
	t.Parallel()
	register := book(t, hosting().with(row{"intent": "解約"}))
	for _, test := range []struct {
		now    string
		status deadline.Status
		reason string
	}{
		{"2022-10-02", deadline.StatusOK, "notice is to be given by 2022-12-31"},
		{"2022-10-03", deadline.StatusDue, "notice is to be given by 2022-12-31"},
		{"2022-12-02", deadline.StatusOverdue, "notice is to be given by 2022-12-31"},
		{"2023-01-01", deadline.StatusOverdue, ""},
		{"2023-03-31", deadline.StatusOverdue, ""},
		{"2023-04-01", deadline.StatusExpired, "where it has been renewed instead"},
		{"2029-04-01", deadline.StatusExpired, ""},
	} {
		got := judged(t, register, "hosting", test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || shown(got.End.At) != "2023-04-01" || shown(got.ActBy) != "2022-12-02" || shown(got.Own.OptOutBy) != "2023-01-01" {
			t.Errorf("%s: %s, ends %s, act by %s, opt out by %s", test.now, got.Status, shown(got.End.At), shown(got.ActBy), shown(got.Own.OptOutBy))
		}
		says(t, test.now, got.Reason, test.reason)
	}
	// It is said until when it was renewed: that is the end now.
	renewed := hosting().with(row{"intent": "end", "renewed_until": "2027-03-31", "renewal_proof": "invoice"})
	got := judged(t, book(t, renewed), "hosting", "2026-06-01", deadline.Arithmetic{}, defaults())
	if got.Status != deadline.StatusOK || shown(got.End.At) != "2027-04-01" || shown(got.Own.OptOutBy) != "2027-01-01" {
		t.Errorf("%s, ends %s, opt out by %s", got.Status, shown(got.End.At), shown(got.Own.OptOutBy))
	}
}

// Ends are stepped from the anchor, so that a short month shortens one of them and
// none after it.
func TestTacitRenewalSteps(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		row  row
		ends []string // of the periods in turn, exclusive
	}{
		{
			"a month from 31 January",
			row{"starts_on": "2026-01-31", "term": "1mo", "renewal_term": "1mo"},
			[]string{"2026-03-01", "2026-03-31", "2026-05-01", "2026-05-31"},
		},
		{
			"a year from 29 February",
			row{"starts_on": "2024-02-29", "term": "1y", "renewal_term": "1y"},
			[]string{"2025-03-01", "2026-03-01", "2027-03-01", "2028-02-29", "2029-03-01"},
		},
		{
			"a year from 29 February, with the end that the law gives it",
			row{"starts_on": "2024-02-29", "term": "1y", "ends_on": "2025-02-28", "renewal_term": "1y"},
			[]string{"2025-03-01", "2026-03-01"},
		},
		{
			"months that end with 31 January",
			row{"ends_on": "2026-01-31", "renewal_term": "1mo"},
			[]string{"2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01"},
		},
		{
			"months that end with February",
			row{"ends_on": "2026-02-28", "renewal_term": "1mo"},
			[]string{"2026-03-01", "2026-04-01", "2026-05-01"},
		},
		{
			"years that end with 29 February",
			row{"ends_on": "2024-02-29", "renewal_term": "1y"},
			[]string{"2024-03-01", "2025-03-01", "2026-03-01", "2027-03-01", "2028-03-01"},
		},
		{
			"a term in days, renewals in months",
			row{"starts_on": "2026-01-01", "term": "30d", "renewal_term": "1mo"},
			[]string{"2026-01-31", "2026-03-03", "2026-03-31"},
		},
		{
			"a proven renewal to an end of its own, and on from there",
			row{"ends_on": "2026-01-31", "renewal_term": "1y", "renewed_until": "2026-06-15", "renewal_proof": "amendment"},
			[]string{"2026-06-16", "2027-06-16"},
		},
		{
			"a proven renewal to an end that was to come keeps the anchor",
			row{"starts_on": "2026-01-31", "term": "1mo", "renewal_term": "1mo", "renewed_until": "2026-04-30", "renewal_proof": "invoice"},
			[]string{"2026-05-01", "2026-05-31"},
		},
	} {
		register := book(t, test.row.with(row{"contract": "x", "renewal": "tacit"}))
		now := "2026-01-01"
		if test.row["starts_on"] != "" {
			now = test.row["starts_on"]
		} else if test.ends[0] < now {
			now = "2024-01-01"
		}
		for _, want := range test.ends {
			got := judged(t, register, "x", now, deadline.Arithmetic{}, defaults())
			if shown(got.End.At) != want {
				t.Errorf("%s: at %s it ends %s, want %s", test.name, now, shown(got.End.At), want)
			}
			now = want
		}
	}
}

// Notice is counted back over the holidays of New Year and Golden Week in Japan.
func TestNoticeInBusinessDays(t *testing.T) {
	t.Parallel()
	in := tokyo(t)
	var own []deadline.Date
	for _, day := range []string{"2026-12-29", "2026-12-30", "2026-12-31", "2027-01-02", "2027-01-03"} {
		own = append(own, deadline.DateOf(at(t, day), time.UTC))
	}
	var err error
	if in.Calendar, err = deadline.NewBusinessCalendar("JP", own, nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ endsOn, notice, last string }{
		// 04-29 and 05-04 to 05-06 are holidays or their substitutes.
		{"2026-05-06", "5営業日前", "2026-04-23"},
		{"2026-05-08", "5bd", "2026-04-27"},
		// 01-01 is a public holiday, the days around it are the organisation's own.
		{"2027-01-05", "3営業日前", "2026-12-27"},
		// The end itself is a holiday, the Emperor's birthday.
		{"2027-02-23", "1営業日", "2027-02-21"},
		{"2027-02-23", "1か月前", "2027-01-23"},
		{"2027-02-23", "0d", "2027-02-23"},
	} {
		for _, intent := range []string{"renew", "end"} {
			register := book(t, row{"contract": "x", "ends_on": test.endsOn, "renewal": "tacit", "renewal_term": "1y", "notice_period": test.notice, "intent": intent})
			got := judged(t, register, "x", "2026-01-01", in, defaults())
			if day := deadline.DateOf(got.Own.OptOutBy.Add(-1), in.Location).String(); day != test.last {
				t.Errorf("%s before the end of %s: the last day for notice is %s, want %s", test.notice, test.endsOn, day, test.last)
			}
		}
	}
}

// Where the last day for notice is declared instead of a period, nothing is known
// of the next period.
func TestNoticeByADay(t *testing.T) {
	t.Parallel()
	base := row{"contract": "x", "starts_on": "2025-04-01", "ends_on": "2027-03-31", "renewal": "tacit", "renewal_term": "1y", "notice_period": "2026/12/25"}
	for _, test := range []struct {
		name   string
		change row
		now    string
		status deadline.Status
		optOut string
		reason string
	}{
		{"before", nil, "2026-08-01", deadline.StatusOK, "2026-12-26", "notice can be given until 2026-12-25"},
		{"soon", nil, "2026-11-25T23:59:59Z", deadline.StatusDue, "2026-12-26", ""},
		{"late", nil, "2026-12-25T23:59:59Z", deadline.StatusOverdue, "2026-12-26", ""},
		{"after", nil, "2026-12-26", deadline.StatusUnknown, "", "that of the next period is not known"},
		{"years after", nil, "2031-01-01", deadline.StatusUnknown, "", ""},
		{"meant to end", row{"intent": "end"}, "2026-11-26", deadline.StatusOverdue, "2026-12-26", ""},
		{"meant to end, at the end", row{"intent": "end"}, "2027-04-01", deadline.StatusExpired, "2026-12-26", ""},
		{"express", row{"renewal": "express"}, "2026-11-26", deadline.StatusOverdue, "", ""},
		{"express, renewed", row{"renewal": "express", "renewed_until": "2028-03-31", "renewal_proof": "letter"}, "2026-08-01", deadline.StatusUnknown, "", "not that of the term that ends on 2028-03-31"},
		{"express, renewed and ended", row{"renewal": "express", "renewed_until": "2028-03-31", "renewal_proof": "letter"}, "2028-04-01", deadline.StatusExpired, "", ""},
		{"express, renewed with a day of its own", row{"renewal": "express", "renewed_until": "2028-03-31", "renewal_proof": "letter", "notice_period": "2027-12-25"}, "2026-08-01", deadline.StatusOK, "", ""},
	} {
		got := judged(t, book(t, base.with(test.change)), "x", test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || shown(got.Own.OptOutBy) != test.optOut {
			t.Errorf("%s: %s, opt out by %s; want %s, %s", test.name, got.Status, shown(got.Own.OptOutBy), test.status, test.optOut)
		}
		says(t, test.name, got.Reason, test.reason)
	}
}

// A contract that rolls on by the month and takes three months to leave is bound
// for several periods at once.
func TestNoticeLongerThanARenewal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ term, notice, end, actBy, findings string }{
		{"1mo", "3mo", "2027-03-01", "2026-12-01", "renews-tacitly"},
		{"1mo", "1mo", "2027-01-01", "2026-12-01", ""},
		{"2w", "60d", "2027-01-29", "2026-11-30", "renews-tacitly"},
		{"1d", "365d", "2027-11-23", "2026-11-23", "renews-tacitly"},
	} {
		register := book(t, row{"contract": "x", "ends_on": "2026-12-31", "renewal": "tacit", "renewal_term": test.term, "notice_period": test.notice})
		got := judged(t, register, "x", "2026-11-22", deadline.Arithmetic{}, defaults())
		if shown(got.End.At) != test.end || shown(got.ActBy) != test.actBy || rules(got.Findings) != test.findings {
			t.Errorf("%s with notice of %s: ends %s, act by %s, findings %q", test.term, test.notice, shown(got.End.At), shown(got.ActBy), rules(got.Findings))
		}
	}
}
