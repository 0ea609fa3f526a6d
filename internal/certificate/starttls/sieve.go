package starttls

import (
	"strconv"
	"strings"
)

// talkSieve follows ManageSieve, RFC 5804 sections 1.7 and 2.2.
func talkSieve(t *talk) error {
	capabilities, greeting, err := t.sieveResponse()
	switch {
	case err != nil:
		return err
	case greeting.status != "OK":
		return t.refused("turned us away", greeting.line)
	case !offersWord(capabilities, "STARTTLS"):
		return t.absent(strings.Join(capabilities, " / "))
	}
	if err := t.Send("STARTTLS\r\n"); err != nil {
		return err
	}
	_, answer, err := t.sieveResponse()
	switch {
	case err != nil:
		return err
	case answer.status != "OK":
		return t.refused("offers STARTTLS but refused it", answer.line)
	}
	return nil
}

// sieveStatus is the line that ends a response: OK, NO or BYE.
type sieveStatus struct{ status, line string }

// sieveResponse reads lines that begin with a string, up to the line that
// begins with a status. Each string line is returned as its first string.
func (t *talk) sieveResponse() ([]string, sieveStatus, error) {
	var names []string
	for {
		line, err := t.Line()
		if err != nil {
			return nil, sieveStatus{}, err
		}
		switch status := sieveWord(line); status {
		case "OK", "NO", "BYE":
			_, err := t.sieveLiterals(line)
			return names, sieveStatus{status, line}, err
		}
		name, err := t.sieveName(line)
		if err != nil {
			return nil, sieveStatus{}, err
		}
		names = append(names, name)
	}
}

// sieveWord is the atom a line begins with, in capitals.
func sieveWord(line string) string {
	end := strings.IndexAny(line, " (")
	if end < 0 {
		end = len(line)
	}
	return strings.ToUpper(line[:end])
}

// sieveName reads a line of strings and gives the first of them.
func (t *talk) sieveName(line string) (string, error) {
	switch {
	case strings.HasPrefix(line, `"`):
		name, _, closed := strings.Cut(line[1:], `"`)
		if !closed {
			return "", t.wrongProtocol(line)
		}
		_, err := t.sieveLiterals(line)
		return name, err
	case strings.HasPrefix(line, "{"):
		if _, ok := literalSize(line); ok {
			return t.sieveLiterals(line)
		}
	}
	return "", t.wrongProtocol(line)
}

// sieveLiterals reads on while a line ends with a literal's length ("{12}" or
// "{12+}"): so many bytes follow, then the line goes on. It gives the first.
func (t *talk) sieveLiterals(line string) (string, error) {
	var first *string
	for {
		size, ok := literalSize(line)
		if !ok {
			break
		}
		if size > maxTalkLine {
			return "", errTalkTooLong
		}
		literal := make([]byte, size)
		if err := t.Fill(literal); err != nil {
			return "", err
		}
		if first == nil {
			text := string(literal)
			first = &text
		}
		var err error
		if line, err = t.Line(); err != nil {
			return "", err
		}
	}
	if first == nil {
		return "", nil
	}
	return *first, nil
}

// literalSize reads the length at the end of a line.
func literalSize(line string) (int, bool) {
	inner, ok := strings.CutSuffix(line, "}")
	start := strings.LastIndexByte(inner, '{')
	if !ok || start < 0 {
		return 0, false
	}
	size, err := strconv.ParseUint(strings.TrimSuffix(inner[start+1:], "+"), 10, 31)
	return int(size), err == nil
}
