package statefacts

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Judge gives the ends of one resource, none where the table does not know its
// type (see Candidates). What the table leaves out on purpose is a fact with Skip;
// what cannot be told is unknown, with the path and the reason, never left out.
func (t *Table) Judge(resource Resource, options Options) []Fact {
	entry, known := t.Entry(resource.Mode, resource.Type)
	switch {
	case !known && options.Scan:
		return scan(resource, options)
	case !known:
		return nil
	}
	subject := Fact{Address: resource.Address, Type: resource.Type, Identity: options.Otherwise}
	subject.Name = resource.Address
	if entry.Skip != "" {
		subject.Skip = entry.Skip
		return []Fact{subject}
	}
	root, ok := resource.decode()
	if !ok {
		return entry.unreadable(subject)
	}
	c := &caseFile{root: root, afterApply: resource.afterApply(), options: options, subject: subject}
	c.subject.Identity = c.identity()
	c.subject.Name = c.name(entry)
	c.subject.Endpoint = c.endpoint(entry)
	var facts []Fact
	for i := range entry.Ends {
		facts = append(facts, c.judge(&entry.Ends[i])...)
	}
	return facts
}

// unreadable is every end of a resource whose attributes are no object.
func (e *Entry) unreadable(subject Fact) []Fact {
	facts := make([]Fact, len(e.Ends))
	for i := range e.Ends {
		fact := subject
		fact.Part, fact.Kind = e.Ends[i].Of, e.Ends[i].Kind
		fact.unknown(ReasonMalformed, "its attributes are no JSON object")
		facts[i] = fact
	}
	return facts
}

// caseFile is one resource on its way to facts.
type caseFile struct {
	root       map[string]any
	afterApply []Path
	options    Options
	subject    Fact
}

// judge gives the facts of one end: one, or one for each element.
func (c *caseFile) judge(end *End) []Fact {
	base := c.subject
	base.Part, base.Kind, base.Path = end.Of, end.Kind, end.text()
	if end.Scan && !c.options.Scan {
		base.Skip = "documents in it are read only with scan = \"pem\""
		return []Fact{base}
	}
	for _, one := range end.Cases {
		if one.When.holds(c.root, c.afterApply) {
			return []Fact{base.settled(one)}
		}
	}
	if !end.Fixed.IsZero() {
		base.End, base.Cause = deadline.EndsAt(end.Fixed.End(c.options.location())), end.Because
		return []Fact{base}
	}
	return c.read(end, base)
}

// settled is the verdict of a case.
func (f Fact) settled(one Case) Fact {
	f.Cause = one.Because
	switch one.Is {
	case caseSkip:
		f.Skip, f.Cause = one.Because, ""
	case caseOpen:
		f.End = deadline.OpenEnded
	case caseEnded:
		f.End = deadline.End{State: deadline.EndedUnknownDay}
	default:
		f.unknown(ReasonUntold, one.Because)
	}
	return f
}

// read looks into the places of an end, from the one that knows best.
func (c *caseFile) read(end *End, base Fact) []Fact {
	nothing, notes := base, ""
	for i, source := range end.At {
		values := find(c.root, source.Path, c.afterApply)
		values, note := c.inUse(end, values)
		if absence, absent := c.absence(source, values); absent {
			// The first place that is there, though empty, says more than one that
			// this version of the provider does not have.
			if i == 0 || nothing.Unknown == ReasonMissing {
				nothing = base
				nothing.absent(absence)
			}
			if absence.state == stateAfterApply {
				// What is wished for is the version that will come, a date is not.
				if source.Format != FormatVersion || i+1 == len(end.At) {
					return []Fact{nothing}
				}
				notes = clauses(notes, "its "+absence.path+" is known only after apply")
			}
			continue
		}
		facts := c.weigh(end, source, base, values)
		for i := range facts {
			facts[i].Cause = clauses(facts[i].Cause, notes, note)
			c.finish(end, &facts[i])
		}
		return facts
	}
	return []Fact{end.nothing(nothing)}
}

// nothing is what it means that no place says anything.
func (e *End) nothing(fact Fact) Fact {
	if fact.Unknown != ReasonEmpty && (fact.Unknown != ReasonMissing || e.Empty != EmptyOptional) {
		return fact
	}
	leaf := strings.HasSuffix(fact.Cause, " is empty")
	switch {
	case e.Empty == EmptyNever, leaf && slices.Contains(e.Never, ""):
		fact.Unknown, fact.End = "", deadline.OpenEnded
		fact.Cause = "its " + fact.Path + " is empty, which stands for no end"
	case e.Empty == EmptyNone || e.Empty == EmptyOptional:
		fact.Skip, fact.Unknown, fact.Cause = "there is none: "+fact.Cause, "", ""
	}
	return fact
}

