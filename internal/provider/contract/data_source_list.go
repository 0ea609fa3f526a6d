package contract

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/ledger"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

var _ datasource.DataSourceWithConfigure = (*contractsDataSource)(nil)

// contractsDataSource reads a whole register as one node of Terraform's graph.
type contractsDataSource struct{ session.Source }

// NewListDataSource makes the data source of all contracts of a register.
func NewListDataSource() datasource.DataSource {
	return &contractsDataSource{session.Source{Name: "contracts"}}
}

type contractsModel struct {
	face.Data
	ledger.RegisterInputs
	ledger.RegisterResults
	Contracts     types.List   `tfsdk:"contracts"`
	DeadlinesJSON types.String `tfsdk:"deadlines_json"`
	Counts        types.Object `tfsdk:"counts"`
	Worst         types.Object `tfsdk:"worst"`
}

func (d *contractsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := ledger.DataSourceAttributes(map[string]schema.Attribute{
		"contracts":      schema.ListAttribute{Computed: true, ElementType: contractType, MarkdownDescription: "One object for each contract, sorted by `act_by` (those without come last), then `id`. Each has the common attributes, so that the list can be handed to a gate as it is. The fields are described at `worst`. " + face.DescriptionListed},
		"deadlines_json": schema.StringAttribute{Computed: true, MarkdownDescription: face.DescriptionRows},
		"counts":         face.CountsAttribute("Contracts"),
		"worst": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The worst contract: worst status, then earliest `act_by`. Null where there is none.",
			Attributes: face.ComputedAttributes(contractType.AttrTypes, contractFactDescriptions, face.DescriptionsFor(contract.Kind)),
		},
	})
	face := face.DataAttributes("contracts", attributes)
	face["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the identifier. Default: the register as written, an address without its user and query."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads all contracts of a register, each judged with the chain that it rests on, in one node of Terraform's graph. " +
			"Its own common attributes are those of the worst contract; `owner` and the like, `lead_time`, `reminder` and `maintenance_window` apply to every contract of which the register says nothing else.",
		Attributes: face,
	}
}

func (d *contractsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model contractsModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	s := d.Session
	s.BeginEnforced(model.Enforcement, model.Deadline("contracts", ledger.ShownSource(model.Register.ValueString())).ID, diags)
	now := s.NowFor(model.AsOf, diags)
	terms := s.Terms(contract.Kind, 0, model.Terms(ctx, s, diags))
	if diags.HasError() {
		return
	}
	read := readBook(ctx, s, model.RegisterInputs, diags)
	if read == nil {
		return
	}
	own := model.Deadline("contracts", ledger.ShownSource(model.Register.ValueString()))
	model.RegisterResults = read.results
	var verdicts []contract.Verdict
	if read.unreachable != "" {
		// An empty list would pass whatever stands in the register.
		verdicts = []contract.Verdict{unread(s, own, read.unreachable, now)}
	} else {
		view := view(s, read, now, diags)
		if diags.HasError() {
			return
		}
		verdicts = judgeBook(model.Inputs, read.book, view, terms, s, diags)
		if diags.HasError() {
			return
		}
		own.Cause = "the register holds no contract"
	}
	judgements := make([]deadline.Judgement, len(verdicts))
	for i := range verdicts {
		judgements[i] = verdicts[i].Judgement
	}
	if len(judgements) > 0 {
		worst := slices.MinFunc(judgements, deadline.Worse)
		own.Timeline, own.Cause = worst.Timeline, worst.Reason
	}
	model.Fill(own.Judge(now, s.Location))
	if err := model.fillContracts(verdicts); err != nil {
		diags.AddError("Contracts not written", attribute.Sentence(err))
		return
	}
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	s.EnforceAll(model.Enforcement, model.ID.ValueString(), judgements, diags)
}

// judgeBook judges every contract, sorted by when to act.
func judgeBook(face face.Inputs, book *contract.Book, view *contract.View, terms deadline.Terms, s *session.Session, diags *diag.Diagnostics) []contract.Verdict {
	keys := book.Keys()
	verdicts := make([]contract.Verdict, len(keys))
	faults := make([]diag.Diagnostics, len(keys))
	session.InParallel(len(keys), func(i int) {
		one, err := book.Contract(keys[i])
		if err != nil {
			faults[i].AddAttributeError(path.Root("register"), "Unknown contract", attribute.Sentence(err))
			return
		}
		verdict, _ := withoutWindow(func(terms deadline.Terms) (contract.Verdict, error) { return view.Judge(keys[i], terms) }, one.Terms(terms), &faults[i])
		verdicts[i] = standingIn(face, keyed(verdict), s)
	})
	for _, fault := range faults {
		diags.Append(fault...)
	}
	slices.SortStableFunc(verdicts, func(a, b contract.Verdict) int { return deadline.Sooner(a.Deadline, b.Deadline) })
	return verdicts
}

// standingIn fills what the register does not say with what the configuration
// says of every contract.
func standingIn(f face.Inputs, verdict contract.Verdict, s *session.Session) contract.Verdict {
	if verdict.FillFrom(f.Identity()) { // the reason names the owner
		dropNamed(&verdict.Deadline)
		verdict.Judgement = verdict.Judge(verdict.Now, s.Location)
	}
	return verdict
}

func (m *contractsModel) fillContracts(verdicts []contract.Verdict) error {
	counts := map[deadline.Status]int{}
	var rows face.Rows
	var values []attr.Value
	m.Worst = types.ObjectNull(contractType.AttrTypes)
	worst := -1
	for i := range verdicts {
		counts[verdicts[i].Status]++
		fields := contractFields(verdicts[i])
		rows.Add(fields)
		if len(verdicts) <= face.ListedMost {
			values = append(values, types.ObjectValueMust(contractType.AttrTypes, fields))
		}
		if worst < 0 || deadline.Worse(verdicts[i].Judgement, verdicts[worst].Judgement) < 0 {
			worst, m.Worst = i, types.ObjectValueMust(contractType.AttrTypes, fields)
		}
	}
	m.Counts, m.Contracts = face.CountsValue(counts), types.ListNull(contractType)
	if len(verdicts) <= face.ListedMost {
		m.Contracts = types.ListValueMust(contractType, values)
	}
	var err error
	m.DeadlinesJSON, err = rows.Value()
	return err
}
