package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// How the terms of a thing are described.
const (
	DescriptionLeadTime = "How long a renewal takes: `30d`, `6w`, `3mo`, `5bd` (business days), `33%` (of a lifetime), `P1Y6M`."
	DescriptionReminder = "How long before `act_by` to start asking, in the same forms as `lead_time`."
)

// termsModel is a lead time and a reminder as configured.
type termsModel struct {
	LeadTime attribute.Text `tfsdk:"lead_time"`
	Reminder attribute.Text `tfsdk:"reminder"`
}

// DefaultsAttribute are the terms by kind of thing.
func DefaultsAttribute() schema.MapNestedAttribute {
	return schema.MapNestedAttribute{
		Optional: true,
		MarkdownDescription: "Lead time and reminder by kind of thing (`certificate`, `token`, `software`, `contract`, `domain`, `document`, … or a kind of your own assets). " +
			"Without it: certificates, tokens and documents (revocation lists, metadata) an eighth of their lifetime, at most 30 days, each; software 90 days each; contracts 30 and 60 days; backups that are read no lead time and a reminder of a quarter of `max_age`; anything else 30 days each.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"lead_time": schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: DescriptionLeadTime},
			"reminder":  schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: DescriptionReminder},
		}},
	}
}

// SetDefaults takes the terms by kind of a configuration; null says nothing, and of
// one kind is a mistake.
func (s *Session) SetDefaults(ctx context.Context, terms types.Map, diags *diag.Diagnostics) {
	if attribute.RefuseNulls(terms, path.Root("defaults"), diags); diags.HasError() {
		return
	}
	diags.Append(terms.ElementsAs(ctx, &s.Defaults, false)...)
}
