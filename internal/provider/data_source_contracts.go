package provider

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var _ datasource.DataSourceWithConfigure = (*contractsDataSource)(nil)

// contractsDataSource reads a whole register as one node of Terraform's graph.
type contractsDataSource struct{ source }

func newContractsDataSource() datasource.DataSource {
	return &contractsDataSource{source{name: "contracts"}}
}

type contractsModel struct {
	dataFace
	registerInputs
	registerResults
	Contracts     types.List   `tfsdk:"contracts"`
	DeadlinesJSON types.String `tfsdk:"deadlines_json"`
	Counts        types.Object `tfsdk:"counts"`
	Worst         types.Object `tfsdk:"worst"`
}

// listedMost is how many objects a list of a register holds: Terraform takes
// minutes for tens of thousands of nested values.
const listedMost = 500

var descriptionListed = fmt.Sprintf("Null where the register has more than %d rows, for which Terraform would take long: then hand `deadlines_json` over, which always holds all.", listedMost)

func (d *contractsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := registerDataSourceAttributes(map[string]schema.Attribute{
		"contracts":      schema.ListAttribute{Computed: true, ElementType: contractType, MarkdownDescription: "One object for each contract, sorted by `act_by` (those without come last), then `id`. Each has the common attributes, so that the list can be handed to a gate as it is. The fields are described at `worst`. " + descriptionListed},
		"deadlines_json": schema.StringAttribute{Computed: true, MarkdownDescription: descriptionRowsJSON},
		"counts":         countsAttribute("Contracts"),
		"worst": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "The worst contract: worst status, then earliest `act_by`. Null where there is none.",
			Attributes: computedAttributes(contractType.AttrTypes, contractFactDescriptions, faceDescriptionsFor(contract.Kind)),
		},
	})
	face := dataFaceAttributes("contracts", attributes)
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
	s := d.session
	s.beginEnforced(model.Enforcement, model.deadline("contracts", model.Register.ValueString()).ID, diags)
	now := s.nowFor(model.AsOf, diags)
	terms := s.terms(contract.Kind, 0, model.terms(ctx, s, diags))
	if diags.HasError() {
		return
	}
	read := s.readBook(ctx, model.registerInputs, diags)
	if read == nil {
		return
	}
	own := model.deadline("contracts", shownSource(model.Register.ValueString()))
	model.registerResults = read.results
	var verdicts []contract.Verdict
	if read.unreachable != "" {
		// An empty list would pass whatever stands in the register.
		verdicts = []contract.Verdict{s.unread(own, read.unreachable, now)}
	} else {
		view := s.view(read, now, diags)
		if diags.HasError() {
			return
		}
		verdicts = judgeBook(model.faceInputs, read.book, view, terms, s, diags)
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
	model.fill(own.Judge(now, s.location))
	if err := model.fillContracts(verdicts); err != nil {
		diags.AddError("Contracts not written", sentence(err))
		return
	}
	diags.Append(resp.State.Set(ctx, &model)...)
	s.enforceAll(model.Enforcement, model.ID.ValueString(), judgements, diags)
}

// judgeBook judges every contract, sorted by when to act.
func judgeBook(face faceInputs, book *contract.Book, view *contract.View, terms deadline.Terms, s *session, diags *diagnostics) []contract.Verdict {
	keys := book.Keys()
	verdicts := make([]contract.Verdict, len(keys))
	faults := make([]diagnostics, len(keys))
	inParallel(len(keys), func(i int) {
		one, err := book.Contract(keys[i])
		if err != nil {
			faults[i].AddAttributeError(path.Root("register"), "Unknown contract", sentence(err))
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
func standingIn(f faceInputs, verdict contract.Verdict, s *session) contract.Verdict {
	if verdict.FillFrom(f.identity()) { // the reason names the owner
		dropNamed(&verdict.Deadline)
		verdict.Judgement = verdict.Judge(verdict.Now, s.location)
	}
	return verdict
}

func (m *contractsModel) fillContracts(verdicts []contract.Verdict) error {
	counts := map[deadline.Status]int{}
	var rows rowsJSON
	var values []attr.Value
	m.Worst = types.ObjectNull(contractType.AttrTypes)
	worst := -1
	for i := range verdicts {
		counts[verdicts[i].Status]++
		fields := contractFields(verdicts[i])
		rows.add(fields)
		if len(verdicts) <= listedMost {
			values = append(values, types.ObjectValueMust(contractType.AttrTypes, fields))
		}
		if worst < 0 || deadline.Worse(verdicts[i].Judgement, verdicts[worst].Judgement) < 0 {
			worst, m.Worst = i, types.ObjectValueMust(contractType.AttrTypes, fields)
		}
	}
	m.Counts, m.Contracts = countsValue(counts), types.ListNull(contractType)
	if len(verdicts) <= listedMost {
		m.Contracts = types.ListValueMust(contractType, values)
	}
	var err error
	m.DeadlinesJSON, err = rows.value()
	return err
}
