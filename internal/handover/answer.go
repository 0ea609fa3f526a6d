package handover

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Side is who answers.
type Side string

// The sides.
const (
	SideGiver Side = "giver" // hands over: who built it
	SideTaker Side = "taker" // takes over: who will run it
)

// Says is what an answer says: yes, there are such things; no, there are none.
type Says string

// The answers. What was never answered is as if unanswered.
const (
	SaysYes        Says = "yes"
	SaysNo         Says = "no"
	SaysUnanswered Says = "unanswered"
)

// Answer is what one side says to one item.
type Answer struct {
	Item   string
	Side   Side
	Says   Says
	Assets []string // ids of what there is, with yes
	// TakenAt is when the oldest of the backups was taken; only with yes to an item
	// that asks for it, zero where it is not said.
	TakenAt time.Time
}

// named are the assets of an answer, without words that name nothing.
func (a Answer) named() []string {
	return slices.DeleteFunc(slices.Clone(a.Assets), func(id string) bool {
		named, _ := deadline.Claimed(id)
		return named == ""
	})
}

// check lists what is wrong with the answers.
func (c Checklist) check(answers []Answer) []Fault {
	var faults []Fault
	items := c.byID()
	seen := make(map[[2]string]int, len(answers))
	for i, answer := range answers {
		fail := func(part, format string, arguments ...any) {
			faults = append(faults, Fault{fmt.Sprintf("answers[%d].%s", i, part), fmt.Sprintf(format, arguments...)})
		}
		item, known := items[answer.Item]
		if !known {
			fail("item", "%s is not an item of the checklist; those are %s", deadline.Quote(answer.Item), c.ids())
		}
		if answer.Side != SideGiver && answer.Side != SideTaker {
			fail("side", "%s is not a side; write giver for who hands over, taker for who takes over", deadline.Quote(string(answer.Side)))
		}
		key := [2]string{answer.Item, string(answer.Side)}
		if before, twice := seen[key]; twice {
			fail("item", "the %s already answers %s in answers[%d]; keep one of them", answer.Side, deadline.Quote(answer.Item), before)
		}
		seen[key] = i
		switch answer.Says {
		case SaysYes:
		case SaysNo, SaysUnanswered:
			if len(answer.Assets) > 0 {
				fail("assets", "the answer is %s, and yet it names %s; leave the assets out, or answer yes", answer.Says, shown(answer.Assets))
			}
		default:
			fail("says", "%s is not an answer; write yes, no or unanswered", deadline.Quote(string(answer.Says)))
		}
		if !answer.TakenAt.IsZero() && (answer.Says != SaysYes || known && !item.BeforeGoLive) {
			fail("taken_at", "only a yes to what is taken before going live, like backups, has a taken_at; leave it out here")
		}
		named := make(map[string]bool, len(answer.Assets))
		for j, id := range answer.Assets {
			part := fmt.Sprintf("assets[%d]", j)
			switch {
			case strings.TrimSpace(id) == "":
				fail(part, `the id is empty; write one like "certificate/www.example.test:443"`)
			case named[id]:
				fail(part, "%s is there twice", deadline.Quote(id))
			}
			named[id] = true
		}
	}
	return faults
}
