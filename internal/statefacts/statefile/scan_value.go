package statefile

// peek gives the next byte that is not white space, and does not take it.
func (s *scanner) peek() (byte, error) {
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\n', '\r':
				s.pos++
			default:
				return c, nil
			}
		}
		if !s.fill() {
			return 0, s.ended()
		}
	}
}

// take takes one byte, if it is the next after white space.
func (s *scanner) take(wanted byte) (bool, error) {
	c, err := s.peek()
	if err != nil || c != wanted {
		return false, err
	}
	s.pos++
	return true, nil
}

// current is the next byte as it is, 0 at the end. It is not taken.
func (s *scanner) current() byte {
	if s.pos == s.end && !s.fill() {
		return 0
	}
	return s.buf[s.pos]
}

// skip passes over one value and checks it. It does not call itself, so that no
// document, however deep, takes more than maxDepth frames.
func (s *scanner) skip() error {
	bottom := len(s.frames)
	for {
		more, err := s.begin()
		if err != nil {
			return err
		}
		for !more {
			if len(s.frames) == bottom {
				return nil
			}
			if more, err = s.proceed(); err != nil {
				return err
			}
		}
	}
}

// begin reads a value, or the start of an object or list that is not empty: then
// more says that a value follows.
func (s *scanner) begin() (more bool, err error) {
	c, err := s.peek()
	if err != nil {
		return false, err
	}
	switch c {
	case '{', '[':
		return s.open(c == '{')
	case '"':
		_, _, err = s.text(false)
	case 't':
		err = s.literal("true")
	case 'f':
		err = s.literal("false")
	case 'n':
		err = s.literal("null")
	default:
		err = s.number()
	}
	return false, err
}

// open begins an object or list; more says that it is not empty and that its
// first key, if it is an object, was read.
func (s *scanner) open(object bool) (more bool, err error) {
	if more, err = s.opened(object); more && object {
		_, err = s.name()
	}
	return more, err
}

// proceed goes on after a value within an object or list: to the next (more), or
// to its end.
func (s *scanner) proceed() (more bool, err error) {
	if !s.frames[len(s.frames)-1].object {
		return s.next(']', "a comma or a closing bracket")
	}
	if more, err = s.next('}', "a comma or a closing brace"); more {
		_, err = s.name()
	}
	return more, err
}

// opened is open without the first key.
func (s *scanner) opened(object bool) (more bool, err error) {
	if len(s.frames) >= maxDepth {
		return false, s.wrong(TooDeep, "At byte %d it is nested more than %d deep, deeper than any state.", s.offset(), maxDepth)
	}
	s.pos++
	s.frames = append(s.frames, frame{object: object, keys: len(s.keys)})
	closing := byte(']')
	if object {
		closing = '}'
	}
	done, err := s.take(closing)
	if done {
		s.close()
	}
	return !done && err == nil, err
}

// next goes on behind a value: more says that another follows.
func (s *scanner) next(closing byte, expected string) (more bool, err error) {
	c, err := s.peek()
	switch {
	case err != nil:
		return false, err
	case c == ',':
		s.pos++
		return true, nil
	case c == closing:
		s.pos++
		s.close()
		return false, nil
	}
	return false, s.syntax(expected)
}

func (s *scanner) close() {
	last := len(s.frames) - 1
	s.keys = s.keys[:s.frames[last].keys]
	s.frames[last].many = nil
	s.frames = s.frames[:last]
}

func (s *scanner) literal(word string) error {
	for i := range len(word) {
		if c := s.current(); c != word[i] {
			if s.pos == s.end {
				return s.ended()
			}
			return s.syntax("a value")
		}
		s.pos++
	}
	return nil
}

// number passes over a number (RFC 8259 section 6).
func (s *scanner) number() error {
	if s.current() == '-' {
		s.pos++
	}
	if s.current() == '0' {
		s.pos++
	} else if err := s.digits(); err != nil {
		return err
	}
	if s.current() == '.' {
		s.pos++
		if err := s.digits(); err != nil {
			return err
		}
	}
	if c := s.current(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.current(); c == '+' || c == '-' {
			s.pos++
		}
		return s.digits()
	}
	return nil
}

func (s *scanner) digits() error {
	found := false
	for c := s.current(); c >= '0' && c <= '9'; c = s.current() {
		s.pos++
		found = true
	}
	switch {
	case found:
		return nil
	case s.pos == s.end:
		return s.ended()
	}
	return s.syntax("a value")
}
