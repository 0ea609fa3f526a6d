package intake

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Read reads one object. Faults are attributes that hold something else than they
// must; what is not known yet is named in Unsettled. Keys that do not count are
// left to Keys.
func Read(object Object) (Input, []Fault) {
	r := reader{object: object}
	for name, field := range texts {
		r.text(name, field(&r.in))
	}
	for name, field := range terms {
		r.text(name, field(&r.in.Contract))
	}
	for name, field := range lists {
		r.list(name, field(&r.in))
	}
	for name, set := range truths {
		r.truth(name, set)
	}
	r.software()
	r.fate()
	r.findings()
	r.window()
	r.taken()
	r.otherEnds()
	r.sameKeys()
	if kind, _, named := strings.Cut(r.in.ID, "/"); (!named || len(kind) < 3) && deadline.Blank(r.in.ID) {
		r.in.ID = "" // "-" and "n/a" name nothing; behind a kind it is what somebody called the thing
	}
	for _, name := range r.unknown {
		r.in.unsettle(name, r.in.ActBy != "", r.in.RemindAt != "")
	}
	slices.Sort(r.in.Unsettled)
	r.in.Unsettled = slices.Compact(r.in.Unsettled)
	slices.SortStableFunc(r.faults, func(a, b Fault) int { return strings.Compare(a.Attribute, b.Attribute) })
	return r.in, r.faults
}

type reader struct {
	object Object
	in     Input
	faults []Fault
	// unknown are the attributes that are known only after apply.
	unknown []string
}

func (r *reader) fault(attribute, format string, a ...any) {
	r.faults = append(r.faults, Fault{attribute, fmt.Sprintf(format, a...)})
}

// given is what stands under a name, nil where nothing does or it is not known.
func (r *reader) given(name string) any {
	value := r.object[name]
	if _, unknown := value.(Unknown); unknown {
		r.unknown = append(r.unknown, name)
		return nil
	}
	return value
}

func (r *reader) text(name string, at *string) {
	value := r.given(name)
	if value == nil {
		return
	}
	written, ok := textOf(value)
	switch {
	case !ok && name == "environment":
		// What other providers write there is a block of variables, no name.
	case !ok:
		r.fault(name, "a text is wanted")
	case !blank(written):
		*at = written
	}
}

// textOf is a text; a number or a truth value is one as well, as everywhere in
// Terraform: "${i}" is a number.
func textOf(value any) (string, bool) {
	switch value := value.(type) {
	case string:
		return value, true
	case Number:
		return string(value), true
	case bool:
		return strconv.FormatBool(value), true
	}
	return "", false
}

func (r *reader) list(name string, at *[]string) {
	value := r.given(name)
	if value == nil {
		return
	}
	elements, ok := value.([]any)
	if !ok {
		r.fault(name, "a list of texts is wanted")
		return
	}
	for _, element := range elements {
		if _, unknown := element.(Unknown); unknown {
			r.unknown = append(r.unknown, name)
			continue
		}
		written, ok := textOf(element)
		if !ok {
			r.fault(name, "a list of texts is wanted")
			return
		}
		if !blank(written) {
			*at = append(*at, written)
		}
	}
}

func (r *reader) truth(name string, set func(*Input, bool)) {
	switch value := r.given(name).(type) {
	case nil:
	case bool:
		set(&r.in, value)
	case string:
		// Terraform itself takes these for a truth value.
		if value != "true" && value != "false" {
			r.fault(name, "true or false is wanted")
			return
		}
		set(&r.in, value == "true")
	default:
		r.fault(name, "true or false is wanted")
	}
}

func (r *reader) fate() {
	switch value := r.given(fate).(type) {
	case nil:
	case Object:
		for _, field := range deadline.FateFields {
			name := field.Name
			part := value[name]
			if _, unknown := part.(Unknown); unknown {
				r.unknown = append(r.unknown, fate)
				continue
			}
			written, ok := textOf(part)
			if part != nil && !ok {
				r.fault(fate+"."+name, "a text is wanted")
			}
			if !blank(written) {
				*field.Of(&r.in.Fate) = written
			}
		}
		r.nestedKeys(fate, value, fateKeys)
	default:
		r.fault(fate, "an object is wanted")
	}
}

