package attribute

import (
	"context"
	"errors"
	"fmt"
	"time"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// windowModel is a maintenance window as it is written in a configuration.
type windowModel struct {
	RRule    types.String `tfsdk:"rrule"`
	Start    types.String `tfsdk:"start"`
	Duration Text         `tfsdk:"duration"`
	FirstOn  Text         `tfsdk:"first_on"`
}

// WindowDescriptions say what the parts of a maintenance window are.
var WindowDescriptions = map[string]string{
	"":         "When work may be done. `act_by` becomes the start of the last window that lies wholly before the work must be finished.",
	"rrule":    Needed + "Days of the window as an RFC 5545 recurrence rule without times: `FREQ=MONTHLY;BYDAY=4WE` is every 4th Wednesday.",
	"start":    Needed + "Time of day at which the window opens, in the provider's `time_zone`: `20:00`.",
	"duration": Needed + "How long the window stays open: `4h`.",
	"first_on": "Date of the first window. Needed where the rule has an `INTERVAL` above 1 or a `COUNT`.",
}

// WindowProviderAttribute is the maintenance window of the provider.
func WindowProviderAttribute() providerschema.SingleNestedAttribute {
	d := WindowDescriptions
	return providerschema.SingleNestedAttribute{
		Optional: true, MarkdownDescription: d[""] + " Applies to everything that names none of its own.",
		Attributes: map[string]providerschema.Attribute{
			"rrule":    providerschema.StringAttribute{Optional: true, MarkdownDescription: d["rrule"]},
			"start":    providerschema.StringAttribute{Optional: true, MarkdownDescription: d["start"]},
			"duration": providerschema.StringAttribute{Optional: true, CustomType: PeriodType, MarkdownDescription: d["duration"]},
			"first_on": providerschema.StringAttribute{Optional: true, CustomType: DateType, MarkdownDescription: d["first_on"]},
		},
	}
}

// WindowDataSourceAttribute is the maintenance window of a data source.
func WindowDataSourceAttribute() dsschema.SingleNestedAttribute {
	d := WindowDescriptions
	return dsschema.SingleNestedAttribute{
		Optional: true, MarkdownDescription: d[""] + " Default: the provider's.",
		Attributes: map[string]dsschema.Attribute{
			"rrule":    dsschema.StringAttribute{Optional: true, MarkdownDescription: d["rrule"]},
			"start":    dsschema.StringAttribute{Optional: true, MarkdownDescription: d["start"]},
			"duration": dsschema.StringAttribute{Optional: true, CustomType: PeriodType, MarkdownDescription: d["duration"]},
			"first_on": dsschema.StringAttribute{Optional: true, CustomType: DateType, MarkdownDescription: d["first_on"]},
		},
	}
}

// WindowResourceAttribute is the maintenance window of a resource.
func WindowResourceAttribute() rschema.SingleNestedAttribute {
	d := WindowDescriptions
	return rschema.SingleNestedAttribute{
		Optional: true, MarkdownDescription: d[""] + " Default: the provider's.",
		Attributes: map[string]rschema.Attribute{
			"rrule":    rschema.StringAttribute{Optional: true, MarkdownDescription: d["rrule"]},
			"start":    rschema.StringAttribute{Optional: true, MarkdownDescription: d["start"]},
			"duration": rschema.StringAttribute{Optional: true, CustomType: PeriodType, MarkdownDescription: d["duration"]},
			"first_on": rschema.StringAttribute{Optional: true, CustomType: DateType, MarkdownDescription: d["first_on"]},
		},
	}
}

// ParseWindow reads the window at a path; nil where none is written.
func ParseWindow(ctx context.Context, object types.Object, at path.Path, loc *time.Location, diags *diag.Diagnostics) *deadline.Window {
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	var model windowModel
	diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	if diags.HasError() {
		return nil
	}
	window, err := deadline.ParseWindow(deadline.WindowInput{
		Rule: model.RRule.ValueString(), Start: model.Start.ValueString(),
		Duration: model.Duration.ValueString(), FirstOn: model.FirstOn.ValueString(),
	}, loc)
	if fault, ok := errors.AsType[*deadline.WindowError](err); ok {
		diags.AddAttributeError(at.AtName(fault.Part), "Invalid maintenance window",
			fmt.Sprintf("In maintenance_window, %s: %s.", fault.Part, fault.Message))
		return nil
	}
	return window
}

// ParsePeriod reads a period that validation has already accepted; a null or
// unknown one is fallback.
func ParsePeriod(value Text, fallback deadline.Period) deadline.Period {
	if value.IsNull() || value.IsUnknown() {
		return fallback
	}
	period, err := deadline.ParsePeriod(value.ValueString())
	if err != nil {
		return fallback
	}
	return period
}
