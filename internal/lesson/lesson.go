// Package lesson holds the lessons from outages that the rules were drawn from,
// in English and Japanese, and reads an organisation's own.
//
// G17 to G21 and T27 to T29 retell, in our words, lessons of the collection of
// the Information-technology Promotion Agency, Japan (IPA); the others are named
// after a public outage, like "fukui-2020".
package lesson

import (
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Domain says whether a lesson is about managing or about technology, as the IPA
// collection divides them.
type Domain string

// The domains.
const (
	DomainGovernance Domain = "governance"
	DomainTechnical  Domain = "technical"
)

// Language is the language of a text, by its ISO 639-1 code.
type Language string

// The languages.
const (
	English  Language = "en"
	Japanese Language = "ja"
)

// Text says the same in both languages. Own lessons may leave one of them empty.
type Text struct {
	En string
	Ja string
}

// In is the text in a language, in the other one where it has none in this, and
// in English for a language that is not known.
func (t Text) In(language Language) string {
	if language == Japanese && t.Ja != "" || t.En == "" {
		return t.Ja
	}
	return t.En
}

// Lesson is what was learned from one outage or from many alike.
type Lesson struct {
	ID      string
	Domain  Domain
	Title   Text // what to do, in one line
	Problem Text // what happened
	Cause   Text
	Measure Text
	Rules   []deadline.Rule // that hold it; may be empty
	Sources []string        // names or addresses of public reports; may be empty for own lessons
	BuiltIn bool
}

// Collection is a list of lessons with distinct ids, and the incidents beside them.
type Collection struct {
	lessons   []Lesson
	incidents []Incident
	index     map[string]int // of lessons, by id in lower case
}

func newCollection(lessons []Lesson, incidents []Incident) *Collection {
	index := make(map[string]int, len(lessons))
	for i, lesson := range lessons {
		index[strings.ToLower(lesson.ID)] = i
	}
	return &Collection{lessons, incidents, index}
}

// Own is what an organisation, or one that shares with others, wrote itself.
type Own struct {
	Lessons   []Lesson
	Incidents []Incident
}

// With is the collection and, after it, what Read or Fetch returned.
func (c *Collection) With(own Own) *Collection {
	return newCollection(slices.Concat(c.lessons, own.Lessons), slices.Concat(c.incidents, own.Incidents))
}

// All lists the lessons: those of the IPA collection, the outages from the
// oldest, then own ones in the order of their file.
func (c *Collection) All() []Lesson { return slices.Clone(c.lessons) }

// Lookup finds a lesson by its id, in upper or lower case.
func (c *Collection) Lookup(id string) (Lesson, bool) {
	i, found := c.index[strings.ToLower(id)]
	if !found {
		return Lesson{}, false
	}
	return c.lessons[i], true
}

// ForRule lists the lessons behind a rule, first the one that the rule names.
func (c *Collection) ForRule(rule deadline.Rule) []Lesson {
	var found []Lesson
	for _, lesson := range c.lessons {
		switch {
		case !slices.Contains(lesson.Rules, rule):
		case lesson.ID == rule.Lesson():
			found = slices.Insert(found, 0, lesson)
		default:
			found = append(found, lesson)
		}
	}
	return found
}

// OneLine is a lesson in one line, "G21: Know when every certificate ends …", ""
// for an id that is not known.
func (c *Collection) OneLine(id string, language Language) string {
	lesson, found := c.Lookup(id)
	if !found {
		return ""
	}
	return deadline.Printable(lesson.ID + ": " + strings.Join(strings.Fields(lesson.Title.In(language)), " "))
}
