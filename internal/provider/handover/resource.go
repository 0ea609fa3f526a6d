// Package handover has the handover of a system and its checklist.
package handover

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

var (
	_ resource.ResourceWithConfigure    = (*handoverResource)(nil)
	_ resource.ResourceWithModifyPlan   = (*handoverResource)(nil)
	_ resource.ResourceWithImportState  = (*handoverResource)(nil)
	_ resource.ResourceWithIdentity     = (*handoverResource)(nil)
	_ resource.ResourceWithUpgradeState = (*handoverResource)(nil)
)

// handoverResource asks both sides of a handover which things about a system
// come round again, and compares their answers while Terraform plans.
type handoverResource struct{ tracked.Named }

const handoverKind = "handover"

// NewResource makes the resource of one handover.
func NewResource() resource.Resource {
	return &handoverResource{tracked.NewNamed(handoverKind, tracked.Facts)}
}

type handoverModel struct {
	face.Answerable
	face.Facts
	GoLiveOn  attribute.Text `tfsdk:"go_live_on"`
	Giver     types.String   `tfsdk:"giver"`
	Taker     types.String   `tfsdk:"taker"`
	Answers   types.Map      `tfsdk:"answers"`
	Items     types.List     `tfsdk:"items"`
	Complete  types.Bool     `tfsdk:"complete"`
	OpenItems types.List     `tfsdk:"open_items"`
	ExpiresAt types.String   `tfsdk:"expires_at"`
	Status    types.String   `tfsdk:"status"`
	Passes    types.Bool     `tfsdk:"passes"`
	Reason    types.String   `tfsdk:"reason"`
	Findings  types.List     `tfsdk:"findings"`
}

var openItemType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"item": types.StringType, "question": types.StringType, "side": types.StringType, "why": types.StringType,
}}

func (r *handoverResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	d := face.Descriptions
	side := func(who string) schema.SingleNestedAttribute {
		return schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: "Answer of the side that " + who + ". Without it that side has not answered.",
			Attributes: map[string]schema.Attribute{
				"says":     schema.StringAttribute{Optional: true, MarkdownDescription: attribute.Needed + "`yes` (there are such things), `no` (there are none) or `unanswered`."},
				"assets":   schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Ids of the things, with `yes`: `certificate/www.example.test:443`."},
				"taken_at": schema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: "With `yes` to what is taken before going live: day or instant at which the oldest of the backups was taken. One after the day of judgement is an error: what is still to come was not taken."},
			},
		}
	}
	party := []validator.String{stringvalidator.LengthBetween(1, 256)}
	attributes := map[string]schema.Attribute{
		"name":       r.NameAttribute(),
		"go_live_on": schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: "Day on which the system goes live. Without it nothing shows that the backups were taken before, and the handover stays incomplete."},
		"giver":      schema.StringAttribute{Required: true, Validators: party, MarkdownDescription: "Who hands the system over: who built it."},
		"taker":      schema.StringAttribute{Required: true, Validators: party, MarkdownDescription: "Who takes it over: who will run it."},
		"answers": schema.MapNestedAttribute{
			Optional: true, MarkdownDescription: "Answers of both sides, by the id of the item. The data source `expiry_handover_checklist` lists the built-in items.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{"giver": side("hands over"), "taker": side("takes over")}},
		},
		"items": schema.ListNestedAttribute{
			Optional: true, MarkdownDescription: "Items of your own, asked after the built-in ones.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"id":             schema.StringAttribute{Optional: true, MarkdownDescription: attribute.Needed + "Key of the answers: up to 60 lower-case letters, digits and hyphens."},
				"question":       schema.StringAttribute{Optional: true, MarkdownDescription: attribute.Needed + "What both sides are to answer."},
				"kinds":          schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Kinds of assets that an answer would name."},
				"before_go_live": schema.BoolAttribute{Optional: true, MarkdownDescription: "Ask for something taken before the system goes live: a `no` does not answer it."},
			}},
		},
		"complete": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether both sides give the same answer to every item: `no`, or `yes` with the same assets. Known while planning wherever the answers are: what a precondition of the production module tests."},
		"open_items": schema.ListAttribute{
			Computed: true, ElementType: openItemType,
			MarkdownDescription: "What keeps the handover from being complete, each item once: `item`, `question`, `side` (who has to do something; null for both), `why`.",
		},
		"kind":       schema.StringAttribute{Computed: true, MarkdownDescription: "`handover`."},
		"expires_at": schema.StringAttribute{Computed: true, MarkdownDescription: "Always null: a handover has no end."},
		"status":     schema.StringAttribute{Computed: true, MarkdownDescription: "`ok` when complete, else `unknown`: what comes round again is then not known, and a gate fails on it."},
		"passes":     schema.BoolAttribute{Computed: true, MarkdownDescription: "The same as `complete`."},
		"reason":     schema.StringAttribute{Computed: true, MarkdownDescription: d["reason"]},
		"findings":   schema.ListAttribute{Computed: true, ElementType: face.FindingType, MarkdownDescription: "One of the rule `handover-incomplete` for each open item: `rule`, `severity`, `message`, `lesson`."},
	}
	face := tracked.FaceAttributes(handoverKind, attributes)
	for _, name := range []string{"lead_time", "reminder", "maintenance_window"} {
		delete(face, name)
	}
	face["owner"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Who is responsible for the answers: a person or team that can be reached. Default: the taker."}
	face["act_by"] = schema.StringAttribute{Computed: true, MarkdownDescription: "By when it must be complete: the start of `go_live_on` in the provider's `time_zone`. Null when it is."}
	face["remind_at"] = schema.StringAttribute{Computed: true, MarkdownDescription: "Always null."}
	resp.Schema = schema.Schema{
		Version: stateVersion,
		MarkdownDescription: "Asks, before a system goes live, what about it comes round again: certificates, domains, licences, contracts, keys, backups and more. " +
			"The side that hands over and the side that takes over answer each item, and must agree. " +
			"Test `complete` in a precondition of the production module, or hand the handover to an `expiry_gate`, which names what is open.",
		Attributes: face,
	}
}

