package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// What a gate and a policy are told besides the deadlines: rules, waivers and
// assertions, written once for both.

var severities = []string{"off", "warn", "error"}

const (
	descriptionRules = "How severe a rule is and what it asks for, by its name, like `owner-missing`. All of them: [Rules](../guides/rules)."
	descriptionWaive = "Breaches that are acceptable for a while, as objects or as `expiry_waiver` resources. A waiver whose last day is over is itself an error."
	descriptionOwn   = "Conditions of your own in the same verdict, by name. In it they are `assertion/NAME`, under the rule `assertion`."
)

var ruleSettingDescriptions = map[string]string{
	"severity":   "`off`, `warn` or `error`.",
	"max_age":    "`backup-stale`: how old the newest backup may be, like `7d`.",
	"applies_to": "`backup-missing`, `support-contract-missing`: ids or patterns like `asset/*` for which alone the rule asks.",
}

var waiverDescriptions = map[string]string{
	"rule":       "Name of the rule. A waiver of one rule does not cover a worse one.",
	"asset":      "Id it is for, or a pattern in which `*` stands for anything: `certificate/*.example.test:443`.",
	"reason":     "Why it is acceptable.",
	"approver":   "Who accepts the risk.",
	"ticket":     "Where it is written down.",
	"granted_on": "Day on which it was granted. Default: today.",
	"ends_on":    fmt.Sprintf("Last day on which it holds, at most %d days after it was granted.", policy.MaxWaiverDays),
}

// waiverDates are the attributes of a waiver that are dates.
var waiverDates = map[string]bool{"granted_on": true, "ends_on": true}

var assertionDescriptions = map[string]string{
	"message":  "What does not hold, for a person.",
	"owner":    "Who is asked to see to it.",
	"severity": "`warn` or `error` (default).",
}

const descriptionAssertionPassed = "Whether it holds. Null fails."

func gateRulesAttribute() schema.MapNestedAttribute {
	d := ruleSettingDescriptions
	return schema.MapNestedAttribute{
		Optional: true, MarkdownDescription: descriptionRules + " Overrides `fail_on` and `on_unknown`.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"severity":   schema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(severities...)}, MarkdownDescription: d["severity"]},
			"max_age":    schema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: d["max_age"]},
			"applies_to": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: d["applies_to"]},
		}},
	}
}

func rulesAttribute() dsschema.MapNestedAttribute {
	d := ruleSettingDescriptions
	return dsschema.MapNestedAttribute{
		Optional: true, MarkdownDescription: descriptionRules,
		NestedObject: dsschema.NestedAttributeObject{Attributes: map[string]dsschema.Attribute{
			"severity":   dsschema.StringAttribute{Optional: true, Validators: []validator.String{stringvalidator.OneOf(severities...)}, MarkdownDescription: d["severity"]},
			"max_age":    dsschema.StringAttribute{Optional: true, CustomType: periodType, MarkdownDescription: d["max_age"]},
			"applies_to": dsschema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: d["applies_to"]},
		}},
	}
}

func gateWaiversAttribute() schema.ListNestedAttribute {
	object := map[string]schema.Attribute{}
	for name, text := range waiverDescriptions {
		attribute := schema.StringAttribute{Optional: true, MarkdownDescription: text}
		if waiverDates[name] {
			attribute.CustomType = dateType
		}
		object[name] = attribute
	}
	return schema.ListNestedAttribute{Optional: true, MarkdownDescription: descriptionWaive, NestedObject: schema.NestedAttributeObject{Attributes: object}}
}

func waiversAttribute() dsschema.ListNestedAttribute {
	object := map[string]dsschema.Attribute{}
	for name, text := range waiverDescriptions {
		attribute := dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
		if waiverDates[name] {
			attribute.CustomType = dateType
		}
		object[name] = attribute
	}
	return dsschema.ListNestedAttribute{Optional: true, MarkdownDescription: descriptionWaive, NestedObject: dsschema.NestedAttributeObject{Attributes: object}}
}

func gateAssertionsAttribute() schema.MapNestedAttribute {
	object := map[string]schema.Attribute{"passed": schema.BoolAttribute{Optional: true, WriteOnly: true, MarkdownDescription: descriptionAssertionPassed}}
	for name, text := range assertionDescriptions {
		object[name] = schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: text}
	}
	return schema.MapNestedAttribute{Optional: true, WriteOnly: true, MarkdownDescription: descriptionOwn + " Write-only: never stored.", NestedObject: schema.NestedAttributeObject{Attributes: object}}
}

func assertionsAttribute() dsschema.MapNestedAttribute {
	object := map[string]dsschema.Attribute{"passed": dsschema.BoolAttribute{Optional: true, MarkdownDescription: descriptionAssertionPassed}}
	for name, text := range assertionDescriptions {
		object[name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
	}
	return dsschema.MapNestedAttribute{Optional: true, MarkdownDescription: descriptionOwn, NestedObject: dsschema.NestedAttributeObject{Attributes: object}}
}