func (r *reader) findings() {
	value := r.given(findings)
	if value == nil {
		return
	}
	elements, ok := value.([]any)
	if !ok {
		r.fault(findings, "a list of objects is wanted")
		return
	}
	for _, element := range elements {
		switch element := element.(type) {
		case Unknown:
			r.unknown = append(r.unknown, findings)
		case Object:
			r.finding(element)
		default:
			r.fault(findings, "a list of objects is wanted")
		}
	}
}

var (
	findingKeys = []string{"rule", "severity", "message", "lesson"}
	fateKeys    = []string{"contract", "provider", "account", "site", "key"}
	windowKeys  = []string{"rrule", "start", "duration", "first_on"}
)

func (r *reader) finding(object Object) {
	parts := map[string]string{}
	for _, name := range findingKeys {
		if _, unknown := object[name].(Unknown); unknown {
			r.unknown = append(r.unknown, findings)
			return
		}
		written, ok := textOf(object[name])
		if object[name] != nil && !ok {
			r.fault(findings+"."+name, "a text is wanted")
		}
		parts[name] = written
	}
	r.nestedKeys(findings, object, findingKeys)
	finding := deadline.NewFinding(deadline.Rule(parts["rule"]), parts["message"])
	if written := parts["severity"]; !blank(written) {
		switch severity := deadline.Severity(strings.ToLower(strings.TrimSpace(written))); severity {
		case deadline.SeverityOff, deadline.SeverityWarn, deadline.SeverityError:
			finding.Severity = severity
		default:
			r.fault(findings+".severity", "%s is no severity; write off, warn or error", deadline.Quote(written))
		}
	}
	r.in.Findings = append(r.in.Findings, finding)
}

// nestedKeys refuses a misspelt key within an object of ours: its fact would be
// lost in silence.
func (r *reader) nestedKeys(attribute string, object Object, known []string) {
	for key := range object {
		if slices.Contains(known, key) {
			continue
		}
		for _, name := range known {
			if _, there := object[name]; !there && misspells(key, name) {
				r.fault(attribute, "%s is not read; %s is meant", deadline.Quote(key), name)
			}
		}
	}
}

// window is a maintenance window of our form; a text is another provider's, and so
// is an object that has a day and an hour.
func (r *reader) window() {
	object, ok := r.given(window).(Object)
	if !ok {
		return
	}
	parts := map[string]string{}
	for _, name := range windowKeys {
		if _, unknown := object[name].(Unknown); unknown {
			r.unknown = append(r.unknown, window)
			return
		}
		written, ok := textOf(object[name])
		if object[name] != nil && !ok {
			r.fault(window+"."+name, "a text is wanted")
		}
		if !blank(written) {
			parts[name] = written
		}
	}
	r.nestedKeys(window, object, windowKeys)
	switch {
	case parts["rrule"] != "":
		r.in.Window = &deadline.WindowInput{Rule: parts["rrule"], Start: parts["start"], Duration: parts["duration"], FirstOn: parts["first_on"]}
	case parts["start"] != "" && parts["duration"] != "" && len(r.faults) == 0:
		r.fault(window, `it has no rrule, so no window would count; write one like "FREQ=MONTHLY;BYDAY=4WE"`)
	}
}

// sameKeys refuses keys of a deadline that differ in case alone: which of them is
// meant, nobody knows.
func (r *reader) sameKeys() {
	first := make(map[string]string, len(r.object))
	for key := range r.object {
		lower := strings.ToLower(key)
		other, there := first[lower]
		if !there {
			first[lower] = key
			continue
		}
		if counts[lower] {
			r.fault(lower, "%s and %s differ in case alone; keep one", deadline.Quote(min(key, other)), deadline.Quote(max(key, other)))
		}
	}
}
