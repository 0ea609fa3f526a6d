// Package state has the data source that reads what ends out of states and plans.
package state

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
)

// scanPEM asks for the certificates that stand in PEM where nobody expects them.
const scanPEM = "pem"

// entries are what is read out of states.
var entries = face.ManyOf{
	Kind: "certificate", Things: "Ends",
	Own: map[string]attr.Type{
		"state": types.StringType, "address": types.StringType, "type": types.StringType, "part": types.StringType, "deposed": types.StringType,
		"path": types.StringType, "product": types.StringType, "version": types.StringType, "cycle": types.StringType, "endpoint": types.StringType,
	},
	Descriptions: map[string]string{
		"id":       "`state/STATE/ADDRESS`, with the key of a deposed object and then the part behind it: `state/prod/aws_db_instance.erp/ca`. A state that cannot be read is `state/STATE`.",
		"kind":     "`certificate`, `software`, `token`, `contract`, `domain`, `backup` or `other`; `state` for a state that cannot be read.",
		"state":    "Name of the state among `sources`.",
		"address":  "Address of the resource.",
		"type":     "Its type.",
		"part":     "What of it ends, where it has several ends: `ca`.",
		"deposed":  "Key of the deposed object that it is; null for what is in use.",
		"path":     "Attribute that the end comes from, or that should hold it.",
		"product":  "Of software: its name in the release calendars.",
		"version":  "Of software: what the attribute says.",
		"cycle":    "Of software: the release cycle.",
		"endpoint": "`host:port` under which it can be read live.",
	},
}

var (
	untrackedType = types.ObjectType{AttrTypes: attribute.Merged(face.AttrTypes, map[string]attr.Type{
		"state": types.StringType, "address": types.StringType, "type": types.StringType, "suggestion": types.StringType,
	})}
	unjudgedType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"state": types.StringType, "address": types.StringType, "type": types.StringType, "path": types.StringType,
	}}
	leftAsideType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"type": types.StringType, "reason": types.StringType, "count": types.Int64Type,
	}}
	sourceTypes = map[string]attr.Type{
		"name": types.StringType, "source": types.StringType, "format": types.StringType, "tool": types.StringType, "terraform_version": types.StringType,
		"serial": types.Int64Type, "read_at": types.StringType, "read_at_by": types.StringType, "error": types.StringType,
		"resources": types.Int64Type, "deadlines": types.Int64Type, "deleted": types.Int64Type, "deposed": types.Int64Type, "unreadable": types.Int64Type,
	}
	sourceDescriptions = map[string]string{
		"name":              "Name in identifiers: the file, the last part of the address, or the workspace, with as many folders before it as tell it from the others.",
		"source":            "Where it was read, without credentials.",
		"format":            "`state v4`, `show -json state`, `plan` or `hcp-wrapped plan`; null where that was not found out.",
		"tool":              "`Terraform` or `OpenTofu`, as far as the hosts of the providers tell.",
		"terraform_version": "Version that wrote it.",
		"serial":            "Serial of the state; null where there is none, as in a plan.",
		"read_at":           "Of when it is, as far as that can be told. What a state says is as old, or older.",
		"read_at_by":        "Who says so: the modification time of the file (after a checkout that of the checkout), `Last-Modified` of the answer, the plan itself; `Date` of the answer and the clock of the database only tell when it was read.",
		"error":             "Why it cannot be read; null where it can.",
		"resources":         "Instances of resources and data sources in it.",
		"deadlines":         "Ends that were judged in it.",
		"deleted":           "Instances that the plan deletes, which are not judged.",
		"deposed":           "Deposed objects.",
		"unreadable":        "Instances that cannot be read, each of which is `unknown`.",
	}
)

