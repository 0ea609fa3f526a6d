package definition

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Reason is why it cannot be told whether files are the approved ones.
type Reason string

// The reasons.
const (
	ReasonUnreachable Reason = "unreachable" // permission, a dead file system
	ReasonNotFound    Reason = "not_found"   // no such file or folder, or a pattern that matches nothing
	ReasonMalformed   Reason = "malformed"
	ReasonUnsupported Reason = "unsupported" // another algorithm, a pointer in place of the content
	ReasonEmpty       Reason = "empty"       // a list of digests without any
	ReasonTooLarge    Reason = "too_large"
)

// Error says why nothing could be compared.
type Error struct {
	Reason  Reason
	Summary string // two to five words
	// Message says in sentences what was tried, found and accepted.
	Message string
	// Attribute is what the configuration has to correct: "approved" or "files"; ""
	// where the world is at fault.
	Attribute string

	cause error
}

func (e *Error) Error() string { return e.Summary + ": " + e.Message }

// Unwrap gives the error of the file system or of the context behind it, if any.
func (e *Error) Unwrap() error { return e.cause }

// Clause is the message as part of a sentence.
func (e *Error) Clause() string { return text.AsClause(e.Message) }

func approvedFault(reason Reason, summary, format string, values ...any) *Error {
	return &Error{Reason: reason, Summary: summary, Message: fmt.Sprintf(format, values...), Attribute: "approved"}
}

func filesFault(reason Reason, summary, format string, values ...any) *Error {
	return &Error{Reason: reason, Summary: summary, Message: fmt.Sprintf(format, values...), Attribute: "files"}
}

// shown is a path for a message: on one line, shortened.
func shown(path string) string { return text.Shorten(deadline.Printable(path), 120) }

// listed names paths, the first few of them.
func listed(paths []string) string {
	const most = 5
	var list []string
	for _, path := range paths[:min(len(paths), most)] {
		list = append(list, shown(path))
	}
	return strings.Join(list, ", ") + text.More(len(paths)-most)
}

const larger = "it is larger than 256 MiB"

// clauseOf says why a file cannot be read.
func clauseOf(failure *source.Failure) string {
	switch {
	case failure.Reason == source.TooLarge:
		return larger
	case failure.Reason == source.Unsupported:
		return "it is not a regular file"
	case failure.Reason == source.NotFound:
		return "it is not there"
	case errors.Is(failure, fs.ErrPermission):
		return "permission to read it is denied"
	}
	return "it cannot be read: " + shown(failure.Words())
}
