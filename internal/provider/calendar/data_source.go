// Package calendar has the calendar of deadlines and the functions on dates.
package calendar

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/agenda"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/protocol"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

var _ datasource.DataSourceWithConfigure = (*calendarDataSource)(nil)

// calendarDataSource puts deadlines and maintenance windows on a calendar.
type calendarDataSource struct{ session.Source }

// NewDataSource makes the calendar of deadlines.
func NewDataSource() datasource.DataSource {
	return &calendarDataSource{session.Source{Name: "calendar"}}
}

type calendarModel struct {
	ID             types.String   `tfsdk:"id"`
	Name           types.String   `tfsdk:"name"`
	Deadlines      types.Dynamic  `tfsdk:"deadlines"`
	DeadlinesJSON  types.String   `tfsdk:"deadlines_json"`
	From           attribute.Text `tfsdk:"from"`
	To             attribute.Text `tfsdk:"to"`
	IncludeWindows types.Bool     `tfsdk:"include_windows"`
	Windows        types.Map      `tfsdk:"windows"`
	Steps          types.List     `tfsdk:"steps"`
	AsOf           attribute.Text `tfsdk:"as_of"`
	ICS            types.String   `tfsdk:"ics"`
	Markdown       types.String   `tfsdk:"markdown"`
	SVG            types.String   `tfsdk:"svg"`
	Events         types.List     `tfsdk:"events"`
	Notes          types.List     `tfsdk:"notes"`
}

var eventType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"uid": types.StringType, "id": types.StringType, "kind": types.StringType, "start": types.StringType, "end": types.StringType,
	"all_day": types.BoolType, "title": types.StringType, "owner": types.StringType,
}}

const defaultCalendarName = "calendar"

// calendarNameForm keeps the name fit for a file name.
var calendarNameForm = text.Pattern(`^[A-Za-z0-9._-]{1,64}$`)

// ownWindow is what the provider's window is for, in the title of its events.
const ownWindow = "all systems"

