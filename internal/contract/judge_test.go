package contract_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// A private cloud was made with the field for its term left blank, got a term of a
// year and was deleted at its end, in May 2024.
func TestUndeclaredTerm(t *testing.T) {
	t.Parallel()
	cloud := row{"contract": "private-cloud", "starts_on": "2023-05-02", "deletes_data": "true", "owner": "ops"}
	service := row{"contract": "service", "ends_on": "2031-03-31", "upstream": "private-cloud"}
	for _, test := range []struct {
		key, now string
		status   deadline.Status
		says     string
	}{
		{"private-cloud", "2023-05-02", deadline.StatusUnknown, `ends at an unknown time (owner ops)|term of "private-cloud" is not declared|data is deleted at an end that nobody knows`},
		{"private-cloud", "2099-01-01", deadline.StatusUnknown, ""},
		{"service", "2026-11-22", deadline.StatusUnknown, `"private-cloud", on which it rests, ends at an unknown time`},
		// What is known is too late already, whatever the rest may be.
		{"service", "2031-03-15", deadline.StatusOverdue, `term of "private-cloud" is not declared`},
		{"service", "2031-04-01", deadline.StatusExpired, `term of "private-cloud" is not declared`},
	} {
		got := judged(t, book(t, cloud, service), test.key, test.now, deadline.Arithmetic{}, defaults())
		if got.Status != test.status || got.Passes || rules(got.Findings) != "term-undeclared" || !got.DataDeletedAt.IsZero() {
			t.Errorf("%s at %s: %s, passes %t, findings %q, data deleted %s", test.key, test.now, got.Status, got.Passes, rules(got.Findings), shown(got.DataDeletedAt))
		}
		if got.DeletesData == nil || !*got.DeletesData {
			t.Errorf("%s at %s: the data is not said to be deleted", test.key, test.now)
		}
		says(t, test.key+" at "+test.now, got.Reason, test.says)
	}
	// A tacit renewal from an end that nobody knows is no better.
	tacit := judged(t, book(t, cloud.with(row{"renewal": "tacit", "renewal_term": "1y"})), "private-cloud", "2023-06-01", deadline.Arithmetic{}, defaults())
	if tacit.Status != deadline.StatusUnknown || rules(tacit.Findings) != "term-undeclared" {
		t.Errorf("renewed tacitly: %s, findings %q", tacit.Status, rules(tacit.Findings))
	}
	// No end is not the same as none declared.
	endless := judged(t, book(t, cloud.with(row{"ends_on": "無期限"})), "private-cloud", "2099-01-01", deadline.Arithmetic{}, defaults())
	if endless.Status != deadline.StatusOK || endless.End.State != deadline.EndOpen || rules(endless.Findings) != "" {
		t.Errorf("without an end: %s, findings %q", endless.Status, rules(endless.Findings))
	}
	// A proven renewal declares an end, one without proof does not.
	for proof, want := range map[string]deadline.Status{"invoice": deadline.StatusOK, "": deadline.StatusUnknown} {
		got := judged(t, book(t, cloud.with(row{"renewed_until": "2027-05-01", "renewal_proof": proof})), "private-cloud", "2026-11-22", deadline.Arithmetic{}, defaults())
		if got.Status != want {
			t.Errorf("renewed with the proof %q: %s, want %s", proof, got.Status, want)
		}
	}
}

func TestEndedStaysLoud(t *testing.T) {
	t.Parallel()
	for _, renewal := range []string{"", "none", "express"} {
		register := book(t, row{"contract": "x", "ends_on": "2026-11-21", "renewal": renewal})
		for _, now := range []string{"2026-11-22", "2026-11-23", "2027-11-22", "2046-11-22"} {
			if got := judged(t, register, "x", now, deadline.Arithmetic{}, defaults()); got.Status != deadline.StatusExpired {
				t.Errorf("renewal %q at %s: %s", renewal, now, got.Status)
			}
		}
	}
}

// The declared notice counts for the contract itself, not for those above it.
func TestNoticeAlongTheChain(t *testing.T) {
	t.Parallel()
	own := row{"contract": "own", "ends_on": "2027-12-31", "renewal": "express", "notice_period": "3mo", "upstream": "above"}
	above := row{"contract": "above", "ends_on": "2027-11-30", "renewal": "express", "notice_period": "6mo"}
	for _, test := range []struct {
		name       string
		own, above row
		end, actBy string
		findings   string
	}{
		{"own notice first", nil, nil, "2027-12-01", "2027-09-01", "upstream-not-renewed"},
		{"the end above first", row{"notice_period": "0d"}, nil, "2027-12-01", "2027-11-01", "upstream-not-renewed"},
		{"no end of its own", row{"ends_on": "unlimited"}, nil, "2027-12-01", "2027-11-01", "upstream-not-renewed"},
		{"what goes on by itself", nil, row{"renewal": "tacit", "renewal_term": "1y"}, "2027-12-01", "2027-06-01", ""},
		{"what goes on by itself and is meant to end", nil, row{"renewal": "tacit", "renewal_term": "1y", "intent": "end"}, "2027-12-01", "2027-09-01", "upstream-not-renewed"},
		{"nothing ends above", nil, row{"ends_on": "unlimited", "notice_period": ""}, "2028-01-01", "2027-09-01", ""},
	} {
		got := judged(t, book(t, own.with(test.own), above.with(test.above)), "own", "2026-11-22", deadline.Arithmetic{}, defaults())
		if shown(got.End.At) != test.end || shown(got.ActBy) != test.actBy || rules(got.Findings) != test.findings {
			t.Errorf("%s: ends %s, act by %s, findings %q; want %s, %s, %q", test.name, shown(got.End.At), shown(got.ActBy), rules(got.Findings), test.end, test.actBy, test.findings)
		}
	}
}

