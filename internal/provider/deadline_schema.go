package provider

import (
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// A list of deadlines is a dynamic value: as nested attributes, Terraform and the
// framework walk every attribute of every object again and again, and a gate over
// a thousand certificates takes minutes. What stands in it is checked when it is
// read.

const descriptionDeadlines = "What to judge: a list of data sources and resources of this provider as they are, or of objects with the same attributes. " +
	"Put lists together with `concat`. Hand resources over through a `local`."

const descriptionDeadlinesJSON = "The same as `jsonencode` writes it, for hundreds and more: a gate takes a dozen seconds for a thousand objects and half a second for one text, like `jsonencode(data.expiry_certificates.fleet.certificates)`. " +
	"Judged together with `deadlines`."

// deadlineFields are what of an object counts, for the documentation.
func deadlineFields() string {
	return "\n\nOf an object these attributes count, and all others are left aside: " + oneOf(intake.Fields()) + ". " +
		"`id` must be given: waivers and messages name it. `status` counts only where there is no `expires_at`; otherwise it is worked out from the dates. " +
		"`passes = false` fails it whatever the dates say. A contract (`renewal` and what belongs to it) without a `status` is judged by its terms."
}

func gateDeadlinesAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{Optional: true, WriteOnly: true, MarkdownDescription: descriptionDeadlines + " Write-only: never stored." + deadlineFields()}
}

func deadlinesAttribute() dsschema.DynamicAttribute {
	return dsschema.DynamicAttribute{Optional: true, MarkdownDescription: descriptionDeadlines + deadlineFields()}
}
