package statefile

import "strconv"

// object reads an object member by member; the scanner stands at its brace.
// member reads exactly one value; the key is valid until its first read.
func (s *scanner) object(member func(key []byte) error) error {
	more, err := s.opened(true)
	for err == nil && more {
		var key []byte
		if key, err = s.name(); err == nil {
			err = member(key)
		}
		if err == nil {
			more, err = s.next('}', "a comma or a closing brace")
		}
	}
	return err
}

// list reads a list element by element; the scanner stands at its bracket.
func (s *scanner) list(element func() error) error {
	more, err := s.opened(false)
	s.place = append(s.place, step{})
	for err == nil && more {
		if err = element(); err == nil {
			s.place[len(s.place)-1].index++
			more, err = s.next(']', "a comma or a closing bracket")
		}
	}
	// An error has its position already.
	s.place = s.place[:len(s.place)-1]
	return err
}

// isText says that the next value is text.
func (s *scanner) isText() (bool, error) {
	c, err := s.peek()
	return c == '"', err
}

// string reads text; ok is false for a value of another type, which is passed
// over.
func (s *scanner) string() (text string, ok bool, err error) {
	if ok, err := s.isText(); err != nil || !ok {
		if err == nil {
			err = s.skip()
		}
		return "", false, err
	}
	raw, escaped, err := s.text(true)
	if escaped {
		raw = unescape(raw)
	}
	return string(raw), err == nil, err
}

// whole reads a whole number as it is written; ok is false for anything else.
func (s *scanner) whole() (digits string, ok bool, err error) {
	c, err := s.peek()
	if err != nil {
		return "", false, err
	}
	if c != '-' && (c < '0' || c > '9') {
		return "", false, s.skip()
	}
	s.held = s.pos
	err = s.number()
	if s.pos-s.held <= 20 {
		digits = string(s.buf[s.held:s.pos])
	}
	s.held = -1
	_, bad := strconv.ParseInt(digits, 10, 64)
	return digits, err == nil && bad == nil, err
}

// truth reads true or false; ok is false for anything else.
func (s *scanner) truth() (value, ok bool, err error) {
	c, err := s.peek()
	if err != nil {
		return false, false, err
	}
	return c == 't', c == 't' || c == 'f', s.skip()
}
