package calendar

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// zoneParameter is the last, optional argument of functions that read plain
// dates.
var zoneParameter = function.StringParameter{
	Name: "time_zone", CustomType: attribute.ZoneType,
	MarkdownDescription: "IANA time zone of plain dates, at most one. Default: `UTC`.",
}

// zoneArgument reads the optional zone, which stands at a position.
func zoneArgument(zones []attribute.Text, position int64) (*time.Location, *function.FuncError) {
	switch len(zones) {
	case 0:
		return time.UTC, nil
	case 1:
		loc, err := attribute.ParseZone(zones[0].ValueString())
		if err != nil {
			return nil, attribute.ArgumentError(position, attribute.Sentence(err))
		}
		return loc, nil
	}
	return nil, attribute.ArgumentError(position+1, "Only one time zone is accepted.")
}

type daysBetweenFunction struct{}

// NewDaysBetweenFunction makes the function days_between.
func NewDaysBetweenFunction() function.Function { return daysBetweenFunction{} }

func (daysBetweenFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "days_between"
}

func (daysBetweenFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "Whole days from one instant to another",
		MarkdownDescription: "Counts the days from one date (`2027-03-31`) to another, or whole days of 24 hours, rounded down, where one is an instant (`2027-03-31T15:00:00Z`). Negative where `to` lies before `from`.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "from", CustomType: attribute.InstantType, MarkdownDescription: "Date or instant to count from; `plantimestamp()` is now."},
			function.StringParameter{Name: "to", CustomType: attribute.InstantType, MarkdownDescription: "Date or instant to count to."},
		},
		VariadicParameter: zoneParameter,
		Return:            function.Int64Return{},
	}
}

func (daysBetweenFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var from, to attribute.Text
	var zones []attribute.Text
	if resp.Error = req.Arguments.Get(ctx, &from, &to, &zones); resp.Error != nil {
		return
	}
	loc, fault := zoneArgument(zones, 2)
	if fault != nil {
		resp.Error = fault
		return
	}
	first, errFirst := deadline.ParseDate(from.ValueString())
	last, errLast := deadline.ParseDate(to.ValueString())
	if errFirst == nil && errLast == nil {
		// Between two dates lie calendar days, whatever the clocks did.
		resp.Error = resp.Result.Set(ctx, int64(last.DaysSince(first)))
		return
	}
	start, fault := instantArgument(from, loc, 0)
	if fault != nil {
		resp.Error = fault
		return
	}
	end, fault := instantArgument(to, loc, 1)
	if fault != nil {
		resp.Error = fault
		return
	}
	resp.Error = resp.Result.Set(ctx, deadline.DaysBetween(start, end))
}

func instantArgument(value attribute.Text, loc *time.Location, position int64) (time.Time, *function.FuncError) {
	t, err := deadline.ParseInstant(value.ValueString(), loc)
	if err != nil {
		return time.Time{}, attribute.ArgumentError(position, attribute.Sentence(err))
	}
	return t, nil
}

type addPeriodFunction struct{}

// NewAddPeriodFunction makes the function add_period.
func NewAddPeriodFunction() function.Function { return addPeriodFunction{} }

func (addPeriodFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "add_period"
}

func (addPeriodFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "A date or instant and a period later",
		MarkdownDescription: "Adds a period by calendar arithmetic: months are clamped to the end of a shorter month (`2026-01-31` and `1mo` is `2026-02-28`), and business days are all but Saturday and Sunday. " +
			"A date gives a date (periods with hours need an instant), an instant gives an instant in UTC.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "start", CustomType: attribute.InstantType, MarkdownDescription: "Date or instant to start from."},
			function.StringParameter{Name: "period", CustomType: attribute.PeriodType, MarkdownDescription: "Period to add: `30d`, `6w`, `3mo`, `1y`, `5bd`, `12h`, `P1Y6M`."},
		},
		VariadicParameter: zoneParameter,
		Return:            function.StringReturn{},
	}
}

func (addPeriodFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var start, written attribute.Text
	var zones []attribute.Text
	if resp.Error = req.Arguments.Get(ctx, &start, &written, &zones); resp.Error != nil {
		return
	}
	loc, fault := zoneArgument(zones, 2)
	if fault != nil {
		resp.Error = fault
		return
	}
	period, err := deadline.ParsePeriod(written.ValueString())
	if err != nil {
		resp.Error = attribute.ArgumentError(1, attribute.Sentence(err))
		return
	}
	from, fault := instantArgument(start, loc, 0)
	if fault != nil {
		resp.Error = fault
		return
	}
	_, notDate := deadline.ParseDate(start.ValueString())
	if notDate == nil && period.Time != 0 {
		resp.Error = attribute.ArgumentError(1, "A date and hours do not add up to a date; start from an instant, like 2027-03-31T15:00:00Z.")
		return
	}
	sum, err := deadline.Arithmetic{Location: loc}.Add(from, period)
	if err != nil {
		resp.Error = attribute.ArgumentError(1, attribute.Sentence(err))
		return
	}
	result := deadline.FormatInstant(sum)
	if notDate == nil {
		result = deadline.DateOf(sum, loc).String()
	}
	resp.Error = resp.Result.Set(ctx, result)
}

type parseDateFunction struct{}

// NewParseDateFunction makes the function parse_date.
func NewParseDateFunction() function.Function { return parseDateFunction{} }

func (parseDateFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_date"
}

func (parseDateFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary:             "A written date as an ISO 8601 date",
		MarkdownDescription: "Reads `2027-03-31` or `2027/3/31` (also `2020年10月31日`, `令和2年10月31日` and `R2.10.31`) and returns `2027-03-31`. A day that does not exist is an error.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "date", MarkdownDescription: "Date as somebody wrote it."},
		},
		Return: function.StringReturn{},
	}
}

func (parseDateFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var written types.String
	if resp.Error = req.Arguments.Get(ctx, &written); resp.Error != nil {
		return
	}
	date, err := deadline.ParseDate(written.ValueString())
	if err != nil {
		resp.Error = attribute.ArgumentError(0, attribute.Sentence(err))
		return
	}
	resp.Error = resp.Result.Set(ctx, date.String())
}
