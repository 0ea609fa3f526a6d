package domain

import (
	"context"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var (
	_ datasource.DataSourceWithConfigure      = (*domainsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*domainsDataSource)(nil)
)

// domainsDataSource reads many registrations as one node of Terraform's graph.
type domainsDataSource struct{ session.Source }

// NewManyDataSource makes the data source of many registrations.
func NewManyDataSource() datasource.DataSource {
	return &domainsDataSource{session.Source{Name: "domains"}}
}

type domainsModel struct {
	face.Data
	arguments
	face.Many
	Domains        types.List     `tfsdk:"domains"`
	Targets        types.List     `tfsdk:"targets"`
	OverallTimeout attribute.Text `tfsdk:"overall_timeout"`
}

// many says what the entries are.
var many = face.ManyOf{
	Kind: kind, Things: "Domains",
	Own:          attribute.Merged(resultTypes, map[string]attr.Type{"domain": types.StringType}),
	Descriptions: resultDescriptions,
}

// manyKind and unnamed make the id of the data source itself: domains/all.
const (
	manyKind = "domains"
	unnamed  = "all"
)

// targetKeys are what a target may say beside what any may.
var targetKeys = []string{"domain", "expires_on"}

func (d *domainsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := argumentAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"domains": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Names below registrations, like `example.com`, as `domain` of `expiry_domain` takes them."},
		"targets": schema.ListAttribute{
			Optional: true, ElementType: types.MapType{ElemType: types.StringType},
			MarkdownDescription: "Domains of which more is to be said, each a map of strings: `domain`, and optionally `expires_on`, " + attribute.OneOf(face.TargetKeys) + ". Rows of a CSV file will do. " +
				"`expires_on` as in `expiry_domain`: the declared end, for registries that publish none.",
		},
		"overall_timeout": schema.StringAttribute{Optional: true, CustomType: attribute.TimeoutType, MarkdownDescription: "Time for all of them together, a Go duration like `2m`; what has not been read by then is `unknown`. Default: none; a hundred domains of one registry take a hundred seconds (`network.rdap_pace`)."},
	})
	attributes = face.DataAttributes(manyKind, many.Attributes(attributes))
	attributes["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: `" + unnamed + "`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads when many registrations of domains end, in one node of Terraform's graph; see `expiry_domain` for what is read and how it is judged. " +
			"Registries are asked side by side, each at its pace; two names of one registration are one question. " +
			"Its own common attributes are those of the worst domain; `owner` and the like, `lead_time`, `reminder` and `maintenance_window` apply to every domain that says nothing else.",
		Attributes: attributes,
	}
}

// ValidateConfig finds what can be known to be wrong before anything is asked.
func (d *domainsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model domainsModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	if model.Domains.IsNull() && model.Targets.IsNull() {
		diags.AddAttributeError(path.Root("domains"), "No domains", "There is nothing to read. Give domains, like domains = [\"example.com\"], or targets, like targets = [{ domain = \"example.de\", expires_on = \"2027-03-31\" }].")
	}
	servers, known := model.servers(diags)
	for _, one := range model.wanted(diags) {
		declaredEnd(one.expiresOn, time.UTC, one.endAt, diags)
		if known {
			nameOf(one.written, servers, one.at, diags)
		}
	}
}

// wanted lists what is wholly known of domains and targets, as all is once it is
// read.
func (m domainsModel) wanted(diags *diag.Diagnostics) (all []wanted) {
	for i, element := range m.Domains.Elements() {
		if name, ok := element.(types.String); ok && !name.IsUnknown() {
			at := path.Root("domains").AtListIndex(i)
			all = append(all, wanted{at: at, endAt: at, written: name.ValueString(), face: m.Unnamed()})
		}
	}
	for _, target := range m.Inputs.Targets(m.Targets, targetKeys, diags) {
		at := target.At
		if _, said := target.Said["domain"]; said {
			at = at.AtMapKey("domain")
		}
		all = append(all, wanted{
			at: at, endAt: target.At.AtMapKey("expires_on"), written: target.Said["domain"], expiresOn: target.Said["expires_on"], face: target.Face,
		})
	}
	return all
}

func (d *domainsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model domainsModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	own := model.Deadline(manyKind, unnamed)
	d.Session.BeginEnforced(model.Enforcement, own.ID, diags)
	a, ok := begin(ctx, d.Session, model.Data, model.arguments, diags)
	if !ok {
		return
	}
	a.within = attribute.TimeoutOf(model.OverallTimeout)
	results := a.read(ctx, model.wanted(diags), diags)
	if diags.HasError() {
		return
	}
	entries := make([]face.Entry, len(results))
	for i, result := range results {
		entries[i] = face.Entry{Judgement: result.judgement, Own: attribute.Merged(result.values(), map[string]attr.Value{"domain": types.StringValue(result.domain)})}
	}
	entries = face.DistinctEntries(entries)
	own.Cause = "no domain is given"
	all, err := model.FillMany(d.Session, many, own, a.now, entries)
	if err != nil {
		diags.AddError("Domains not written", attribute.Sentence(err))
		return
	}
	model.Fill(all)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	judgements := face.Judgements(entries)
	if len(entries) == 0 {
		judgements = []deadline.Judgement{all} // of nothing, nothing is known
	}
	d.Session.EnforceAll(model.Enforcement, own.ID, judgements, diags)
}
