package provider

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func catalogAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Where release calendars come from. What is given here is laid over the embedded facts, field by field: `own_file` over `url` or `path` over the embedded ones. " +
			"Without it a plan asks nobody.",
		Attributes: map[string]schema.Attribute{
			"url":              schema.StringAttribute{Optional: true, MarkdownDescription: "Base of an API of endoflife.date's version 1, like `https://endoflife.date/api/v1`. Asked once for all products; when it is down, what was kept or is embedded is used, and a finding `stale-facts` says so."},
			"path":             schema.StringAttribute{Optional: true, MarkdownDescription: "File or directory with answers of that API, or the file of facts (`facts.json`) of a newer release of the provider, which renews the embedded ones without a new binary. Conflicts with `url`."},
			"own_file":         schema.StringAttribute{Optional: true, MarkdownDescription: "File with products of your own, corrections, and extended support that was bought."},
			"max_age":          schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "How long an answer of `url` is used without asking again, a Go duration. Default: `24h`."},
			"cache_directory":  schema.StringAttribute{Optional: true, MarkdownDescription: "Where answers of `url` are kept. Default: a directory of the user's cache."},
			"stale_after_days": schema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.AtLeast(1)}, MarkdownDescription: "Age of facts from which on they are the finding `stale-facts`. Default: 180, and for what has no end announced 30 days before `known_until`."},
			"unknown_after":    schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: "Age of facts after which \"no end announced\" is `unknown`, a period in days, weeks, months or years: `90d`, `1y`. Default: as long as a cycle of the product usually lives, at least 100 and at most 190 days, counted from the day the facts were confirmed or, where that is later, from the age at which the first cycle of the product ended."},
		},
	}
}

type catalogModel struct {
	URL            types.String   `tfsdk:"url"`
	Path           types.String   `tfsdk:"path"`
	OwnFile        types.String   `tfsdk:"own_file"`
	MaxAge         attribute.Text `tfsdk:"max_age"`
	CacheDirectory types.String   `tfsdk:"cache_directory"`
	StaleAfterDays types.Int64    `tfsdk:"stale_after_days"`
	UnknownAfter   attribute.Text `tfsdk:"unknown_after"`
}

// setCatalog prepares the catalog, which is read when software is first judged.
func setCatalog(ctx context.Context, s *session.Session, object types.Object, wall time.Time, diags *diag.Diagnostics) {
	var model catalogModel
	if !object.IsNull() {
		diags.Append(object.As(ctx, &model, basetypes.ObjectAsOptions{})...)
	}
	config := catalog.Config{
		URL: model.URL.ValueString(), Path: model.Path.ValueString(), Own: model.OwnFile.ValueString(),
		StaleAfter: int(model.StaleAfterDays.ValueInt64()), MaxAge: attribute.TimeoutOf(model.MaxAge),
		CacheDirectory: model.CacheDirectory.ValueString(), Now: wall,
	}
	if config.URL != "" {
		config.Client = s.Client
		if cache, err := os.UserCacheDir(); err == nil && config.CacheDirectory == "" {
			config.CacheDirectory = filepath.Join(cache, "terraform-provider-expiry")
		}
	}
	if !model.UnknownAfter.IsNull() {
		after, err := deadline.ParsePeriod(model.UnknownAfter.ValueString())
		if err == nil && after.IsZero() {
			err = fmt.Errorf("with an unknown_after of %s no answer would ever hold; write a period like 90d or 1y", deadline.Quote(model.UnknownAfter.ValueString()))
		}
		if err != nil {
			diags.AddAttributeError(path.Root("catalog").AtName("unknown_after"), "Invalid catalog", attribute.Sentence(err))
			return
		}
		config.UnknownAfter = after
	}
	opened, err := catalog.Open(config)
	var fault *catalog.ConfigError
	switch {
	case errors.As(err, &fault):
		argument := fault.Field
		if argument == "own" {
			argument = "own_file"
		}
		diags.AddAttributeError(path.Root("catalog").AtName(argument), "Invalid catalog", fault.Problem)
	case err != nil:
		diags.AddAttributeError(path.Root("catalog"), "Invalid catalog", attribute.Sentence(err))
	default:
		s.Software = software.NewJudge(opened)
	}
}
