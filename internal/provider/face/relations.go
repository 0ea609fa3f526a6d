package face

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
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
