package provider

import (
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// textsType is a list of texts.
var textsType = types.ListType{ElemType: types.StringType}

// fieldTypes are the types of attributes in Terraform.
var fieldTypes = map[deadline.FieldType]attr.Type{
	deadline.FieldText: types.StringType, deadline.FieldInstant: types.StringType,
	deadline.FieldTruth: types.BoolType, deadline.FieldNumber: types.Int64Type,
	deadline.FieldFindings: types.ListType{ElemType: findingType}, deadline.FieldTexts: textsType, deadline.FieldFate: fateType,
}

// faceAttrTypes are the fields of the common face in an entry of a list, and
// factAttrTypes those that do not depend on the day of judgement.
var faceAttrTypes, factAttrTypes = func() (all, facts map[string]attr.Type) {
	all, facts = map[string]attr.Type{}, map[string]attr.Type{}
	for _, field := range deadline.Face {
		all[field.Name] = fieldTypes[field.Type]
		if !field.Daily {
			facts[field.Name] = fieldTypes[field.Type]
		}
	}
	return all, facts
}()

// relationAttrTypes are the fields by which an entry of a list speaks of others.
var relationAttrTypes = func() map[string]attr.Type {
	all := map[string]attr.Type{}
	for _, relation := range deadline.Relations {
		all[relation.Name] = fieldTypes[relation.Type]
	}
	return all
}()

// faceValues are the values of the common face, built directly: reflection over
// thousands of entries takes longer than reading the servers.
func faceValues(j deadline.Judgement) map[string]attr.Value {
	values := make(map[string]attr.Value, len(deadline.Face)+16)
	for _, field := range deadline.Face {
		values[field.Name] = fieldValue(field.Of(j))
	}
	return values
}

// factValues are the values of a face that do not depend on the day of judgement.
func factValues(d deadline.Deadline) map[string]attr.Value {
	values := make(map[string]attr.Value, len(deadline.Face)+16)
	for _, field := range deadline.Face {
		if !field.Daily {
			values[field.Name] = fieldValue(field.Of(deadline.Judgement{Deadline: d}))
		}
	}
	return values
}

// relationValues are the values by which a thing speaks of others.
func relationValues(t deadline.Thing) map[string]attr.Value {
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
		return optional(said)
	case time.Time:
		return instantValue(said)
	case bool:
		return types.BoolValue(said)
	case *int64:
		return types.Int64PointerValue(said)
	case []string:
		return stringsValue(said)
	case []deadline.Finding:
		return findingsValue(said)
	case deadline.Fate:
		return fateValue(said)
	}
	panic("a field of the face of a type that Terraform is not told of")
}

func findingsValue(findings []deadline.Finding) types.List {
	values := make([]attr.Value, len(findings))
	for i, finding := range findings {
		values[i] = types.ObjectValueMust(findingType.AttrTypes, map[string]attr.Value{
			"rule": types.StringValue(string(finding.Rule)), "severity": types.StringValue(string(finding.Severity)),
			"message": types.StringValue(deadline.Printable(finding.Message)), "lesson": types.StringValue(finding.Lesson),
		})
	}
	return types.ListValueMust(findingType, values)
}

// meaning describes a field of the face of one kind of thing.
func meaning(field deadline.Field, kind string) string {
	return strings.Replace(field.Meaning, "%s", kind, 1)
}

// faceDescriptions are the descriptions of the face of any kind.
var faceDescriptions = faceDescriptionsFor("%s")

// faceDescriptionsFor are the descriptions of the face of one kind.
func faceDescriptionsFor(kind string) map[string]string {
	texts := map[string]string{}
	for _, field := range deadline.Face {
		texts[field.Name] = meaning(field, kind)
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
