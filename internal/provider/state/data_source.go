package state

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/stateends"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

var (
	_ datasource.DataSourceWithConfigure      = (*stateDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*stateDataSource)(nil)
)

type stateDataSource struct{ session.Source }

// NewDataSource makes the data source of states.
func NewDataSource() datasource.DataSource {
	return &stateDataSource{session.Source{Name: "state"}}
}

type stateModel struct {
	face.Data
	face.Many
	Files          types.List     `tfsdk:"files"`
	URLs           types.List     `tfsdk:"urls"`
	PG             types.Object   `tfsdk:"pg"`
	OwnFile        types.String   `tfsdk:"own_file"`
	Scan           types.String   `tfsdk:"scan"`
	Tags           types.Map      `tfsdk:"tags"`
	TrackedIDs     types.List     `tfsdk:"tracked_ids"`
	Timeout        attribute.Text `tfsdk:"timeout"`
	OverallTimeout attribute.Text `tfsdk:"overall_timeout"`
	MaxBytes       types.Int64    `tfsdk:"max_bytes"`
	MaxTotalBytes  types.Int64    `tfsdk:"max_total_bytes"`
	Concurrency    types.Int64    `tfsdk:"concurrency"`

	ByType         types.Map   `tfsdk:"by_type"`
	Untracked      types.List  `tfsdk:"untracked"`
	UntrackedCount types.Int64 `tfsdk:"untracked_count"`
	Unjudged       types.List  `tfsdk:"unjudged"`
	UnjudgedCount  types.Int64 `tfsdk:"unjudged_count"`
	LeftAside      types.List  `tfsdk:"left_aside"`
	Sources        types.List  `tfsdk:"sources"`
}

// The data source's own id is states/all; those of what it reads begin with state/.
const (
	ownKind = "states"
	ownName = "all"
)

func (d *stateDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	all := face.DataAttributes(ownKind, attributes())
	all["name"] = schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "Name in the data source's own identifier. Default: `" + ownName + "`."}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds what ends in states and plans of Terraform and OpenTofu: certificates, engine versions, tokens, reservations, domains of a whole organisation, without a credential for any of them. " +
			"[A table of types](../guides/types-in-states) says where in which resource an end or a version stands; versions are looked up in the release calendars. What has another form there, or is missing, is `unknown` with the attribute's path.\n\n" +
			"A state knows what held when it was written, so the reason says how old it is, and where a resource names an endpoint, how to read it live. Of a plan what will be is judged: what it creates, before it exists; what it deletes is counted and not judged; what is known only after the apply is `unknown`. " +
			"A deposed object, which waits to be destroyed, stands apart under an id with its key, without an end to act on; that it has ended is a warning.\n\n" +
			"**No secret leaves a state**: of attributes only those in the table are read, and of these only what has the form that is expected there. Of others, at most the path is told. A state that cannot be read keeps its place as `unknown` under `state/STATE`.\n\n" +
			"Its own common attributes are those of the worst that was found; where nothing was, it is `unknown`. `owner` and the like hold for what no tag tells of; `lead_time`, `reminder` and `maintenance_window` for everything that is read.",
		Attributes: all,
	}
}

// ValidateConfig finds what can be known to be wrong before anything is read.
func (d *stateDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model stateModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if model.Files.IsNull() && model.URLs.IsNull() && model.PG.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("files"), "No state given",
			"There is nothing to read. Give files, urls or pg, like files = [\"states/*.tfstate\"]. A state is never given as text: Terraform would keep it.")
	}
	model.tagNames(&resp.Diagnostics)
}