// attributes are the arguments and results beside the common face.
func attributes() map[string]schema.Attribute {
	whole := []validator.Int64{int64validator.AtLeast(1)}
	number := func(text string) schema.Int64Attribute {
		return schema.Int64Attribute{Optional: true, Validators: whole, MarkdownDescription: text}
	}
	return entries.Attributes(map[string]schema.Attribute{
		"files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "States and plans as files: paths and patterns like `states/**/*.tfstate`. A state of version 4, the output of `terraform state pull` and of `terraform show -json` for a state or a plan, HCP Terraform's wrapped plan; OpenTofu's are the same. " +
				"Never the text itself: Terraform would keep it, secrets and all.",
		},
		"urls": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "The same at `https` addresses, as GitLab serves the states it manages. Credentials come from the environment: `EXPIRY_STATE_TOKEN` is sent as a bearer token, else `TF_HTTP_USERNAME` and `TF_HTTP_PASSWORD`, as Terraform's http backend takes them.",
		},
		"pg": schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: "States that Terraform's pg backend keeps in PostgreSQL. Nothing is written there.",
			Attributes: map[string]schema.Attribute{
				"conn_str":   schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "`postgres://reader@db.example.test/terraform` or `host=… dbname=…`; the password better comes from `PGPASSWORD` or a password file. Default: `PG_CONN_STR`."},
				"schema":     schema.StringAttribute{Optional: true, MarkdownDescription: "Schema of the table. Default: `PG_SCHEMA_NAME`, else `terraform_remote_state`."},
				"workspaces": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Workspaces by name or pattern (`prod-*`). Default: all."},
			},
		},
		"own_file": schema.StringAttribute{
			Optional: true, MarkdownDescription: "YAML or JSON file with types of your own providers, in the form of [the table](https://github.com/terraform-expiry/terraform-provider-expiry/blob/main/internal/statefacts/README.md). An entry replaces the built-in one of the same type.",
		},
		"scan": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.OneOf(scanPEM)},
			MarkdownDescription: "`pem` reads certificates in Kubernetes secrets too, and those in PEM in any attribute of a type that is not in the table. Keys are never read. Default: neither.",
		},
		"tags": schema.MapAttribute{
			Optional: true, ElementType: types.ListType{ElemType: types.StringType},
			MarkdownDescription: "Tags and labels that tell who answers for a thing, the most telling first, by attribute: `{ owner = [\"Owner\", \"team\"] }`; also " + attribute.OneOf(deadline.AnsweringFields()[1:]) + ". Default: the usual names. Where no tag says so, the arguments of these names count.",
		},
		"tracked_ids": schema.ListAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "What is tracked, besides what the shared inventory holds: ids of what is read here, like those that an asset `tracks`; `*` stands for anything (`state/test/*`). The id of an asset under the name that its `suggestion` gives it (`asset/STATE/ADDRESS`) counts too, written in full.",
		},
		"timeout":         schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for one state, a Go duration. Default: `2m`."},
		"overall_timeout": schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for all of them; what is not read by then is `unknown`. Default: `10m`."},
		"max_bytes":       number("Largest state that is read. Default: 1073741824 (1 GiB)."),
		"max_total_bytes": number("How much is read of all states together. Default: 8589934592 (8 GiB)."),
		"concurrency":     number("States read at a time. Default: 4."),

		"by_type": schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "How many ends were judged, by type of resource."},
		"untracked": schema.ListAttribute{
			Computed: true, ElementType: untrackedType,
			MarkdownDescription: "What ends and nobody tracks, by its end, at most the first 500: neither `tracked_ids` nor, where the provider has one, the shared inventory covers it, by an asset under the suggested id or one that `tracks` it. The common attributes, `state`, `address`, `type`, and `suggestion`: the HCL of an `expiry_asset` that tracks it, with the owner to be filled in. " +
				"Where there is an inventory or `tracked_ids`, each has the finding `untracked` in `deadlines` too, which a gate or policy may take for an error. An inventory that cannot be read leaves everything untracked that nothing else covers.",
		},
		"untracked_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many there are, also beyond 500."},
		"unjudged": schema.ListAttribute{
			Computed: true, ElementType: unjudgedType,
			MarkdownDescription: "Attributes that look like an end, by name and by value, of types that are not in the table, at most the first 500: `state`, `address`, `type` and `path`, never the value. An `own_file` has them judged.",
		},
		"unjudged_count": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many there are, also beyond 500."},
		"left_aside": schema.ListAttribute{
			Computed: true, ElementType: leftAsideType, MarkdownDescription: "What was not judged on purpose: `type`, `reason` and `count`.",
		},
		"sources": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The states and plans: files by path, then `urls`, then the workspaces of `pg`.",
			NestedObject: schema.NestedAttributeObject{Attributes: face.ComputedAttributes(sourceTypes, sourceDescriptions)},
		},
	})
}
