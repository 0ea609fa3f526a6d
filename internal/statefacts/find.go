package statefacts

import "slices"

// state says what stands at a path.
type state int

const (
	statePresent state = iota
	stateEmpty         // null or an empty text
	stateNone          // what should hold it is null or an empty list
	stateMissing       // the provider's version has no such attribute, or the object is another
	stateShape         // something else stands where it should be
	stateAfterApply
)

// found is one value, or why there is none.
type found struct {
	path    string // where it stands, with the numbers of elements
	element string // the same up to the last [*], "" without one
	within  any    // that element
	value   any
	state   state
}

// maxFound bounds how many values one path gives.
const maxFound = 2000

// find gives what stands at a path; at least one element. afterApply are the
// places whose values are known only after apply.
func find(root any, path Path, afterApply []Path) []found {
	if slices.ContainsFunc(afterApply, func(unknown Path) bool { return unknown.covers(path) }) {
		return []found{{path: path.text, state: stateAfterApply}}
	}
	var all []found
	walk(root, path.steps, found{}, &all)
	for i := range all {
		if all[i].state != statePresent && all[i].state != stateEmpty {
			all[i].path = path.text
		}
	}
	return all
}

func walk(at any, steps []step, here found, all *[]found) {
	if len(*all) >= maxFound {
		return
	}
	give := func(state state) {
		here.state = state
		*all = append(*all, here)
	}
	if len(steps) == 0 {
		here.value = at
		switch list, isList := at.([]any); {
		case at == nil || at == "":
			give(stateEmpty)
		case isList && len(list) == 0:
			give(stateNone)
		default:
			give(statePresent)
		}
		return
	}
	into := func(value any, one step, chosen bool) {
		next := here
		next.path = appendStep(here.path, one, chosen)
		if steps[0].kind == stepEvery {
			next.element, next.within = next.path, value
		}
		walk(value, steps[1:], next, all)
	}
	one := steps[0]
	switch value := at.(type) {
	case nil:
		give(stateNone)
	case map[string]any:
		switch one.kind {
		case stepMember:
			member, there := value[one.name]
			if !there {
				give(stateMissing)
				return
			}
			into(member, one, false)
		case stepMembers:
			names := sortedKeys(value)
			if len(names) == 0 {
				give(stateNone)
			}
			for _, name := range names {
				into(value[name], step{name: name}, true)
			}
		default: // a block that is an object here
			if one.kind == stepIndex && one.index > 0 {
				give(stateMissing)
				return
			}
			here.element, here.within = here.path, at
			walk(at, steps[1:], here, all)
		}
	case []any:
		switch {
		case len(value) == 0:
			give(stateNone)
		case one.kind == stepEvery:
			for i, element := range value {
				into(element, step{kind: stepIndex, index: i}, false)
			}
		case one.kind == stepIndex && one.index < len(value):
			into(value[one.index], one, false)
		case one.kind == stepIndex:
			give(stateMissing)
		case len(value) == 1: // an object that is a block here
			walk(value[0], steps, here, all)
		default:
			give(stateShape)
		}
	case string:
		if value == "" {
			give(stateNone)
			return
		}
		give(stateShape)
	default:
		give(stateShape)
	}
}
