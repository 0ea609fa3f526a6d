package backup

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
)

// sourceAttrTypes are the fields of one source of a listing.
var sourceAttrTypes = map[string]attr.Type{
	"source": types.StringType, "newest_at": types.StringType, "newest_name": types.StringType, "newest_size": types.Int64Type,
	"copies": types.Int64Type, "read_error": types.StringType, "why": types.StringType,
}

var sourceType = types.ObjectType{AttrTypes: sourceAttrTypes}

var sourceDescriptions = map[string]string{
	"source":      "What is protected, as the listing tells it: a host with its paths, a stanza, a series of names.",
	"newest_at":   "When its newest good backup was made, null where there is none.",
	"newest_name": "What the listing calls that.",
	"newest_size": "Its size in bytes, null where the listing does not tell.",
	"copies":      "How many backups of it are listed, good or not.",
	"read_error":  "Why there is no good one, in a word, else null.",
	"why":         "The same as a clause.",
}

const readErrorMeaning = "Why there is no good backup, or why that cannot be told, in a word: `unreachable`, `not_found`, `malformed`, `unsupported`, `empty`, `too_large`, `incomplete`, `missing`, `running`, `partial`, `failed`, `future`, `small`, `shrunk`, `deleted`, `unproven`; null where there is one."

func resultAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"newest_size": schema.Int64Attribute{Computed: true, MarkdownDescription: "Size in bytes of what the newest good backup protects, null where the listing does not tell."},
		"newest_name": schema.StringAttribute{Computed: true, MarkdownDescription: "What the listing calls the newest good backup, null where there is none."},
		"tool":        schema.StringAttribute{Computed: true, MarkdownDescription: "Program whose listing it is: `restic`, `borg`, `pgbackrest`, …, `directory`, `s3`, `mapping` or `declared`; null for an empty list, and where nothing was read."},
		"read_error":  schema.StringAttribute{Computed: true, MarkdownDescription: readErrorMeaning},
		"sources": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: fmt.Sprintf("All that is backed up, the one that decides first; at most the first %d.", face.ListedMost),
			NestedObject: schema.NestedAttributeObject{Attributes: face.ComputedAttributes(sourceAttrTypes, sourceDescriptions)},
		},
	}
}

// fill writes what was read.
func (m *model) fill(listing backup.Listing, verdict backup.Verdict) {
	at, name, size := newest(verdict.Newest)
	m.NewestAt, m.NewestName, m.NewestSize = attribute.InstantType.Of(at), name, size
	m.Tool, m.ReadError = attribute.Optional(listing.Tool), types.StringNull()
	if verdict.Newest == nil {
		m.ReadError = types.StringValue(string(verdict.Reason))
	}
	sources := verdict.Sources[:min(len(verdict.Sources), face.ListedMost)]
	values := make([]attr.Value, len(sources))
	for i, source := range sources {
		at, name, size := newest(source.Newest)
		values[i] = types.ObjectValueMust(sourceAttrTypes, map[string]attr.Value{
			"source": types.StringValue(deadline.Printable(source.Name)), "newest_at": at, "newest_name": name, "newest_size": size,
			"copies": types.Int64Value(int64(source.Copies)), "read_error": attribute.Optional(string(source.Reason)), "why": attribute.Optional(deadline.Printable(source.Why)),
		})
	}
	m.Sources = types.ListValueMust(sourceType, values)
}

// newest is a copy as attributes, null for none.
func newest(one *backup.Copy) (at, name types.String, size types.Int64) {
	if one == nil {
		return types.StringNull(), types.StringNull(), types.Int64Null()
	}
	size = types.Int64Null()
	if one.SizeKnown {
		size = types.Int64Value(one.Size)
	}
	return attribute.InstantValue(one.At()), attribute.Optional(deadline.Printable(one.Name)), size
}
