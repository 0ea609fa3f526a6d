package starttls

import "strings"

// talkPOP3 follows RFC 2595 section 4, with the capability list of RFC 2449.
func talkPOP3(t *talk) error {
	greeting, err := t.Line()
	if err != nil {
		return err
	}
	ok, status := pop3Status(greeting)
	switch {
	case !status:
		return t.wrongProtocol(greeting)
	case !ok:
		return t.refused("turned us away", greeting)
	}
	if err := t.Send("CAPA\r\n"); err != nil {
		return err
	}
	listing, err := t.Line()
	if err != nil {
		return err
	}
	listed, status := pop3Status(listing)
	if !status {
		return t.wrongProtocol(listing)
	}
	if listed {
		capabilities, err := t.dotted()
		if err != nil {
			return err
		}
		if !offersWord(capabilities, "STLS") {
			return t.absent(strings.Join(capabilities, " / "))
		}
	}
	if err := t.Send("STLS\r\n"); err != nil {
		return err
	}
	answer, err := t.Line()
	if err != nil {
		return err
	}
	accepted, status := pop3Status(answer)
	switch {
	case !status:
		return t.wrongProtocol(answer)
	case accepted:
		return nil
	case listed:
		return t.refused("offers STLS but refused it", answer)
	default:
		return t.absent(answer)
	}
}

// pop3Status reads a status indicator (RFC 1939 section 3).
func pop3Status(line string) (positive, ok bool) {
	word, _, _ := strings.Cut(line, " ")
	return word == "+OK", word == "+OK" || word == "-ERR"
}

// dotted reads the lines of a multi-line answer, which ends with a lone dot
// (RFC 1939 section 3, RFC 3977 section 3.1.1).
func (t *talk) dotted() ([]string, error) {
	var lines []string
	for {
		line, err := t.Line()
		if err != nil {
			return nil, err
		}
		if line == "." {
			return lines, nil
		}
		lines = append(lines, strings.TrimPrefix(line, "."))
	}
}

// offersWord looks for lines whose first word is the one wanted.
func offersWord(lines []string, want string) bool {
	for _, line := range lines {
		word, _, _ := strings.Cut(line, " ")
		if strings.EqualFold(word, want) {
			return true
		}
	}
	return false
}
