package backup

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// askedInputs are what is asked of a backup.
type askedInputs struct {
	MaxAge          attribute.Text `tfsdk:"max_age"`
	MinSize         types.String   `tfsdk:"min_size"`
	Shrink          types.Object   `tfsdk:"shrink"`
	RestoreTestedOn attribute.Text `tfsdk:"restore_tested_on"`
	RestoreMaxAge   attribute.Text `tfsdk:"restore_max_age"`
}

// By how much of the median a backup may be smaller, in percent.
const shrinkWarn, shrinkError = 50, 90

func askedAttributes() map[string]schema.Attribute {
	percent := []validator.Int64{int64validator.Between(1, 100)}
	return map[string]schema.Attribute{
		"max_age": schema.StringAttribute{
			Optional: true, CustomType: attribute.PeriodType,
			MarkdownDescription: "How old the newest good backup may be, like `26h` for a nightly one, or `8d`. Needed: without it there is no end. The time to act is the end itself, and the reminder a quarter of it, unless `lead_time` and `reminder` say otherwise.",
		},
		"min_size": schema.StringAttribute{Optional: true, MarkdownDescription: "How large a good backup is at least, in bytes or with a unit: `500MB`, `2GiB`. A backup whose size the listing does not tell is then unproven. Default: what is empty, or as small as nothing compressed, does not count."},
		"shrink": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: "By how many percent a backup may be smaller than the median of the last five good ones of its kind before the finding `backup-shrunk` is raised. 100 asks nothing.",
			Attributes: map[string]schema.Attribute{
				"warn":  schema.Int64Attribute{Optional: true, Validators: percent, MarkdownDescription: "Smaller by so much, it counts and is warned of. Default: 50."},
				"error": schema.Int64Attribute{Optional: true, Validators: percent, MarkdownDescription: "Smaller by so much, it does not count. Default: 90."},
			},
		},
		"restore_tested_on": schema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: "Day on which somebody last restored from it and looked at what came back."},
		"restore_max_age":   schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: "How long ago that may be, like `180d`; longer ago, or never said, is the finding `restore-untested`. Default: nobody asks."},
	}
}

// check finds what no backup could meet, or nothing is asked by.
func (m *askedInputs) check(ctx context.Context, diags *diag.Diagnostics) {
	if m.MaxAge.IsNull() {
		diags.AddAttributeError(path.Root("max_age"), "No greatest age",
			"It is not said how old the newest backup may be, so it could never be called too old. Give max_age, like max_age = \"26h\" for a backup of every night, or \"8d\" for one of every week.")
	}
	for name, value := range map[string]attribute.Text{"max_age": m.MaxAge, "restore_max_age": m.RestoreMaxAge} {
		if value.IsNull() || value.IsUnknown() {
			continue
		}
		if period, err := deadline.ParsePeriod(value.ValueString()); err == nil && (period.IsZero() || period.Percent > 0) {
			diags.AddAttributeError(path.Root(name), "No age", deadline.Quote(value.ValueString())+" is no age that a backup could keep to. Write a length of time above zero, like 26h, 8d or 6mo.")
		}
	}
	if !m.MinSize.IsNull() && !m.MinSize.IsUnknown() {
		if _, err := backup.ParseSize(m.MinSize.ValueString()); err != nil {
			verdict := backup.Unread(err)
			diags.AddAttributeError(path.Root("min_size"), verdict.Summary, attribute.AsSentence(verdict.Cause))
		}
	}
	m.shrink(ctx, diags)
}

// shrink is what of a size has to be left.
func (m *askedInputs) shrink(ctx context.Context, diags *diag.Diagnostics) backup.Shrink {
	if m.Shrink.IsNull() || m.Shrink.IsUnknown() {
		return backup.Shrink{}
	}
	var in struct {
		Warn  types.Int64 `tfsdk:"warn"`
		Error types.Int64 `tfsdk:"error"`
	}
	diags.Append(m.Shrink.As(ctx, &in, basetypes.ObjectAsOptions{})...)
	return backup.Shrink{Warn: left(in.Warn, shrinkWarn), Error: left(in.Error, shrinkError)}
}

// left is the share that has to be left where some percent may be lost; a negative
// one asks nothing.
func left(lost types.Int64, otherwise int64) float64 {
	percent := otherwise
	if !lost.IsNull() && !lost.IsUnknown() {
		percent = lost.ValueInt64()
	}
	if percent >= 100 {
		return -1
	}
	return 1 - float64(percent)/100
}

// question is what is asked of the listing, less when and of which backups.
func (m *askedInputs) question(ctx context.Context, s *session.Session, diags *diag.Diagnostics) backup.Question {
	question := backup.Question{
		Arithmetic: s.Arithmetic(0), MaxAge: attribute.ParsePeriod(m.MaxAge, deadline.Period{}),
		RestoreMaxAge: attribute.ParsePeriod(m.RestoreMaxAge, deadline.Period{}), Shrink: m.shrink(ctx, diags),
	}
	if !m.MinSize.IsNull() {
		question.MinSize, _ = backup.ParseSize(m.MinSize.ValueString()) // check has told
	}
	if !m.RestoreTestedOn.IsNull() {
		question.RestoreTestedOn, _ = deadline.ParseInstant(m.RestoreTestedOn.ValueString(), s.Location) // of a checked form
	}
	return question
}
