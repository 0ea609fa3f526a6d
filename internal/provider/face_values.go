package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// faceAttrTypes are the fields of the common face in an entry of a list.
var faceAttrTypes = map[string]attr.Type{
	"id": types.StringType, "kind": types.StringType, "name": types.StringType,
	"owner": types.StringType, "maintainer": types.StringType, "system": types.StringType,
	"environment": types.StringType, "criticality": types.StringType,
	"expires_at": types.StringType, "act_by": types.StringType, "remind_at": types.StringType,
	"tracked": types.BoolType, "days_left": types.Int64Type, "status": types.StringType,
	"passes": types.BoolType, "reason": types.StringType, "findings": types.ListType{ElemType: findingType},
}

// faceValues are the values of the common face, built directly: reflection over
// thousands of entries takes longer than reading the servers.
func faceValues(j deadline.Judgement) map[string]attr.Value {
	facts := factsOf(j.Deadline)
	return map[string]attr.Value{
		"id": facts.ID, "kind": facts.Kind, "name": types.StringValue(j.Name),
		"owner": optional(j.Owner), "maintainer": optional(j.Maintainer), "system": optional(j.System),
		"environment": optional(j.Environment), "criticality": optional(j.Criticality),
		"expires_at": endValue(j.End), "act_by": facts.ActBy, "remind_at": facts.RemindAt, "tracked": facts.Tracked,
		"days_left": types.Int64PointerValue(j.DaysLeft), "status": types.StringValue(string(j.Status)),
		"passes": types.BoolValue(j.Passes), "reason": types.StringValue(j.Reason), "findings": findingsValue(j.Findings),
	}
}

// faceDescriptionsFor are the descriptions of the face of one kind.
func faceDescriptionsFor(kind string) map[string]string {
	texts := map[string]string{}
	for name, text := range faceDescriptions {
		texts[name] = strings.Replace(text, "%s", kind, 1)
	}
	return texts
}

// computedAttributes makes the computed attributes of fields, each described by
// the first of the descriptions that knows it.
func computedAttributes(fields map[string]attr.Type, descriptions ...map[string]string) map[string]dsschema.Attribute {
	attributes := map[string]dsschema.Attribute{}
	for name, kind := range fields {
		text := ""
		for _, known := range descriptions {
			if text == "" {
				text = known[name]
			}
		}
		switch kind := kind.(type) {
		case types.ListType:
			attributes[name] = dsschema.ListAttribute{Computed: true, ElementType: kind.ElemType, MarkdownDescription: text}
		default:
			switch kind {
			case types.BoolType:
				attributes[name] = dsschema.BoolAttribute{Computed: true, MarkdownDescription: text}
			case types.Int64Type:
				attributes[name] = dsschema.Int64Attribute{Computed: true, MarkdownDescription: text}
			default:
				attributes[name] = dsschema.StringAttribute{Computed: true, MarkdownDescription: text}
			}
		}
	}
	return attributes
}

// plainFields are attributes as JSON knows them.
func plainFields(fields map[string]attr.Value) map[string]any {
	plain := make(map[string]any, len(fields))
	for name, value := range fields {
		plain[name] = plainValue(value)
	}
	return plain
}

func plainValue(value attr.Value) any {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	switch value := value.(type) {
	case types.Bool:
		return value.ValueBool()
	case types.Int64:
		return value.ValueInt64()
	case types.String:
		return value.ValueString()
	case types.Object:
		return plainFields(value.Attributes())
	case types.List:
		list := []any{}
		for _, element := range value.Elements() {
			list = append(list, plainValue(element))
		}
		return list
	}
	return value.String()
}
