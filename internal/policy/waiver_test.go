package policy_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func waiver(change ...func(*policy.Waiver)) policy.Waiver {
	w := policy.Waiver{Rule: deadline.RuleOverdue, Asset: "a*", Reason: "r", Approver: "cto", GrantedOn: deadline.Date{Year: 2026, Month: 9, Day: 30}, EndsOn: deadline.Date{Year: 2026, Month: 12, Day: 1}}
	for _, c := range change {
		c(&w)
	}
	return w
}

func TestWaivers(t *testing.T) {
	t.Parallel()
	ended := func(w *policy.Waiver) { w.EndsOn = deadline.Date{Year: 2026, Month: 11, Day: 20} }
	for name, test := range map[string]struct {
		waiver policy.Waiver
		end    int
		passed bool
		waived int
		want   []string
	}{
		"not granted yet":        {waiver(func(w *policy.Waiver) { w.GrantedOn = deadline.Date{Year: 2026, Month: 11, Day: 22} }), 10, false, 0, []string{"a1 overdue error"}},
		"granted today":          {waiver(func(w *policy.Waiver) { w.GrantedOn = deadline.Date{Year: 2026, Month: 11, Day: 21} }), 10, true, 1, nil},
		"of the id alone":        {waiver(func(w *policy.Waiver) { w.Asset = "a1" }), 10, true, 1, nil},
		"of another id alone":    {waiver(func(w *policy.Waiver) { w.Asset = "a" }), 10, false, 0, []string{"a1 overdue error", "waiver/overdue:a waiver-unused warn"}},
		"covers":                 {waiver(), 10, true, 1, nil},
		"its last day":           {waiver(func(w *policy.Waiver) { w.EndsOn = deadline.Date{Year: 2026, Month: 11, Day: 21} }), 10, true, 1, nil},
		"not a worse rule":       {waiver(), 0, false, 0, []string{"a1 expired error", "waiver/overdue:a* waiver-unused warn"}},
		"not another id":         {waiver(func(w *policy.Waiver) { w.Asset = "b*" }), 10, false, 0, []string{"a1 overdue error", "waiver/overdue:b* waiver-unused warn"}},
		"ended, and says so":     {waiver(ended), 10, false, 0, []string{"waiver/overdue:a* waiver-expired error", "a1 overdue error"}},
		"ended with no more use": {waiver(ended), 100, false, 0, []string{"waiver/overdue:a* waiver-expired error"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := policy.Policy{Waivers: []policy.Waiver{test.waiver}}.Judge([]policy.Item{item("a1", test.end)}, now, time.UTC)
			if got := broken(verdict); !slices.Equal(got, test.want) || verdict.Passed != test.passed || len(verdict.Waived) != test.waived {
				t.Errorf("passed %t, waived %d, %q", verdict.Passed, len(verdict.Waived), got)
			}
		})
	}
}

