package starttls

import (
	"fmt"
	"strings"
)

// reply is an answer with a three-digit code, as in SMTP (RFC 5321 section
// 4.2), FTP (RFC 959 section 4.2) and NNTP (RFC 3977 section 3.2).
type reply struct {
	code int
	// lines are the texts after the code, one or more.
	lines []string
}

// ask sends a command and reads its answer.
func (t *talk) ask(command string) (reply, error) {
	if err := t.Send(command + "\r\n"); err != nil {
		return reply{}, err
	}
	return t.reply(t.protocol == "ftp")
}

// reply reads one answer of one or more lines. With free, lines in between need
// not carry the code, as FTP allows.
func (t *talk) reply(free bool) (reply, error) {
	first, err := t.Line()
	if err != nil {
		return reply{}, err
	}
	code, more, text, ok := splitReply(first)
	if !ok {
		return reply{}, t.wrongProtocol(first)
	}
	answer := reply{code: code, lines: []string{text}}
	for more {
		line, err := t.Line()
		if err != nil {
			return reply{}, err
		}
		next, continued, text, ok := splitReply(line)
		switch {
		case ok && next == code:
			more = continued
		case !free:
			return reply{}, t.wrongProtocol(line)
		default:
			text = line
		}
		answer.lines = append(answer.lines, text)
	}
	return answer, nil
}

// splitReply cuts "250-SIZE 1000" into its code, whether more lines follow, and
// its text.
func splitReply(line string) (code int, more bool, text string, ok bool) {
	if len(line) < 3 {
		return 0, false, "", false
	}
	for _, digit := range []byte(line[:3]) {
		if digit < '0' || digit > '9' {
			return 0, false, "", false
		}
		code = code*10 + int(digit-'0')
	}
	if len(line) == 3 {
		return code, false, "", true
	}
	switch line[3] {
	case ' ':
		return code, false, line[4:], true
	case '-':
		return code, true, line[4:], true
	default:
		return 0, false, "", false
	}
}

// unknownCommand: the server does not know the command or its argument. 530 is
// what some FTP servers say to everything before login.
func (r reply) unknownCommand() bool {
	switch r.code {
	case 500, 501, 502, 504, 530:
		return true
	default:
		return false
	}
}

// said is the answer in one line, for a message.
func (r reply) said() string { return fmt.Sprintf("%03d %s", r.code, strings.Join(r.lines, " / ")) }