// A contract above that goes on by itself is asked about in time, and never late.
func TestTacitRenewalAbove(t *testing.T) {
	t.Parallel()
	register := book(t, row{"contract": "own", "ends_on": "2031-03-31", "upstream": "hosting"}, hosting())
	for now, want := range map[string]deadline.Status{
		"2022-10-01": deadline.StatusOK, "2022-12-31": deadline.StatusDue, "2023-01-01": deadline.StatusOK, "2023-03-31": deadline.StatusOK,
		"2026-12-31": deadline.StatusDue, "2031-03-31": deadline.StatusOverdue, "2031-04-01": deadline.StatusExpired,
	} {
		got := judged(t, register, "own", now, deadline.Arithmetic{}, defaults())
		if got.Status != want || rules(got.Findings) != "" {
			t.Errorf("%s: %s, findings %q, want %s: %s", now, got.Status, rules(got.Findings), want, got.Reason)
		}
	}
}

func TestDataDeletedAt(t *testing.T) {
	t.Parallel()
	own := row{"contract": "own", "ends_on": "2027-12-31", "upstream": "above"}
	above := row{"contract": "above", "ends_on": "2028-12-31"}
	for _, test := range []struct {
		name       string
		own, above row
		at         string
		deletes    string
		says       string
	}{
		{"nobody says", nil, nil, "", "unknown", ""},
		{"one says no", row{"deletes_data": "no"}, nil, "", "unknown", ""},
		{"both say no", row{"deletes_data": "no"}, row{"deletes_data": "no"}, "", "no", ""},
		{"without a grace period", row{"deletes_data": "yes"}, nil, "2028-01-01", "yes", "as no grace period is declared"},
		{"with one", row{"deletes_data": "yes", "grace_period": "30日"}, nil, "2028-01-31", "yes", `"own" deletes its data 30 days after its end`},
		{"the first of two", row{"deletes_data": "yes", "grace_period": "2y"}, row{"deletes_data": "yes", "grace_period": "0d"}, "2029-01-01", "yes", `"above" deletes its data at its end`},
		{"one that nobody knows", row{"deletes_data": "yes"}, row{"deletes_data": "yes", "ends_on": ""}, "", "yes", ""},
		{"one that never ends", row{"deletes_data": "yes"}, row{"deletes_data": "yes", "ends_on": "unlimited"}, "2028-01-01", "yes", ""},
	} {
		got := judged(t, book(t, own.with(test.own), above.with(test.above)), "own", "2026-11-22", deadline.Arithmetic{}, defaults())
		deletes := "unknown"
		if got.DeletesData != nil {
			deletes = map[bool]string{true: "yes", false: "no"}[*got.DeletesData]
		}
		if shown(got.DataDeletedAt) != test.at || deletes != test.deletes {
			t.Errorf("%s: %s, deletes data: %s; want %s, %s", test.name, shown(got.DataDeletedAt), deletes, test.at, test.deletes)
		}
		says(t, test.name, got.Reason, test.says)
	}
}

// A resource stores what does not depend on the day on which one looks.
func TestDeclared(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, end, actBy, findings string
		row                        row
	}{
		{"undeclared", "", "", "term-undeclared", row{}},
		{"an end", "2027-04-01", "2027-03-02", "", row{"ends_on": "2027-03-31"}},
		{"renewed", "2028-04-01", "2028-03-02", "", row{"ends_on": "2027-03-31", "renewed_until": "2028-03-31", "renewal_proof": "x", "renewal_proved_on": "2027-02-01"}},
		{"renewed without proof", "2027-04-01", "2027-03-02", "renewal-unproven", row{"ends_on": "2027-03-31", "renewed_until": "2028-03-31"}},
		{"tacit", "2023-04-01", "2022-12-02", "", hosting()},
		{"tacit, meant to end", "2023-04-01", "2022-12-02", "", hosting().with(row{"intent": "end"})},
	} {
		c := parsed(t, test.row.with(row{"contract": "x", "owner": "ops"}))
		got, err := c.Declared(deadline.Arithmetic{}, defaults())
		if err != nil {
			t.Fatal(err)
		}
		if shown(got.End.At) != test.end || shown(got.ActBy) != test.actBy || rules(got.Findings) != test.findings || got.ID != "contract/x" || got.Owner != "ops" {
			t.Errorf("%s: ends %s, act by %s, findings %q, %s of %s", test.name, shown(got.End.At), shown(got.ActBy), rules(got.Findings), got.ID, got.Owner)
		}
	}
}

