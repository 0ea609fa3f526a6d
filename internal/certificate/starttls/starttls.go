// Package starttls speaks the plain talk that comes before TLS where a protocol
// begins without it.
package starttls

import (
	"context"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// startTLSTalks holds, for each protocol that can turn a plain connection into
// TLS, the talk that leads there.
var startTLSTalks = map[string]func(*talk) error{
	"ftp":         talkFTP,
	"imap":        talkIMAP,
	"ldap":        talkLDAP,
	"lmtp":        talkLMTP,
	"mysql":       talkMySQL,
	"nntp":        talkNNTP,
	"pop3":        talkPOP3,
	"postgres":    talkPostgres,
	"rdp":         talkRDP,
	"sieve":       talkSieve,
	"smtp":        talkSMTP,
	"tds":         talkTDS,
	"xmpp-client": talkXMPPClient,
	"xmpp-server": talkXMPPServer,
}

// Protocols lists the protocols whose connections can be turned into
// TLS, sorted.
func Protocols() []string {
	return slices.Sorted(maps.Keys(startTLSTalks))
}

// Start speaks protocol on conn up to the point where the TLS handshake
// begins and returns the connection on which it begins, with no byte of the
// handshake read. host is the name asked for; only XMPP tells it to the server.
//
// It ends when ctx does. Its error is an *InputError for an unknown protocol,
// else a *ReadError; conn is then of no further use and left to the caller.
func Start(ctx context.Context, conn net.Conn, protocol, host string) (net.Conn, error) {
	run, known := startTLSTalks[protocol]
	if !known {
		return nil, UnknownProtocol(protocol)
	}
	// A deadline in the past makes whatever read or write is under way return.
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	t := newTalk(conn, protocol, host)
	err := run(t)
	if err == nil {
		err = t.silent()
	}
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, t.readError(ctx, err)
	}
	if t.wrap != nil {
		return t.wrap(conn), nil
	}
	return conn, nil
}

// UnknownProtocol is the *certificate.InputError for a protocol that has no talk.
func UnknownProtocol(protocol string) error {
	return &certificate.InputError{
		Attribute: "starttls",
		Summary:   "Unknown STARTTLS protocol",
		Detail: fmt.Sprintf("There is no way known to start TLS within %s. Leave starttls out where the server speaks TLS from the first byte "+
			"(HTTPS, port 465, port 993), else use the protocol's name, for example \"smtp\".\n\nFound: %s\nAccepted: %s",
			certificate.Quote(protocol), certificate.Quote(protocol), strings.Join(Protocols(), ", ")),
	}
}
