package given

import (
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

const (
	descriptionDeadlines = "What to judge: " + descriptionForms
	descriptionKept      = "What to keep: " + descriptionForms + " Write-only: Terraform stores none of it. Of an object the same attributes count as in [expiry_gate](gate)."
)

const descriptionForms = "a list of data sources and resources of this provider as they are, of objects with the same attributes, or of JSON texts (`deadlines_json` of any data source that reads many); one such text by itself works as well. " +
	"Put lists together with `concat`. Hand resources over through a `local`."

// DescriptionJSON describes deadlines handed over as one text.
const DescriptionJSON = "The same as `jsonencode` writes it, for thousands: Terraform itself takes a few times longer over objects than over one text, like `jsonencode(data.expiry_certificates.fleet.certificates)`. " +
	"Judged together with `deadlines`."

// deadlineFields are what of an object counts, for the documentation.
func deadlineFields() string {
	return "\n\nOf an object these attributes count: " + attribute.OneOf(intake.Fields()) + "; and `product` and `version` of software, also within `software` of a server, for the rule `version-not-allowed`. All others are left aside, and a misspelt one is told.\n\n" +
		"`id` must be given: waivers and messages name it. An end (`expires_at`, an instant in UTC) without `act_by` gets it from the object's own `lead_time`, `reminder` and `notice_period`, " +
		"else from the provider's `defaults` of its `kind`; for a certificate or token hand `not_before` over too, since its lead time is a share of its life. " +
		"Where there is no date, `end` says `open` (none is announced), `ended` or `unknown`; without it, `status = \"ok\"` means open. " +
		"The status is worked out from the dates; a given `status` that is worse counts, a better one does not. " +
		"`passes = false` fails by the rule `refused` where neither the status nor a finding explains it. " +
		"What has `closed_on` with `closed_because` passes from that day on, and covers, backs up and tracks nothing; what outlives its service (`service_ends_on`), or is meant to end (`intent = \"end\"`), is to be taken out of use, not renewed. " +
		"A contract (`renewal` and what belongs to it) without a `status` is judged by its terms.\n\n" +
		"Errors: dates that cannot all hold (`act_by` after `expires_at`), an end under a key that does not count (`expires_on`, `valid_until`, `not_after`, `validity_end_time`, …, also within a list or a block) where no other is given, where it comes earlier or where it cannot be compared, `revoked = true` beside a good status, and, in JSON, a key that stands twice."
}

// GateAttribute are the deadlines of a gate, which stores none of them.
func GateAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{Optional: true, WriteOnly: true, MarkdownDescription: descriptionDeadlines + " Write-only: never stored." + deadlineFields()}
}

// KeptAttribute are the deadlines of a resource that keeps them elsewhere than in
// Terraform's state.
func KeptAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{Optional: true, WriteOnly: true, MarkdownDescription: descriptionKept}
}

// Attribute are the deadlines of a data source.
func Attribute() dsschema.DynamicAttribute {
	return dsschema.DynamicAttribute{Optional: true, MarkdownDescription: descriptionDeadlines + deadlineFields()}
}

// DescriptionFunction describes the deadlines of a function.
var DescriptionFunction = descriptionDeadlines + deadlineFields()
