package handover

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

type handoverAnswersModel struct {
	Giver *handoverAnswerModel `tfsdk:"giver"`
	Taker *handoverAnswerModel `tfsdk:"taker"`
}

type handoverAnswerModel struct {
	Says    types.String   `tfsdk:"says"`
	Assets  types.List     `tfsdk:"assets"`
	TakenAt attribute.Text `tfsdk:"taken_at"`
}

type handoverItemModel struct {
	ID           types.String `tfsdk:"id"`
	Question     types.String `tfsdk:"question"`
	Kinds        types.List   `tfsdk:"kinds"`
	BeforeGoLive types.Bool   `tfsdk:"before_go_live"`
}

// handoverInput is a handover as its room judges it, and where each answer
// stands in the configuration.
type handoverInput struct {
	items   []handover.Item
	answers []handover.Answer
	places  []path.Path
	goLive  time.Time // zero where it is not said
}

// input reads a configuration in which everything is known.
func (m handoverModel) input(ctx context.Context, s *session.Session, diags *diag.Diagnostics) handoverInput {
	var in handoverInput
	if !m.GoLiveOn.IsNull() {
		in.goLive = attribute.ParseDate(m.GoLiveOn).Start(s.Location)
	}
	var items []*handoverItemModel
	diags.Append(m.Items.ElementsAs(ctx, &items, false)...)
	for _, item := range items {
		if item == nil { // told as an item without an id
			item = &handoverItemModel{}
		}
		in.items = append(in.items, handover.Item{
			ID: item.ID.ValueString(), Question: handover.Text{En: item.Question.ValueString()},
			Kinds: attribute.StringsOf(item.Kinds), BeforeGoLive: item.BeforeGoLive.ValueBool(),
		})
	}
	var answers map[string]*handoverAnswersModel
	diags.Append(m.Answers.ElementsAs(ctx, &answers, false)...)
	for _, item := range slices.Sorted(maps.Keys(answers)) {
		if answers[item] == nil {
			continue
		}
		for _, given := range []struct {
			side   handover.Side
			answer *handoverAnswerModel
		}{{handover.SideGiver, answers[item].Giver}, {handover.SideTaker, answers[item].Taker}} {
			if given.answer == nil {
				continue
			}
			answer := handover.Answer{
				Item: item, Side: given.side, Says: handover.Says(given.answer.Says.ValueString()), Assets: attribute.StringsOf(given.answer.Assets),
			}
			at := path.Root("answers").AtMapKey(item)
			in.places = append(in.places, at.AtName(string(given.side)))
			if !given.answer.TakenAt.IsNull() {
				var err error
				if answer.TakenAt, err = deadline.ParseInstant(given.answer.TakenAt.ValueString(), s.Location); err != nil {
					diags.AddAttributeError(at.AtName(string(given.side)).AtName("taken_at"), "Invalid instant", attribute.Sentence(err))
				}
			}
			in.answers = append(in.answers, answer)
		}
	}
	return in
}

// judge compares the answers, or reports what is wrong with them.
func (in handoverInput) judge(diags *diag.Diagnostics) (handover.Checklist, handover.Result) {
	checklist, faults := handover.NewChecklist(in.items)
	var result handover.Result
	if len(faults) == 0 {
		result, faults = checklist.Judge(in.answers, in.goLive)
	}
	for _, fault := range faults {
		at := in.place(fault.Path)
		diags.AddAttributeError(at, "Invalid handover", fmt.Sprintf("In %s: %s.", at, strings.TrimSuffix(fault.Message, ".")))
	}
	return checklist, result
}

var faultPath = text.Pattern(`^(items|answers)\[(\d+)\]\.(\w+)(?:\[(\d+)\])?$`)

// place is where the path of a fault stands in the configuration.
func (in handoverInput) place(written string) path.Path {
	parts := faultPath().FindStringSubmatch(written)
	if parts == nil {
		return path.Root("answers")
	}
	list, field := parts[1], parts[3]
	number, _ := strconv.Atoi(parts[2])
	var at path.Path
	switch {
	case list == "items":
		at = path.Root("items").AtListIndex(number).AtName(field)
	case field == "item": // the key of the map
		return in.places[number].ParentPath()
	default:
		at = in.places[number].AtName(field)
	}
	if parts[4] != "" {
		index, _ := strconv.Atoi(parts[4])
		at = at.AtListIndex(index)
	}
	return at
}

// handoverReason is how the handover stands, in one sentence.
func handoverReason(id string, checklist handover.Checklist, result handover.Result) string {
	id = deadline.Printable(id)
	if result.Complete {
		return fmt.Sprintf("%s is complete: both sides agree on all %d items.", id, len(checklist.Items))
	}
	var names []string
	for _, open := range result.Open {
		if !slices.Contains(names, open.Item) {
			names = append(names, open.Item)
		}
	}
	// A gate takes over no reason that is longer than its messages.
	const shown = 10
	are := "are"
	if len(names) == 1 {
		are = "is"
	}
	return fmt.Sprintf("%s is not complete, %d of %d items %s open: %s.",
		id, len(names), len(checklist.Items), are, text.Some(names, shown))
}
