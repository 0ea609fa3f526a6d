package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// policyInputs are what a gate and a policy have in common. In a gate those that
// are write-only are read from the configuration.
type policyInputs struct {
	Deadlines     types.Dynamic `tfsdk:"deadlines"`
	DeadlinesJSON types.String  `tfsdk:"deadlines_json"`
	Rules         types.Map     `tfsdk:"rules"`
	Waivers       types.List    `tfsdk:"waivers"`
	Assertions    types.Map     `tfsdk:"assertions"`
	AllowEmpty    types.Bool    `tfsdk:"allow_empty"`
}

type ruleModel struct {
	Severity  types.String `tfsdk:"severity"`
	MaxAge    text         `tfsdk:"max_age"`
	AppliesTo types.List   `tfsdk:"applies_to"`
}

type waiverModel struct {
	Rule      types.String `tfsdk:"rule"`
	Asset     types.String `tfsdk:"asset"`
	Reason    types.String `tfsdk:"reason"`
	Approver  types.String `tfsdk:"approver"`
	Ticket    types.String `tfsdk:"ticket"`
	GrantedOn text         `tfsdk:"granted_on"`
	EndsOn    text         `tfsdk:"ends_on"`
}

func (m waiverModel) waiver() policy.Waiver {
	return policy.Waiver{
		Rule: deadline.Rule(m.Rule.ValueString()), Asset: m.Asset.ValueString(), Reason: m.Reason.ValueString(),
		Approver: m.Approver.ValueString(), Ticket: m.Ticket.ValueString(),
		GrantedOn: parseDate(m.GrantedOn), EndsOn: parseDate(m.EndsOn),
	}
}

// policy puts rules, waivers and assertions together. Assertions that are not
// known yet are named instead.
func (s *session) policy(ctx context.Context, in policyInputs, now time.Time, diags *diagnostics) (p policy.Policy, pending []string) {
	p.Settings = map[deadline.Rule]policy.Setting{}
	var rules map[string]ruleModel
	diags.Append(in.Rules.ElementsAs(ctx, &rules, false)...)
	for name, rule := range rules {
		setting := policy.Setting{Severity: deadline.Severity(rule.Severity.ValueString()), MaxAge: parsePeriod(rule.MaxAge, deadline.Period{})}
		if !rule.AppliesTo.IsNull() {
			setting.AppliesTo = append([]string{}, stringsOf(rule.AppliesTo)...)
		}
		p.Settings[deadline.Rule(name)] = setting
	}
	for _, fault := range p.Check() {
		at, summary := path.Root("rules").AtMapKey(string(fault.Rule)), "Unknown rule"
		if fault.Parameter != "" {
			at, summary = at.AtName(fault.Parameter), "Invalid rule setting"
		}
		diags.AddAttributeError(at, summary, sentence(fault))
	}
	var waivers []waiverModel
	diags.Append(in.Waivers.ElementsAs(ctx, &waivers, false)...)
	for i, model := range waivers {
		waiver := model.waiver()
		if fault, ok := errors.AsType[*policy.WaiverError](waiver.Check(deadline.DateOf(now, s.location))); ok {
			diags.AddAttributeError(path.Root("waivers").AtListIndex(i).AtName(fault.Part), "Invalid waiver", fmt.Sprintf("Waiver number %d, %s: %s.", i+1, fault.Part, fault.Message))
			continue
		}
		p.Waivers = append(p.Waivers, waiver)
	}
	p.Assertions, pending = assertions(in.Assertions, diags)
	return p, pending
}

func assertions(given types.Map, diags *diagnostics) (known []policy.Assertion, pending []string) {
	if given.IsUnknown() {
		return nil, []string{"all assertions"}
	}
	elements := given.Elements()
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		object, ok := elements[name].(types.Object)
		if !ok || !fullyKnown(object) {
			pending = append(pending, "assertion/"+name)
			continue
		}
		fields := object.Attributes()
		severity := deadline.Severity(stringOf(fields, "severity"))
		if severity != "" && severity != deadline.SeverityWarn && severity != deadline.SeverityError {
			diags.AddAttributeError(path.Root("assertions").AtMapKey(name).AtName("severity"), "Invalid assertion", fmt.Sprintf("%q is no severity; write warn or error.", severity))
		}
		known = append(known, policy.Assertion{
			Name: name, Passed: boolOf(fields, "passed"), Message: stringOf(fields, "message"), Owner: stringOf(fields, "owner"), Severity: severity,
		})
	}
	return known, pending
}

func parseDate(value text) deadline.Date {
	date, err := deadline.ParseDate(value.ValueString())
	if err != nil {
		return deadline.Date{}
	}
	return date
}

// objectOf are the attributes of an object, which may be a map.
func objectOf(value attr.Value) (map[string]attr.Value, bool) {
	switch value := value.(type) {
	case types.Object:
		return value.Attributes(), true
	case types.Map:
		return value.Elements(), true
	case types.Dynamic:
		if value.IsNull() || value.IsUnknown() {
			return nil, false
		}
		return objectOf(value.UnderlyingValue())
	}
	return nil, false
}

// addEmpty reports that there is nothing to judge, unless that is a fine answer or
// comes of a mistake that is told already. Assertions are no deadlines.
func addEmpty(what string, judged int, allowed types.Bool, diags *diagnostics) {
	if judged == 0 && !allowed.ValueBool() && !diags.HasError() {
		diags.AddAttributeError(path.Root("deadlines"), "No deadlines to judge",
			"The "+what+" is given no deadline, so it would pass everything. Hand it data sources, resources or lists of them, or set allow_empty = true where nothing is a fine answer.")
	}
}
