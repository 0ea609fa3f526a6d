package statefile

import (
	"bytes"
	"strconv"
)

// block is a resource of a state of version 4, which has many instances.
type block struct {
	module, mode, kind, name, provider string
	// seen counts the members that Terraform writes before the instances.
	seen int
	// wrong is what cannot be read in it; "" for nothing.
	wrong string
}

// headed says that all is known that an instance's address needs. Terraform
// writes module, mode, type, name and provider before the instances, the module
// only where there is one.
func (b *block) headed() bool { return b.seen == 4 }

func (b *block) check() string {
	switch {
	case b.wrong != "":
		return "Its " + b.wrong + " is no text."
	case b.mode != Managed && b.mode != Data:
		return `Its mode is neither "managed" nor "data".`
	case !isType(b.kind):
		return "It has no type that could be one."
	case !isName(b.name):
		return "It has no name that could be one."
	case b.module != "" && !isModule(b.module):
		return "Its module has no address of a module."
	}
	return ""
}

// stateBlock reads one element of "resources". Instances are yielded as they are
// read where the members stand in Terraform's order; where a tool has sorted them,
// the instances wait for the rest, within the bound for one resource.
func (r *reading) stateBlock() error {
	s := r.s
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '{' {
		if err := s.skip(); err != nil {
			return err
		}
		return r.misshapen(s, "It is no object, as a resource is.")
	}
	var b block
	var later []byte
	var laterAt int64
	ordered, first, streamed, listed := false, true, false, false
	err := s.object(func(key []byte) error {
		name := string(key)
		if first {
			first, ordered = false, name == "module" || name == "mode"
		}
		switch name {
		case "module":
			if streamed {
				return s.wrong(Malformed, "A resource names its module behind its instances, in an order that no tool writes. Nothing of it is taken. Fetch the state again.")
			}
			return b.text(s, name, &b.module)
		case "mode":
			b.seen++
			return b.text(s, name, &b.mode)
		case "type":
			b.seen++
			return b.text(s, name, &b.kind)
		case "name":
			b.seen++
			return b.text(s, name, &b.name)
		case "provider":
			b.seen++
			return b.text(s, name, &b.provider)
		case "instances":
			listed = true
			if ordered && b.headed() {
				streamed = true
				return r.instances(s, &b)
			}
			if _, err := s.peek(); err != nil {
				return err
			}
			s.keep()
			at, err := s.span()
			if kept := s.release(); err != nil || !kept {
				listed = kept
				b.wrong = "list of instances"
				return err
			}
			later, laterAt = bytes.Clone(s.bytes(at)), at.from
			return nil
		}
		return s.skip()
	})
	switch {
	case err != nil || streamed:
		return err
	case !listed && b.wrong == "list of instances":
		return r.misshapen(s, "Its instances have more bytes than are read of one resource, and stand in front of its name.")
	case !listed:
		return r.misshapen(s, "It has no instances, not even an empty list.")
	}
	return r.instances(s.within(later, laterAt), &b)
}

func (b *block) text(s *scanner, member string, into *string) error {
	text, ok, err := s.string()
	if !ok {
		b.wrong = member
	}
	*into = text
	return err
}

func (r *reading) instances(s *scanner, b *block) error {
	if wrong := b.check(); wrong != "" {
		if err := s.skip(); err != nil {
			return err
		}
		return r.misshapen(s, wrong)
	}
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '[' {
		if err := s.skip(); err != nil {
			return err
		}
		return r.misshapen(s, "Its instances are no list.")
	}
	s.enter("instances")
	err := s.list(func() error { return r.instance(s, b) })
	s.leave()
	return err
}

func (r *reading) instance(s *scanner, b *block) error {
	resource := Resource{Module: b.module, Mode: b.mode, Type: b.kind, Name: b.name, ProviderSource: providerSource(b.provider), Values: Current, Position: s.position()}
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '{' {
		if err := s.skip(); err != nil {
			return err
		}
		return r.misshapen(s, "It is no object, as an instance is.")
	}
	s.keep()
	var attributes, flat span
	wrong := ""
	err = s.object(func(key []byte) error {
		var ok bool
		var err error
		switch string(key) {
		case "index_key":
			if resource.Index, _, ok, err = s.instanceKey(); !ok {
				wrong = "Its index_key is neither a whole number nor text."
			}
		case "status":
			var status string
			status, _, err = s.string()
			resource.Tainted = status == "tainted"
		case "deposed":
			if resource.Deposed, ok, err = s.string(); !ok {
				wrong = "The key of a deposed object is no text."
			}
		case "schema_version":
			resource.SchemaVersion, err = s.schemaVersion()
		case "attributes":
			attributes, err = s.span()
		case "attributes_flat":
			flat, err = s.span()
		default:
			err = s.skip()
		}
		return err
	})
	kept := s.release()
	if err != nil {
		return err
	}
	if wrong == "" {
		resource.Address = local(b.mode, b.kind, b.name, resource.Index)
		if b.module != "" {
			resource.Address = b.module + "." + resource.Address
		}
	}
	switch {
	case wrong != "":
	case !kept:
		wrong = tooLargeMessage
	case attributes.object():
		resource.Attributes = s.bytes(attributes)
	case attributes.null() && flat.object():
		resource.Attributes, resource.Flat = s.bytes(flat), true
	case attributes.null():
		wrong = "It has no attributes."
	default:
		wrong = "Its attributes are no object."
	}
	if wrong != "" {
		resource.Problem = problem(resource.Position, wrong)
	}
	return r.yield(resource)
}

const tooLargeMessage = "It has more bytes than are read of one resource."

// schemaVersion reads a number; anything else is version 0, as Terraform reads it.
func (s *scanner) schemaVersion() (int64, error) {
	digits, ok, err := s.whole()
	if !ok {
		return 0, err
	}
	return number(digits), err
}

// number is that of digits which whole found good.
func number(digits string) int64 {
	value, _ := strconv.ParseInt(digits, 10, 64)
	return value
}
