// Package lesson has the lessons behind the rules.
package lesson

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// lessonDataSource reads the lessons behind the rules, and an organisation's own.
type lessonDataSource struct{ session.Source }

// NewDataSource makes the data source of lessons.
func NewDataSource() datasource.DataSource { return &lessonDataSource{session.Source{Name: "lesson"}} }

type lessonModel struct {
	Lesson   types.String `tfsdk:"lesson"`
	Rule     types.String `tfsdk:"rule"`
	File     types.String `tfsdk:"file"`
	URL      types.String `tfsdk:"url"`
	Language types.String `tfsdk:"language"`

	Lessons   types.List   `tfsdk:"lessons"`
	Incidents types.List   `tfsdk:"incidents"`
	OneLine   types.String `tfsdk:"one_line"`
	Markdown  types.String `tfsdk:"markdown"`
}

var lessonType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "domain": types.StringType, "title": types.StringType, "problem": types.StringType, "cause": types.StringType, "measure": types.StringType,
	"rules": types.ListType{ElemType: types.StringType}, "sources": types.ListType{ElemType: types.StringType}, "built_in": types.BoolType,
}}

var incidentType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "system": types.StringType, "started_at": types.StringType, "recovered_at": types.StringType, "impact": types.StringType, "problem": types.StringType, "cause": types.StringType,
	"lessons": types.ListType{ElemType: types.StringType}, "sources": types.ListType{ElemType: types.StringType},
}}

func (d *lessonDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads lessons from outages: those that the rules were drawn from, an organisation's own, and those that others share under an address. " +
			"Each says what happened, why, and what to do so that it does not happen again. Beside them stand records of the incidents that they were drawn from.",
		Attributes: map[string]schema.Attribute{
			"lesson": schema.StringAttribute{Optional: true, MarkdownDescription: "One lesson by its identifier, like `G21` or `fukui-2020`, in upper or lower case. Default: all."},
			"rule": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.ConflictsWith(path.MatchRoot("lesson"))},
				MarkdownDescription: "The lessons behind a rule, like `backup-missing`; first the one that findings name. Conflicts with `lesson`.",
			},
			"file": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "YAML or JSON file with an organisation's own lessons: a list of objects with `id`, `domain` (`governance` or `technical`), `title`, `problem`, `cause`, `measure` " +
					"(each a text, or one for `en` and `ja`), `rules` and `sources`. They come after the built-in ones. Or an object with such a list as `lessons`, and with `incidents`: a list of objects with " +
					"`id`, `system`, `started_at` and, where it is over, `recovered_at` (a day, or an RFC 3339 instant), `impact`, `problem` (what happened), `cause` (the direct one), `lessons` (identifiers of what was learned) and `sources`.",
			},
			"url": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Address of such a file, `https://` or `http://`, that several organisations share. Its lessons come before those of `file`, whose incidents may name them. " +
					"What cannot be read there is an error, since lessons that are asked for and absent would go unnoticed. Terraform stores the argument as it is: no user or password in it.",
			},
			"language": attribute.LanguageAttribute("the texts; what is not written in it comes in the other"),
			"lessons": schema.ListAttribute{
				Computed: true, ElementType: lessonType,
				MarkdownDescription: "The lessons: `id`, `domain`, `title` (what to do, in one line), `problem` (what happened), `cause`, `measure`, `rules` (that hold it), `sources` (public reports), `built_in`.",
			},
			"incidents": schema.ListAttribute{
				Computed: true, ElementType: incidentType,
				MarkdownDescription: "The incidents of `url` and `file`; with `lesson` or `rule`, those that one of `lessons` was drawn from: `id`, `system`, `started_at`, `recovered_at` (null where nobody recorded it), `impact`, `problem`, `cause`, `lessons`, `sources`.",
			},
			"one_line": schema.StringAttribute{Computed: true, MarkdownDescription: "The lessons in a line each: identifier and title."},
			"markdown": schema.StringAttribute{Computed: true, MarkdownDescription: "The lessons, and after them the incidents, as a page (CommonMark) with a heading for each."},
		},
	}
}

func (d *lessonDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model lessonModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	collection := d.collection(ctx, model, diags)
	if diags.HasError() {
		return
	}
	found, incidents := model.chosen(collection, diags), collection.Incidents()
	if diags.HasError() {
		return
	}
	if !model.Lesson.IsNull() || !model.Rule.IsNull() {
		incidents = collection.IncidentsBehind(found)
	}
	language := attribute.LanguageOf(model.Language)
	values, lines := make([]attr.Value, len(found)), make([]string, len(found))
	for i, one := range found {
		values[i], lines[i] = lessonValue(one, language), collection.OneLine(one.ID, language)
	}
	model.Lessons, model.OneLine = types.ListValueMust(lessonType, values), types.StringValue(strings.Join(lines, "\n"))
	model.Incidents = incidentsValue(incidents, language)
	model.Markdown = types.StringValue(lessonPage(found, incidents, language))
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
}

