package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

var now = time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)

func day(offset int) time.Time { return now.AddDate(0, 0, offset) }

// item ends on a day relative to now, with everything else filled in.
func item(id string, end int) policy.Item {
	return policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{
		ID: id, Identity: deadline.Identity{Owner: "team", Maintainer: "ops", Criticality: "high"}, Tracked: true,
		Timeline: deadline.Timeline{End: deadline.EndsAt(day(end)), ActBy: day(end - 30), RemindAt: day(end - 60)},
	}}}
}

func broken(verdict policy.Verdict) []string {
	var rules []string
	for _, violation := range verdict.Violations {
		rules = append(rules, violation.ID+" "+string(violation.Rule)+" "+string(violation.Severity))
	}
	return rules
}

func TestJudge(t *testing.T) {
	t.Parallel()
	no := false
	for name, test := range map[string]struct {
		change func(*policy.Item)
		passed bool
		want   []string
	}{
		"expired":                     {func(i *policy.Item) { *i = item("a", 0) }, false, []string{"a expired error"}},
		"overdue":                     {func(i *policy.Item) { *i = item("a", 30) }, false, []string{"a overdue error"}},
		"due":                         {func(i *policy.Item) { *i = item("a", 60) }, true, []string{"a due warn"}},
		"ok":                          {func(i *policy.Item) { *i = item("a", 61) }, true, nil},
		"nothing known":               {func(i *policy.Item) { i.Timeline = deadline.Timeline{} }, false, []string{"a unknown error"}},
		"no date but ok":              {func(i *policy.Item) { i.Timeline, i.Status = deadline.Timeline{}, deadline.StatusOK }, true, nil},
		"no date but expired":         {func(i *policy.Item) { i.Timeline, i.Status = deadline.Timeline{}, deadline.StatusExpired }, false, []string{"a expired error"}},
		"a status that is none":       {func(i *policy.Item) { i.Timeline, i.Status = deadline.Timeline{}, "fine" }, false, []string{"a unknown error"}},
		"dates win over the status":   {func(i *policy.Item) { *i = item("a", 0); i.Status = deadline.StatusOK }, false, []string{"a expired error"}},
		"said not to pass":            {func(i *policy.Item) { i.Status, i.Passes = deadline.StatusOK, &no }, false, []string{"a refused error"}},
		"said not to pass, no more":   {func(i *policy.Item) { i.Passes = &no }, false, []string{"a refused error"}},
		"given as worse":              {func(i *policy.Item) { i.Status, i.Passes = deadline.StatusExpired, &no }, false, []string{"a expired error"}},
		"given as worse, in capitals": {func(i *policy.Item) { i.Status = "EXPIRED" }, false, []string{"a expired error"}},
		"given as unknown":            {func(i *policy.Item) { i.Status = deadline.StatusUnknown }, false, []string{"a unknown error"}},
		"given as due":                {func(i *policy.Item) { i.Status = deadline.StatusDue }, true, []string{"a due warn"}},
		"given as better":             {func(i *policy.Item) { *i = item("a", 10); i.Status = deadline.StatusDue }, false, []string{"a overdue error"}},
		"given in foreign words":      {func(i *policy.Item) { i.Status = "ISSUED" }, true, nil},
		"act by the past, no end":     {func(i *policy.Item) { i.Timeline, i.Status = deadline.Timeline{ActBy: day(-1)}, deadline.StatusOK }, false, []string{"a overdue error"}},
		"act by the past, endless":    {func(i *policy.Item) { i.Timeline = deadline.Timeline{End: deadline.OpenEnded, ActBy: day(-1)} }, false, []string{"a overdue error"}},
		"remind in the past, endless": {func(i *policy.Item) { i.Timeline = deadline.Timeline{End: deadline.OpenEnded, RemindAt: day(-1)} }, true, []string{"a due warn"}},
		"act by the future, no end":   {func(i *policy.Item) { i.Timeline = deadline.Timeline{ActBy: day(9)} }, false, []string{"a unknown error"}},
		"an owner of blanks":          {func(i *policy.Item) { i.Owner = " \u3000\u200b\ufeff" }, true, []string{"a owner-missing warn"}},
		"no owner":                    {func(i *policy.Item) { i.Owner = "" }, true, []string{"a owner-missing warn"}},
		"no maintainer":               {func(i *policy.Item) { i.Maintainer = "" }, true, []string{"a maintainer-missing warn"}},
		"no criticality":              {func(i *policy.Item) { i.Criticality = "" }, true, []string{"a criticality-missing warn"}},
		"not tracked":                 {func(i *policy.Item) { i.Tracked, i.Maintainer, i.Criticality = false, "", "" }, true, nil},
		"finding": {func(i *policy.Item) {
			i.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleUntrusted, "not trusted")}
		}, true, []string{"a untrusted warn"}},
		"finding of severity error": {func(i *policy.Item) {
			i.Passes, i.Status = &no, deadline.StatusOK
			i.Findings = []deadline.Finding{{Rule: deadline.RuleUntrusted, Severity: deadline.SeverityError, Message: "not trusted"}}
		}, false, []string{"a untrusted error"}},
		"a rule that is none": {func(i *policy.Item) {
			i.Findings = []deadline.Finding{deadline.NewFinding("made-up", "who knows")}
		}, false, []string{"a made-up error"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := item("a", 100)
			test.change(&given)
			verdict := policy.Policy{}.Judge([]policy.Item{given}, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) || verdict.Passed != test.passed {
				t.Errorf("passed %t, %q; want %t, %q", verdict.Passed, got, test.passed, test.want)
			}
		})
	}
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	items := []policy.Item{item("a", 0), item("b", 60)}
	for name, test := range map[string]struct {
		severities map[deadline.Rule]deadline.Severity
		passed     bool
		want       []string
	}{
		"raised":   {map[deadline.Rule]deadline.Severity{deadline.RuleDue: deadline.SeverityError}, false, []string{"a expired error", "b due error"}},
		"lowered":  {map[deadline.Rule]deadline.Severity{deadline.RuleExpired: deadline.SeverityWarn}, true, []string{"a expired warn", "b due warn"}},
		"off":      {map[deadline.Rule]deadline.Severity{deadline.RuleExpired: deadline.SeverityOff}, true, []string{"b due warn"}},
		"defaults": {nil, false, []string{"a expired error", "b due warn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := policy.Policy{Severities: test.severities}.Judge(items, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) || verdict.Passed != test.passed {
				t.Errorf("passed %t, %q", verdict.Passed, got)
			}
		})
	}
}

