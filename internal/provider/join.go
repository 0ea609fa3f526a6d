package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What one thing says of others, from which a gate or a policy draws what no
// reader of one thing can see.

var joinDescriptions = map[string]string{
	"tracks":             "Ids of what knows the end better, like `certificate/www.example.test:443`; `*` stands for anything. A gate or policy that is given both joins them: the end is theirs, the owner is this asset's.",
	"covered_by":         "Ids of the contracts that cover it, like `contract/erp-support`.",
	"backs_up":           "Ids of what it is a backup of.",
	"fate":               "What it stands and falls with. A backup that shares any part of it with what it backs up is lost together with it.",
	"changed_at":         "Day or instant of its last change.",
	"change_reviewed_by": "Who reviewed that change.",
	"newest_at":          "Of a backup: day or instant of its newest copy.",
}

// fateParts are the parts of a fate and what they are.
var fateParts = map[string]string{
	"contract": "Contract under which it runs.", "provider": "Company that runs it.", "account": "Account at that company.",
	"site": "Building or region where it stands.", "key": "Key with which it is encrypted.",
}

var fateType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"contract": types.StringType, "provider": types.StringType, "account": types.StringType, "site": types.StringType, "key": types.StringType,
}}

func fateResourceAttribute() schema.SingleNestedAttribute {
	attributes := map[string]schema.Attribute{}
	for name, text := range fateParts {
		attributes[name] = schema.StringAttribute{Optional: true, MarkdownDescription: text}
	}
	return schema.SingleNestedAttribute{Optional: true, MarkdownDescription: joinDescriptions["fate"], Attributes: attributes}
}