// collection are the built-in lessons, those that are shared, and own ones.
func (d *lessonDataSource) collection(ctx context.Context, model lessonModel, diags *diag.Diagnostics) *lesson.Collection {
	collection := lesson.BuiltIn()
	options := lesson.Options{Before: collection, Now: d.Session.Clock(), Location: d.Session.Location}
	if !model.URL.IsNull() {
		bounded, cancel := context.WithTimeout(ctx, d.Session.Dialer.Timeout())
		defer cancel()
		shared, err := lesson.Fetch(bounded, d.Session.Client, model.URL.ValueString(), options)
		if failure, ok := errors.AsType[*source.Failure](err); ok {
			diags.AddAttributeError(path.Root("url"), "Lessons not read", attribute.AsSentence("The lessons at "+deadline.Printable(source.Redact(model.URL.ValueString()))+" could not be read: "+failure.Clause)+
				" A copy beside the configuration, named by file = \"lessons.yaml\", depends on no server.")
			return nil
		}
		if err != nil {
			diags.AddAttributeError(path.Root("url"), "Invalid lessons", attribute.AsSentence("In "+deadline.Printable(err.Error())))
			return nil
		}
		collection = collection.With(shared)
		options.Before = collection
	}
	if !model.File.IsNull() {
		own, err := lesson.Read(ctx, model.File.ValueString(), options)
		if err != nil {
			diags.AddAttributeError(path.Root("file"), "Invalid lessons", attribute.AsSentence("In "+deadline.Printable(err.Error())))
			return nil
		}
		collection = collection.With(own)
	}
	return collection
}

// chosen are the lessons that are asked for.
func (m lessonModel) chosen(collection *lesson.Collection, diags *diag.Diagnostics) []lesson.Lesson {
	switch id, rule := m.Lesson.ValueString(), deadline.Rule(m.Rule.ValueString()); {
	case !m.Lesson.IsNull():
		one, found := collection.Lookup(id)
		if !found {
			diags.AddAttributeError(path.Root("lesson"), "Unknown lesson", fmt.Sprintf("There is no lesson %q; known are %s. With file or url, others come on top.", id, lessonIDs(collection)))
		}
		return []lesson.Lesson{one}
	case m.Rule.IsNull():
		return collection.All()
	case !rule.Known():
		diags.AddAttributeError(path.Root("rule"), "Unknown rule", attribute.AsSentence(policy.UnknownRule(string(rule))))
		return nil
	default:
		return collection.ForRule(rule)
	}
}

// lessonIDs names what can be asked for, the first of many.
func lessonIDs(collection *lesson.Collection) string {
	const shown = 50
	var ids []string
	for _, one := range collection.All() {
		ids = append(ids, one.ID)
	}
	if len(ids) > shown {
		return strings.Join(ids[:shown], ", ") + fmt.Sprintf(" and %d more", len(ids)-shown)
	}
	return strings.Join(ids, ", ")
}

func lessonValue(one lesson.Lesson, language lesson.Language) types.Object {
	rules := make([]string, len(one.Rules))
	for i, rule := range one.Rules {
		rules[i] = string(rule)
	}
	return types.ObjectValueMust(lessonType.AttrTypes, map[string]attr.Value{
		"id": types.StringValue(one.ID), "domain": types.StringValue(string(one.Domain)), "title": types.StringValue(one.Title.In(language)),
		"problem": types.StringValue(one.Problem.In(language)), "cause": types.StringValue(one.Cause.In(language)), "measure": types.StringValue(one.Measure.In(language)),
		"rules": attribute.StringsValue(rules), "sources": attribute.StringsValue(one.Sources), "built_in": types.BoolValue(one.BuiltIn),
	})
}

func incidentsValue(incidents []lesson.Incident, language lesson.Language) types.List {
	values := make([]attr.Value, len(incidents))
	for i, one := range incidents {
		values[i] = types.ObjectValueMust(incidentType.AttrTypes, map[string]attr.Value{
			"id": types.StringValue(one.ID), "system": types.StringValue(one.System), "started_at": types.StringValue(one.StartedAt), "recovered_at": attribute.Optional(one.RecoveredAt),
			"impact": types.StringValue(one.Impact.In(language)), "problem": types.StringValue(one.Problem.In(language)), "cause": types.StringValue(one.Cause.In(language)),
			"lessons": attribute.StringsValue(one.Lessons), "sources": attribute.StringsValue(one.Sources),
		})
	}
	return types.ListValueMust(incidentType, values)
}
