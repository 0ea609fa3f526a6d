package policy_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func TestCountsByOwner(t *testing.T) {
	t.Parallel()
	no := false
	nobody := item("a", 100)
	nobody.Owner = ""
	other := item("c", 10)
	other.Owner = "other"
	verdict := policy.Policy{
		Waivers:    []policy.Waiver{waiver(func(w *policy.Waiver) { w.Asset = "c" })},
		Assertions: []policy.Assertion{{Name: "x", Passed: &no, Owner: "other"}},
	}.Judge([]policy.Item{nobody, nobody, item("b", 0), item("d", 60), other}, now, time.UTC)
	want := map[string]policy.OwnerCount{
		"":      {Deadlines: 1, Warnings: 1},
		"team":  {Deadlines: 2, Errors: 1, Warnings: 1},
		"other": {Deadlines: 1, Errors: 1, Waived: 1},
	}
	if fmt.Sprint(verdict.ByOwner) != fmt.Sprint(want) || !slices.Equal(verdict.Unowned, []string{"a"}) {
		t.Errorf("got %+v, unowned %q", verdict.ByOwner, verdict.Unowned)
	}
}

func TestMergeJoinsWhatIsSaid(t *testing.T) {
	t.Parallel()
	plain, more := database(), database()
	more.CoveredBy, more.BacksUp, more.DeletesData, more.ChangedAt = []string{"contract/x"}, []string{"y"}, true, day(-3)
	plain.Owner = ""
	want := []string{"database/crm backup-missing error", "database/crm support-contract-missing warn", "database/crm change-unreviewed warn"}
	for _, items := range [][]policy.Item{{plain, more}, {more, plain}} {
		if got := broken(policy.Policy{}.Judge(items, now, time.UTC)); !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
	}
	elsewhere := database(func(i *policy.Item) { i.Fate.Site = "s9" })
	verdict := policy.Policy{}.Judge([]policy.Item{database(), elsewhere, elsewhere, database(shares)}, now, time.UTC)
	if got := verdict.Violations[len(verdict.Violations)-1].Message; got != "database/crm is given 3 times with different facts; give each thing a name of its own." {
		t.Errorf("got %q", got)
	}
}

// While some deadlines are not known, what only they could answer waits.
func TestPartial(t *testing.T) {
	t.Parallel()
	items := []policy.Item{
		tracker("a", "missing"), database(), packaged(100, "contract/later"), contract("lease", 100, "right"), item("z", 0),
	}
	verdict := policy.Policy{Partial: true}.Judge(items, now, time.UTC)
	if got, want := broken(verdict), []string{"z expired error"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	deferred := broken(policy.Verdict{Violations: verdict.Deferred})
	want := []string{"a unknown error", "database/crm backup-missing error", "contract/lease upstream-not-renewed error", "asset/erp support-contract-missing warn"}
	slices.Sort(want)
	slices.Sort(deferred)
	if !slices.Equal(deferred, want) {
		t.Errorf("deferred %q", deferred)
	}
	if whole := (policy.Policy{}).Judge(items, now, time.UTC); len(whole.Deferred) != 0 || len(whole.Violations) != 5 {
		t.Errorf("whole: %q", broken(whole))
	}
}

// Whatever names and texts are handed in, a message is one printable line of
// bounded length.
func TestHostileText(t *testing.T) {
	t.Parallel()
	no := false
	for _, text := range []string{strings.Repeat("長", 10_000), "a\nb\x1b[31m\x00", "\u202egnp.exe", "\xff\xfe", strings.Repeat("\u2066", 300), "<b>", "%s%n"} {
		hostile := item("database/"+text, 10)
		hostile.Kind, hostile.Owner, hostile.Cause, hostile.Tracks, hostile.CoveredBy, hostile.Upstream = "database", text, text, []string{text}, []string{text, text + "*"}, text
		hostile.ChangedAt = now
		hostile.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleUntrusted, text), {Rule: deadline.Rule(text), Severity: deadline.SeverityError, Message: text}}
		spared := item(text, 100)
		spared.Kind, spared.BacksUp, spared.Fate = "backup", []string{"database/*"}, deadline.Fate{Site: text}
		hostile.Fate = spared.Fate
		said := withStatus("said/"+text, deadline.StatusExpired)
		said.Reason = text
		later := policy.Waiver{Rule: deadline.RuleOverdue, Asset: "*", Approver: text, GrantedOn: deadline.Date{Year: 2026, Month: 12, Day: 1}, EndsOn: deadline.Date{Year: 2026, Month: 12, Day: 2}}
		ended := policy.Waiver{Rule: deadline.RuleOverdue, Asset: text, Approver: text, EndsOn: deadline.Date{Year: 2026, Month: 1, Day: 1}}
		verdict := policy.Policy{
			Waivers:    []policy.Waiver{later, ended},
			Assertions: []policy.Assertion{{Name: text, Passed: &no, Message: text}},
		}.Judge([]policy.Item{hostile, hostile, spared, said, item("database/"+text, 11)}, now, time.UTC)
		if verdict.Passed || len(verdict.Violations) < 10 {
			t.Errorf("%.20q: %d violations", text, len(verdict.Violations))
		}
		for _, violation := range verdict.Violations {
			checkLine(t, violation.Message)
			checkLine(t, string(violation.Rule))
		}
		for _, judgement := range verdict.Judgements {
			checkLine(t, judgement.Reason)
		}
		checkLine(t, policy.UnknownRule(text))
	}
}

