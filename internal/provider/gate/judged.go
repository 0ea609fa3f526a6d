package gate

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var (
	failOns    = []string{"due", "overdue", "expired"}
	onUnknowns = []string{"error", "warn"}
)

// Terms are what a gate judges by. The zero value has its defaults.
type Terms struct {
	FailOn, OnUnknown types.String
	Rules             types.Map
	Waivers           types.List
	AllowEmpty        types.Bool
	// Assertions are a tree as the room intake has it.
	Assertions any
}

// TermTypes are the types of a gate's terms by their names, for what takes them
// elsewhere than in a gate.
func TermTypes() map[string]attr.Type {
	return map[string]attr.Type{
		"fail_on": types.StringType, "on_unknown": types.StringType, "allow_empty": types.BoolType,
		"rules": gateRulesAttribute().GetType(), "waivers": gateWaiversAttribute().GetType(), "assertions": gateAssertionsAttribute().GetType(),
	}
}

// TermsOf are the terms of such values. The words are checked, as the schema does
// it for a gate.
func TermsOf(values map[string]attr.Value, assertions any, diags *diag.Diagnostics) Terms {
	terms := Terms{Assertions: assertions}
	terms.FailOn, _ = values["fail_on"].(types.String)
	terms.OnUnknown, _ = values["on_unknown"].(types.String)
	terms.AllowEmpty, _ = values["allow_empty"].(types.Bool)
	terms.Rules, _ = values["rules"].(types.Map)
	terms.Waivers, _ = values["waivers"].(types.List)
	for _, word := range []struct {
		name     string
		value    types.String
		accepted []string
	}{{"fail_on", terms.FailOn, failOns}, {"on_unknown", terms.OnUnknown, onUnknowns}} {
		if said := word.value.ValueString(); !word.value.IsNull() && !slices.Contains(word.accepted, said) {
			diags.AddAttributeError(path.Root(word.name), "Invalid gate setting",
				fmt.Sprintf("%s is not accepted; write %s.", deadline.Quote(said), attribute.Choice(word.accepted)))
		}
	}
	return terms
}

// Judged is what a gate came to, and what it could not judge yet.
type Judged struct {
	policy.Verdict
	Pending []string

	rules policy.Policy
	items []policy.Item
}

// Judge judges what the request hands over as deadlines, for a gate and for what
// judges as one; what names it in messages.
func Judge(ctx context.Context, s *session.Session, now time.Time, in Terms, what string, diags *diag.Diagnostics) Judged {
	rules, pending := policyOf(ctx, s, in, now, diags)
	items, unread := given.Deadlines(ctx, s, now, diags)
	rules.Partial = len(unread) > 0
	addEmpty(what, len(items)+len(unread), in.AllowEmpty, diags)
	return in.judge(s, now, rules, items, append(unread, pending...), diags)
}

// JudgeItems judges deadlines that were read already, be there none.
func JudgeItems(ctx context.Context, s *session.Session, now time.Time, in Terms, items []policy.Item, diags *diag.Diagnostics) Judged {
	rules, pending := policyOf(ctx, s, in, now, diags)
	return in.judge(s, now, rules, items, pending, diags)
}

func (in Terms) judge(s *session.Session, now time.Time, rules policy.Policy, items []policy.Item, pending []string, diags *diag.Diagnostics) Judged {
	if diags.HasError() {
		return Judged{}
	}
	rules.Severities = in.severities()
	judged := Judged{Verdict: rules.Judge(items, now, s.Location), Pending: pending, rules: rules, items: items}
	tellIdle(judged.Verdict, diags)
	return judged
}

func (j Judged) until(s *session.Session, now time.Time) *policy.Until {
	return j.rules.Until(j.Verdict, j.items, now, s.Location)
}

// severities are those of the rules on time, as fail_on and on_unknown say.
func (in Terms) severities() map[deadline.Rule]deadline.Severity {
	severity := func(fails bool) deadline.Severity {
		if fails {
			return deadline.SeverityError
		}
		return deadline.SeverityWarn
	}
	failOn := deadline.Status(in.FailOn.ValueString())
	return map[deadline.Rule]deadline.Severity{
		deadline.RuleDue:     severity(failOn == deadline.StatusDue),
		deadline.RuleOverdue: severity(failOn != deadline.StatusExpired),
		deadline.RuleExpired: deadline.SeverityError,
		deadline.RuleUnknown: severity(in.OnUnknown.ValueString() != "warn"),
	}
}

// WaiverNames are the attributes of a waiver, those of an expiry_waiver that count
// among them.
func WaiverNames() []string {
	return slices.Sorted(maps.Keys(attribute.Merged(waiverDescriptions, ownFaceOfWaiver)))
}
