package starttls

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
)

var errTalkTooLong = &certificate.ReadError{
	Reason:  certificate.ReasonTooLarge,
	Message: fmt.Sprintf("the server said more than %d kB, %d lines or %d kB in one line before TLS could begin", maxTalkBytes>>10, maxTalkLines, maxTalkLine>>10),
}

// absent: the server does not offer TLS.
func (t *talk) absent(said string) error {
	return t.inClear(certificate.ReasonStartTLSAbsent, "the "+t.speaks()+" server does not offer to start TLS", said)
}

// refused: the server knows of TLS, or of us, and will not.
func (t *talk) refused(what, said string) error {
	return t.failed(certificate.ReasonStartTLSRefused, "the "+t.speaks()+" server "+what, said)
}

// wrongProtocol: what the server said is not t.protocol.
func (t *talk) wrongProtocol(said string) error {
	message := "the answer is not " + t.speaks()
	switch name := GreetingOf(said); name {
	case "", t.speaks():
	case "TLS":
		return t.failed(certificate.ReasonWrongProtocol, message+" but TLS: the port speaks TLS from the first byte, so starttls must be left out", "")
	default:
		message += " but looks like " + name
	}
	return t.inClear(certificate.ReasonWrongProtocol, message, said)
}

// inClear: the server goes on without TLS, or speaks something else without it.
func (t *talk) inClear(reason certificate.Reason, message, said string) error {
	found := t.failed(reason, message, said)
	found.InClear = said != "" || reason == certificate.ReasonStartTLSAbsent
	return found
}

func (t *talk) failed(reason certificate.Reason, message, said string) *certificate.ReadError {
	if said != "" {
		message += ": it said " + certificate.Quote(said)
	}
	return &certificate.ReadError{Reason: reason, Message: message}
}

// readError turns whatever ended the talk into a *ReadError.
func (t *talk) readError(ctx context.Context, err error) *certificate.ReadError {
	if cut, ok := errors.AsType[*dialogue.CutError](err); ok {
		err = t.cutShort(cut)
	}
	if errors.Is(err, dialogue.ErrTooLong) {
		err = errTalkTooLong
	}
	if known, ok := errors.AsType[*certificate.ReadError](err); ok {
		return known
	}
	found := &certificate.ReadError{Err: err}
	stage := "before TLS could begin"
	if t.Began() == "" {
		stage = "before it said anything"
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		found.Reason, found.Message = certificate.ReasonCancelled, "the read was cancelled"
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		found.Reason, found.Message = certificate.ReasonTimeout, t.timedOut()
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		found.Reason, found.Message = certificate.ReasonReset, "the server reset the connection "+stage
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		found.Reason, found.Message = certificate.ReasonClosed, "the server closed the connection "+stage
	default:
		found.Reason, found.Message = certificate.ReasonClosed, "the connection failed "+stage
	}
	return found
}

func (t *talk) timedOut() string {
	if t.Began() != "" {
		return "the " + t.speaks() + " server did not get as far as TLS within the timeout"
	}
	return "the server said nothing within the timeout; where a port speaks TLS from the first byte (such as 443, 465, 636, 993), starttls must be left out"
}

// speaks is the protocol's name for people.
func (t *talk) speaks() string {
	switch t.protocol {
	case "mysql":
		return "MySQL"
	case "postgres":
		return "PostgreSQL"
	case "sieve":
		return "ManageSieve"
	case "tds":
		return "SQL Server (TDS)"
	case "xmpp-client", "xmpp-server":
		return "XMPP"
	default:
		return strings.ToUpper(t.protocol)
	}
}

// GreetingOf guesses the protocol from the first bytes of what a server said;
// "" if they tell nothing.
func GreetingOf(said string) string {
	upper := strings.ToUpper(said)
	switch {
	case said == "":
		return ""
	case strings.HasPrefix(said, "\x15\x03"), strings.HasPrefix(said, "\x16\x03"):
		return "TLS"
	case strings.HasPrefix(said, "SSH-"):
		return "SSH"
	case strings.HasPrefix(said, "HTTP/"), strings.HasPrefix(upper, "<!DOCTYPE HTML"), strings.HasPrefix(upper, "<HTML"):
		return "HTTP"
	case strings.HasPrefix(upper, "* OK"), strings.HasPrefix(upper, "* PREAUTH"), strings.HasPrefix(upper, "* BYE"):
		return "IMAP"
	case strings.HasPrefix(said, "+OK"):
		return "POP3"
	case strings.HasPrefix(upper, `"IMPLEMENTATION"`):
		return "ManageSieve"
	case strings.HasPrefix(said, "<?xml"), strings.HasPrefix(said, "<stream:"):
		return "XMPP"
	case strings.HasPrefix(said, "200 "), strings.HasPrefix(said, "201 "):
		return "NNTP"
	case strings.HasPrefix(said, "220"):
		return mailOrFTP(upper)
	case looksLikeMySQL(said):
		return "MySQL"
	default:
		return ""
	}
}

// looksLikeMySQL recognises the head of a server's first packet: a length under
// 256 in three bytes, number 0, and protocol version 10 (which ends a line for
// whoever reads lines) or an error.
func looksLikeMySQL(said string) bool {
	return len(said) >= 4 && said[1:4] == "\x00\x00\x00" && (len(said) == 4 || said[4] == 10 || said[4] == 0xff)
}

// mailOrFTP tells apart the three that greet with 220; they name themselves by
// custom only, so "" is an answer.
func mailOrFTP(upper string) string {
	switch {
	case strings.Contains(upper, "LMTP"):
		return "LMTP"
	case strings.Contains(upper, "SMTP"):
		return "SMTP"
	case strings.Contains(upper, "FTP"):
		return "FTP"
	default:
		return ""
	}
}
