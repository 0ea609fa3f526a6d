package gate

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
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// policyOf puts rules, waivers and assertions together. Assertions that are not
// known yet are named instead.
func policyOf(ctx context.Context, s *session.Session, in Terms, now time.Time, diags *diag.Diagnostics) (p policy.Policy, pending []string) {
	p.Settings = ruleSettings(ctx, s, in.Rules, diags)
	for _, fault := range p.Check() {
		addRuleFault(fault, diags)
	}
	p.Waivers = waivers(in.Waivers, deadline.DateOf(now, s.Location), diags)
	p.Assertions, pending = assertions(in.Assertions, diags)
	p.Unjudged = len(pending)
	return p, pending
}

func addRuleFault(fault *policy.SettingError, diags *diag.Diagnostics) {
	at, summary := path.Root("rules").AtMapKey(string(fault.Rule)), "Invalid rule setting"
	switch {
	case fault.Parameter != "":
		at = at.AtName(fault.Parameter)
	case !deadline.Rule.Known(fault.Rule) && fault.Rule != policy.RuleAssertion:
		summary = "Unknown rule"
	}
	diags.AddAttributeError(at, summary, attribute.Sentence(fault))
}

// tellIdle warns of settings whose scope names what is not there.
func tellIdle(verdict policy.Verdict, diags *diag.Diagnostics) {
	for _, fault := range verdict.Idle {
		diags.AddAttributeWarning(path.Root("rules").AtMapKey(string(fault.Rule)).AtName(fault.Parameter), "Rule asked of nothing",
			attribute.Sentence(fault)+" Look for a misspelt name, or remove it.")
	}
}

func ruleSettings(ctx context.Context, s *session.Session, given types.Map, diags *diag.Diagnostics) map[deadline.Rule]policy.Setting {
	settings := map[deadline.Rule]policy.Setting{}
	elements := given.Elements()
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		at := path.Root("rules").AtMapKey(name)
		fields, ok := attribute.ObjectOf(elements[name])
		if !ok || elements[name].IsNull() {
			diags.AddAttributeError(at, "Invalid rule setting", fmt.Sprintf("The entry for %s is null, so it sets nothing. Give it a severity, like { severity = \"error\" }, or leave it out.", deadline.Quote(name)))
			continue
		}
		setting := policy.Setting{Severity: severityOf(fields)}
		if age, ok := fields["max_age"].(attribute.Text); ok {
			setting.MaxAge = attribute.ParsePeriod(age, deadline.Period{})
		}
		if day, ok := fields["after"].(attribute.Text); ok {
			setting.After = attribute.ParseDate(day)
		}
		if versions, ok := fields["allowed"].(types.Map); ok && !versions.IsNull() {
			setting.Allowed = newAllowedVersions(ctx, s, versions, at.AtName("allowed"), diags)
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
	return deadline.Severity(strings.ToLower(strings.TrimSpace(attribute.StringOf(fields, "severity"))))
}

func waivers(given types.List, today deadline.Date, diags *diag.Diagnostics) []policy.Waiver {
	var all []policy.Waiver
	for i, element := range given.Elements() {
		at := path.Root("waivers").AtListIndex(i)
		fields, ok := attribute.ObjectOf(element)
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
		value, _ := fields[name].(attribute.Text)
		return attribute.ParseDate(value)
	}
	system, owner := attribute.StringOf(fields, "for_system"), attribute.StringOf(fields, "for_owner")
	if !isWaiverResource(fields) {
		system, owner = cmp.Or(system, attribute.StringOf(fields, "system")), cmp.Or(owner, attribute.StringOf(fields, "owner"))
	}
	return policy.Waiver{
		Rule: deadline.Rule(attribute.StringOf(fields, "rule")), Asset: attribute.StringOf(fields, "asset"), System: system, Owner: owner,
		Reason: attribute.StringOf(fields, "reason"), Approver: attribute.StringOf(fields, "approver"), Ticket: attribute.StringOf(fields, "ticket"),
		GrantedOn: date("granted_on"), EndsOn: date("ends_on"),
	}
}

// isWaiverResource says that an expiry_waiver was handed over, whose system and
// owner are its own.
func isWaiverResource(fields map[string]attr.Value) bool {
	return attribute.StringOf(fields, "kind") == WaiverKind
}

// waiversKnown says that all is known of waivers that counts.
func waiversKnown(given types.List) bool {
	if given.IsUnknown() {
		return false
	}
	return !slices.ContainsFunc(given.Elements(), func(element attr.Value) bool {
		fields, ok := attribute.ObjectOf(element)
		if !ok || !isWaiverResource(fields) {
			return !attribute.FullyKnown(element)
		}
		for name, value := range fields {
			if _, own := ownFaceOfWaiver[name]; !own && !attribute.FullyKnown(value) {
				return true
			}
		}
		return false
	})
}

// handedAssertions are the assertions of a request as a tree.
func handedAssertions(ctx context.Context, diags *diag.Diagnostics) any {
	tree, err := protocol.Handed(ctx, "assertions")
	if err != nil {
		diags.AddError("Assertions not read", attribute.Sentence(err))
	}
	return tree
}

// assertions are those of a tree, and the names of those that are not known yet.
func assertions(tree any, diags *diag.Diagnostics) (known []policy.Assertion, pending []string) {
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

// assertionOf reads one assertion; it is not whole where it is known only after
// apply whether it fails. What is said of one that fails can wait.
func assertionOf(name string, fields intake.Object) (assertion policy.Assertion, whole bool) {
	assertion.Name = name
	switch passed := fields["passed"].(type) {
	case intake.Unknown:
		return assertion, false
	case bool:
		assertion.Passed = &passed
	}
	assertion.Owner, _ = fields["owner"].(string)
	switch message := fields["message"].(type) {
	case intake.Unknown:
		assertion.Message = "it does not hold, and its message is known only after apply."
	case string:
		assertion.Message = message
	}
	severity, _ := fields["severity"].(string)
	assertion.Severity = deadline.Severity(strings.ToLower(strings.TrimSpace(severity)))
	if _, unknown := fields["severity"].(intake.Unknown); unknown && (assertion.Passed == nil || !*assertion.Passed) {
		return assertion, false
	}
	return assertion, true
}
