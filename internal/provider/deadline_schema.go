package provider

import (
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The shape of a deadline as an input of the gate and of the policy. Everything
// in it is optional and checked when it is read: Terraform 1.11 refuses a list
// literal of data sources where a nested attribute is required.

const descriptionDeadlines = "What to judge: data sources and resources of this provider as they are, or objects with the same attributes. " +
	"Put lists together with `concat`. Hand resources over through a `local`."

const descriptionDeadlinesJSON = "The same as `jsonencode` writes it, for hundreds and more: Terraform takes seconds for a thousand nested values and none for one text. " +
	"Judged together with `deadlines`."

var deadlineBools = map[string]string{
	"tracked":      faceDescriptions["tracked"],
	"passes":       "False fails it whatever the dates say.",
	"deletes_data": contractDescriptions["deletes_data"],
}

var findingDescriptions = map[string]string{
	"rule": "Name of the rule.", "severity": "`warn` or `error`.", "message": "What was found.", "lesson": "Lesson behind the rule.",
}

// describeInput is what stands in the documentation of one attribute of a
// deadline.
func describeInput(name string) string {
	switch name {
	case "id":
		return "Identifier, which must be given: waivers and messages name it."
	case "status":
		return "Counts only where there is no `expires_at`; otherwise it is worked out from the dates."
	}
	for _, known := range []map[string]string{faceDescriptions, joinDescriptions, contractDescriptions} {
		if text := known[name]; text != "" {
			return text
		}
	}
	return ""
}

func gateDeadlinesAttribute() schema.ListNestedAttribute {
	object := map[string]schema.Attribute{}
	for name := range (&deadlineInput{}).texts() {
		object[name] = schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: describeInput(name)}
	}
	for name := range (&deadlineInput{}).lists() {
		object[name] = schema.ListAttribute{Optional: true, WriteOnly: true, ElementType: types.StringType, MarkdownDescription: describeInput(name)}
	}
	for name, text := range deadlineBools {
		object[name] = schema.BoolAttribute{Optional: true, WriteOnly: true, MarkdownDescription: text}
	}
	fate, finding := map[string]schema.Attribute{}, map[string]schema.Attribute{}
	for name, text := range fateParts {
		fate[name] = schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: text}
	}
	for name, text := range findingDescriptions {
		finding[name] = schema.StringAttribute{Optional: true, WriteOnly: true, MarkdownDescription: text}
	}
	object["fate"] = schema.SingleNestedAttribute{Optional: true, WriteOnly: true, MarkdownDescription: describeInput("fate"), Attributes: fate}
	object["findings"] = schema.ListNestedAttribute{
		Optional: true, WriteOnly: true, MarkdownDescription: describeInput("findings"),
		NestedObject: schema.NestedAttributeObject{Attributes: finding},
	}
	return schema.ListNestedAttribute{
		Optional: true, WriteOnly: true, MarkdownDescription: descriptionDeadlines + " Write-only: never stored.",
		NestedObject: schema.NestedAttributeObject{Attributes: object},
	}
}

func deadlinesAttribute() dsschema.ListNestedAttribute {
	object := map[string]dsschema.Attribute{}
	for name := range (&deadlineInput{}).texts() {
		object[name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: describeInput(name)}
	}
	for name := range (&deadlineInput{}).lists() {
		object[name] = dsschema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: describeInput(name)}
	}
	for name, text := range deadlineBools {
		object[name] = dsschema.BoolAttribute{Optional: true, MarkdownDescription: text}
	}
	fate, finding := map[string]dsschema.Attribute{}, map[string]dsschema.Attribute{}
	for name, text := range fateParts {
		fate[name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
	}
	for name, text := range findingDescriptions {
		finding[name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: text}
	}
	object["fate"] = dsschema.SingleNestedAttribute{Optional: true, MarkdownDescription: describeInput("fate"), Attributes: fate}
	object["findings"] = dsschema.ListNestedAttribute{
		Optional: true, MarkdownDescription: describeInput("findings"),
		NestedObject: dsschema.NestedAttributeObject{Attributes: finding},
	}
	return dsschema.ListNestedAttribute{
		Optional: true, MarkdownDescription: descriptionDeadlines,
		NestedObject: dsschema.NestedAttributeObject{Attributes: object},
	}
}
