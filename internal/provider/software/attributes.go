package software

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

// supportAttrTypes are the facts about one version that every software data
// source tells.
var supportAttrTypes = map[string]attr.Type{
	"cycle": types.StringType, "support_class": types.StringType, "support_ends_on": types.StringType,
	"patch_class": types.StringType, "latest_version": types.StringType, "latest_released_on": types.StringType,
	"releases_behind": types.Int64Type, "distro_support_class": types.StringType, "distro_support_ends_on": types.StringType,
	"possible_backport": types.BoolType, "source": types.StringType, "facts_as_of": types.StringType, "known_until": types.StringType,
	"shipped_by": types.ListType{ElemType: types.StringType},
}

var supportDescriptions = map[string]string{
	"cycle":                  "Release cycle of the version, null where it belongs to none that is known.",
	"support_class":          "Where the day lies against the end of upstream's support: `supported` (the last day included), `ended_within_1y`, `ended_over_1y` or `unknown`.",
	"support_ends_on":        "Last day of upstream's support, null where none is announced or it is not known.",
	"patch_class":            "`latest` where the version is the newest patch of its cycle on that day, `latest_known` where it is the newest that facts of an earlier day know, `behind` (one day is enough) or `unknown`.",
	"latest_version":         "Newest patch of the cycle on that day.",
	"latest_released_on":     "Day on which that was released.",
	"releases_behind":        "Number of releases from the version to the newest, null where it is not known.",
	"distro_support_class":   "The same as `support_class` for the distributor's own support, null without a distributor.",
	"distro_support_ends_on": "Last day of the distributor's support of this package, which may be earlier than that of the distribution; null where it is not known.",
	"possible_backport":      "Whether the distributor may have patched the version without changing its number.",
	"shipped_by":             "Releases of distributors that ship just this version and may patch it without changing its number, where no distributor is named and upstream's support has ended.",
	"source":                 "Where the dates come from.",
	"facts_as_of":            "Day on which the facts were last confirmed.",
	"known_until":            "Last day on which an answer holds that leans on no end having been announced; afterwards it is `unknown`, and 30 days before it the finding `stale-facts`. Null where a day is known, or nothing.",
}

func supportAttributes() map[string]dsschema.Attribute {
	return face.ComputedAttributes(supportAttrTypes, supportDescriptions)
}

// supportValues shows a judgement; with nil everything is unknown.
func supportValues(j *software.Judgement) map[string]attr.Value {
	values := map[string]attr.Value{
		"cycle": types.StringNull(), "support_class": types.StringValue(string(software.SupportUnknown)), "support_ends_on": types.StringNull(),
		"patch_class": types.StringValue(string(software.PatchUnknown)), "latest_version": types.StringNull(), "latest_released_on": types.StringNull(),
		"releases_behind": types.Int64Null(), "distro_support_class": types.StringNull(), "distro_support_ends_on": types.StringNull(),
		"possible_backport": types.BoolValue(false), "source": types.StringNull(), "facts_as_of": types.StringNull(),
		"known_until": types.StringNull(), "shipped_by": attribute.StringsValue(nil),
	}
	if j == nil {
		return values
	}
	values["cycle"], values["support_class"] = attribute.Optional(j.Cycle), types.StringValue(string(j.SupportClass))
	values["support_ends_on"], values["patch_class"] = endDateValue(j.SupportEnds), types.StringValue(string(j.PatchClass))
	values["latest_version"], values["latest_released_on"] = attribute.Optional(j.LatestVersion), attribute.DateValue(j.LatestReleasedOn)
	values["possible_backport"] = types.BoolValue(j.PossibleBackport)
	values["source"], values["facts_as_of"] = attribute.Optional(j.Source), attribute.DateValue(j.FactsAsOf)
	values["known_until"], values["shipped_by"] = attribute.DateValue(j.KnownUntil), attribute.StringsValue(j.ShippedBy)
	if j.ReleasesBehind >= 0 {
		values["releases_behind"] = types.Int64Value(int64(j.ReleasesBehind))
	}
	if distro := j.Distributor; distro != nil {
		values["distro_support_class"] = types.StringValue(string(distro.SupportClass))
		values["distro_support_ends_on"] = endDateValue(distro.SupportEnds)
	}
	return values
}

func endDateValue(end catalog.End) types.String {
	if end.State != catalog.EndOn {
		return types.StringNull()
	}
	return attribute.DateValue(end.Date)
}
