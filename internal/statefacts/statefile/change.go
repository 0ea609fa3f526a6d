package statefile

import (
	"slices"
	"strings"
)

// change reads one element of resource_changes.
func (r *reading) change(deferred bool) error {
	s := r.s
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '{' {
		return r.instead(Planned, r.shown, "It is no object, as a change is.")
	}
	e := entry{Resource: Resource{Position: s.position(), Deferred: deferred}}
	var found difference
	s.keep()
	err := s.object(func(key []byte) error {
		name := string(key)
		if handled, err := e.member(s, name); handled {
			return err
		}
		switch name {
		case "previous_address":
			// Under its old address it is the same thing.
			moved, _, err := s.string()
			r.changed[r.key(Resource{Address: moved})] = struct{}{}
			return err
		case "action_reason":
			reason, _, err := s.string()
			e.Tainted = reason == "replace_because_tainted"
			return err
		case "change":
			if c, err := s.peek(); err != nil || c != '{' {
				return orSkip(s, err)
			}
			return s.object(func(key []byte) error { return found.member(s, string(key)) })
		}
		return s.skip()
	})
	kept := s.release()
	if err != nil {
		return err
	}
	e.settle(false)
	if e.Address != "" {
		r.changed[r.key(e.Resource)] = struct{}{}
	}
	if e.wrong == "" && !kept {
		e.wrong = tooLargeMessage
	}
	if e.wrong == "" && found.apply(s, &e) {
		key := r.key(e.Resource)
		if _, again := r.waiting[key]; !again {
			r.waiting[key] = e.Resource
			r.waited = append(r.waited, key)
			return nil
		}
		e.wrong = secondTime
	}
	return r.yield(e.resource())
}

// difference is the member "change" of a change.
type difference struct {
	actions                string // "delete,create"
	before, after, unknown span
}

func (d *difference) member(s *scanner, key string) error {
	var err error
	switch key {
	case "actions":
		if c, err := s.peek(); err != nil || c != '[' {
			return orSkip(s, err)
		}
		var words []string
		err = s.list(func() error {
			word, _, err := s.string()
			if len(words) < 4 {
				words = append(words, word)
			}
			return err
		})
		d.actions = strings.Join(words, ",")
	case "before":
		d.before, err = s.span()
	case "after":
		d.after, err = s.span()
	case "after_unknown":
		d.unknown, err = s.span()
	default:
		err = s.skip()
	}
	return err
}

var actions = map[string]Action{
	"no-op": ActionNoOp, "create": ActionCreate, "read": ActionRead, "update": ActionUpdate, "delete": ActionDelete, "forget": ActionForget,
	"delete,create": ActionReplace, "create,delete": ActionReplace, "forget,create": ActionReplace, "create,forget": ActionReplace,
}

// apply gives a resource what its change says. waits says that its values stand
// elsewhere in the plan.
func (d *difference) apply(s *scanner, e *entry) (waits bool) {
	action, known := actions[d.actions]
	if !known {
		e.wrong = "What the plan does with it is no action that is known here."
		return false
	}
	e.Action = action
	chosen := d.after
	switch {
	case action == ActionDelete:
		e.Values = Prior
		return false
	case action == ActionNoOp, action == ActionForget, e.Deferred && d.before.object():
		// What is left alone is as it was; so is, until a later plan, what is
		// deferred.
		e.Values = Prior
		if chosen = d.before; !chosen.object() {
			chosen = d.after
		}
		if chosen.null() {
			return true
		}
	default:
		e.Values = Planned
		e.Unknown = d.unknownPaths(s)
		if e.Deferred {
			e.Unknown = []string{""}
		}
	}
	switch {
	case chosen.object():
		e.Attributes = s.bytes(chosen)
	case chosen.null() && slices.Equal(e.Unknown, []string{""}):
		// Nothing is known of it before the apply.
	default:
		e.wrong = "Its change has no values to come."
	}
	return false
}
