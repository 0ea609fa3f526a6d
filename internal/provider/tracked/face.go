package tracked

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
)

// FaceAttributes adds the attributes of the common face to those of a
// tracked resource.
func FaceAttributes(kind string, own map[string]schema.Attribute) map[string]schema.Attribute {
	texts := face.DescriptionsFor(kind)
	for _, name := range deadline.AnsweringFields() {
		own[name] = schema.StringAttribute{Optional: true, MarkdownDescription: texts[name]}
	}
	for _, name := range []string{"id", "end", "act_by", "remind_at"} {
		own[name] = schema.StringAttribute{Computed: true, MarkdownDescription: texts[name]}
	}
	own["lead_time"] = schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: face.DescriptionLeadTime + " Default: the provider's for the kind."}
	own["reminder"] = schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: face.DescriptionReminder + " Default: the provider's for the kind."}
	own["maintenance_window"] = attribute.WindowResourceAttribute()
	own["tracked"] = schema.BoolAttribute{Computed: true, MarkdownDescription: texts["tracked"]}
	return own
}