func checkLine(t *testing.T, text string) {
	t.Helper()
	odd := func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) }
	if n := utf8.RuneCountInString(text); n == 0 || n > 1000 || !utf8.ValidString(text) || strings.ContainsFunc(text, odd) {
		t.Errorf("%d characters: %.60q", n, text)
	}
}

// A long name is cut, and what stands after it is not.
func TestLongNameKeepsTheFacts(t *testing.T) {
	t.Parallel()
	long := item("certificate/"+strings.Repeat("x", 10_000), 10)
	verdict := policy.Policy{}.Judge([]policy.Item{long}, now, time.UTC)
	violation := verdict.Violations[0]
	if !strings.Contains(violation.Message, "… expires at the end of 2026-11-30") || violation.ID != long.ID {
		t.Errorf("got %q", violation.Message)
	}
}

// random is a thing that stands alone.
func random(r *rand.Rand, n int) policy.Item {
	thing := item(fmt.Sprintf("thing/%d", n), r.IntN(200)-20)
	switch r.IntN(6) {
	case 0:
		thing.Timeline = deadline.Timeline{}
	case 1:
		thing.Owner = ""
	case 2:
		thing.Kind = "database"
	case 3:
		thing.ChangedAt = day(-1)
	case 4:
		thing.Kind = "package"
	}
	return thing
}

// Of things that do not name each other, one more changes nothing for the rest,
// and the order in which they are given changes nothing at all.
func TestJudgeIsStable(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var items []policy.Item
		for n := range 20 {
			items = append(items, random(r, n))
		}
		all := broken(policy.Policy{}.Judge(items, now, time.UTC))
		for _, one := range broken(policy.Policy{}.Judge(items[1:], now, time.UTC)) {
			if !slices.Contains(all, one) {
				t.Errorf("%s is gone with one more item", one)
			}
		}
		r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		if shuffled := broken(policy.Policy{}.Judge(items, now, time.UTC)); !slices.Equal(shuffled, all) {
			t.Errorf("%q\nin another order\n%q", all, shuffled)
		}
	}
}

func TestNothingToJudge(t *testing.T) {
	t.Parallel()
	verdict := policy.Policy{}.Judge(nil, now, time.UTC)
	if !verdict.Passed || len(verdict.Judgements)+len(verdict.Violations) != 0 {
		t.Errorf("got %+v", verdict)
	}
}
