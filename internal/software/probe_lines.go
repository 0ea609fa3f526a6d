package software

import (
	"context"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
)

// converse connects, lets read do the talking and says goodbye with the last
// word, if the protocol has one.
func (p *probe) converse(ctx context.Context, last string, read func(t *dialogue.Talk) (Answer, error)) (Answer, error) {
	conn, err := p.connect(ctx, "tcp")
	if err != nil {
		return Answer{}, err
	}
	defer goodbye(ctx, conn, last)
	p.talk = dialogue.New(conn, bounds)
	return read(p.talk)
}

// reply reads a reply of SMTP or FTP to its last line: "220-a", "220 b". Lines
// between that have no code belong to it too (RFC 959, section 4.2).
func reply(t *dialogue.Talk) (string, error) {
	first, err := t.Line()
	if err != nil {
		return "", err
	}
	if len(first) < 3 || !isDigit(first[0]) || !isDigit(first[1]) || !isDigit(first[2]) || (len(first) > 3 && first[3] != ' ' && first[3] != '-') {
		return "", &strangeError{first}
	}
	var text strings.Builder
	text.WriteString(first)
	for last := first; !endsReply(last, first[:3]); {
		if last, err = t.Line(); err != nil {
			return "", err
		}
		text.WriteString("\n" + last)
	}
	return text.String(), nil
}

func endsReply(line, code string) bool {
	return strings.HasPrefix(line, code) && (len(line) == 3 || line[3] == ' ')
}

// askReply lets a server of SMTP (RFC 5321), LMTP (RFC 2033) or FTP (RFC 959)
// greet and says QUIT.
func askReply(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "QUIT\r\n", func(t *dialogue.Talk) (Answer, error) {
		text, err := reply(t)
		if err != nil {
			return Answer{}, err
		}
		if other := protocolOf(text); other != "" && !sameFamily(other, p.target.Protocol) {
			return Answer{}, &strangeError{text}
		}
		return Answer{Banner: text}, nil
	})
}

// askNNTP lets the server greet (RFC 3977) and says QUIT.
func askNNTP(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "QUIT\r\n", func(t *dialogue.Talk) (Answer, error) {
		line, err := t.Line()
		if err != nil {
			return Answer{}, err
		}
		for _, code := range [...]string{"200", "201", "400", "502"} {
			if isReply(line, code) {
				return Answer{Banner: line}, nil
			}
		}
		return Answer{}, &strangeError{line}
	})
}

// askIMAP lets the server greet and, where it offers to, asks what it is called
// (ID, RFC 2971: Cyrus tells its version there and Dovecot its name).
func askIMAP(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "z LOGOUT\r\n", func(t *dialogue.Talk) (Answer, error) {
		line, err := t.Line()
		if err != nil {
			return Answer{}, err
		}
		if !strings.HasPrefix(line, "* ") {
			return Answer{}, &strangeError{line}
		}
		banner := line
		if _, capabilities, found := strings.Cut(line, "[CAPABILITY "); found {
			capabilities, _, _ = strings.Cut(capabilities, "]")
			if strings.Contains(" "+strings.ToUpper(capabilities)+" ", " ID ") {
				banner += imapID(t)
			}
		}
		return Answer{Banner: banner}, nil
	})
}

// imapID asks for the server's ID; without an answer the greeting has to do.
func imapID(t *dialogue.Talk) string {
	if t.Send("a ID NIL\r\n") != nil {
		return ""
	}
	var text strings.Builder
	for range 8 {
		line, err := t.Line()
		if err != nil || strings.HasPrefix(line, "a ") {
			break
		}
		if hasPrefixFold(line, "* id ") {
			text.WriteString("\n" + line)
		}
	}
	return text.String()
}

// askPOP3 lets the server greet and asks for its capabilities: IMPLEMENTATION
// names the server (RFC 2449, section 6.9).
func askPOP3(ctx context.Context, p *probe) (Answer, error) {
	return p.converse(ctx, "QUIT\r\n", func(t *dialogue.Talk) (Answer, error) {
		line, err := t.Line()
		if err != nil {
			return Answer{}, err
		}
		if !strings.HasPrefix(line, "+OK") && !strings.HasPrefix(line, "-ERR") {
			return Answer{}, &strangeError{line}
		}
		banner := line
		if strings.HasPrefix(line, "+OK") && t.Send("CAPA\r\n") == nil {
			banner += implementation(t)
		}
		return Answer{Banner: banner}, nil
	})
}

func implementation(t *dialogue.Talk) string {
	if first, err := t.Line(); err != nil || !strings.HasPrefix(first, "+OK") {
		return ""
	}
	text := ""
	for {
		line, err := t.Line()
		if err != nil || line == "." {
			return text
		}
		if hasPrefixFold(line, "implementation ") {
			text = "\n" + line
		}
	}
}
