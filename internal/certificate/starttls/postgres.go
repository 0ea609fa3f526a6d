package starttls

import (
	"bytes"
	"encoding/binary"
)

// talkPostgres sends the SSLRequest message of PostgreSQL's frontend/backend
// protocol, to which the server answers with a single byte.
func talkPostgres(t *talk) error {
	if err := t.Send("\x00\x00\x00\x08\x04\xd2\x16\x2f"); err != nil {
		return err
	}
	if err := t.Wait(); err != nil {
		return err
	}
	// More than one byte is an answer only where it is an error message; the
	// first byte of another protocol's greeting may well be an S.
	seen := t.Pending()
	switch {
	case seen[0] == 'E':
		return t.postgresError()
	case seen[0] != 'S' && seen[0] != 'N', GreetingOf(seen) != "":
		return t.wrongProtocol(seen)
	case seen[0] == 'N' && len(seen) == 1:
		return t.absent("N")
	case seen[0] == 'N':
		return t.wrongProtocol(seen)
	}
	_, err := t.In.Discard(1)
	return err
}

// postgresError reads an ErrorResponse: since protocol 3 a length and fields,
// before that (and from a server that could not fork) a string that ends with
// a NUL or with the connection.
func (t *talk) postgresError() error {
	head, err := t.In.Peek(5)
	if err != nil || head[1] != 0 {
		return t.refused("answered with an error", t.untilNUL(1))
	}
	length := binary.BigEndian.Uint32(head[1:])
	if length < 5 || length > maxTalkLine {
		return t.wrongProtocol(string(head))
	}
	message := make([]byte, 1+length)
	if err := t.Fill(message); err != nil {
		return err
	}
	for field := range bytes.SplitSeq(message[5:], []byte{0}) {
		if len(field) > 1 && field[0] == 'M' {
			return t.refused("answered with an error", string(field[1:]))
		}
	}
	return t.refused("answered with an error", "")
}

// untilNUL is what there is after skip bytes up to a NUL.
func (t *talk) untilNUL(skip int) string {
	text, _ := t.In.ReadSlice(0)
	if len(text) <= skip {
		return ""
	}
	return string(bytes.TrimRight(text[skip:], "\x00\r\n"))
}
