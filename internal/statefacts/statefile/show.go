package statefile

import "strings"

// entry is what a resource of "terraform show -json" says of itself, in a state
// and in a plan alike.
type entry struct {
	Resource
	plainIndex string
	wrong      string
}

// member reads a member that names the resource; handled is false for others.
func (e *entry) member(s *scanner, key string) (handled bool, err error) {
	text := func(into *string) error {
		value, ok, err := s.string()
		if *into = value; !ok {
			e.wrong = "Its " + key + " is no text."
		}
		return err
	}
	switch key {
	case "address":
		err = text(&e.Address)
	case "mode":
		err = text(&e.Mode)
	case "type":
		err = text(&e.Type)
	case "name":
		err = text(&e.Name)
	case "provider_name":
		err = text(&e.ProviderSource)
	case "deposed", "deposed_key":
		err = text(&e.Deposed)
	case "index":
		var ok bool
		if e.Index, e.plainIndex, ok, err = s.instanceKey(); !ok {
			e.wrong = "Its index is neither a whole number nor text."
		}
	default:
		return false, nil
	}
	return true, err
}

// settle makes the address whole, or says what is wrong. inModule says that the
// resource stands in a module, which its address must then name.
func (e *entry) settle(inModule bool) {
	written := e.Address
	e.Address = ""
	switch {
	case e.wrong != "":
		return
	case e.Mode != Managed && e.Mode != Data:
		e.wrong = `Its mode is neither "managed" nor "data".`
		return
	case !isType(e.Type) || !isName(e.Name):
		e.wrong = "It has no type and name that could be some."
		return
	}
	own := local(e.Mode, e.Type, e.Name, e.Index)
	// Terraform before 0.14 quoted as Go does, and 0.12 left the index out.
	for _, form := range []string{own, local(e.Mode, e.Type, e.Name, e.plainIndex), local(e.Mode, e.Type, e.Name, "")} {
		module, ok := moduleOf(written, form)
		if !ok {
			continue
		}
		if inModule && module == "" {
			e.wrong = "It stands in a module, and its address does not name the module, as with Terraform before 0.13."
			return
		}
		if e.Module = module; module != "" {
			own = module + "." + own
		}
		e.Address = own
		return
	}
	e.wrong = "Its address does not fit its type, name and index."
}

// values reads the "values" of a state or of a part of a plan.
func (r *reading) values(kind Values, strict bool, found func(entry) error) error {
	s := r.s
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '{' {
		return s.wrong(NotState, "Its values are no object. %s", accepted)
	}
	rooted := false
	err := s.object(func(key []byte) error {
		if string(key) != "root_module" {
			return s.skip()
		}
		s.enter("root_module")
		defer s.leave()
		rooted = true
		if c, err := s.peek(); err != nil {
			return err
		} else if c != '{' {
			return s.wrong(NotState, "Its root_module is no object. %s", accepted)
		}
		return r.module(kind, 0, found)
	})
	if err == nil && strict && !rooted {
		return s.wrong(NotState, `Its values have no root_module, which Terraform always writes, if only as {}. Hand over the whole output of "terraform show -json".`)
	}
	return err
}

// module reads the resources of a module and of those within it.
func (r *reading) module(kind Values, depth int, found func(entry) error) error {
	s := r.s
	if depth > maxModules {
		return s.wrong(TooDeep, "It has more than %d modules within one another, more than any state.", maxModules)
	}
	return s.object(func(key []byte) error {
		name := string(key)
		each := func() error { return r.entry(kind, depth > 0, found) }
		switch name {
		case "resources":
		case "child_modules":
			each = func() error {
				if c, err := s.peek(); err != nil {
					return err
				} else if c != '{' {
					return r.instead(kind, found, "It is no object, as a module is.")
				}
				return r.module(kind, depth+1, found)
			}
		default:
			return s.skip()
		}
		s.enter(name)
		defer s.leave()
		if c, err := s.peek(); err != nil {
			return err
		} else if c != '[' {
			return r.instead(kind, found, "It is no list of "+strings.ReplaceAll(name, "_", " ")+".")
		}
		return s.list(each)
	})
}

// instead passes over what stands in place of a resource, and hands that on.
func (r *reading) instead(kind Values, found func(entry) error, message string) error {
	at := r.s.position()
	if err := r.s.skip(); err != nil {
		return err
	}
	return found(entry{Resource: Resource{Position: at, Values: kind}, wrong: message})
}

// entry reads one resource of "terraform show -json".
func (r *reading) entry(kind Values, inModule bool, found func(entry) error) error {
	s := r.s
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '{' {
		return r.instead(kind, found, "It is no object, as a resource is.")
	}
	e := entry{Resource: Resource{Values: kind, Position: s.position()}}
	var values span
	s.keep()
	err := s.object(func(key []byte) error {
		name := string(key)
		if handled, err := e.member(s, name); handled {
			return err
		}
		var err error
		switch name {
		case "values":
			values, err = s.span()
		case "schema_version":
			e.SchemaVersion, err = s.schemaVersion()
		case "tainted":
			e.Tainted, _, err = s.truth()
		default:
			err = s.skip()
		}
		return err
	})
	kept := s.release()
	if err != nil {
		return err
	}
	e.settle(inModule)
	switch {
	case e.wrong != "":
	case !kept:
		e.wrong = tooLargeMessage
	case values.object():
		e.Attributes = s.bytes(values)
	case values.null():
		e.wrong = "It has no values."
	default:
		e.wrong = "Its values are no object."
	}
	return found(e)
}

// shown yields a resource of a shown state.
func (r *reading) shown(e entry) error { return r.yield(e.resource()) }

func (e entry) resource() Resource {
	if e.wrong != "" {
		e.Problem = problem(e.Position, e.wrong)
	}
	return e.Resource
}