// ModifyPlan compares the answers, so that the production module can be refused
// in the plan that would create it.
func (r *handoverResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.Planned(req) {
		return
	}
	var config, plan handoverModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &config)...)
	diags.Append(req.Plan.Get(ctx, &plan)...)
	if diags.HasError() {
		return
	}
	plan.ID, plan.Kind, plan.Tracked = r.Id(plan.Name), types.StringValue(handoverKind), types.BoolValue(true)
	plan.ExpiresAt, plan.RemindAt = types.StringNull(), types.StringNull()
	if plan.Owner = config.Owner; config.Owner.IsNull() {
		plan.Owner = config.Taker
	}
	plan.setUnknown()
	if attribute.FullyKnown(config.Answers) && attribute.FullyKnown(config.Items) && !config.GoLiveOn.IsUnknown() {
		in := config.input(ctx, r.Session, diags)
		if diags.HasError() {
			return
		}
		checklist, result := in.judge(diags)
		if diags.HasError() {
			return
		}
		plan.fill(checklist, result, in)
		r.tellToCome(in, diags)
	}
	diags.Append(resp.Plan.Set(ctx, &plan)...)
}

// tellToCome refuses backups that are said to have been taken on a day to come. What
// is stored must not depend on the day, so that the handover cannot be called
// incomplete here; a plan that rests on such a claim must not pass either.
func (r *handoverResource) tellToCome(in handoverInput, diags *diag.Diagnostics) {
	s := r.Session
	for i, answer := range in.answers {
		if answer.TakenAt.IsZero() || !intake.ToCome(answer.TakenAt, s.Now, s.Location) {
			continue
		}
		at := in.places[i].AtName("taken_at")
		s.AddPolicyError(diags, at, "Backup still to come", fmt.Sprintf("In %s: %s. Leave taken_at out until there is a backup; the handover is open until then.",
			at, intake.TakenToCome(deadline.FormatInstant(answer.TakenAt), s.Now, s.Location)))
	}
}

func (m *handoverModel) setUnknown() {
	m.Complete, m.Passes = types.BoolUnknown(), types.BoolUnknown()
	m.Status, m.Reason = types.StringUnknown(), types.StringUnknown()
	m.End, m.ActBy = types.StringUnknown(), types.StringUnknown()
	m.OpenItems, m.Findings = types.ListUnknown(openItemType), types.ListUnknown(face.FindingType)
}

// fill writes the result. Nothing in it depends on the day: what is open is open
// whenever one looks.
func (m *handoverModel) fill(checklist handover.Checklist, result handover.Result, in handoverInput) {
	questions := map[string]string{}
	for _, item := range checklist.Items {
		questions[item.ID] = item.Question.En
	}
	open, findings := make([]attr.Value, len(result.Open)), make([]deadline.Finding, len(result.Open))
	for i, one := range result.Open {
		open[i] = types.ObjectValueMust(openItemType.AttrTypes, map[string]attr.Value{
			"item": types.StringValue(one.Item), "question": types.StringValue(questions[one.Item]),
			"side": attribute.Optional(string(one.Side)), "why": types.StringValue(one.Why),
		})
		findings[i] = deadline.NewFinding(deadline.RuleHandoverIncomplete, one.Item+": "+one.Why+".")
	}
	m.Complete, m.Passes = types.BoolValue(result.Complete), types.BoolValue(result.Complete)
	m.OpenItems, m.Findings = types.ListValueMust(openItemType, open), face.FindingsValue(findings)
	m.Status, m.End, m.ActBy = types.StringValue(string(deadline.StatusOK)), types.StringValue(deadline.EndOpen.String()), types.StringNull()
	if !result.Complete {
		m.Status, m.End, m.ActBy = types.StringValue(string(deadline.StatusUnknown)), types.StringValue(deadline.EndUnknown.String()), attribute.InstantValue(in.goLive)
	}
	m.Reason = types.StringUnknown()
	if !m.ID.IsUnknown() {
		m.Reason = types.StringValue(handoverReason(m.ID.ValueString(), checklist, result))
	}
}
