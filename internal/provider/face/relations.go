package face

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// fateType is what a thing stands and falls with.
var fateType = func() types.ObjectType {
	parts := map[string]attr.Type{}
	for _, part := range deadline.FateFields {
		parts[part.Name] = types.StringType
	}
	return types.ObjectType{AttrTypes: parts}
}()

// fateValue is null where nothing is said.
func fateValue(fate deadline.Fate) types.Object {
	if fate == (deadline.Fate{}) {
		return types.ObjectNull(fateType.AttrTypes)
	}
	parts := map[string]attr.Value{}
	for _, part := range deadline.FateFields {
		parts[part.Name] = attribute.Optional(*part.Of(&fate))
	}
	return types.ObjectValueMust(fateType.AttrTypes, parts)
}

// RelationAttributes are the arguments by which a resource speaks of others.
func RelationAttributes() map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, relation := range deadline.Relations {
		switch relation.Type {
		case deadline.FieldTexts:
			attributes[relation.Name] = schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: relation.Meaning}
		case deadline.FieldInstant:
			attributes[relation.Name] = schema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: relation.Meaning}
		case deadline.FieldFate:
			parts := map[string]schema.Attribute{}
			for _, part := range deadline.FateFields {
				parts[part.Name] = schema.StringAttribute{Optional: true, MarkdownDescription: part.Meaning}
			}
			attributes[relation.Name] = schema.SingleNestedAttribute{Optional: true, MarkdownDescription: relation.Meaning, Attributes: parts}
		default:
			attributes[relation.Name] = schema.StringAttribute{Optional: true, MarkdownDescription: relation.Meaning}
		}
	}
	return attributes
}

// RelationDataAttributes are those arguments of a data source by which it speaks
// of others.
func RelationDataAttributes(names ...string) map[string]dsschema.Attribute {
	attributes := map[string]dsschema.Attribute{}
	for _, relation := range deadline.Relations {
		if !slices.Contains(names, relation.Name) {
			continue
		}
		switch relation.Type {
		case deadline.FieldTexts:
			attributes[relation.Name] = dsschema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: relation.Meaning}
		case deadline.FieldInstant:
			attributes[relation.Name] = dsschema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: relation.Meaning}
		case deadline.FieldFate:
			parts := map[string]dsschema.Attribute{}
			for _, part := range deadline.FateFields {
				parts[part.Name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: part.Meaning}
			}
			attributes[relation.Name] = dsschema.SingleNestedAttribute{Optional: true, MarkdownDescription: relation.Meaning, Attributes: parts}
		default:
			attributes[relation.Name] = dsschema.StringAttribute{Optional: true, MarkdownDescription: relation.Meaning}
		}
	}
	return attributes
}

// CheckIDs refuses ids that name nothing, or the thing itself.
func CheckIDs(ids types.List, own, attribute string, diags *diag.Diagnostics) {
	for i, element := range ids.Elements() {
		id, ok := element.(types.String)
		if !ok || id.IsUnknown() {
			continue
		}
		at := path.Root(attribute).AtListIndex(i)
		switch said := saidBy(id); {
		case said == "":
			diags.AddAttributeError(at, "An id that says nothing", "In "+attribute+" stands "+deadline.Quote(id.ValueString())+", which names nothing. Write the id of a thing, like \"asset/erp\", or leave the list out.")
		case said == own:
			diags.AddAttributeError(at, "Thing names itself", own+" cannot stand for itself in "+attribute+". Write the id of another thing, like \"asset/erp\".")
		}
	}
}
