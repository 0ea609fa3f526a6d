package starttls

import (
	"net"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
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
	*dialogue.Talk
	protocol string
	host     string
	// wrap makes the connection on which TLS begins, nil where it is the same.
	wrap func(net.Conn) net.Conn
}

func newTalk(conn net.Conn, protocol, host string) *talk {
	bounds := dialogue.Bounds{Line: maxTalkLine, Lines: maxTalkLines, Bytes: maxTalkBytes}
	return &talk{Talk: dialogue.New(conn, bounds), protocol: protocol, host: host}
}

// silent fails if the server said more after its go-ahead: in all protocols the
// client speaks next, so the bytes were put there by someone in between
// (CVE-2011-0411, CVE-2021-23222).
func (t *talk) silent() error {
	extra := t.Pending()
	if extra == "" {
		return nil
	}
	return &certificate.ReadError{Reason: certificate.ReasonBadHandshake, Message: "the server sent plain text between its go-ahead for TLS and the handshake, " +
		"as happens when someone on the way injects it: " + certificate.Quote(extra)}
}

// cutShort explains a line without an end.
func (t *talk) cutShort(cut *dialogue.CutError) error {
	if name := GreetingOf(cut.Said); name != "" && name != t.speaks() {
		return t.wrongProtocol(cut.Said)
	}
	return &certificate.ReadError{Reason: certificate.ReasonClosed, Message: "the server closed the connection in the middle of a line: " + certificate.Quote(cut.Said), Err: cut}
}
