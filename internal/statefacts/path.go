package statefacts

import (
	"fmt"
	"strconv"
	"strings"
)

// Path says where in a resource's attributes a value stands: a.b[0].c, [*] for
// every element of a list, ["key"] for a key that is no name, * for every member.
// A block is a list of one with some versions of a provider and an object with
// others: [0] and [*] of an object, and a member of a list of one, mean the same.
type Path struct {
	text  string
	steps []step
}

type stepKind int

const (
	stepMember stepKind = iota
	stepIndex
	stepEvery   // [*]
	stepMembers // *
)

type step struct {
	kind  stepKind
	name  string
	index int
}

// Bounds of a path.
const (
	maxPathText  = 300
	maxPathSteps = 32
)

// ParsePath reads a path. The error is a sentence for a person.
func ParsePath(text string) (Path, error) {
	wrong := func(problem string) (Path, error) {
		return Path{}, fmt.Errorf("it is no path: %s; write it like not_after, keys[*].expires_at or data[\"tls.crt\"]", problem)
	}
	if len(text) > maxPathText {
		return wrong(fmt.Sprintf("it has more than %d characters", maxPathText))
	}
	path := Path{text: text}
	for rest, first := text, true; first || rest != ""; first = false {
		var one step
		var problem string
		switch {
		case strings.HasPrefix(rest, "[") && !first:
			one, rest, problem = bracketStep(rest)
		case first, strings.HasPrefix(rest, "."):
			one, rest, problem = memberStep(strings.TrimPrefix(rest, "."), first && strings.HasPrefix(rest, "."))
		default:
			problem = "a dot or a bracket is missing"
		}
		if problem != "" {
			return wrong(problem)
		}
		if path.steps = append(path.steps, one); len(path.steps) > maxPathSteps {
			return wrong(fmt.Sprintf("it has more than %d steps", maxPathSteps))
		}
	}
	return path, nil
}

func memberStep(text string, dotted bool) (one step, rest, problem string) {
	end := strings.IndexAny(text, ".[")
	if end < 0 {
		end = len(text)
	}
	name := text[:end]
	switch {
	case name == "" || dotted:
		return one, "", "a name is missing"
	case name == "*":
		return step{kind: stepMembers}, text[end:], ""
	case strings.ContainsFunc(name, func(r rune) bool { return !nameRune(r) }):
		return one, "", "a name has letters, digits, _ and -, and anything else stands in brackets and quotes"
	}
	return step{kind: stepMember, name: name}, text[end:], ""
}

func bracketStep(text string) (one step, rest, problem string) {
	if strings.HasPrefix(text, `["`) {
		quoted, err := strconv.QuotedPrefix(text[1:])
		if err == nil && strings.HasPrefix(text[1+len(quoted):], "]") {
			name, _ := strconv.Unquote(quoted)
			return step{kind: stepMember, name: name}, text[2+len(quoted):], ""
		}
		return one, "", "a quote or bracket is not closed"
	}
	inner, rest, closed := strings.Cut(text[1:], "]")
	if inner == "*" && closed {
		return step{kind: stepEvery}, rest, ""
	}
	index, err := strconv.ParseUint(inner, 10, 16)
	if err != nil || !closed {
		return one, "", "in brackets stands a number, * or a name in quotes"
	}
	return step{kind: stepIndex, index: int(index)}, rest, ""
}

func nameRune(r rune) bool {
	return r == '_' || r == '-' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// String is the path as it was written.
func (p Path) String() string { return p.text }

// UnmarshalText reads a path out of a table.
func (p *Path) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePath(string(text))
	return err
}

// covers says that p is q, something that holds q or something within q: a value
// that is known only after apply may stand at any of these.
func (p Path) covers(q Path) bool {
	for i := range min(len(p.steps), len(q.steps)) {
		a, b := p.steps[i], q.steps[i]
		switch {
		case a.kind == stepEvery || a.kind == stepMembers || b.kind == stepEvery || b.kind == stepMembers:
		case a.kind != b.kind || a.name != b.name || a.index != b.index:
			return false
		}
	}
	return true
}

// appendStep writes one step more; what is not like the name of an attribute may
// be a key that somebody chose, and is not shown.
func appendStep(path string, one step, chosen bool) string {
	switch {
	case one.kind == stepIndex:
		return path + "[" + strconv.Itoa(one.index) + "]"
	case chosen && !attributeName(one.name):
		return path + "[*]"
	case strings.ContainsFunc(one.name, func(r rune) bool { return !nameRune(r) }) || one.name == "":
		return path + "[" + strconv.Quote(one.name) + "]"
	case path == "":
		return one.name
	}
	return path + "." + one.name
}

// attributeName says that a text is like the names that providers give: not_after,
// notAfter. Keys of maps are people's own, and may be anything.
func attributeName(text string) bool {
	if text == "" || len(text) > 60 || text[0] < 'a' || text[0] > 'z' {
		return false
	}
	digits := 0
	for _, r := range text {
		if !nameRune(r) || r == '-' {
			return false
		}
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits <= 4
}
