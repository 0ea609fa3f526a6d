package provider

import (
	"context"
	"errors"
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

// items reads the deadlines that are known and names those that are not.
func (s *session) items(in policyInputs, now time.Time, all *diagnostics) (items []policy.Item, pending []string) {
	diags := &diagnostics{}
	defer func() { addFirst(*diags, all) }()
	switch {
	case in.DeadlinesJSON.IsUnknown():
		pending = append(pending, "all deadlines of deadlines_json")
	case !in.DeadlinesJSON.IsNull():
		items = s.jsonItems(in.DeadlinesJSON.ValueString(), now, diags)
	}
	if in.Deadlines.IsUnknown() || in.Deadlines.IsUnderlyingValueUnknown() {
		return items, append(pending, "all deadlines")
	}
	elements, ok := elementsOf(in.Deadlines)
	if !ok {
		diags.AddAttributeError(path.Root("deadlines"), "Invalid deadlines", "The deadlines are no list. Write deadlines = [data.expiry_certificate.www], or hand a list such as data.expiry_certificates.fleet.certificates over.")
	}
	for i, element := range elements {
		at := path.Root("deadlines")
		object, ok := objectOf(element)
		switch {
		case element.IsUnknown():
			pending = append(pending, numbered(i, ""))
			continue
		case element.IsNull():
			addNoID(diags, at, i)
			continue
		case !ok:
			diags.AddAttributeError(at, "Invalid deadline", fmt.Sprintf("Deadline number %d is no object with an id. Hand over a data source or resource of this provider; of several at a time their list, put together by concat.", i+1))
			continue
		}
		given, settled, faults := deadlineInputOf(object)
		switch {
		case len(faults) > 0:
			s.addInputFaults(given, faults, at, i, diags)
		case settled && given.ID == "":
			addNoID(diags, at, i)
		case settled:
			items = append(items, s.itemAt(given, now, at, i, diags))
		default:
			pending = append(pending, numbered(i, given.ID))
		}
	}
	return items, pending
}

// addFirst reports the first few of what may be thousands of mistakes, and counts
// the rest.
func addFirst(found diagnostics, diags *diagnostics) {
	diags.Append(found[:min(len(found), worstShown)]...)
	if rest := len(found) - worstShown; rest > 0 {
		diags.AddAttributeError(path.Root("deadlines"), "More invalid deadlines", fmt.Sprintf("There are %d more mistakes of this kind.", rest))
	}
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

func addNoID(diags *diagnostics, at path.Path, i int) {
	addMistake(diags, at, "Deadline without id",
		fmt.Sprintf("Deadline number %d has no id, so no message or waiver could name it. Hand over a data source or resource of this provider, or an object with an id like \"licence/erp\".", i+1))
}

// addMistake adds one of possibly thousands: AddAttributeError looks through all
// that there are.
func addMistake(diags *diagnostics, at path.Path, summary, detail string) {
	*diags = append(*diags, diag.NewAttributeErrorDiagnostic(at, summary, detail))
}

func (s *session) itemAt(in deadlineInput, now time.Time, at path.Path, i int, diags *diagnostics) policy.Item {
	item, faults := in.item(s, now)
	s.addInputFaults(in, faults, at, i, diags)
	return item
}

func (s *session) addInputFaults(in deadlineInput, faults []inputFault, at path.Path, i int, diags *diagnostics) {
	for _, fault := range faults {
		addMistake(diags, at, "Invalid deadline",
			fmt.Sprintf("In %s of deadline number %d (%s): %s.", fault.attribute, i+1, deadline.Printable(in.ID), fault.message))
	}
}

// addEmpty reports that there is nothing to judge, unless that is a fine answer.
func addEmpty(what string, judged int, allowed types.Bool, diags *diagnostics) {
	if judged == 0 && !allowed.ValueBool() {
		diags.AddAttributeError(path.Root("deadlines"), "No deadlines to judge",
			"The "+what+" is given no deadline, so it would pass everything. Hand it data sources, resources or lists of them, or set allow_empty = true where nothing is a fine answer.")
	}
}
