package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
)

// What is configured besides the deadlines is read value by value: into a
// struct, the framework reads no null element and tells of it in its own words.

// policyOf puts rules, waivers and assertions together. Assertions that are not
// known yet are named instead.
func (s *session) policyOf(ctx context.Context, in policyInputs, now time.Time, diags *diagnostics) (p policy.Policy, pending []string) {
	p.Settings = ruleSettings(in.Rules, diags)
	for _, fault := range p.Check() {
		addRuleFault(fault, diags)
	}
	p.Waivers = waivers(in.Waivers, deadline.DateOf(now, s.location), diags)
	p.Assertions, pending = assertions(ctx, diags)
	p.Unjudged = len(pending)
	return p, pending
}

func addRuleFault(fault *policy.SettingError, diags *diagnostics) {
	at, summary := path.Root("rules").AtMapKey(string(fault.Rule)), "Invalid rule setting"
	switch {
	case fault.Parameter != "":
		at = at.AtName(fault.Parameter)
	case !deadline.Rule.Known(fault.Rule) && fault.Rule != policy.RuleAssertion:
		summary = "Unknown rule"
	}
	diags.AddAttributeError(at, summary, sentence(fault))
}

// tellIdle warns of settings whose scope names what is not there.
func tellIdle(verdict policy.Verdict, diags *diagnostics) {
	for _, fault := range verdict.Idle {
		diags.AddAttributeWarning(path.Root("rules").AtMapKey(string(fault.Rule)).AtName(fault.Parameter), "Rule asked of nothing",
			sentence(fault)+" Look for a misspelt name, or remove it.")
	}
}

func ruleSettings(given types.Map, diags *diagnostics) map[deadline.Rule]policy.Setting {
	settings := map[deadline.Rule]policy.Setting{}
	elements := given.Elements()
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		at := path.Root("rules").AtMapKey(name)
		fields, ok := objectOf(elements[name])
		if !ok || elements[name].IsNull() {
			diags.AddAttributeError(at, "Invalid rule setting", fmt.Sprintf("The entry for %s is null, so it sets nothing. Give it a severity, like { severity = \"error\" }, or leave it out.", deadline.Quote(name)))
			continue
		}
		setting := policy.Setting{Severity: severityOf(fields)}
		if age, ok := fields["max_age"].(text); ok {
			setting.MaxAge = parsePeriod(age, deadline.Period{})
		}
		for scope, list := range map[string]*[]string{
			"applies_to": &setting.AppliesTo, "kinds": &setting.Kinds, "systems": &setting.Systems, "environments": &setting.Environments, "owners": &setting.Owners,
		} {
			if given, ok := fields[scope].(types.List); ok && !given.IsNull() {
				*list = patternsOf(given)
			}
		}
		settings[deadline.Rule(name)] = setting
	}
	return settings
}

// patternsOf are the elements of a list; a null one is blank, which is refused.
func patternsOf(list types.List) []string {
	patterns := []string{}
	for _, element := range list.Elements() {
		pattern, _ := element.(types.String)
		patterns = append(patterns, pattern.ValueString())
	}
	return patterns
}

// severityOf is a severity in any case.
func severityOf(fields map[string]attr.Value) deadline.Severity {
	return deadline.Severity(strings.ToLower(strings.TrimSpace(stringOf(fields, "severity"))))
}

func waivers(given types.List, today deadline.Date, diags *diagnostics) []policy.Waiver {
	var all []policy.Waiver
	for i, element := range given.Elements() {
		at := path.Root("waivers").AtListIndex(i)
		fields, ok := objectOf(element)
		if !ok || element.IsNull() {
			diags.AddAttributeError(at, "Invalid waiver", fmt.Sprintf("Waiver number %d is null, so it excuses nothing. Give rule, asset, reason, approver, granted_on and ends_on, or leave it out.", i+1))
			continue
		}
		waiver := waiverOf(fields)
		fault, ok := errors.AsType[*policy.WaiverError](waiver.Check(today))
		switch {
		case !ok:
			all = append(all, waiver)
		case fault.Part == "":
			diags.AddAttributeError(at, "Invalid waiver", fmt.Sprintf("Waiver number %d: %s.", i+1, fault.Message))
		default:
			diags.AddAttributeError(at.AtName(fault.Part), "Invalid waiver", fmt.Sprintf("Waiver number %d, %s: %s.", i+1, fault.Part, fault.Message))
		}
	}
	return all
}

