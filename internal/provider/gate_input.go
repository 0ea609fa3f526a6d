package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// gateDeadlinesAttribute is the face as an input. Everything in it is optional
// and checked here: Terraform 1.11 refuses a list literal of data sources where
// a nested attribute is required.
func gateDeadlinesAttribute() schema.ListNestedAttribute {
	d := faceDescriptions
	object := map[string]schema.Attribute{
		"tracked": schema.BoolAttribute{Optional: true, WriteOnly: true, MarkdownDescription: d["tracked"]},
		"passes":  schema.BoolAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "False fails the gate whatever the dates say."},
		"id":      schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "Identifier, which must be given: waivers and messages name it."},
		"status":  schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "Counts only where there is no `expires_at`; otherwise the gate works it out from the dates."},
		"findings": schema.ListNestedAttribute{
			Optional: true, WriteOnly: true, MarkdownDescription: d["findings"],
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"rule":     schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "Name of the rule."},
				"severity": schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "`warn` or `error`."},
				"message":  schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "What was found."},
				"lesson":   schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: "Lesson behind the rule."},
			}},
		},
	}
	for _, name := range []string{"kind", "name", "owner", "maintainer", "system", "environment", "criticality", "expires_at", "act_by", "remind_at", "reason"} {
		object[name] = schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: d[name]}
	}
	return schema.ListNestedAttribute{
		Optional: true, WriteOnly: true,
		MarkdownDescription: "What to judge: data sources and resources of this provider as they are, or objects with the same attributes. " +
			"Put lists together with `concat`. Hand resources over through a `local`. Write-only: never stored.",
		NestedObject: schema.NestedAttributeObject{Attributes: object},
	}
}

func gateRulesAttribute() schema.MapNestedAttribute {
	return schema.MapNestedAttribute{
		Optional:            true,
		MarkdownDescription: "How severe a rule is, by its name, like `owner-missing`. Overrides `fail_on` and `on_unknown`.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"severity": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf("off", "warn", "error")},
				MarkdownDescription: "`off`, `warn` or `error`.",
			},
		}},
	}
}

func gateWaiversAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Breaches that are acceptable for a while. A waiver whose last day is over is itself an error.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"rule":       schema.StringAttribute{Optional: true, MarkdownDescription: "Name of the rule. A waiver of one rule does not cover a worse one."},
			"asset":      schema.StringAttribute{Optional: true, MarkdownDescription: "Id it is for, or a pattern in which `*` stands for anything: `certificate/*.example.test:443`."},
			"reason":     schema.StringAttribute{Optional: true, MarkdownDescription: "Why it is acceptable."},
			"approver":   schema.StringAttribute{Optional: true, MarkdownDescription: "Who accepts the risk."},
			"ticket":     schema.StringAttribute{Optional: true, MarkdownDescription: "Where it is written down."},
			"granted_on": schema.StringAttribute{Optional: true, CustomType: dateType, MarkdownDescription: "Day on which it was granted. Default: today."},
			"ends_on":    schema.StringAttribute{Optional: true, CustomType: dateType, MarkdownDescription: fmt.Sprintf("Last day on which it holds, at most %d days after it was granted.", policy.MaxWaiverDays)},
		}},
	}
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

// gatePolicy puts the gate's settings together: fail_on and on_unknown first,
// rules over them.
func (s *session) gatePolicy(ctx context.Context, plan gateModel, diags *diagnostics) policy.Policy {
	severity := func(fails bool) deadline.Severity {
		if fails {
			return deadline.SeverityError
		}
		return deadline.SeverityWarn
	}
	failOn := deadline.Status(plan.FailOn.ValueString())
	p := policy.Policy{Severities: map[deadline.Rule]deadline.Severity{
		deadline.RuleDue:     severity(failOn == deadline.StatusDue),
		deadline.RuleOverdue: severity(failOn != deadline.StatusExpired),
		deadline.RuleExpired: deadline.SeverityError,
		deadline.RuleUnknown: severity(plan.OnUnknown.ValueString() != "warn"),
	}}
	var rules map[string]struct {
		Severity types.String `tfsdk:"severity"`
	}
	diags.Append(plan.Rules.ElementsAs(ctx, &rules, false)...)
	for name, setting := range rules {
		if rule := deadline.Rule(name); rule.Known() {
			if !setting.Severity.IsNull() && !setting.Severity.IsUnknown() {
				p.Severities[rule] = deadline.Severity(setting.Severity.ValueString())
			}
			continue
		}
		diags.AddAttributeError(path.Root("rules").AtMapKey(name), "Unknown rule", asSentence(policy.UnknownRule(name)))
	}
	p.Waivers = s.waivers(ctx, plan.Waivers, diags)
	return p
}

