package gate

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

var _ datasource.DataSourceWithConfigure = (*policyDataSource)(nil)

// policyDataSource judges deadlines together, like a gate, and gives the verdict
// as values and as reports.
type policyDataSource struct{ session.Source }

// NewPolicyDataSource makes the data source that judges as a gate does.
func NewPolicyDataSource() datasource.DataSource {
	return &policyDataSource{session.Source{Name: "policy"}}
}

type policyModel struct {
	policyInputs
	ID          types.String   `tfsdk:"id"`
	Name        types.String   `tfsdk:"name"`
	Enforcement types.String   `tfsdk:"enforcement"`
	AsOf        attribute.Text `tfsdk:"as_of"`
	Reports     types.List     `tfsdk:"reports"`
	Source      types.String   `tfsdk:"source"`
	Limit       types.Int64    `tfsdk:"markdown_limit"`

	Passed         types.Bool   `tfsdk:"passed"`
	PassesUntil    types.String `tfsdk:"passes_until"`
	UntilReason    types.String `tfsdk:"passes_until_reason"`
	Violations     types.List   `tfsdk:"violations"`
	ViolationCount types.Int64  `tfsdk:"violation_count"`
	Waived         types.List   `tfsdk:"waived"`
	Counts         types.Object `tfsdk:"counts"`
	ByOwner        types.Map    `tfsdk:"by_owner"`
	Unowned        types.List   `tfsdk:"unowned"`
	JSON           types.String `tfsdk:"json"`
	Markdown       types.String `tfsdk:"markdown"`
	HTML           types.String `tfsdk:"html"`
	SVG            types.String `tfsdk:"svg"`
	SARIF          types.String `tfsdk:"sarif"`
	JUnit          types.String `tfsdk:"junit"`
}

var reportFormats = []string{"markdown", "html", "svg", "json", "sarif", "junit"}

// ViolationType is one violation.
var ViolationType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"rule": types.StringType, "severity": types.StringType, "id": types.StringType, "kind": types.StringType, "system": types.StringType,
	"message": types.StringType, "remedy": types.StringType, "lesson": types.StringType, "owner": types.StringType, "note": types.StringType,
	"status": types.StringType, "expires_at": types.StringType, "act_by": types.StringType,
}}

// WaivedType is one that a waiver excuses.
var WaivedType = types.ObjectType{AttrTypes: attribute.Merged(ViolationType.AttrTypes, map[string]attr.Type{
	"approver": types.StringType, "reason": types.StringType, "ticket": types.StringType, "ends_on": types.StringType,
})}

var ownerType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"deadlines": types.Int64Type, "errors": types.Int64Type, "warnings": types.Int64Type, "waived": types.Int64Type,
}}