func TestCheckWaiver(t *testing.T) {
	t.Parallel()
	today := deadline.Date{Year: 2026, Month: 11, Day: 21}
	for name, test := range map[string]struct {
		change func(*policy.Waiver)
		part   string // "" is fine
		says   string
	}{
		"unknown rule":      {func(w *policy.Waiver) { w.Rule = "overdeu" }, "rule", "overdue"},
		"an assertion":      {func(w *policy.Waiver) { w.Rule = policy.RuleAssertion }, "", ""},
		"granted later":     {func(w *policy.Waiver) { w.GrantedOn, w.EndsOn = today.AddDays(30), today.AddDays(120) }, "", ""},
		"91 days later":     {func(w *policy.Waiver) { w.GrantedOn, w.EndsOn = today.AddDays(30), today.AddDays(121) }, "ends_on", "91 days"},
		"no asset":          {func(w *policy.Waiver) { w.Asset = " " }, "asset", "software/*"},
		"no reason":         {func(w *policy.Waiver) { w.Reason = "" }, "reason", "reason"},
		"no approver":       {func(w *policy.Waiver) { w.Approver = "" }, "approver", "risk"},
		"a system instead":  {func(w *policy.Waiver) { w.Asset, w.System = "", "erp" }, "", ""},
		"an owner instead":  {func(w *policy.Waiver) { w.Asset, w.Owner = "", "team-*" }, "", ""},
		"only blanks":       {func(w *policy.Waiver) { w.Asset, w.System = "", "\u3000\u200b" }, "asset", "system or owner"},
		"blank approver":    {func(w *policy.Waiver) { w.Approver = "\u3000" }, "approver", "risk"},
		"nothing at all":    {func(w *policy.Waiver) { *w = policy.Waiver{} }, "", "sets nothing"},
		"no granted_on":     {func(w *policy.Waiver) { w.GrantedOn = deadline.Date{} }, "granted_on", "written out, like 2026-11-21"},
		"no end":            {func(w *policy.Waiver) { w.EndsOn = deadline.Date{} }, "ends_on", "90 days"},
		"91 days from now":  {func(w *policy.Waiver) { w.GrantedOn, w.EndsOn = today, today.AddDays(91) }, "ends_on", "2027-02-19"},
		"90 days from now":  {func(w *policy.Waiver) { w.GrantedOn, w.EndsOn = today, today.AddDays(90) }, "", ""},
		"91 days in all":    {func(w *policy.Waiver) { w.GrantedOn, w.EndsOn = today.AddDays(-80), today.AddDays(11) }, "ends_on", "91 days"},
		"ends before start": {func(w *policy.Waiver) { w.GrantedOn, w.EndsOn = today, today.AddDays(-1) }, "ends_on", "before"},
		"already over":      {func(w *policy.Waiver) { w.EndsOn = today.AddDays(-5) }, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := waiver(test.change).Check(today)
			var fault *policy.WaiverError
			if test.says == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &fault) || fault.Part != test.part || !strings.Contains(fault.Message, test.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A waiver that is granted for later excuses nothing yet, and the violation says
// that there is one.
func TestWaiverNotInForceIsSaid(t *testing.T) {
	t.Parallel()
	later := waiver(func(w *policy.Waiver) { w.GrantedOn = deadline.Date{Year: 2026, Month: 11, Day: 30} })
	verdict := policy.Policy{Waivers: []policy.Waiver{later}}.Judge([]policy.Item{item("a1", 10)}, now, time.UTC)
	if verdict.Passed || !strings.HasSuffix(verdict.Violations[0].Message, "A waiver by cto covers it only from 2026-11-30.") {
		t.Errorf("passed %t: %q", verdict.Passed, verdict.Violations[0].Message)
	}
	both := policy.Policy{Waivers: []policy.Waiver{later, waiver()}}.Judge([]policy.Item{item("a1", 10)}, now, time.UTC)
	if !both.Passed || len(both.Waived) != 1 {
		t.Errorf("with one in force: %q", broken(both))
	}
}

func TestWaiverExpiredIsSettable(t *testing.T) {
	t.Parallel()
	ended := waiver(func(w *policy.Waiver) { w.EndsOn = deadline.Date{Year: 2026, Month: 11, Day: 20} })
	for severity, want := range map[deadline.Severity][]string{
		deadline.SeverityOff:  nil,
		deadline.SeverityWarn: {"waiver/overdue:a* waiver-expired warn"},
	} {
		p := policy.Policy{Waivers: []policy.Waiver{ended}, Settings: map[deadline.Rule]policy.Setting{deadline.RuleWaiverExpired: {Severity: severity}}}
		if verdict := p.Judge([]policy.Item{item("a1", 100)}, now, time.UTC); !slices.Equal(broken(verdict), want) || !verdict.Passed {
			t.Errorf("%s: passed %t, %q", severity, verdict.Passed, broken(verdict))
		}
	}
}
