package face

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// textsType is a list of texts.
var textsType = types.ListType{ElemType: types.StringType}

// fieldTypes are the types of attributes in Terraform.
var fieldTypes = map[deadline.FieldType]attr.Type{
	deadline.FieldText: types.StringType, deadline.FieldInstant: types.StringType,
	deadline.FieldTruth: types.BoolType, deadline.FieldNumber: types.Int64Type,
	deadline.FieldFindings: types.ListType{ElemType: FindingType}, deadline.FieldTexts: textsType, deadline.FieldFate: fateType,
}

// AttrTypes are the fields of the common face in an entry of a list.
var AttrTypes = attrTypes(func(deadline.Field) bool { return true })

// FactAttrTypes are those of them that do not depend on the day of judgement.
var FactAttrTypes = attrTypes(func(field deadline.Field) bool { return !field.Daily })

func attrTypes(takes func(deadline.Field) bool) map[string]attr.Type {
	all := map[string]attr.Type{}
	for _, field := range deadline.Face {
		if takes(field) {
			all[field.Name] = fieldTypes[field.Type]
		}
	}
	return all
}

// RelationAttrTypes are the fields by which an entry of a list speaks of others.
var RelationAttrTypes = func() map[string]attr.Type {
	all := map[string]attr.Type{}
	for _, relation := range deadline.Relations {
		all[relation.Name] = fieldTypes[relation.Type]
	}
	return all
}()

// Values are the values of the common face, built directly: reflection over
// thousands of entries takes longer than reading the servers.
func Values(j deadline.Judgement) map[string]attr.Value {
	values := make(map[string]attr.Value, len(deadline.Face)+16)
	for _, field := range deadline.Face {
		values[field.Name] = fieldValue(field.Of(j))
	}
	return values
}

// FactValues are the values of a face that do not depend on the day of judgement.
func FactValues(d deadline.Deadline) map[string]attr.Value {
	values := make(map[string]attr.Value, len(deadline.Face)+16)
	for _, field := range deadline.Face {
		if !field.Daily {
			values[field.Name] = fieldValue(field.Of(deadline.Judgement{Deadline: d}))
		}
	}
	return values
}

// RelationValues are the values by which a thing speaks of others.
func RelationValues(t deadline.Thing) map[string]attr.Value {
	values := make(map[string]attr.Value, len(deadline.Relations)+16)
	for _, relation := range deadline.Relations {
		values[relation.Name] = fieldValue(relation.Of(t))
	}
	return values
}

// fieldValue is what a field says as Terraform writes it: null for nothing.
func fieldValue(said any) attr.Value {
	switch said := said.(type) {
	case string:
		return attribute.Optional(said)
	case time.Time:
		return attribute.InstantValue(said)
	case bool:
		return types.BoolValue(said)
	case *int64:
		return types.Int64PointerValue(said)
	case []string:
		return attribute.StringsValue(said)
	case []deadline.Finding:
		return FindingsValue(said)
	case deadline.Fate:
		return fateValue(said)
	}
	panic("a field of the face of a type that Terraform is not told of")
}

// FindingsValue is a list of findings, never null.
func FindingsValue(findings []deadline.Finding) types.List {
	values := make([]attr.Value, len(findings))
	for i, finding := range findings {
		values[i] = types.ObjectValueMust(FindingType.AttrTypes, map[string]attr.Value{
			"rule": types.StringValue(string(finding.Rule)), "severity": types.StringValue(string(finding.Severity)),
			"message": types.StringValue(deadline.Printable(finding.Message)), "lesson": types.StringValue(finding.Lesson),
		})
	}
	return types.ListValueMust(FindingType, values)
}

// meaning describes a field of the face of one kind of thing.
func meaning(field deadline.Field, kind string) string {
	return strings.Replace(field.Meaning, "%s", kind, 1)
}

// Descriptions are the descriptions of the face of any kind.
var Descriptions = DescriptionsFor("%s")

// DescriptionsFor are the descriptions of the face of one kind.
func DescriptionsFor(kind string) map[string]string {
	texts := map[string]string{}
	for _, field := range deadline.Face {
		texts[field.Name] = meaning(field, kind)
	}
	return texts
}

// ComputedAttributes makes the computed attributes of fields, each described by
// the first of the descriptions that knows it.
func ComputedAttributes(fields map[string]attr.Type, descriptions ...map[string]string) map[string]dsschema.Attribute {
	attributes := map[string]dsschema.Attribute{}
	for name, kind := range fields {
		text := ""
		for _, known := range descriptions {
			if text == "" {
				text = known[name]
			}
		}
		attributes[name] = computedAttribute(kind, text)
	}
	return attributes
}

func computedAttribute(kind attr.Type, text string) dsschema.Attribute {
	if list, ok := kind.(types.ListType); ok {
		return dsschema.ListAttribute{Computed: true, ElementType: list.ElemType, MarkdownDescription: text}
	}
	switch kind {
	case types.BoolType:
		return dsschema.BoolAttribute{Computed: true, MarkdownDescription: text}
	case types.Int64Type:
		return dsschema.Int64Attribute{Computed: true, MarkdownDescription: text}
	}
	return dsschema.StringAttribute{Computed: true, MarkdownDescription: text}
}

// PlainFields are attributes as JSON knows them.
func PlainFields(fields map[string]attr.Value) map[string]any {
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
		return PlainFields(value.Attributes())
	case types.List:
		list := []any{}
		for _, element := range value.Elements() {
			list = append(list, plainValue(element))
		}
		return list
	}
	return value.String()
}
