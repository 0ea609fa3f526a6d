// Package handover asks, before a system goes live, which things about it come
// round again: what ends, what must be renewed, who was told. Both sides answer,
// the one that hands over and the one that takes over, and they must agree
// (lesson G21 of the IPA collection).
package handover

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Text says the same in English and Japanese. Own items may leave one empty.
type Text struct {
	En string
	Ja string
}

// Item is one question of the checklist.
type Item struct {
	ID       string
	Question Text
	Lesson   string   // id of the lesson that says why it is asked; may be empty for own items
	Kinds    []string // of assets that an answer would name; may be empty for own items
	// BeforeGoLive asks for something taken before the system went live: a backup.
	// Such an item stays open until an instant before that is given.
	BeforeGoLive bool
	BuiltIn      bool
}

// Checklist is a list of questions with distinct ids, the built-in ones first.
type Checklist struct{ Items []Item }

// Fault says which part of the input is wrong, by a path like "items[2].id" or
// "answers[0].assets[1]".
type Fault struct {
	Path    string
	Message string
}

// Error is path and message.
func (f Fault) Error() string { return f.Path + ": " + f.Message }

var idForm = text.Pattern(`^[a-z0-9][a-z0-9-]{0,59}$`)

// NewChecklist is the built-in checklist and, after it, own items. The faults
// are those of own items; with any the checklist is not to be used.
func NewChecklist(own []Item) (Checklist, []Fault) {
	checklist := Checklist{BuiltIn()}
	seen := checklist.byID()
	var faults []Fault
	for i, item := range own {
		item.BuiltIn = false
		path := fmt.Sprintf("items[%d].", i)
		before, taken := seen[item.ID]
		switch {
		case !idForm().MatchString(item.ID):
			faults = append(faults, Fault{path + "id", deadline.Quote(item.ID) + " is not an id; write up to 60 lower-case letters, digits and hyphens, like fire-drills"})
			continue
		case taken && before.BuiltIn:
			faults = append(faults, Fault{path + "id", deadline.Quote(item.ID) + " is a built-in item; answer it as it is, or choose another id for your own"})
			continue
		case taken:
			faults = append(faults, Fault{path + "id", deadline.Quote(item.ID) + " is there twice; give each item an id of its own"})
			continue
		case strings.TrimSpace(item.Question.En+item.Question.Ja) == "":
			faults = append(faults, Fault{path + "question", "the item " + deadline.Quote(item.ID) + ` has no question; write what both sides are to answer, like "Which fire drills come round every year?"`})
		}
		seen[item.ID] = item
		checklist.Items = append(checklist.Items, item)
	}
	return checklist, faults
}

// BuiltIn is a copy of the built-in questions: the recurring events of a system.
func BuiltIn() []Item {
	items := slices.Clone(builtIn)
	for i := range items {
		items[i].BuiltIn = true
		items[i].Kinds = slices.Clone(items[i].Kinds)
	}
	return items
}

func (c Checklist) byID() map[string]Item {
	items := make(map[string]Item, len(c.Items))
	for _, item := range c.Items {
		items[item.ID] = item
	}
	return items
}

// ids lists what can be answered.
func (c Checklist) ids() string {
	var ids []string
	for _, item := range c.Items {
		ids = append(ids, item.ID)
	}
	return listed(ids)
}

// listed names the first of many.
func listed(names []string) string { return text.Some(names, 20) }
