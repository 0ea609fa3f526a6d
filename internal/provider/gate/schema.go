package gate

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

var severities = []string{"off", "warn", "error"}

const (
	descriptionRules = "How severe a rule is and what it asks for, by its name, like `owner-missing`. All of them: [Rules](../guides/rules)."
	descriptionWaive = "Breaches that are acceptable for a while, as objects or as `expiry_waiver` resources: `rule`, `asset` (or `for_system`, or `for_owner`), `reason`, `approver`, `granted_on` and `ends_on` are needed. A waiver whose last day is over is itself an error; one that excuses nothing is told."
	descriptionOwn   = "Conditions of your own in the same verdict, by name. In it they are `assertion/NAME`, under the rule `assertion`."
)

var ruleSettingDescriptions = map[string]string{
	"severity":     "`off`, `warn` or `error`.",
	"max_age":      "`backup-stale`: how old the newest backup may be, like `7d`.",
	"after":        "`quantum-vulnerable`: the last day on which a certificate may be in use whose key is not post-quantum, like `2030-12-31`.",
	"allowed":      "`version-not-allowed`: versions that are allowed by product, in Terraform's syntax, like `{ php = \">= 8.2, < 9\" }`. They are asked of everything that says its `product` and `version`, as software, servers and states do; a version of which it cannot be told is not allowed.",
	"applies_to":   "Ids or patterns like `asset/*` for which the entry holds; for others the rule stands as without it. Where other lists are given as well, all must match. `backup-missing` and `support-contract-missing` ask only of what matches, of any kind.",
	"kinds":        "Kinds, or patterns of them, for which the entry holds.",
	"systems":      "The same of systems.",
	"environments": "The same of environments, like `production`.",
	"owners":       "The same of owners.",
}

// ruleScopes are the attributes of a rule's setting that narrow it.
var ruleScopes = []string{"applies_to", "kinds", "systems", "environments", "owners"}

// severityWords accepts the words in any case.
func severityWords() []validator.String {
	return []validator.String{stringvalidator.OneOfCaseInsensitive(severities...)}
}

var waiverDescriptions = map[string]string{
	"rule":       "Name of the rule. A waiver of one rule does not cover a worse one.",
	"asset":      "Id it is for, or a pattern in which `*` stands for anything: `certificate/*.example.test:443`. May be left out where a system or an owner is given; of those that are given all must match.",
	"for_system": "System it is for, or a pattern.",
	"for_owner":  "Owner of what it is for, or a pattern.",
	"reason":     "Why it is acceptable.",
	"approver":   "Who accepts the risk.",
	"ticket":     "Where it is written down.",
	"granted_on": "Day on which it was granted and from which it holds, written out: one worked out from now would renew the waiver in every plan.",
	"ends_on":    fmt.Sprintf("Last day on which it holds, at most %d days after it was granted.", policy.MaxWaiverDays),
}

// ownFaceOfWaiver are attributes that an expiry_waiver has of its own and that
// mean something else in a waiver that is written out.
var ownFaceOfWaiver = map[string]string{
	"kind":   "`waiver` where an `expiry_waiver` is handed over: its `system` and `owner` are those of the waiver, and narrow nothing.",
	"system": "The same as `for_system`.",
	"owner":  "The same as `for_owner`.",
}

// waiverNeeds are what a waiver that is written out must have beside what it is for;
// nested arguments cannot be required, since Terraform 1.11 then refuses resources
// in their place.
var waiverNeeds = map[string]bool{"rule": true, "reason": true, "approver": true, "granted_on": true, "ends_on": true}

// waiverParts are what is said of each part of a waiver that is written out.
func waiverParts() map[string]string {
	parts := attribute.Merged(waiverDescriptions, ownFaceOfWaiver)
	for name := range waiverNeeds {
		parts[name] = attribute.Needed + parts[name]
	}
	return parts
}

// waiverDates are the attributes of a waiver that are dates.
var waiverDates = map[string]bool{"granted_on": true, "ends_on": true}

var assertionDescriptions = map[string]string{
	"message":  "What does not hold, for a person.",
	"owner":    "Who is asked to see to it.",
	"severity": "`warn` or `error` (default).",
}

const descriptionAssertionPassed = attribute.Needed + "Whether it holds. Null fails."

func gateRulesAttribute() schema.MapNestedAttribute {
	d := ruleSettingDescriptions
	object := map[string]schema.Attribute{
		"severity": schema.StringAttribute{Optional: true, Validators: severityWords(), MarkdownDescription: d["severity"]},
		"max_age":  schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: d["max_age"]},
		"after":    schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: d["after"]},
		"allowed":  schema.MapAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Map{attribute.ConstraintsValidator{}}, MarkdownDescription: d["allowed"]},
	}
	for _, scope := range ruleScopes {
		object[scope] = schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: d[scope]}
	}
	return schema.MapNestedAttribute{
		Optional: true, MarkdownDescription: descriptionRules + " Overrides `fail_on` and `on_unknown`.",
		NestedObject: schema.NestedAttributeObject{Attributes: object},
	}
}

func rulesAttribute() dsschema.MapNestedAttribute {
	d := ruleSettingDescriptions
	object := map[string]dsschema.Attribute{
		"severity": dsschema.StringAttribute{Optional: true, Validators: severityWords(), MarkdownDescription: d["severity"]},
		"max_age":  dsschema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: d["max_age"]},
		"after":    dsschema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: d["after"]},
		"allowed":  dsschema.MapAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Map{attribute.ConstraintsValidator{}}, MarkdownDescription: d["allowed"]},
	}
	for _, scope := range ruleScopes {
		object[scope] = dsschema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: d[scope]}
	}
	return dsschema.MapNestedAttribute{Optional: true, MarkdownDescription: descriptionRules, NestedObject: dsschema.NestedAttributeObject{Attributes: object}}
}

func gateWaiversAttribute() schema.ListNestedAttribute {
	object := map[string]schema.Attribute{}
	for name, text := range waiverParts() {
		one := schema.StringAttribute{Optional: true, MarkdownDescription: text}
		if waiverDates[name] {
			one.CustomType = attribute.DateType
		}
		object[name] = one
	}
	return schema.ListNestedAttribute{Optional: true, MarkdownDescription: descriptionWaive, NestedObject: schema.NestedAttributeObject{Attributes: object}}
}

func waiversAttribute() dsschema.ListNestedAttribute {
	object := map[string]dsschema.Attribute{}
	for name, text := range waiverParts() {
		one := dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
		if waiverDates[name] {
			one.CustomType = attribute.DateType
		}
		object[name] = one
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