func (d *calendarDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	w := attribute.WindowDescriptions
	deadlines := given.Attribute()
	deadlines.MarkdownDescription = "What to put on the calendar: data sources and resources of this provider as they are, or objects with the same attributes. " +
		"Put lists together with `concat`. Hand resources over through a `local`."
	resp.Schema = schema.Schema{
		MarkdownDescription: "Makes a calendar of a range of days: when each renewal is to be started, by when to act, when things end, and the maintenance windows. " +
			"What was to be done or started before its first day stands on that day; what is overdue comes first. " +
			"It comes as ICS for calendar programs, as Markdown and as a picture. What it holds changes only when a date does, so that it can stand in a root output. " +
			"Where the provider has a report directory, `calendar-NAME.ics`, `.md` and `.svg` are written there.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{Computed: true, MarkdownDescription: "`calendar/` and the name."},
			"name": schema.StringAttribute{
				Optional: true, Computed: true,
				Validators:          []validator.String{stringvalidator.RegexMatches(calendarNameForm(), "write up to 64 letters, digits, dots, hyphens and underscores, like year-2027")},
				MarkdownDescription: "Name of the calendar, for its files. Default: `calendar`.",
			},
			"deadlines":      deadlines,
			"deadlines_json": schema.StringAttribute{Optional: true, MarkdownDescription: "The same as `jsonencode` writes it, for hundreds and more. Shown together with `deadlines`."},
			"from":           schema.StringAttribute{Required: true, CustomType: attribute.DateType, MarkdownDescription: "First day, like `2027-01-01`, in the provider's `time_zone`."},
			"to":             schema.StringAttribute{Required: true, CustomType: attribute.DateType, MarkdownDescription: fmt.Sprintf("Last day, at most %d years on.", agenda.MaxYears)},
			"include_windows": schema.BoolAttribute{
				Optional: true, MarkdownDescription: "Show the provider's `maintenance_window` as well. Default: `false`.",
			},
			"windows": schema.MapNestedAttribute{
				Optional: true, MarkdownDescription: fmt.Sprintf("Maintenance windows to show, at most %d, by what they are for: a system, a site.", agenda.MaxWindows),
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"rrule":    schema.StringAttribute{Optional: true, MarkdownDescription: w["rrule"]},
					"start":    schema.StringAttribute{Optional: true, MarkdownDescription: w["start"]},
					"duration": schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: w["duration"]},
					"first_on": schema.StringAttribute{Optional: true, CustomType: attribute.DateType, MarkdownDescription: w["first_on"]},
				}},
			},
			"steps": schema.ListNestedAttribute{
				Optional: true, MarkdownDescription: fmt.Sprintf("What is done around each maintenance window and each day by which to act, at most %d: `{ before = \"3w\", title = \"Rehearsal\" }`, `{ after = \"3bd\", title = \"Papers\" }`.", agenda.MaxSteps),
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"before": schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: "How long before; this or `after`. Days of business (`5bd`) are those of the provider's `business_calendar`."},
					"after":  schema.StringAttribute{Optional: true, CustomType: attribute.PeriodType, MarkdownDescription: "How long after."},
					"title":  schema.StringAttribute{Optional: true, MarkdownDescription: attribute.Needed + "What is done."},
				}},
			},
			"as_of": schema.StringAttribute{
				Optional: true, CustomType: attribute.InstantType,
				MarkdownDescription: "Day or instant that decides which term of a tacitly renewed contract is shown; nothing else depends on it. Default: the provider's.",
			},
			"ics":      schema.StringAttribute{Computed: true, MarkdownDescription: "The calendar for calendar programs (RFC 5545). Entries keep their identity when a date moves, so that importing it again moves them."},
			"markdown": schema.StringAttribute{Computed: true, MarkdownDescription: "The calendar as a page (CommonMark), month by month."},
			"svg":      schema.StringAttribute{Computed: true, MarkdownDescription: "The calendar as a picture that needs nothing else."},
			"events": schema.ListAttribute{
				Computed: true, ElementType: eventType,
				MarkdownDescription: "The entries by time: `uid`, `id` (of the deadline, or what the window is for), `kind` (`overdue`, which was to be done before `from`, `window`, `step`, `remind`, `act_by` or `end`), `start` and `end` (RFC 3339, UTC; the same for a moment), " +
					"`all_day`, `title`, `owner`. " + fmt.Sprintf("Null where there are more than %d, which Terraform would take minutes for; `ics` always holds all.", face.ListedMost),
			},
			"notes": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "What one would look for and not find: ids whose end is not known, those that have no announced end, and those that ended before the range or nobody knows when."},
		},
	}
}

func (d *calendarDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model calendarModel
	diags := &resp.Diagnostics
	diags.Append(req.Config.Get(ctx, &model)...)
	if diags.HasError() {
		return
	}
	if !protocol.Hands(ctx) && model.Windows.IsNull() && !model.IncludeWindows.ValueBool() {
		diags.AddAttributeError(path.Root("deadlines"), "Nothing to show",
			"The calendar is given neither deadlines nor maintenance windows. Hand it data sources, resources or lists of them, windows, or include_windows = true.")
		return
	}
	s := d.Session
	now := s.NowFor(model.AsOf, diags)
	items, _ := given.Deadlines(ctx, s, now, diags)
	in := agenda.Input{
		From: attribute.ParseDate(model.From), To: attribute.ParseDate(model.To), Location: s.Location, Windows: model.windows(ctx, s, diags),
		Steps: model.steps(), Calendar: s.Calendar, Deeds: deedsOf(items), Language: s.Language, Name: model.Name.ValueString(), Link: s.Origin.Link,
	}
	if diags.HasError() {
		return
	}
	// A policy joins what is given twice, and what tracks others with these.
	for _, judgement := range (policy.Policy{}).Judge(items, now, s.Location).Judgements {
		in.Deadlines = append(in.Deadlines, dated(judgement))
	}
	made, err := agenda.New(in)
	if fault, ok := errors.AsType[*agenda.InputError](err); ok {
		diags.AddAttributeError(path.Root(fault.Part), "Invalid calendar", attribute.Sentence(fault))
		return
	}
	if model.Name.IsNull() {
		model.Name = types.StringValue(defaultCalendarName)
	}
	model.fill(made)
	diags.Append(protocol.SetState(ctx, &resp.State, &model)...)
	writeCalendar(s, model, diags)
}