func (s *session) waivers(ctx context.Context, list types.List, diags *diagnostics) []policy.Waiver {
	var models []waiverModel
	diags.Append(list.ElementsAs(ctx, &models, false)...)
	var waivers []policy.Waiver
	for i, model := range models {
		waiver := policy.Waiver{
			Rule: deadline.Rule(model.Rule.ValueString()), Asset: model.Asset.ValueString(), Reason: model.Reason.ValueString(),
			Approver: model.Approver.ValueString(), Ticket: model.Ticket.ValueString(),
			GrantedOn: parseDate(model.GrantedOn), EndsOn: parseDate(model.EndsOn),
		}
		if fault, ok := errors.AsType[*policy.WaiverError](waiver.Check(deadline.DateOf(s.now, s.location))); ok {
			diags.AddAttributeError(path.Root("waivers").AtListIndex(i).AtName(fault.Part), "Invalid waiver", fmt.Sprintf("Waiver number %d, %s: %s.", i+1, fault.Part, fault.Message))
			continue
		}
		waivers = append(waivers, waiver)
	}
	return waivers
}

func parseDate(value text) deadline.Date {
	date, err := deadline.ParseDate(value.ValueString())
	if err != nil {
		return deadline.Date{}
	}
	return date
}

// gateItems reads the deadlines that are known and names those that are not.
func gateItems(ctx context.Context, list types.List, diags *diagnostics) (items []policy.Item, pending []string) {
	if list.IsUnknown() {
		return nil, []string{"all deadlines"}
	}
	for i, element := range list.Elements() {
		at := path.Root("deadlines").AtListIndex(i)
		object, ok := element.(types.Object)
		if !ok || object.IsUnknown() {
			pending = append(pending, fmt.Sprintf("deadline number %d", i+1))
			continue
		}
		attributes := object.Attributes()
		item, settled := itemOf(ctx, attributes, at, diags)
		switch {
		case object.IsNull() || settled && item.ID == "":
			diags.AddAttributeError(at, "Deadline without id",
				fmt.Sprintf("Deadline number %d has no id, so no message or waiver could name it. Hand over a data source or resource of this provider, or an object with an id like \"licence/erp\".", i+1))
		case settled:
			items = append(items, item)
		case item.ID != "":
			pending = append(pending, item.ID)
		default:
			pending = append(pending, fmt.Sprintf("deadline number %d", i+1))
		}
	}
	return items, pending
}

// itemOf reads one deadline. It is settled where nothing that the judgement
// needs is unknown, or where it has expired whatever the rest turns out to be.
func itemOf(ctx context.Context, attributes map[string]attr.Value, at path.Path, diags *diagnostics) (policy.Item, bool) {
	item := policy.Item{
		Deadline: deadline.Deadline{
			ID: stringOf(attributes, "id"), Kind: stringOf(attributes, "kind"), Name: stringOf(attributes, "name"),
			Owner: stringOf(attributes, "owner"), Maintainer: stringOf(attributes, "maintainer"),
			System: stringOf(attributes, "system"), Environment: stringOf(attributes, "environment"),
			Criticality: stringOf(attributes, "criticality"),
		},
		Status: deadline.Status(stringOf(attributes, "status")), Reason: stringOf(attributes, "reason"),
	}
	settled := true
	for name, value := range attributes {
		// Who is responsible may be settled later; when it ends may not.
		if value.IsUnknown() && name != "reason" && name != "owner" && name != "maintainer" && name != "criticality" {
			settled = false
		}
	}
	if !settled {
		return item, false
	}
	if tracked, ok := attributes["tracked"].(types.Bool); ok {
		item.Tracked = tracked.ValueBool()
	}
	if passes, ok := attributes["passes"].(types.Bool); ok && !passes.IsNull() {
		item.Passes = passes.ValueBoolPointer()
	}
	item.Timeline = timelineOf(attributes, at, diags)
	item.Findings = findingsOf(ctx, attributes["findings"], diags)
	return item, true
}

func timelineOf(attributes map[string]attr.Value, at path.Path, diags *diagnostics) deadline.Timeline {
	var line deadline.Timeline
	for name, write := range map[string]func(deadline.End){
		"expires_at": func(end deadline.End) { line.End = end },
		"act_by":     func(end deadline.End) { line.ActBy = end.At },
		"remind_at":  func(end deadline.End) { line.RemindAt = end.At },
	} {
		written := stringOf(attributes, name)
		if written == "" {
			continue
		}
		if err := checkCanonicalInstant(written); err != nil {
			diags.AddAttributeError(at.AtName(name), "Invalid instant", fmt.Sprintf("In %s: %s.", at.AtName(name), err))
			continue
		}
		if t, err := deadline.ParseInstant(written, time.UTC); err == nil {
			write(deadline.EndsAt(t))
		}
	}
	return line
}

type findingModel struct {
	Rule     types.String `tfsdk:"rule"`
	Severity types.String `tfsdk:"severity"`
	Message  types.String `tfsdk:"message"`
	Lesson   types.String `tfsdk:"lesson"`
}

func findingsOf(ctx context.Context, value attr.Value, diags *diagnostics) []deadline.Finding {
	list, ok := value.(types.List)
	if !ok {
		return nil
	}
	var models []findingModel
	diags.Append(list.ElementsAs(ctx, &models, false)...)
	var findings []deadline.Finding
	for _, model := range models {
		finding := deadline.NewFinding(deadline.Rule(model.Rule.ValueString()), model.Message.ValueString())
		if severity := deadline.Severity(model.Severity.ValueString()); severity == deadline.SeverityWarn || severity == deadline.SeverityError {
			finding.Severity = severity
		}
		findings = append(findings, finding)
	}
	return findings
}
