package certificate

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var (
	_ datasource.DataSourceWithConfigure      = (*certificatesDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*certificatesDataSource)(nil)
)

// certificatesDataSource reads many certificates as one node of Terraform's
// graph: by for_each, Terraform's own work grows with the square of the number.
type certificatesDataSource struct{ session.Source }

// NewFleetDataSource makes the data source of many certificates.
func NewFleetDataSource() datasource.DataSource {
	return &certificatesDataSource{session.Source{Name: "certificates"}}
}

type certificatesModel struct {
	face.Data
	certificateInputs
	Endpoints      types.List     `tfsdk:"endpoints"`
	Targets        types.List     `tfsdk:"targets"`
	Files          types.List     `tfsdk:"files"`
	Exclude        types.List     `tfsdk:"exclude"`
	DueWithin      attribute.Text `tfsdk:"due_within"`
	Bundle         types.Bool     `tfsdk:"bundle"`
	PasswordEnv    types.String   `tfsdk:"password_env"`
	PasswordEnvs   types.Map      `tfsdk:"password_envs"`
	Concurrency    types.Int64    `tfsdk:"concurrency"`
	OverallTimeout attribute.Text `tfsdk:"overall_timeout"`

	Certificates  types.List   `tfsdk:"certificates"`
	DeadlinesJSON types.String `tfsdk:"deadlines_json"`
	Counts        types.Object `tfsdk:"counts"`
	Worst         types.Object `tfsdk:"worst"`
	LeftAside     types.List   `tfsdk:"left_aside"`
	Due           types.List   `tfsdk:"due"`
}

func (d *certificatesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := certificateInputAttributes()
	// No nested attribute: the framework looks every value of one up in the
	// schema, which takes longer than reading the servers.
	maps.Copy(attributes, map[string]schema.Attribute{
		"endpoints": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Servers as `host:port`."},
		"targets": schema.ListAttribute{
			Optional: true, ElementType: types.MapType{ElemType: types.StringType},
			MarkdownDescription: "Servers of which more is to be said, each a map of strings: `endpoint`, and optionally `server_name`, `starttls`, " + attribute.OneOf(face.TargetKeys) + ". " +
				"Without a `name`, a target with a `server_name` is named `SERVER_NAME@ENDPOINT`.",
		},
		"files": schema.ListAttribute{
			Optional: true, ElementType: types.StringType, Validators: []validator.List{attribute.NoNulls{}},
			MarkdownDescription: "Files and patterns like `certs/**/*.pem`, one entry for each certificate that issues no other in its file. What cannot be read keeps its place with the status `unknown`; keys that a pattern matches are left aside.",
		},
		"exclude":         schema.ListAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.List{attribute.NoNulls{}}, MarkdownDescription: "Patterns of what `files` matches and is not to be read, like `certs/old/**`; one without a slash, like `*.key`, is compared with the file's name alone. What is excluded is named in `left_aside`."},
		"due_within":      schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: "Fills `due` with what ends within this period, like `30d` or `6w`. What could not be read is among them: a condition on `expires_at` would pass over it or fail."},
		"password_env":    schema.StringAttribute{Optional: true, MarkdownDescription: "Environment variable with the password of the PKCS#12 files among `files`. In a Kubernetes Secret it may also stand in a key beside the keystore."},
		"password_envs":   schema.MapAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Map{attribute.NoNulls{}}, MarkdownDescription: "The same for some files: a map from a pattern, as in `exclude`, to the environment variable; of several that match the longest counts."},
		"bundle":          schema.BoolAttribute{Optional: true, MarkdownDescription: "One entry for each certificate of a file, authorities too. Default: `false`."},
		"concurrency":     schema.Int64Attribute{Optional: true, Validators: []validator.Int64{int64validator.Between(1, 4096)}, MarkdownDescription: "Servers read at a time, at most as many as the provider allows. Default: the provider's."},
		"overall_timeout": schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for all servers together, a Go duration; what has not been read by then is `unknown`. Default: none but the timeout of each."},

		"certificates": schema.ListAttribute{
			Computed: true, ElementType: fleetType, MarkdownDescription: "One object for each certificate, sorted by `act_by` (those without come last), then `id`. Each has the common attributes, so that the list can be handed to a gate as it is. Where only a few attributes are picked from each, `act_by` should be among them, or `not_before`, from which it can be worked out. The fields are described at `worst`.",
		},
		"due": schema.ListAttribute{
			Computed: true, ElementType: fleetType, MarkdownDescription: "Those of `certificates` that end within `due_within`, that have ended, or of which nobody knows when they end; without `due_within` those that do not have the status `ok`.",
		},
		"deadlines_json": schema.StringAttribute{Computed: true, MarkdownDescription: face.DescriptionRows},
		"counts":         face.CountsAttribute("Certificates"),
		"left_aside":     leftAsideAttribute("What was found in `files` and not judged, each with the reason: keys, requests, folders, what is excluded, objects that hold no certificate."),
		"worst":          schema.SingleNestedAttribute{Computed: true, MarkdownDescription: "The object of the worst certificate: worst status, then earliest `act_by`. Its fields are those of `certificates`.", Attributes: fleetAttributes()},
	})
	face := face.DataAttributes("certificates", attributes)
	face["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: `fleet`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads many certificates at a time, servers and files, in one node of Terraform's graph with its own concurrency: use it where there are more than a few dozen. " +
			"Its own common attributes are those of the worst certificate; `owner` and the like, `lead_time`, `reminder` and `maintenance_window` apply to every certificate that says nothing else.",
		Attributes: face,
	}
}

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *certificatesDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model certificatesModel
	resp.Diagnostics.Append(protocol.GetConfig(ctx, req.Config, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if model.Endpoints.IsNull() && model.Targets.IsNull() && model.Files.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("endpoints"), "No source",
			"There is nothing to read. Give endpoints, targets or files, like endpoints = [\"www.example.test:443\"].")
	}
	for _, entry := range model.entries(&resp.Diagnostics) {
		if err := entry.target.Check(); err != nil {
			attribute.AddInputError(&resp.Diagnostics, entry.atOf(err), err)
		}
	}
}