// deedsOf says with whom things are renewed, and what goes on by itself.
func deedsOf(items []policy.Item) map[string]agenda.Deed {
	deeds := map[string]agenda.Deed{}
	for _, item := range items {
		if item.Supplier != "" || !item.Renews.IsZero() {
			deeds[item.ID] = agenda.Deed{With: item.Supplier, Renews: item.Renews}
		}
	}
	return deeds
}

// dated is the deadline with the state of its end as it was judged: what is ok
// without a date has no announced end, and what has expired without one has ended.
func dated(j deadline.Judgement) deadline.Deadline {
	d := j.Deadline
	if d.End.State == deadline.EndUnknown && j.Status == deadline.StatusOK {
		d.End = deadline.OpenEnded
	}
	if d.End.State == deadline.EndUnknown && j.Status == deadline.StatusExpired {
		d.End = deadline.End{State: deadline.EndedUnknownDay}
	}
	return d
}

// windows are those of the configuration and, where it asks for it, the
// provider's.
func (m calendarModel) windows(ctx context.Context, s *session.Session, diags *diag.Diagnostics) []agenda.Window {
	var windows []agenda.Window
	if m.IncludeWindows.ValueBool() {
		if s.Window == nil {
			diags.AddAttributeError(path.Root("include_windows"), "No maintenance window",
				"The calendar is to show the provider's maintenance window, but the provider has none. Give it a maintenance_window, or leave include_windows out.")
		} else {
			windows = append(windows, agenda.Window{ID: ownWindow, Window: s.Window})
		}
	}
	elements := m.Windows.Elements()
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		object, _ := elements[name].(types.Object)
		at := path.Root("windows").AtMapKey(name)
		if object.IsNull() {
			diags.AddAttributeError(at, "Invalid maintenance window", fmt.Sprintf("The window %q is null. Write one like { rrule = \"FREQ=MONTHLY;BYDAY=4WE\", start = \"20:00\", duration = \"4h\" }.", name))
			continue
		}
		if window := attribute.ParseWindow(ctx, object, at, s.Location, diags); window != nil {
			windows = append(windows, agenda.Window{ID: name, Window: window})
		}
	}
	return windows
}

// steps are those of the configuration, as far as they can be read; the room says
// what is wrong with them.
func (m calendarModel) steps() []agenda.Step {
	var steps []agenda.Step
	for _, element := range m.Steps.Elements() {
		parts, _ := attribute.ObjectOf(element)
		period := func(name string) deadline.Period {
			written, _ := parts[name].(attribute.Text)
			return attribute.ParsePeriod(written, deadline.Period{})
		}
		steps = append(steps, agenda.Step{Before: period("before"), After: period("after"), Title: attribute.StringOf(parts, "title")})
	}
	return steps
}

func (m *calendarModel) fill(made agenda.Agenda) {
	m.ID = types.StringValue("calendar/" + m.Name.ValueString())
	m.ICS, m.Markdown, m.SVG = types.StringValue(made.ICS()), types.StringValue(made.Markdown()), types.StringValue(made.SVG())
	m.Notes, m.Events = attribute.StringsValue(made.Notes()), types.ListNull(eventType)
	if len(made.Events) > face.ListedMost {
		return
	}
	events := make([]attr.Value, len(made.Events))
	for i, event := range made.Events {
		events[i] = types.ObjectValueMust(eventType.AttrTypes, map[string]attr.Value{
			"uid": types.StringValue(event.UID), "id": types.StringValue(event.ID), "kind": types.StringValue(string(event.Kind)),
			"start": types.StringValue(deadline.FormatInstant(event.Start)), "end": types.StringValue(deadline.FormatInstant(event.End)),
			"all_day": types.BoolValue(event.AllDay), "title": types.StringValue(event.Title), "owner": attribute.Optional(event.Owner),
		})
	}
	m.Events = types.ListValueMust(eventType, events)
}
