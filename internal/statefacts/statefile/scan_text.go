package statefile

import (
	"encoding/json"
	"hash/maphash"
	"unicode/utf8"
)

// fewKeys are compared one by one.
const fewKeys = 48

// name reads a key and the colon. The key stays until the next read.
func (s *scanner) name() ([]byte, error) {
	if c, err := s.peek(); err != nil {
		return nil, err
	} else if c != '"' {
		return nil, s.syntax("a member's name in quotation marks")
	}
	at := s.offset()
	raw, escaped, err := s.text(true)
	if err != nil {
		return nil, err
	}
	if escaped {
		raw = unescape(raw)
	}
	top := &s.frames[len(s.frames)-1]
	hash := maphash.Bytes(s.seed, raw)
	known := false
	if top.many != nil {
		_, known = top.many[hash]
		top.many[hash] = struct{}{}
	} else {
		for _, other := range s.keys[top.keys:] {
			known = known || other == hash
		}
		s.keys = append(s.keys, hash)
		if own := s.keys[top.keys:]; len(own) > fewKeys {
			top.many = make(map[uint64]struct{}, 2*fewKeys)
			for _, one := range own {
				top.many[one] = struct{}{}
			}
		}
	}
	if known {
		return nil, s.wrong(EqualKeys, "At byte %d an object has the same member a second time, so that it cannot be told which counts. Nothing of it is taken; Terraform writes no such state.", at)
	}
	// The colon may stand beyond the window, and the key has to stay in it.
	s.held = s.pos - 1 - len(raw)
	if escaped {
		s.held = -1
	}
	colon, err := s.take(':')
	if err == nil && !colon {
		err = s.syntax("a colon")
	}
	if s.held >= 0 {
		raw = s.buf[s.held : s.held+len(raw)]
		s.held = -1
	}
	return raw, err
}

// unescape gives the text of a string that was checked.
func unescape(raw []byte) []byte {
	quoted := make([]byte, 0, len(raw)+2)
	quoted = append(append(append(quoted, '"'), raw...), '"')
	var text string
	_ = json.Unmarshal(quoted, &text) // it was checked
	return []byte(text)
}

// plain are the bytes of a string that need no look.
var plain = func() (table [256]bool) {
	for c := ' '; c < 0x80; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// text passes over a string. With hold it gives what stands between the quotation
// marks, until the next read, and whether there are escapes in it.
func (s *scanner) text(hold bool) (raw []byte, escaped bool, err error) {
	s.pos++
	if hold {
		s.held = s.pos
		defer func() { s.held = -1 }()
	}
	for {
		i, end, buf := s.pos, s.end, s.buf
		for i < end && plain[buf[i]] {
			i++
		}
		s.pos = i
		if i == end {
			if hold && s.pos-s.held > maxToken {
				return nil, false, s.wrong(TooLarge, "At byte %d stands a name of more than %d bytes.", s.start+int64(s.held), maxToken)
			}
			if !s.fill() {
				return nil, false, s.ended()
			}
			continue
		}
		switch c := buf[i]; {
		case c == '"':
			s.pos++
			if hold {
				raw = s.buf[s.held : s.pos-1]
			}
			return raw, escaped, nil
		case c == '\\':
			escaped = true
			if err := s.escape(); err != nil {
				return nil, false, err
			}
		case c < ' ':
			return nil, false, s.syntax("an escape in place of a control character")
		default:
			if err := s.rune(); err != nil {
				return nil, false, err
			}
		}
	}
}

// rune passes over one character beyond ASCII.
func (s *scanner) rune() error {
	for !utf8.FullRune(s.buf[s.pos:s.end]) {
		if !s.fill() {
			break
		}
	}
	if !utf8.FullRune(s.buf[s.pos:s.end]) {
		return s.ended()
	}
	r, size := utf8.DecodeRune(s.buf[s.pos:s.end])
	if r == utf8.RuneError && size <= 1 {
		return s.notUTF8()
	}
	s.pos += size
	return nil
}

func (s *scanner) notUTF8() error {
	return s.wrong(NotUTF8, "At byte %d stands text that is not UTF-8, as JSON has to be. Nothing of it is taken. Fetch the state again, with a tool that does not convert it.", s.offset())
}

// escape passes over a backslash and what belongs to it. A half of a surrogate
// pair alone is no character.
func (s *scanner) escape() error {
	s.pos++
	switch c := s.current(); c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos++
		return nil
	case 'u':
		s.pos++
		high, err := s.hex()
		switch {
		case err != nil:
			return err
		case high < 0xD800 || high > 0xDFFF:
			return nil
		case high > 0xDBFF:
			return s.notUTF8()
		}
		for _, wanted := range []byte(`\u`) {
			switch {
			case s.current() == wanted:
			case s.pos == s.end:
				return s.ended()
			default:
				return s.notUTF8()
			}
			s.pos++
		}
		if low, err := s.hex(); err != nil {
			return err
		} else if low < 0xDC00 || low > 0xDFFF {
			return s.notUTF8()
		}
		return nil
	}
	if s.pos == s.end {
		return s.ended()
	}
	return s.syntax("one of JSON's escapes")
}

// hex reads the four digits behind "\u".
func (s *scanner) hex() (value rune, err error) {
	for range 4 {
		c := s.current()
		switch {
		case c >= '0' && c <= '9':
			value = value<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			value = value<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			value = value<<4 | rune(c-'A'+10)
		case s.pos == s.end:
			return 0, s.ended()
		default:
			return 0, s.syntax("four hexadecimal digits")
		}
		s.pos++
	}
	return value, nil
}