func (d *certificatesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model certificatesModel
	diags := &resp.Diagnostics
	diags.Append(protocol.GetConfig(ctx, req.Config, &model)...)
	if diags.HasError() {
		return
	}
	d.Session.BeginEnforced(model.Enforcement, model.Deadline("certificates", "fleet").ID, diags)
	base, ok := prepare(ctx, d.Session, model.Data, model.certificateInputs, diags)
	if !ok {
		return
	}
	results := readFleet(ctx, d.Session, model, base, diags)
	fromFiles, left := readFiles(ctx, d.Session, model, base, diags)
	results = append(results, fromFiles...)
	if diags.HasError() {
		return
	}
	results = face.Distinct(results,
		func(r *fleetResult) *deadline.Judgement { return &r.Judgement }, func(r *fleetResult) string { return r.value().String() })
	sortFleet(results)
	if err := model.fillFleet(d.Session, base.now, results); err != nil {
		diags.AddError("Certificates not written", attribute.Sentence(err))
		return
	}
	model.LeftAside = leftAsideValue(left)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	judgements := make([]deadline.Judgement, len(results))
	for i := range results {
		judgements[i] = results[i].Judgement
	}
	d.Session.EnforceAll(model.Enforcement, model.ID.ValueString(), judgements, diags)
}

// fillFleet writes the results, the worst of which gives the data source its own
// face.
func (m *certificatesModel) fillFleet(s *session.Session, now time.Time, results []fleetResult) (err error) {
	counts := map[deadline.Status]int{}
	objects, values := make([]types.Object, len(results)), make([]attr.Value, len(results))
	session.InParallel(len(results), func(i int) { objects[i] = results[i].value() })
	own := m.Deadline("certificates", "fleet")
	var worst *fleetResult
	due := []attr.Value{}
	var rows face.Rows
	for i := range results {
		result := &results[i]
		values[i] = objects[i]
		rows.Add(objects[i].Attributes())
		if face.IsDue(s, m.DueWithin, result.Judgement) {
			due = append(due, values[i])
		}
		counts[result.Status]++
		own.Blocked = own.Blocked || result.Blocked
		if worst == nil || deadline.Worse(result.Judgement, worst.Judgement) < 0 {
			worst = result
		}
	}
	m.Certificates = types.ListValueMust(fleetType, values)
	m.Due = types.ListValueMust(fleetType, due)
	m.Worst = types.ObjectNull(fleetAttrTypes)
	if worst != nil {
		own.Timeline = worst.Timeline
		own.Cause = "that is the end of " + worst.ID
		if worst.End.State != deadline.EndKnown {
			own.Cause = worst.Reason
		}
		m.Worst = worst.value()
	} else {
		own.Cause = "no certificate was found"
	}
	m.Counts = face.CountsValue(counts)
	m.Fill(own.Judge(now, s.Location))
	m.DeadlinesJSON, err = rows.Value()
	return err
}