// absence says that a place gives no value at all, and what stands there instead.
func (c *caseFile) absence(source Source, values []found) (found, bool) {
	for _, value := range values {
		if value.state == stateAfterApply {
			return value, true
		}
	}
	here := slices.IndexFunc(values, func(value found) bool {
		return value.state == statePresent || value.state == stateShape
	})
	if here < 0 {
		return values[0], len(values) == 1 || !slices.ContainsFunc(values, func(value found) bool { return value.state != values[0].state })
	}
	if source.Plus.text == "" {
		return found{}, false
	}
	plus := find(c.root, source.Plus, c.afterApply)[0]
	if number, ok := whole(plus.value); plus.state == statePresent && ok && number == 0 {
		plus.state = stateEmpty // providers write 0 for what is not set
	}
	return plus, plus.state == stateEmpty || plus.state == stateNone || plus.state == stateMissing || plus.state == stateAfterApply
}

// absent makes an unknown end of what stands where its value should be.
func (f *Fact) absent(value found) {
	f.Path = value.path
	switch value.state {
	case stateMissing:
		f.unknown(ReasonMissing, "its "+value.path+" is not there")
	case stateEmpty:
		f.unknown(ReasonEmpty, "its "+value.path+" is empty")
	case stateNone:
		f.unknown(ReasonEmpty, "nothing stands at its "+value.path)
	case stateAfterApply:
		f.unknown(ReasonAfterApply, "its "+value.path+" is known only after apply")
	default:
		f.unknown(ReasonMalformed, "what stands at its "+value.path+" has another form")
	}
}

func (f *Fact) unknown(reason Reason, cause string) {
	f.End, f.Unknown, f.Cause = deadline.End{}, reason, cause
}

// inUse picks the element in use, where the resource says which it is.
func (c *caseFile) inUse(end *End, values []found) ([]found, string) {
	if end.Live == nil || len(values) < 2 {
		return values, ""
	}
	is := find(c.root, end.Live.Is, c.afterApply)[0]
	if name, ok := scalarText(is.value); ok && name != "" {
		for _, value := range values {
			element, _ := value.within.(map[string]any)
			if told, ok := scalarText(element[end.Live.Element]); ok && told == name {
				return []found{value}, ""
			}
		}
	}
	return values, "which of them is in use is not told, so the earliest counts"
}

// weigh reads each value and takes of them what counts.
func (c *caseFile) weigh(end *End, source Source, base Fact, values []found) []Fact {
	facts := make([]Fact, 0, len(values))
	for _, value := range values {
		fact := base
		fact.Path = value.path
		if value.state == statePresent {
			c.value(end, source, value, &fact)
		} else {
			fact.absent(value)
			fact = end.nothing(fact)
		}
		if end.Take == TakeEach && value.element != "" {
			fact.Part = value.element
		}
		facts = append(facts, fact)
	}
	if end.Take == TakeEach || len(facts) == 1 {
		return facts
	}
	judged := slices.DeleteFunc(facts, func(fact Fact) bool { return fact.Skip != "" })
	if len(judged) == 0 {
		base.Skip = "nothing stands at any of its " + source.Path.text
		return []Fact{base}
	}
	return []Fact{c.one(judged, end.Take)}
}

// one is the fact that counts of several.
func (c *caseFile) one(facts []Fact, take Take) Fact {
	rank := func(fact Fact) time.Time {
		switch fact.End.State {
		case deadline.EndedUnknownDay:
			return time.Time{}
		case deadline.EndKnown:
			return fact.End.At
		}
		return latestEpoch // open
	}
	sooner := func(a, b Fact) int { return rank(a).Compare(rank(b)) }
	if at := slices.IndexFunc(facts, func(fact Fact) bool { return fact.Unknown != "" }); at >= 0 {
		// What has ended is known to have, whatever the others are.
		known := slices.DeleteFunc(slices.Clone(facts), func(fact Fact) bool { return fact.Unknown != "" })
		if take == TakeLatest || len(known) == 0 || c.options.AsOf.Before(rank(slices.MinFunc(known, sooner))) {
			return facts[at]
		}
		return slices.MinFunc(known, sooner)
	}
	if take == TakeLatest {
		return slices.MaxFunc(facts, sooner)
	}
	return slices.MinFunc(facts, sooner)
}

// finish adds what holds for every value of an end.
func (c *caseFile) finish(end *End, fact *Fact) {
	if fact.Skip != "" {
		return
	}
	if fact.Unknown == "" && fact.End.State == deadline.EndKnown && fact.Version == "" {
		fact.Cause = clauses(fact.Cause, end.Because)
	}
	if end.Start.text != "" && fact.Begins.IsZero() {
		if start := find(c.root, end.Start, c.afterApply)[0]; start.state == statePresent {
			text, _ := start.value.(string)
			fact.Begins, _ = parseMoment(text, dayRule{begins: true}, true)
		}
	}
	for _, source := range end.Spare {
		c.spare(source, fact)
	}
}

// text names where an end stands, for one that is not read.
func (e *End) text() string {
	if len(e.At) == 0 {
		return ""
	}
	return e.At[0].Path.text
}