func (d *policyDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	onRequest := func(what string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: what + " Null unless `reports` asks for it."}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Judges deadlines together by rules with reasons, waivers and assertions of your own, and gives the verdict as values and as reports: for a pull request, a browser, a code scanner, a test runner, other policy engines. " +
			"It is deferred to the apply where its deadlines are not known while planning; an `expiry_gate` is not.",
		Attributes: map[string]schema.Attribute{
			"id":             schema.StringAttribute{Computed: true, MarkdownDescription: "`policy/` and the name."},
			"name":           schema.StringAttribute{Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthBetween(1, 256)}, MarkdownDescription: "Name of the policy, for its report files. Default: `default`."},
			"deadlines":      given.Attribute(),
			"deadlines_json": schema.StringAttribute{Optional: true, MarkdownDescription: given.DescriptionJSON},
			"rules":          rulesAttribute(),
			"waivers":        waiversAttribute(),
			"assertions":     assertionsAttribute(),
			"allow_empty":    schema.BoolAttribute{Optional: true, MarkdownDescription: "Accept no deadlines at all, which otherwise is an error: a policy that judges nothing passes everything. Default: `false`."},
			"enforcement": schema.StringAttribute{
				Optional: true, Validators: []validator.String{stringvalidator.OneOf(session.Enforcements...)},
				MarkdownDescription: "`none`, `warn` or `error`: what this data source does by itself when the policy does not pass. Default: the provider's.",
			},
			"as_of": schema.StringAttribute{Optional: true, CustomType: attribute.InstantType, MarkdownDescription: "Judge as of this day (`2027-03-01`) or instant instead of the provider's."},
			"reports": schema.ListAttribute{
				Optional: true, ElementType: types.StringType, Validators: []validator.List{listvalidator.ValueStringsAre(stringvalidator.OneOf(reportFormats...))},
				MarkdownDescription: "Which reports to make: " + attribute.OneOf(reportFormats) + ". `json` is always made.",
			},
			"source":         schema.StringAttribute{Optional: true, Validators: []validator.String{sourceValidator()}, MarkdownDescription: descriptionSource},
			"markdown_limit": schema.Int64Attribute{Optional: true, MarkdownDescription: "Most characters of `markdown`; what is cut is said. Default: 60000, which fits a comment on GitHub."},

			"passed":              schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether no violation of severity `error` is left that nothing waives: what a precondition tests."},
			"passes_until":        schema.StringAttribute{Computed: true, MarkdownDescription: "The first second at which these very deadlines would fail this policy if nobody acted (RFC 3339, UTC); waivers that end, backups that grow old and contracts that renew by themselves count. Null where it fails already, or where nothing would make it fail: `passes_until_reason` says which."},
			"passes_until_reason": schema.StringAttribute{Computed: true, MarkdownDescription: "What makes it fail then, by id and rule, or why there is no such instant; and what was not judged."},
			"violations":          schema.ListAttribute{Computed: true, ElementType: ViolationType, MarkdownDescription: fmt.Sprintf("What breaks a rule, errors first, then what is about time and trust before what is about tidiness, then worst status, then by when to act, then id: `rule`, `severity`, `id` (never null: `waiver/…` and `assertion/…` too), `kind`, `system`, `message`, `remedy`, `lesson`, `owner`, `note`, `status`, `expires_at`, `act_by`. At most the first %d; `json` has all.", face.ListedMost)},
			"violation_count":     schema.Int64Attribute{Computed: true, MarkdownDescription: "How many violations there are."},
			"waived":              schema.ListAttribute{Computed: true, ElementType: WaivedType, MarkdownDescription: "Violations that a waiver excuses, with the fields of `violations` and `approver`, `reason`, `ticket`, `ends_on`."},
			"counts":              face.CountsAttribute("Deadlines"),
			"by_owner":            schema.MapAttribute{Computed: true, ElementType: ownerType, MarkdownDescription: "What each owner answers for: `deadlines`, `errors`, `warnings`, `waived`. The key of those without an owner is `(no owner)`."},
			"unowned":             schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Ids that name no owner, sorted."},
			"json":                schema.StringAttribute{Computed: true, MarkdownDescription: "The verdict as JSON, for other policy engines: dates and no countdowns, so that it changes only when a verdict does. Export it in a root output."},
			"markdown":            onRequest("A page for a pull request."),
			"html":                onRequest("One self-contained page for a browser."),
			"svg":                 onRequest("The timeline as a picture."),
			"sarif":               onRequest("SARIF 2.1.0, for code scanning."),
			"junit":               onRequest("JUnit XML, for test reports."),
		},
	}
}

func (d *policyDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model policyModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	s := d.Session
	if model.Name.IsNull() {
		model.Name = types.StringValue("default")
	}
	model.ID = types.StringValue("policy/" + model.Name.ValueString())
	s.BeginReport(model.ID, diags)
	now := s.NowFor(model.AsOf, diags)
	if diags.HasError() {
		return
	}
	rules, _ := policyOf(ctx, s, Terms{Rules: model.Rules, Waivers: model.Waivers, Assertions: handedAssertions(ctx, diags)}, now, diags)
	items, _ := given.Deadlines(ctx, s, now, diags)
	addEmpty("policy", len(items), model.AllowEmpty, diags)
	if diags.HasError() {
		return
	}
	verdict := rules.Judge(items, now, s.Location)
	verdict.Until = rules.Until(verdict, items, now, s.Location)
	judged := s.ReportOf(model.ID.ValueString(), verdict)
	judged.Now, judged.Source, judged.BreakGlass = now, model.Source.ValueString(), s.BreakGlass
	model.fillVerdict(verdict)
	if err := model.fillReports(judged); err != nil {
		diags.AddError("Report not made", attribute.Sentence(err))
		return
	}
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	s.WriteReport(judged, diags)
	enforcePolicy(s, model.Enforcement, judged, verdict, diags)
}

