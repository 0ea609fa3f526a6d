package starttls

import (
	"bufio"
	"errors"
	"io"
	"net"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// Bounds of the plain talk before TLS. The longest honest one known is a site's
// FTP welcome text of a few kilobytes; RFC 5321 allows lines of 512 bytes, RFC
// 9051 asks clients for 8,192.
const (
	maxTalkLine  = 8 << 10
	maxTalkLines = 500
	maxTalkBytes = 128 << 10
)

// neutralName is what the client calls itself where a protocol wants a name:
// RFC 6761 reserves .invalid, so it is well-formed, fully qualified, nobody's
// (servers refuse clients that pose as localhost or as themselves), and tells
// nothing of the machine on which it runs.
const neutralName = "expiry.invalid"

// talk is the plain conversation that comes before TLS.
type talk struct {
	conn     net.Conn
	in       *bufio.Reader
	bound    *io.LimitedReader
	protocol string
	host     string
	lines    int
	// received says that the server has said anything at all.
	received bool
	// wrap makes the connection on which TLS begins, nil where it is the same.
	wrap func(net.Conn) net.Conn
}

func newTalk(conn net.Conn, protocol, host string) *talk {
	bound := &io.LimitedReader{R: conn, N: maxTalkBytes}
	return &talk{conn: conn, in: bufio.NewReaderSize(bound, maxTalkLine), bound: bound, protocol: protocol, host: host}
}

// line reads one line without its end. CR LF is the rule everywhere; a bare LF
// is taken too, since some servers' own texts have it.
func (t *talk) line() (string, error) {
	if t.lines++; t.lines > maxTalkLines {
		return "", errTalkTooLong
	}
	if err := t.wait(); err != nil {
		return "", err
	}
	text, err := t.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errTalkTooLong
	case err != nil && len(text) > 0 && errors.Is(err, io.EOF):
		return "", t.cutShort(text)
	case err != nil:
		return "", t.ended(err)
	}
	text = text[:len(text)-1]
	if len(text) > 0 && text[len(text)-1] == '\r' {
		text = text[:len(text)-1]
	}
	return string(text), nil
}

// bytes fills p.
func (t *talk) bytes(p []byte) error {
	n, err := io.ReadFull(t.in, p)
	t.received = t.received || n > 0
	if err != nil {
		return t.ended(err)
	}
	return nil
}

// send writes what the client says.
func (t *talk) send(text string) error {
	_, err := io.WriteString(t.conn, text)
	return err
}

// wait waits for the server's next byte.
func (t *talk) wait() error {
	if _, err := t.in.Peek(1); err != nil {
		return t.ended(err)
	}
	t.received = true
	return nil
}

// pending is what has arrived and is not read yet.
func (t *talk) pending() string {
	rest, _ := t.in.Peek(t.in.Buffered())
	return string(rest)
}

// silent fails if the server said more after its go-ahead: in all protocols the
// client speaks next, so the bytes were put there by someone in between
// (CVE-2011-0411, CVE-2021-23222).
func (t *talk) silent() error {
	extra := t.pending()
	if extra == "" {
		return nil
	}
	return &certificate.ReadError{Reason: certificate.ReasonBadHandshake, Message: "the server sent plain text between its go-ahead for TLS and the handshake, " +
		"as happens when someone on the way injects it: " + certificate.Quote(extra)}
}

// ended explains the end of what may be read: the server's, or the bound's.
func (t *talk) ended(err error) error {
	if t.bound.N <= 0 && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return errTalkTooLong
	}
	return err
}

func (t *talk) cutShort(text []byte) error {
	if t.bound.N <= 0 {
		return errTalkTooLong
	}
	if name := GreetingOf(string(text)); name != "" && name != t.speaks() {
		return t.wrongProtocol(string(text))
	}
	return &certificate.ReadError{Reason: certificate.ReasonClosed, Message: "the server closed the connection in the middle of a line: " + certificate.Quote(string(text)), Err: io.ErrUnexpectedEOF}
}
