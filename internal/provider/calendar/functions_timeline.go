package calendar

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

type actByFunction struct{}

// NewActByFunction makes the function act_by.
func NewActByFunction() function.Function { return actByFunction{} }

func (actByFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "act_by"
}

func (actByFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "By when a renewal must be done",
		MarkdownDescription: "The end less the lead time, as an instant in UTC. A plain date is the last day on which the thing works, so it ends at the next midnight in the time zone. " +
			"Business days are all but Saturday and Sunday.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "expires_at", CustomType: attribute.InstantType, MarkdownDescription: "When it ends: a date or an instant."},
			function.StringParameter{Name: "lead_time", CustomType: attribute.PeriodType, MarkdownDescription: "How long a renewal takes: `30d`, `3mo`, `5bd`."},
		},
		VariadicParameter: zoneParameter,
		Return:            function.StringReturn{},
	}
}

func (actByFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var written, lead attribute.Text
	var zones []attribute.Text
	if resp.Error = req.Arguments.Get(ctx, &written, &lead, &zones); resp.Error != nil {
		return
	}
	loc, fault := zoneArgument(zones, 2)
	if fault != nil {
		resp.Error = fault
		return
	}
	end, err := deadline.ParseEnd(written.ValueString(), loc)
	if err != nil {
		resp.Error = attribute.ArgumentError(0, attribute.Sentence(err))
		return
	}
	period, err := deadline.ParsePeriod(lead.ValueString())
	if err == nil {
		end, err = deadline.Arithmetic{Location: loc}.Subtract(end, period)
	}
	if err != nil {
		resp.Error = attribute.ArgumentError(1, attribute.Sentence(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, deadline.FormatInstant(end))
}

type statusFunction struct{}

// NewStatusFunction makes the function status.
func NewStatusFunction() function.Function { return statusFunction{} }

func (statusFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "status"
}

func (statusFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Status of an end at a time",
		MarkdownDescription: "`ok`, `due` (from `remind_at`), `overdue` (from `act_by`) or `expired` (from `expires_at`); `unknown` where `expires_at` is null. " +
			"A plain date as `expires_at` is the last day on which the thing works, in UTC.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "now", CustomType: attribute.InstantType, MarkdownDescription: "Date or instant to judge at; `plantimestamp()` is now."},
			function.StringParameter{Name: "expires_at", CustomType: attribute.InstantType, AllowNullValue: true, MarkdownDescription: "When it ends."},
			function.StringParameter{Name: "act_by", CustomType: attribute.InstantType, AllowNullValue: true, MarkdownDescription: "By when to act, or null."},
			function.StringParameter{Name: "remind_at", CustomType: attribute.InstantType, AllowNullValue: true, MarkdownDescription: "When to start asking, or null."},
		},
		Return: function.StringReturn{},
	}
}

func (statusFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var now, expiresAt, actBy, remindAt attribute.Text
	if resp.Error = req.Arguments.Get(ctx, &now, &expiresAt, &actBy, &remindAt); resp.Error != nil {
		return
	}
	at, fault := instantArgument(now, time.UTC, 0)
	if fault != nil {
		resp.Error = fault
		return
	}
	var line deadline.Timeline
	if !expiresAt.IsNull() {
		end, err := deadline.ParseEnd(expiresAt.ValueString(), time.UTC)
		if err != nil {
			resp.Error = attribute.ArgumentError(1, attribute.Sentence(err))
			return
		}
		line.End = deadline.EndsAt(end)
	}
	if !actBy.IsNull() {
		if line.ActBy, fault = instantArgument(actBy, time.UTC, 2); fault != nil {
			resp.Error = fault
			return
		}
	}
	if !remindAt.IsNull() {
		if line.RemindAt, fault = instantArgument(remindAt, time.UTC, 3); fault != nil {
			resp.Error = fault
			return
		}
	}
	resp.Error = resp.Result.Set(ctx, string(line.Status(at)))
}

type lastWindowFunction struct{}

// NewLastWindowFunction makes the function last_window.
func NewLastWindowFunction() function.Function { return lastWindowFunction{} }

func (lastWindowFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "last_window"
}

func (lastWindowFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "Start of the last maintenance window before a time",
		MarkdownDescription: "The start, in UTC, of the last maintenance window that lies wholly before a date or instant. A window is the days of a recurrence rule, from a time of day for a length.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "before", CustomType: attribute.InstantType, MarkdownDescription: "Date or instant before which the window must end."},
			function.StringParameter{Name: "rrule", MarkdownDescription: "Days of the window (RFC 5545): `FREQ=MONTHLY;BYDAY=4WE`. An `INTERVAL` above 1 is not accepted, since it needs a first day."},
			function.StringParameter{Name: "start", MarkdownDescription: "Time of day at which it opens: `20:00`."},
			function.StringParameter{Name: "duration", CustomType: attribute.PeriodType, MarkdownDescription: "How long it stays open: `4h`."},
		},
		VariadicParameter: function.StringParameter{Name: "time_zone", CustomType: attribute.ZoneType, MarkdownDescription: "IANA time zone of the window and of plain dates, at most one. Default: `UTC`."},
		Return:            function.StringReturn{},
	}
}

func (lastWindowFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var rule, start types.String
	var before, duration attribute.Text
	var zones []attribute.Text
	if resp.Error = req.Arguments.Get(ctx, &before, &rule, &start, &duration, &zones); resp.Error != nil {
		return
	}
	loc, fault := zoneArgument(zones, 4)
	if fault != nil {
		resp.Error = fault
		return
	}
	limit, fault := instantArgument(before, loc, 0)
	if fault != nil {
		resp.Error = fault
		return
	}
	window, err := deadline.ParseWindow(deadline.WindowInput{Rule: rule.ValueString(), Start: start.ValueString(), Duration: duration.ValueString()}, loc)
	if wrong, ok := errors.AsType[*deadline.WindowError](err); ok {
		position := map[string]int64{"start": 2, "duration": 3}[wrong.Part]
		resp.Error = attribute.ArgumentError(max(position, 1), attribute.Sentence(err))
		return
	}
	opens, found := window.LastBefore(limit)
	if !found {
		resp.Error = attribute.ArgumentError(1, "No such window lies before that time.")
		return
	}
	resp.Error = resp.Result.Set(ctx, deadline.FormatInstant(opens))
}