func waiverOf(fields map[string]attr.Value) policy.Waiver {
	date := func(name string) deadline.Date {
		value, _ := fields[name].(text)
		return parseDate(value)
	}
	system, owner := stringOf(fields, "for_system"), stringOf(fields, "for_owner")
	if !isWaiverResource(fields) {
		system, owner = cmp.Or(system, stringOf(fields, "system")), cmp.Or(owner, stringOf(fields, "owner"))
	}
	return policy.Waiver{
		Rule: deadline.Rule(stringOf(fields, "rule")), Asset: stringOf(fields, "asset"), System: system, Owner: owner,
		Reason: stringOf(fields, "reason"), Approver: stringOf(fields, "approver"), Ticket: stringOf(fields, "ticket"),
		GrantedOn: date("granted_on"), EndsOn: date("ends_on"),
	}
}

// isWaiverResource says that an expiry_waiver was handed over, whose system and
// owner are its own.
func isWaiverResource(fields map[string]attr.Value) bool {
	return stringOf(fields, "kind") == waiverKind
}

// waiversKnown says that all is known of waivers that counts.
func waiversKnown(given types.List) bool {
	if given.IsUnknown() {
		return false
	}
	return !slices.ContainsFunc(given.Elements(), func(element attr.Value) bool {
		fields, ok := objectOf(element)
		if !ok || !isWaiverResource(fields) {
			return !fullyKnown(element)
		}
		for name, value := range fields {
			if _, own := ownFaceOfWaiver[name]; !own && !fullyKnown(value) {
				return true
			}
		}
		return false
	})
}

// assertions are those that the request hands over, and the names of those that
// are not known yet.
func assertions(ctx context.Context, diags *diagnostics) (known []policy.Assertion, pending []string) {
	tree, err := protocol.Handed(ctx, "assertions")
	if err != nil {
		diags.AddError("Assertions not read", sentence(err))
	}
	if _, unknown := tree.(intake.Unknown); unknown {
		return nil, []string{"all assertions"}
	}
	object, _ := tree.(intake.Object)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		at := path.Root("assertions").AtMapKey(name)
		fields, ok := object[name].(intake.Object)
		if !ok && object[name] == nil {
			diags.AddAttributeError(at, "Invalid assertion", fmt.Sprintf("The assertion %s is null, so it asserts nothing. Give it passed and a message, or leave it out.", deadline.Quote(name)))
			continue
		}
		assertion, whole := assertionOf(name, fields)
		if !ok || !whole {
			pending = append(pending, "assertion/"+name)
			continue
		}
		if severity := assertion.Severity; severity != "" && severity != deadline.SeverityWarn && severity != deadline.SeverityError {
			diags.AddAttributeError(at.AtName("severity"), "Invalid assertion", fmt.Sprintf("%q is no severity; write warn or error.", severity))
		}
		known = append(known, assertion)
	}
	return known, pending
}

// assertionOf reads one assertion; it is not whole where something of it is known
// only after apply.
func assertionOf(name string, fields intake.Object) (assertion policy.Assertion, whole bool) {
	for _, value := range fields {
		if _, unknown := value.(intake.Unknown); unknown {
			return assertion, false
		}
	}
	assertion.Name = name
	assertion.Message, _ = fields["message"].(string)
	assertion.Owner, _ = fields["owner"].(string)
	if passed, ok := fields["passed"].(bool); ok {
		assertion.Passed = &passed
	}
	severity, _ := fields["severity"].(string)
	assertion.Severity = deadline.Severity(strings.ToLower(strings.TrimSpace(severity)))
	return assertion, true
}