func (d *stateDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model stateModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	s := d.Session
	own := model.Deadline(ownKind, ownName)
	s.BeginEnforced(model.Enforcement, own.ID, diags)
	now := s.NowFor(model.AsOf, diags)
	options := model.options(ctx, s, now, diags)
	table := model.table(ctx, diags)
	terms := model.Terms(ctx, s, diags)
	sources := model.sources(ctx, s, diags)
	if diags.HasError() {
		return
	}
	trackers := model.trackers(ctx, s, diags)
	if diags.HasError() {
		return
	}
	readings := make([]*reading, len(sources))
	for i, name := range statefile.Names(sources) {
		readings[i] = newReading(name, table, options)
	}
	outcomes := statefile.ReadMany(ctx, sources, model.limits(), func(i int, resource statefile.Resource) error {
		readings[i].resource(resource)
		return nil
	})
	judging := judging{session: s, terms: terms, now: now, trackers: trackers, diags: diags}
	judged := model.fill(judging, readings, outcomes)
	whole, err := model.FillMany(s, entries, own, now, judged)
	if err != nil {
		diags.AddError("States not written", attribute.Sentence(err))
	}
	if diags.HasError() {
		return
	}
	model.Fill(whole)
	model.withoutPasswords(ctx)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	judgements := face.Judgements(judged)
	if len(judgements) == 0 {
		judgements = append(judgements, whole) // an empty list would pass whatever was to be read
	}
	s.EnforceAll(model.Enforcement, whole.ID, judgements, diags)
}

// options say with what a resource is judged.
func (m *stateModel) options(ctx context.Context, s *session.Session, now time.Time, diags *diag.Diagnostics) statefacts.Options {
	judge, err := s.Judges.Get(ctx, session.TrustInput{})
	if err != nil {
		// Without the system's authorities, those that stand in the text are left.
		judge, err = s.Judges.Get(ctx, session.TrustInput{WithoutSystem: true})
	}
	if err != nil {
		diags.AddError("Authorities not read", attribute.Sentence(err))
	}
	options := stateends.Options(ctx, s.Software, now, s.Location)
	options.Material = stateends.Reader{Judge: judge, Now: now, Location: s.Location}.Read
	options.Scan, options.Tags, options.Otherwise = m.Scan.ValueString() == scanPEM, m.tagNames(diags), m.Identity()
	return options
}

// fill writes what is told beside the deadlines, which it returns.
func (m *stateModel) fill(j judging, readings []*reading, outcomes []statefile.Outcome) []face.Entry {
	var judged []face.Entry
	var untracked []untrackedEnd
	var unknownTypes []unjudged
	byType, asides := map[string]attr.Value{}, map[aside]int64{}
	counts := map[string]int64{}
	sources := make([]attr.Value, len(outcomes))
	for i, outcome := range outcomes {
		read, age := readings[i], ""
		if outcome.Err != nil {
			read.unreadable(outcome.Shown, outcome.Err)
		} else {
			age = ageOf(outcome, j.now, j.session.Location)
			if outcome.Header.Errored {
				read.brokenOff()
			}
		}
		for _, one := range read.endings {
			entry := j.entry(outcome.Name, one, age)
			judged = append(judged, entry)
			if one.Type != "" {
				counts[one.Type]++
			}
			if j.trackers.untracked(one) {
				untracked = append(untracked, untrackedEnd{entry, statefacts.Suggestion(one.id, one.Fact)})
			}
		}
		unknownTypes = append(unknownTypes, read.unjudged...)
		for what, n := range read.asides {
			asides[what] += n
		}
		sources[i] = sourceValue(outcome, len(read.endings))
	}
	for kind, n := range counts {
		byType[kind] = types.Int64Value(n)
	}
	m.ByType = types.MapValueMust(types.Int64Type, byType)
	m.Untracked, m.UntrackedCount = untrackedValue(untracked), types.Int64Value(int64(len(untracked)))
	m.Unjudged, m.UnjudgedCount = unjudgedValue(unknownTypes), types.Int64Value(int64(len(unknownTypes)))
	m.LeftAside = asidesValue(asides)
	m.Sources = types.ListValueMust(types.ObjectType{AttrTypes: sourceTypes}, sources)
	return judged
}
