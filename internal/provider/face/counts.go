package face

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// CountsAttribute counts things by status.
func CountsAttribute(things string) schema.SingleNestedAttribute {
	attributes := map[string]schema.Attribute{}
	for _, status := range deadline.Statuses {
		attributes[string(status)] = schema.Int64Attribute{Computed: true, MarkdownDescription: things + " with the status `" + string(status) + "`."}
	}
	return schema.SingleNestedAttribute{Computed: true, MarkdownDescription: things + " by status.", Attributes: attributes}
}

// CountsValue is how many there are of each status.
func CountsValue(counts map[deadline.Status]int) types.Object {
	kinds, values := map[string]attr.Type{}, map[string]attr.Value{}
	for _, status := range deadline.Statuses {
		kinds[string(status)], values[string(status)] = types.Int64Type, types.Int64Value(int64(counts[status]))
	}
	return types.ObjectValueMust(kinds, values)
}
