package starttls

import "strings"

// talkIMAP follows RFC 9051 section 6.2.1 (and RFC 2595 before it).
func talkIMAP(t *talk) error {
	greeting, err := t.Line()
	if err != nil {
		return err
	}
	state, text, ok := untagged(greeting)
	switch {
	case !ok:
		return t.wrongProtocol(greeting)
	case state == "PREAUTH":
		return t.refused("counts us as logged in already (PREAUTH), after which TLS cannot start", text)
	case state == "BYE":
		return t.refused("turned us away", text)
	case state != "OK":
		return t.wrongProtocol(greeting)
	}
	capabilities := greetedCapabilities(text)
	if capabilities == nil {
		answer, listed, err := t.imapAsk("a1", "CAPABILITY")
		switch {
		case err != nil:
			return err
		case !strings.EqualFold(answer.state, "OK"):
			return t.refused("would not list its capabilities", answer.text)
		}
		capabilities = listed
	}
	if !hasWord(capabilities, "STARTTLS") {
		return t.absent(strings.Join(capabilities, " "))
	}
	answer, _, err := t.imapAsk("a2", "STARTTLS")
	if err != nil {
		return err
	}
	if answer.state != "OK" {
		return t.refused("offers STARTTLS but refused it", answer.text)
	}
	return nil
}

// imapAnswer is the tagged answer that ends a command.
type imapAnswer struct{ state, text string }

// imapAsk sends a command and reads up to its tagged answer, collecting the
// capabilities told on the way.
func (t *talk) imapAsk(tag, command string) (imapAnswer, []string, error) {
	if err := t.Send(tag + " " + command + "\r\n"); err != nil {
		return imapAnswer{}, nil, err
	}
	var capabilities []string
	for {
		line, err := t.Line()
		if err != nil {
			return imapAnswer{}, nil, err
		}
		if rest, tagged := strings.CutPrefix(line, tag+" "); tagged {
			state, text, _ := strings.Cut(rest, " ")
			return imapAnswer{strings.ToUpper(state), text}, capabilities, nil
		}
		state, text, ok := untagged(line)
		switch {
		case !ok:
			return imapAnswer{}, nil, t.wrongProtocol(line)
		case state == "BYE":
			return imapAnswer{}, nil, t.refused("ended the session", text)
		case state == "CAPABILITY":
			capabilities = append(capabilities, strings.Fields(text)...)
		}
	}
}

// greetedCapabilities finds the capabilities in "[CAPABILITY …] text"; nil if
// the greeting has none.
func greetedCapabilities(text string) []string {
	code, _, closed := strings.Cut(text, "]")
	words := strings.Fields(strings.TrimPrefix(code, "["))
	if !closed || !strings.HasPrefix(text, "[") || len(words) == 0 || !strings.EqualFold(words[0], "CAPABILITY") {
		return nil
	}
	return words
}

// untagged cuts "* OK text" into OK and text.
func untagged(line string) (word, text string, ok bool) {
	rest, ok := strings.CutPrefix(line, "* ")
	if !ok {
		return "", "", false
	}
	word, text, _ = strings.Cut(rest, " ")
	return strings.ToUpper(word), text, true
}

func hasWord(words []string, want string) bool {
	for _, word := range words {
		if strings.EqualFold(word, want) {
			return true
		}
	}
	return false
}
