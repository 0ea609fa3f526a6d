package attribute

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
)

// languages are those in which lessons and questions are written.
var languages = []string{string(lesson.English), string(lesson.Japanese)}

// LanguageAttribute asks for the language of something.
func LanguageAttribute(what string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Validators: []validator.String{stringvalidator.OneOf(languages...)},
		MarkdownDescription: "Language of " + what + ": `en` or `ja`. Default: `en`.",
	}
}

// LanguageOf is the language that is asked for, English where none is.
func LanguageOf(value types.String) lesson.Language {
	if value.IsNull() {
		return lesson.English
	}
	return lesson.Language(value.ValueString())
}
