package statefile

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// top reads the members of a document, or of the plan within one. Only what
// stands here at the top counts: an output or an attribute may be called
// "resources" too.
func (r *reading) top(m *marks, inner bool) error {
	s := r.s
	return s.object(func(key []byte) error {
		name := string(key)
		if !inner || name != "plan" {
			s.enter(name)
			defer s.leave()
		}
		switch name {
		case "version":
			written, ok, err := s.whole()
			if !ok {
				written = "no number"
			}
			m.version = written
			// Which one of the old files it is turns out at its end; they are small.
			if err == nil && written != "3" {
				err = versionFault(written)
			}
			return err
		case "format_version":
			written, ok, err := s.string()
			if !ok {
				written = "no text"
			}
			m.format = written
			if err == nil {
				err = formatFault(written)
			}
			return err
		case "resources":
			m.resources = true
			return r.listOf(s.place[len(s.place)-1].name, r.stateBlock)
		case "values":
			m.values = true
			return r.values(Current, true, r.shown)
		case "planned_values", "prior_state", "resource_changes", "deferred_changes":
			m.plan = true
			return r.planMember(name)
		case "plan":
			if c, err := s.peek(); err != nil || c != '{' || inner {
				m.foreign = true
				return orSkip(s, err)
			}
			m.inner = &marks{}
			return r.top(m.inner, true)
		case "encrypted_data":
			return fault(Encrypted, `It is encrypted by OpenTofu. Hand over what "tofu show -json" says where the key is at hand.`)
		}
		return r.fact(m, name)
	})
}

func orSkip(s *scanner, err error) error {
	if err == nil {
		err = s.skip()
	}
	return err
}

// fact reads a member that says something of the document.
func (r *reading) fact(m *marks, name string) error {
	s, h := r.s, &r.header
	switch name {
	case "terraform_version":
		text, _, err := s.string()
		h.TerraformVersion = onlyIf(versionForm(), text)
		return err
	case "lineage":
		text, _, err := s.string()
		h.Lineage = onlyIf(lineageForm(), text)
		return err
	case "serial":
		digits, ok, err := s.whole()
		if ok {
			h.Serial = number(digits)
		}
		return err
	case "timestamp":
		text, _, err := s.string()
		if at, wrong := deadline.ParseInstant(text, time.UTC); wrong == nil {
			h.Timestamp = at
		}
		return err
	case "errored":
		value, ok, err := s.truth()
		h.Errored = value || !ok
		return err
	case "outputs", "check_results", "checks":
	case "modules":
		m.modules = true
	case "ID":
		m.id = true
	case "Who":
		m.who = true
	case "Operation":
		m.operation = true
	case "@level", "@message":
		m.log = true
	case "sops":
		m.sops = true
	case "backend":
		m.backend = true
	default:
		m.foreign = true
	}
	return s.skip()
}

// listOf reads a list at the top, which has to be one.
func (r *reading) listOf(name string, element func() error) error {
	if c, err := r.s.peek(); err != nil {
		return err
	} else if c != '[' {
		return r.s.wrong(NotState, "Its %q is no list. %s", name, accepted)
	}
	return r.s.list(element)
}
