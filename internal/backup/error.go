package backup

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Reason is why there is no good copy, or why that cannot be told.
type Reason string

// The reasons. The first group says why nothing could be read, the second why
// what was read is no good copy.
const (
	ReasonUnreachable Reason = "unreachable" // permission, network, a store that refuses
	ReasonNotFound    Reason = "not_found"   // no such file, folder, bucket, repository or stanza
	ReasonMalformed   Reason = "malformed"   // cut short, no JSON, an entry without a time
	ReasonUnsupported Reason = "unsupported" // well formed, and no list of backups that is known
	ReasonEmpty       Reason = "empty"       // no bytes: the command before it failed
	ReasonTooLarge    Reason = "too_large"   // beyond a documented bound
	ReasonIncomplete  Reason = "incomplete"  // the listing says itself that it goes on
	ReasonNoTimeZone  Reason = "no_time_zone"
	ReasonNoMaxAge    Reason = "no_max_age"

	ReasonMissing  Reason = "missing" // there is no copy at all
	ReasonRunning  Reason = "running"
	ReasonPartial  Reason = "partial"
	ReasonFailed   Reason = "failed"
	ReasonFuture   Reason = "future"   // dated ahead of the clock, or after its listing was made
	ReasonTooSmall Reason = "small"    // below min_size, or the size of nothing compressed
	ReasonShrunk   Reason = "shrunk"   // far below those before it
	ReasonDeleted  Reason = "deleted"  // by its retention
	ReasonUnproven Reason = "unproven" // the listing does not say whether it is good
)

// Error says why a listing could not be read.
type Error struct {
	Reason  Reason
	Summary string // two to five words
	// Message says in sentences what was tried, what was found and what is
	// accepted. It holds no secret, no command line and no address with a password.
	Message string
	// Attribute is what the configuration has to say or correct: "time_zone",
	// "mapping", "pattern", "max_age", a filter, "s3"; "" where the world is at
	// fault.
	Attribute string

	cause error
}

func (e *Error) Error() string { return e.Summary + ": " + e.Message }

// Unwrap gives the error of the file system, the network or the context behind
// it, if any.
func (e *Error) Unwrap() error { return e.cause }

// Clause is the message as part of a sentence.
func (e *Error) Clause() string { return text.AsClause(e.Message) }

func malformedf(format string, values ...any) *Error {
	return &Error{Reason: ReasonMalformed, Summary: "Damaged backup listing", Message: fmt.Sprintf(format, values...)}
}

func unsupportedf(format string, values ...any) *Error {
	return &Error{Reason: ReasonUnsupported, Summary: "No backup listing", Message: fmt.Sprintf(format, values...)}
}

func attributef(attribute string, reason Reason, summary, format string, values ...any) *Error {
	return &Error{Reason: reason, Summary: summary, Message: fmt.Sprintf(format, values...), Attribute: attribute}
}

// shown is text of a listing for a message: on one line, shortened, and without
// what stands between a scheme and a host, which may be a password.
func shown(said string) string {
	return text.Shorten(deadline.Printable(strings.Join(strings.Fields(withoutLogin(said)), " ")), 80)
}

// withoutLogin takes the user and the password out of every address in a text.
func withoutLogin(text string) string {
	for from := 0; ; {
		scheme := strings.Index(text[from:], "://")
		if scheme < 0 {
			return text
		}
		begin := from + scheme + len("://")
		end := begin + len(text[begin:])
		if stop := strings.IndexAny(text[begin:], "/?# \t\r\n\"'"); stop >= 0 {
			end = begin + stop
		}
		if at := strings.LastIndex(text[begin:end], "@"); at >= 0 {
			text = text[:begin] + text[begin+at+1:]
		}
		from = begin
	}
}

// listed names things, the first few of them.
func listed(names []string) string {
	const most = 5
	var list []string
	for _, name := range names[:min(len(names), most)] {
		list = append(list, shown(name))
	}
	return strings.Join(list, ", ") + text.More(len(names)-most)
}
