// Package contract has contracts: read from registers, and declared.
package contract

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/ledger"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var _ datasource.DataSourceWithConfigure = (*contractDataSource)(nil)

// contractDataSource reads one contract of a register with all that it rests on.
type contractDataSource struct{ session.Source }

// NewDataSource makes the data source of one contract of a register.
func NewDataSource() datasource.DataSource {
	return &contractDataSource{session.Source{Name: "contract"}}
}

type contractDataModel struct {
	face.Data
	ledger.RegisterInputs
	ledger.RegisterResults
	Contract types.String `tfsdk:"contract"`

	Title          types.String `tfsdk:"title"`
	Supplier       types.String `tfsdk:"supplier"`
	Customer       types.String `tfsdk:"customer"`
	StartsOn       types.String `tfsdk:"starts_on"`
	Renewal        types.String `tfsdk:"renewal"`
	Intent         types.String `tfsdk:"intent"`
	NoticeGivenOn  types.String `tfsdk:"notice_given_on"`
	ClosedOn       types.String `tfsdk:"closed_on"`
	ClosedBecause  types.String `tfsdk:"closed_because"`
	PeriodStartsAt types.String `tfsdk:"period_starts_at"`
	PeriodEndsAt   types.String `tfsdk:"period_ends_at"`
	Renewals       types.Int64  `tfsdk:"renewals"`
	OptOutBy       types.String `tfsdk:"opt_out_by"`
	DataDeletedAt  types.String `tfsdk:"data_deleted_at"`
	DeletesData    types.Bool   `tfsdk:"deletes_data"`
	WeakestLink    types.String `tfsdk:"weakest_link"`
	Chain          types.List   `tfsdk:"chain"`
	CoversRenewals types.List   `tfsdk:"covers_renewals"`
}

// registerFace are the attributes of the common face that a register may say.
const descriptionContractActBy = "By when to act: `expires_at` less the notice period less `lead_time`, whatever the renewal; where a supplier's contract ends first, before that. The last day for notice itself is `opt_out_by`. Where a contract renews so often that the default `lead_time` would take up most of the time in between, it is that day."

func (d *contractDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := ledger.DataSourceAttributes(face.ComputedAttributes(contractFactTypes, contractFactDescriptions))
	attributes["chain"] = schema.ListAttribute{Computed: true, ElementType: linkType, MarkdownDescription: contractFactDescriptions["chain"]}
	attributes["contract"] = schema.StringAttribute{Required: true, MarkdownDescription: "Key of the contract: what stands in the column `contract`."}
	own := face.DataAttributes(contract.Kind, attributes)
	for _, name := range deadline.AnsweringFields() {
		own[name] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: face.Descriptions[name] + " Default: what the register says."}
	}
	own["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: the key of the contract."}
	own["kind"] = schema.StringAttribute{Computed: true, MarkdownDescription: "What the column `kind` says, else `contract`."}
	own["expires_at"] = schema.StringAttribute{Computed: true, MarkdownDescription: "The earliest end on the chain, from this contract to the last supplier (RFC 3339, UTC). Null where the term of one of them is not declared, unless another has ended already."}
	own["act_by"] = schema.StringAttribute{Computed: true, MarkdownDescription: descriptionContractActBy}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a contract from a register that people keep, with the chain of contracts that it rests on, each link with its own end and its own proof of renewal. " +
			"Understands English and Japanese headings and dates: see the guide [From spreadsheet to gate](../guides/from-spreadsheet-to-gate).\n\n" +
			"Columns, of which only `contract` is needed:\n\n" + contractColumnTable(),
		Attributes: own,
	}
}

func (d *contractDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model contractDataModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	s := d.Session
	s.BeginEnforced(model.Enforcement, model.Deadline(contract.Kind, model.Contract.ValueString()).ID, diags)
	now := s.NowFor(model.AsOf, diags)
	in := model.Terms(ctx, s, diags)
	if diags.HasError() {
		return
	}
	read := readBook(ctx, s, model.RegisterInputs, diags)
	if read == nil {
		return
	}
	model.RegisterResults = read.results
	var verdict contract.Verdict
	if read.unreachable != "" {
		verdict = unread(s, model.Deadline(contract.Kind, model.Contract.ValueString()), read.unreachable, now)
	} else {
		view := view(s, read, now, diags)
		if diags.HasError() {
			return
		}
		terms := s.Terms(contract.Kind, 0, in)
		one, err := read.book.Contract(model.Contract.ValueString())
		if err == nil {
			// What the configuration says goes before what the register says.
			given := one.Terms(terms)
			terms.LeadTime, terms.Reminder = attribute.ParsePeriod(model.LeadTime, given.LeadTime), attribute.ParsePeriod(model.Reminder, given.Reminder)
		}
		var ok bool
		if verdict, ok = withoutWindow(func(terms deadline.Terms) (contract.Verdict, error) {
			return view.Judge(model.Contract.ValueString(), terms)
		}, terms, diags); !ok {
			return
		}
		verdict = model.overriding(keyed(verdict), now, s)
	}
	model.fillContract(verdict)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	s.EnforceAll(model.Enforcement, verdict.ID, []deadline.Judgement{verdict.Judgement}, diags)
}

// overriding puts what the configuration says of the contract over what the
// register says.
func (m *contractDataModel) overriding(verdict contract.Verdict, now time.Time, s *session.Session) contract.Verdict {
	given := m.Deadline(contract.Kind, verdict.Name)
	given.FillFrom(verdict.Identity)
	verdict.ID, verdict.Identity = given.ID, given.Identity
	dropNamed(&verdict.Deadline)
	verdict.Judgement = verdict.Judge(now, s.Location)
	return verdict
}

func (m *contractDataModel) fillContract(verdict contract.Verdict) {
	m.Fill(verdict.Judgement)
	m.SetAnswering(verdict.Identity)
	values := contractFacts(verdict)
	for name, field := range map[string]*types.String{
		"title": &m.Title, "supplier": &m.Supplier, "customer": &m.Customer, "starts_on": &m.StartsOn, "renewal": &m.Renewal, "intent": &m.Intent,
		"notice_given_on": &m.NoticeGivenOn, "closed_on": &m.ClosedOn, "closed_because": &m.ClosedBecause,
		"period_starts_at": &m.PeriodStartsAt, "period_ends_at": &m.PeriodEndsAt, "opt_out_by": &m.OptOutBy, "data_deleted_at": &m.DataDeletedAt,
		"weakest_link": &m.WeakestLink,
	} {
		*field, _ = values[name].(types.String)
	}
	m.Renewals, _ = values["renewals"].(types.Int64)
	m.DeletesData, _ = values["deletes_data"].(types.Bool)
	m.Chain = chainValue(verdict.Own)
	m.CoversRenewals, _ = values["covers_renewals"].(types.List)
}