func TestOrderIsWorstFirst(t *testing.T) {
	t.Parallel()
	unknown := policy.Item{Thing: deadline.Thing{Deadline: deadline.Deadline{ID: "u", Identity: deadline.Identity{Owner: "o"}}}}
	verdict := policy.Policy{}.Judge([]policy.Item{item("c", 60), item("b", 20), unknown, item("a", 10), item("z", -1)}, now, time.UTC)
	want := []string{"z expired error", "a overdue error", "b overdue error", "u unknown error", "c due warn"}
	if got := broken(verdict); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if verdict.Counts[deadline.StatusOverdue] != 2 || verdict.Counts[deadline.StatusUnknown] != 1 {
		t.Errorf("counts %v", verdict.Counts)
	}
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	same := policy.Policy{}.Judge([]policy.Item{item("a", 100), item("a", 100)}, now, time.UTC)
	if len(same.Violations) != 0 || len(same.Judgements) != 1 {
		t.Errorf("the same twice: %q", broken(same))
	}
	other := policy.Policy{}.Judge([]policy.Item{item("a", 100), item("a", 5)}, now, time.UTC)
	if want := []string{"a overdue error", "a duplicate warn"}; !slices.Equal(broken(other), want) {
		t.Errorf("two ends: %q", broken(other))
	}
}

// Of the same thing given twice, what is said against one copy counts.
func TestDuplicatesHideNothing(t *testing.T) {
	t.Parallel()
	no := false
	plain, refused, found := item("a", 100), item("a", 100), item("a", 100)
	plain.Status, refused.Status, found.Status = deadline.StatusOK, deadline.StatusOK, deadline.StatusOK
	refused.Passes = &no
	found.Findings = []deadline.Finding{{Rule: deadline.RuleUntrusted, Severity: deadline.SeverityError, Message: "not trusted"}}
	for _, other := range []policy.Item{refused, found} {
		for _, items := range [][]policy.Item{{plain, other}, {other, plain}} {
			if verdict := (policy.Policy{}).Judge(items, now, time.UTC); verdict.Passed || len(verdict.Judgements) != 1 {
				t.Errorf("passed %t, %q", verdict.Passed, broken(verdict))
			}
		}
	}
}

func TestUnknownRuleNamesTheNearest(t *testing.T) {
	t.Parallel()
	for name, near := range map[string]string{"owner-mising": "owner-missing", "EXPIRED": "expired", "patch": "patch-behind", "owner_missing": "nearest are owner-missing", "exprided": "nearest are expired", "backup-stal": "nearest are backup-stale"} {
		if got := policy.UnknownRule(name); !strings.Contains(got, near) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
