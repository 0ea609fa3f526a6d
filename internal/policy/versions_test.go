package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// onlyThese allows the versions that are listed by product.
type onlyThese map[string][]string

func (o onlyThese) Products() []string {
	var names []string
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (o onlyThese) Refuses(product, version string) (named, why string) {
	versions, asked := o[strings.ToLower(product)]
	switch {
	case !asked:
		return "", ""
	case slices.Contains(versions, version):
		return strings.ToLower(product), ""
	}
	return strings.ToLower(product), version + " is not allowed"
}

func software(id, product, version string) policy.Item {
	i := item(id, 400)
	i.Software = []policy.Software{{Product: product, Version: version}}
	return i
}

func TestVersionsThatAreAllowed(t *testing.T) {
	t.Parallel()
	unsettled := func(i policy.Item, names ...string) policy.Item {
		i.Unsettled = names
		return i
	}
	found := software("software/found", "php", "7.4")
	found.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleVersionNotAllowed, "As whoever read it says.")}
	toCome := func(product string) policy.Item {
		i := item("a", 400)
		i.Software = []policy.Software{{Product: product, Unsettled: true}}
		return i
	}
	server := software("server/a", "nginx", "1.28.0")
	server.Software = append(server.Software, policy.Software{Product: "php", Version: "8.4"}, policy.Software{Product: "php"})
	for name, test := range map[string]struct {
		setting policy.Setting
		items   []policy.Item
		broken  string // id and rule
		later   int
		idle    string
	}{
		"another version":            {policy.Setting{}, []policy.Item{software("a", "PHP", "7.4")}, "a version-not-allowed", 0, ""},
		"no version":                 {policy.Setting{}, []policy.Item{software("a", "php", "")}, "a version-not-allowed", 0, ""},
		"one of what a server runs":  {policy.Setting{}, []policy.Item{server}, "server/a version-not-allowed", 0, ""},
		"one that is allowed":        {policy.Setting{}, []policy.Item{software("a", "php", "8.4")}, "", 0, ""},
		"twice, once of another":     {policy.Setting{}, []policy.Item{software("a", "php", "8.4"), software("a", "php", "7.4")}, "a version-not-allowed", 0, ""},
		"told by its reader already": {policy.Setting{}, []policy.Item{found}, "software/found version-not-allowed", 0, ""},
		"switched off":               {policy.Setting{Severity: deadline.SeverityOff}, []policy.Item{software("a", "php", "7.4")}, "", 0, ""},
		"nothing of the product":     {policy.Setting{}, []policy.Item{software("a", "nginx", "1.2"), item("b", 400)}, "", 0, "names php"},
		"elsewhere":                  {policy.Setting{Owners: []string{"web"}}, []policy.Item{software("a", "php", "7.4")}, "", 0, "asked of nothing"},
		"a version to come":          {policy.Setting{}, []policy.Item{toCome("php")}, "", 1, ""},
		"that of another product":    {policy.Setting{}, []policy.Item{toCome("nginx"), software("b", "php", "8.4")}, "", 0, ""},
		"a product to come":          {policy.Setting{}, []policy.Item{unsettled(item("a", 400), "software"), software("b", "php", "8.4")}, "", 1, ""},
		"an owner to come":           {policy.Setting{Owners: []string{"web"}}, []policy.Item{unsettled(software("a", "php", "7.4"), "owner")}, "", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.setting.Allowed = onlyThese{"php": {"8.4"}}
			p := policy.Policy{Settings: map[deadline.Rule]policy.Setting{
				deadline.RuleVersionNotAllowed: test.setting, deadline.RuleDuplicate: {Severity: deadline.SeverityOff},
			}}
			verdict := p.Judge(test.items, now, time.UTC)
			var broken, later []string
			for _, violation := range verdict.Violations {
				if violation.Rule == deadline.RuleVersionNotAllowed {
					broken = append(broken, violation.ID+" "+string(violation.Rule))
				}
			}
			for _, violation := range verdict.Deferred {
				if violation.Rule == deadline.RuleVersionNotAllowed {
					later = append(later, violation.Message)
				}
			}
			if strings.Join(broken, ", ") != test.broken || len(later) != test.later {
				t.Errorf("broken %q, later %q; want %q and %d", broken, later, test.broken, test.later)
			}
			if test.later > 0 && verdict.Passed {
				t.Error("what is not judged yet passes")
			}
			var idle []string
			for _, fault := range verdict.Idle {
				idle = append(idle, fault.Error())
			}
			if !strings.Contains(strings.Join(idle, " "), test.idle) || test.idle == "" && len(idle) > 0 {
				t.Errorf("idle %q, want %q", idle, test.idle)
			}
		})
	}
}
