package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// BusinessCalendarAttribute is the setting of the provider.
func BusinessCalendarAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Which days are business days, for periods such as `5bd`. Default: all but Saturday and Sunday.",
		Attributes: map[string]schema.Attribute{
			"country": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "ISO 3166-1 code of the country whose public holidays are no business days: " + attribute.OneOf(deadline.Countries()) + ". Those of its laws are checked for 2020 to 2030; days that a government gives year by year, like those between two holidays in Argentina, and those of a single region belong into `holidays`.",
			},
			"holidays": schema.ListAttribute{
				Optional: true, ElementType: attribute.DateType,
				MarkdownDescription: "Days of your own that are no business days, like `2026-12-29`.",
			},
			"weekend": schema.ListAttribute{
				Optional: true, ElementType: types.StringType,
				MarkdownDescription: "Days of the week that are no business days. Default: `saturday` and `sunday`.",
			},
		},
	}
}

type businessCalendarModel struct {
	Country  types.String     `tfsdk:"country"`
	Holidays []attribute.Text `tfsdk:"holidays"`
	Weekend  []types.String   `tfsdk:"weekend"`
}

// SetCalendar takes the business days of a configuration; null says nothing.
func (s *Session) SetCalendar(ctx context.Context, object types.Object, diags *diag.Diagnostics) {
	if object.IsNull() {
		return
	}
	var model businessCalendarModel
	diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	if diags.HasError() {
		return
	}
	var holidays []deadline.Date
	for _, day := range model.Holidays {
		if date, err := deadline.ParseDate(day.ValueString()); err == nil {
			holidays = append(holidays, date)
		}
	}
	var weekend []string
	for _, day := range model.Weekend {
		weekend = append(weekend, day.ValueString())
	}
	calendar, err := deadline.NewBusinessCalendar(model.Country.ValueString(), holidays, weekend)
	if err != nil {
		diags.AddAttributeError(path.Root("business_calendar"), "Invalid business calendar", attribute.Sentence(err))
		return
	}
	s.Calendar = calendar
}
