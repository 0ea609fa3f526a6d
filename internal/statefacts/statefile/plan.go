package statefile

// planMember reads one of the members of a plan that hold resources. The first
// reading yields what stands in resource_changes, which is values and action in
// one, and remembers what stands elsewhere; a second one, if anything is left,
// yields the rest: data sources, which stand in prior_state alone, and what a
// targeted plan leaves aside.
func (r *reading) planMember(name string) error {
	s := r.s
	switch name {
	case "planned_values":
		return r.values(Planned, false, r.elsewhere)
	case "prior_state":
		return r.priorState()
	case "deferred_changes":
		return r.listOf(name, r.deferred)
	}
	if r.second {
		return s.skip()
	}
	return r.listOf(name, func() error { return r.change(false) })
}

// priorState reads the state within a plan, which has the form of a shown one.
func (r *reading) priorState() error {
	s := r.s
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '{' {
		return s.wrong(NotState, "Its prior_state is no object. %s", accepted)
	}
	return s.object(func(key []byte) error {
		switch string(key) {
		case "values":
			s.enter("values")
			defer s.leave()
			return r.values(Prior, true, r.elsewhere)
		case "format_version":
			written, ok, err := s.string()
			if !ok {
				written = ""
			}
			if err == nil {
				err = formatFault(written)
			}
			return err
		}
		return s.skip()
	})
}

// elsewhere takes a resource out of planned_values or prior_state.
func (r *reading) elsewhere(e entry) error {
	key := r.key(e.Resource)
	named := e.Address != ""
	if !r.second {
		switch {
		case e.wrong != "" && (!named || !has(r.changed, key)):
			r.unread = true
		case e.Values == Planned:
			r.planned[key] = struct{}{}
		default:
			r.prior[key] = struct{}{}
		}
		return nil
	}
	if wanted, waits := r.waiting[key]; named && waits && e.wrong == "" {
		delete(r.waiting, key)
		e.Action, e.Tainted, e.Deferred = wanted.Action, e.Tainted || wanted.Tainted, wanted.Deferred
		return r.yield(e.resource())
	}
	if named && (has(r.changed, key) || e.Values == Prior && has(r.planned, key)) {
		return nil
	}
	return r.yield(e.resource())
}

// needsSecond says that resources are left which resource_changes does not have.
func (r *reading) needsSecond() bool {
	if r.header.Format != Plan && r.header.Format != WrappedPlan {
		return false
	}
	if r.unread || len(r.waiting) > 0 {
		return true
	}
	for _, others := range []map[uint64]struct{}{r.planned, r.prior} {
		for key := range others {
			if !has(r.changed, key) {
				return true
			}
		}
	}
	return false
}

// unmet yields the changes without values that have none elsewhere either.
func (r *reading) unmet() error {
	for _, key := range r.waited {
		resource, left := r.waiting[key]
		if !left {
			continue
		}
		resource.Problem = problem(resource.Position, "Neither the change nor another part of the plan has its values.")
		if err := r.yield(resource); err != nil {
			return err
		}
	}
	return nil
}

// deferred reads a change that is left to a later plan.
func (r *reading) deferred() error {
	s := r.s
	if r.second {
		return s.skip()
	}
	if c, err := s.peek(); err != nil {
		return err
	} else if c != '{' {
		return r.instead(Prior, r.shown, "It is no object, as a deferred change is.")
	}
	found := false
	err := s.object(func(key []byte) error {
		if string(key) != "resource_change" {
			return s.skip()
		}
		s.enter("resource_change")
		defer s.leave()
		found = true
		return r.change(true)
	})
	if err == nil && !found {
		return r.misshapen(s, "It is a deferred change without a resource_change.")
	}
	return err
}