func TestJudgeErrors(t *testing.T) {
	t.Parallel()
	never, err := deadline.ParseWindow(deadline.WindowInput{Rule: "FREQ=DAILY", Start: "20:00", Duration: "4h", FirstOn: "2040-01-01"}, tokyo(t).Location)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		terms deadline.Terms
		want  error
	}{
		"no window":          {deadline.Terms{Window: never}, deadline.ErrNoWindow},
		"a share of nothing": {deadline.Terms{LeadTime: period(t, "33%")}, deadline.ErrNoLifetime},
		"before all time":    {deadline.Terms{LeadTime: period(t, "5000y")}, deadline.ErrOutOfRange},
	} {
		view, err := book(t, fukui()...).At(at(t, "2020-10-14"), tokyo(t))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := view.Judge("cloud-lease", test.terms); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		} else {
			says(t, name, err.Error(), `"cloud-lease"`)
		}
	}
}

// Whatever a register says, the dates that are handed on lead to the same status,
// and nothing passes that rests on what nobody knows.
func TestJudgeRandomBooks(t *testing.T) {
	t.Parallel()
	in := tokyo(t)
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(texts ...string) string { return texts[random.IntN(len(texts))] }
	passing := 0
	for range rounds(3000) {
		var contracts []contract.Contract
		for i := range 1 + random.IntN(4) {
			r := row{
				"contract": fmt.Sprint(i), "starts_on": pick("", "2025-01-31", "2024-02-29", "2026-04-01"), "ends_on": pick("", "", "2026-11-21", "2027-03-31", "2029-02-28", "unlimited"),
				"term": pick("", "", "1y", "6mo", "90d"), "renewal": pick("", "none", "tacit", "tacit", "express"), "renewal_term": pick("1mo", "1y", "45d"),
				"intent": pick("", "end"), "notice_period": pick("", "1mo", "20bd", "2026-11-25"), "deletes_data": pick("", "yes", "no"),
				"renewed_until": pick("", "", "2029-06-30"), "renewal_proof": pick("", "letter"), "renewal_proved_on": pick("", "2026-12-24"),
			}
			if i > 0 {
				r["upstream"] = fmt.Sprint(random.IntN(i))
			}
			c, faults := contract.Parse(r.fields())
			if len(faults) > 0 {
				c = parsed(t, row{"contract": r["contract"], "upstream": r["upstream"]})
			}
			contracts = append(contracts, c)
		}
		register, faults := contract.NewBook(contracts)
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		now := at(t, "2024-01-01").AddDate(0, 0, random.IntN(2500))
		for _, key := range register.Keys() {
			got := judged(t, register, key, deadline.FormatInstant(now), in, defaults())
			if status := got.Timeline.Status(now); status != got.Status {
				t.Errorf("%s, but %s from its dates: %s", got.Status, status, got.Reason)
			}
			checkChain(t, got)
			if got.Passes {
				passing++
			}
		}
	}
	if passing < rounds(300) {
		t.Errorf("only %d of the random contracts pass, too few to tell", passing)
	}
}

// checkChain holds a verdict against its own links.
func checkChain(t testing.TB, got contract.Verdict) {
	t.Helper()
	for i, link := range got.Own.Chain() {
		switch link.End.State {
		case deadline.EndUnknown:
			if got.Passes {
				t.Errorf("passes, though the end of %s is unknown: %s", link.Key, got.Reason)
			}
		case deadline.EndKnown:
			if got.Passes && link.End.At.Before(got.End.At) {
				t.Errorf("passes until %s, though %s ends %s: %s", shown(got.End.At), link.Key, shown(link.End.At), got.Reason)
			}
		}
		goesOn := link.Renewal == contract.RenewalTacit && link.Intent != contract.IntentEnd
		if goesOn && link.End.State == deadline.EndKnown && (!got.Now.Before(link.OptOutBy) || link.OptOutBy.After(link.End.At)) {
			t.Errorf("at %s %s can be ended by %s, its end is %s", shown(got.Now), link.Key, shown(link.OptOutBy), shown(link.End.At))
		}
		if i == 0 && goesOn && link.Upstream == nil && got.Status != deadline.StatusUnknown && got.Status != deadline.StatusOverdue && !got.Passes {
			t.Errorf("%s, though it goes on by itself: %s", got.Status, got.Reason)
		}
	}
}

// rounds is how often something random is tried: a tenth where only quick tests are
// asked for.
func rounds(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}
