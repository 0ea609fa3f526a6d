package state

import (
	"errors"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// ending is one end that was found, under its id.
type ending struct {
	statefacts.Fact
	id      string
	deposed string
	// unread says that it stands for something that could not be read.
	unread bool
}

// unjudged is an attribute that looks like an end.
type unjudged struct{ state, address, kind, path string }

// aside is what was left out, and why.
type aside struct{ kind, reason string }

// reading is what one source gave.
type reading struct {
	name     string
	table    *statefacts.Table
	options  statefacts.Options
	endings  []ending
	unjudged []unjudged
	asides   map[aside]int64
	ids      map[string]bool
}

func newReading(name string, table *statefacts.Table, options statefacts.Options) *reading {
	return &reading{name: name, table: table, options: options, asides: map[aside]int64{}, ids: map[string]bool{}}
}

// idOf is state/NAME/ADDRESS. A deposed object shares its address with the one in
// use, so it has its key behind that; then comes what of it ends.
func (r *reading) idOf(resource statefile.Resource, part string) string {
	place := resource.Address
	if place == "" {
		place = resource.Position
	}
	id := "state/" + r.name + "/" + place
	if resource.Deposed != "" {
		id += "/deposed-" + resource.Deposed
	}
	if part != "" {
		id += "/" + part
	}
	unique := id
	for n := 2; r.ids[unique]; n++ {
		unique = id + "~" + strconv.Itoa(n)
	}
	r.ids[unique] = true
	return unique
}

// resource takes one instance.
func (r *reading) resource(resource statefile.Resource) {
	if resource.Action == statefile.ActionDelete {
		r.asides[aside{resource.Type, "the plan deletes it"}]++
		return
	}
	if resource.Problem != nil {
		r.problem(resource)
		return
	}
	subject := statefacts.Resource{
		Address: resource.Address, Mode: resource.Mode, Type: resource.Type, Provider: resource.ProviderSource,
		Attributes: resource.Attributes, AfterApply: resource.Unknown,
	}
	if len(subject.Attributes) == 0 {
		subject.Attributes = []byte("{}") // all is known only after apply
	}
	if resource.Flat {
		// Paths of the table do not lead into the form of before Terraform 0.12.
		subject.Attributes = nil
	}
	for _, fact := range r.table.Judge(subject, r.options) {
		if resource.Flat && fact.Skip == "" {
			fact.Cause = "its attributes are in the form of Terraform before 0.12, which is not read; an apply with a newer version writes them anew"
		}
		r.fact(resource, fact)
	}
	if resource.Flat {
		subject.Attributes = resource.Attributes
	}
	for _, path := range r.table.Candidates(subject) {
		r.unjudged = append(r.unjudged, unjudged{r.name, resource.Address, resource.Type, path})
	}
}

// fact takes one end of an instance.
func (r *reading) fact(resource statefile.Resource, fact statefacts.Fact) {
	if fact.Skip != "" {
		r.asides[aside{resource.Type, fact.Skip}]++
		return
	}
	one := ending{Fact: fact, id: r.idOf(resource, fact.Part), deposed: resource.Deposed}
	if resource.Deposed != "" {
		one.setAside(r.options.AsOf)
	}
	one.Cause = joined(one.Cause, fate(resource))
	if resource.Deposed == "" && resource.Action != statefile.ActionCreate {
		one.Cause = joined(one.Cause, fact.Live())
	}
	r.endings = append(r.endings, one)
}

// problem takes an instance that cannot be read: nobody knows what ends in it.
func (r *reading) problem(resource statefile.Resource) {
	fact := statefacts.Fact{Address: resource.Address, Type: resource.Type, Kind: "other", Identity: r.options.Otherwise}
	if entry, known := r.table.Entry(resource.Mode, resource.Type); known && len(entry.Ends) > 0 {
		fact.Kind = entry.Ends[0].Kind
	}
	if fact.Name = resource.Address; fact.Name == "" {
		fact.Name = resource.Position
	}
	fact.Cause = resource.Problem.Error()
	if resource.Problem.Position != "" {
		fact.Cause = joined(fact.Cause, "it stands at "+resource.Problem.Position)
	}
	fact.Cause = joined(fact.Cause, fate(resource))
	r.endings = append(r.endings, ending{Fact: fact, id: r.idOf(resource, ""), deposed: resource.Deposed, unread: true})
}

// unreadable puts one thing in place of all that stands in a state which cannot be
// read: what was read up to there may not be taken for good.
func (r *reading) unreadable(shown string, err error) {
	r.unjudged, r.asides = nil, nil
	fact := statefacts.Fact{Kind: "state", Identity: r.options.Otherwise}
	fact.Name = r.name
	position := ""
	if wrong, ok := errors.AsType[*statefile.Error](err); ok && wrong.Position != "" {
		position = "at " + wrong.Position
	}
	fact.Cause = joined(err.Error(), position, "the state is "+shown)
	r.endings = []ending{{Fact: fact, id: "state/" + r.name, unread: true}}
}

// brokenOff adds one thing for what is not in a plan that ended with an error: of
// that nobody knows when it ends.
func (r *reading) brokenOff() {
	fact := statefacts.Fact{Kind: "state", Identity: r.options.Otherwise}
	fact.Name = r.name
	fact.Cause = "planning ended with an error, so that what it had not come to is not in the plan; mend the error and plan anew"
	r.endings = append(r.endings, ending{Fact: fact, id: "state/" + r.name, unread: true})
}

// fate says what becomes of an instance, "" where nothing does.
func fate(resource statefile.Resource) string {
	text := ""
	switch resource.Action {
	case statefile.ActionCreate:
		text = "the plan creates it"
	case statefile.ActionUpdate:
		text = "it is judged as the plan changes it"
	case statefile.ActionReplace:
		text = "the plan replaces it, and it is judged as it will be"
	case statefile.ActionForget:
		text = "the plan forgets it, and it lives on"
	case statefile.ActionRead:
		text = "it is read anew during the apply"
	}
	if resource.Tainted {
		text = joined(text, "it is tainted, so the next apply replaces it")
	}
	if resource.Deferred {
		text = joined(text, "the plan leaves it to a later one")
	}
	if resource.Mode == statefile.Data && resource.Action == statefile.ActionNone {
		text = joined(text, "a data source tells what held at its last refresh")
	}
	return text
}

func joined(parts ...string) string {
	var clauses []string
	for _, part := range parts {
		if part = text.AsClause(part); part != "" {
			clauses = append(clauses, part)
		}
	}
	return strings.Join(clauses, "; ")
}
