package handover

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// handoverChecklistDataSource lists the built-in questions of a handover.
type handoverChecklistDataSource struct{ session.Source }

// NewChecklistDataSource makes the data source of the built-in items.
func NewChecklistDataSource() datasource.DataSource {
	return &handoverChecklistDataSource{session.Source{Name: "handover_checklist"}}
}

type handoverChecklistModel struct {
	ID       types.String `tfsdk:"id"`
	Language types.String `tfsdk:"language"`
	Items    types.List   `tfsdk:"items"`
}

var checklistItemType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "question": types.StringType, "question_ja": types.StringType, "lesson": types.StringType, "why": types.StringType,
	"kinds": types.ListType{ElemType: types.StringType}, "before_go_live": types.BoolType,
}}

func (d *handoverChecklistDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the questions about recurring events that an `expiry_handover` asks of both sides, with the lesson behind each.",
		Attributes: map[string]schema.Attribute{
			"id":       schema.StringAttribute{Computed: true, MarkdownDescription: "`handover-checklist`."},
			"language": attribute.LanguageAttribute("`question` and `why`"),
			"items": schema.ListAttribute{
				Computed: true, ElementType: checklistItemType,
				MarkdownDescription: "The questions, in the order in which they are asked: `id` (the key of an answer), `question`, `question_ja`, `lesson` (its identifier), " +
					"`why` (that lesson in one line), `kinds` (of assets that an answer would name), `before_go_live` (asks for something taken before the system goes live, which a no does not answer).",
			},
		},
	}
}

func (d *handoverChecklistDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model handoverChecklistModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	language := attribute.LanguageOf(model.Language)
	var items []attr.Value
	for _, item := range handover.BuiltIn() {
		question := item.Question.En
		if language == lesson.Japanese {
			question = item.Question.Ja
		}
		items = append(items, types.ObjectValueMust(checklistItemType.AttrTypes, map[string]attr.Value{
			"id": types.StringValue(item.ID), "question": types.StringValue(question), "question_ja": types.StringValue(item.Question.Ja),
			"lesson": types.StringValue(item.Lesson), "why": types.StringValue(lesson.BuiltIn().OneLine(item.Lesson, language)),
			"kinds": attribute.StringsValue(item.Kinds), "before_go_live": types.BoolValue(item.BeforeGoLive),
		}))
	}
	model.ID, model.Items = types.StringValue("handover-checklist"), types.ListValueMust(checklistItemType, items)
	resp.Diagnostics.Append(protocol.SetState(ctx, &resp.State, &model)...)
}