// enforcePolicy raises what the policy found, as its enforcement says.
func enforcePolicy(s *session.Session, level types.String, judged report.Report, verdict policy.Verdict, diags *diag.Diagnostics) {
	enforcement := s.Enforcement(level)
	if enforcement == session.EnforceNone {
		return
	}
	addVerdict(s, judged, verdict, reportPage(s, judged.Title), judgedAsOf(s, judged.Now), enforcement == session.EnforceError, diags)
}

func (m *policyModel) fillVerdict(verdict policy.Verdict) {
	m.PassesUntil, m.UntilReason = attribute.InstantValue(verdict.Until.At), types.StringValue(verdict.Until.Reason)
	m.Passed, m.Counts = types.BoolValue(verdict.Passed), face.CountsValue(verdict.Counts)
	m.ViolationCount, m.Unowned = types.Int64Value(int64(len(verdict.Violations))), attribute.StringsValue(verdict.Unowned)
	m.Violations, m.Waived = ViolationsValue(verdict.Violations), WaivedValue(verdict.Waived)
	owners := make(map[string]attr.Value, len(verdict.ByOwner))
	for owner, count := range verdict.ByOwner {
		if owner == "" {
			owner = "(no owner)"
		}
		owners[owner] = types.ObjectValueMust(ownerType.AttrTypes, map[string]attr.Value{
			"deadlines": types.Int64Value(int64(count.Deadlines)), "errors": types.Int64Value(int64(count.Errors)),
			"warnings": types.Int64Value(int64(count.Warnings)), "waived": types.Int64Value(int64(count.Waived)),
		})
	}
	m.ByOwner = types.MapValueMust(ownerType, owners)
}

// ViolationsValue are the first violations, as many as a list may hold.
func ViolationsValue(violations []policy.Violation) types.List {
	var values []attr.Value
	for _, violation := range violations[:min(len(violations), face.ListedMost)] {
		values = append(values, types.ObjectValueMust(ViolationType.AttrTypes, violationFields(violation)))
	}
	return types.ListValueMust(ViolationType, values)
}

// WaivedValue are violations with what excuses them.
func WaivedValue(waived []policy.Violation) types.List {
	var values []attr.Value
	for _, violation := range waived {
		fields := violationFields(violation)
		fields["approver"], fields["reason"] = types.StringValue(violation.Waiver.Approver), types.StringValue(violation.Waiver.Reason)
		fields["ticket"], fields["ends_on"] = attribute.Optional(violation.Waiver.Ticket), attribute.DateValue(violation.Waiver.EndsOn)
		values = append(values, types.ObjectValueMust(WaivedType.AttrTypes, fields))
	}
	return types.ListValueMust(WaivedType, values)
}

func violationFields(v policy.Violation) map[string]attr.Value {
	return map[string]attr.Value{
		"rule": types.StringValue(string(v.Rule)), "severity": types.StringValue(string(v.Severity)), "id": types.StringValue(v.ID),
		"kind": attribute.Optional(v.Kind), "system": attribute.Optional(v.System), "message": types.StringValue(v.Message), "remedy": attribute.Optional(v.Remedy),
		"lesson": attribute.Optional(v.Lesson), "owner": attribute.Optional(v.Owner), "note": attribute.Optional(v.Note), "status": attribute.Optional(string(v.Status)),
		"expires_at": face.EndValue(v.Timeline.End), "act_by": attribute.InstantValue(v.Timeline.ActBy),
	}
}

// fillReports makes the reports that are asked for.
func (m *policyModel) fillReports(r report.Report) error {
	limit := int(m.Limit.ValueInt64())
	asked := attribute.StringsOf(m.Reports)
	for _, format := range []struct {
		name  string
		field *types.String
		make  func() ([]byte, error)
	}{
		{"json", &m.JSON, r.JSON},
		{"markdown", &m.Markdown, func() ([]byte, error) { return []byte(r.Markdown(limit)), nil }},
		{"html", &m.HTML, r.HTML},
		{"svg", &m.SVG, r.SVG},
		{"sarif", &m.SARIF, r.SARIF},
		{"junit", &m.JUnit, r.JUnit},
	} {
		if *format.field = types.StringNull(); format.name != "json" && !slices.Contains(asked, format.name) {
			continue
		}
		document, err := format.make()
		if err != nil {
			return err
		}
		*format.field = types.StringValue(string(document))
	}
	return nil
}
