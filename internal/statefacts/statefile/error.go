package statefile

import (
	"fmt"
	"strings"
)

// Reason is one word for why a state, or one resource in it, was not read.
type Reason string

// What is wrong with what was read.
const (
	Empty        Reason = "empty"            // no bytes: the pull of a workspace without a state
	OldVersion   Reason = "old_version"      // a state of version 1 to 3
	Future       Reason = "future_version"   // a version not known here
	Encrypted    Reason = "encrypted"        // by OpenTofu, or by a tool for files
	BinaryPlan   Reason = "binary_plan"      // a plan file as -out writes it
	LockFile     Reason = "lock_file"        // who holds the lock, not the state
	Truncated    Reason = "truncated"        // JSON that ends too early
	Page         Reason = "web_page"         // HTML or XML
	NotState     Reason = "not_a_state"      // something else
	EqualKeys    Reason = "duplicate_key"    // one member twice in an object
	NotUTF8      Reason = "invalid_utf8"     // text that is not UTF-8
	Trailing     Reason = "trailing_data"    // something behind the end of the JSON
	UTF16        Reason = "utf16"            // UTF-16, as PowerShell's > writes it
	Compressed   Reason = "compressed"       // gzip and its like
	Malformed    Reason = "malformed"        // no JSON
	TooLarge     Reason = "too_large"        // more bytes than are read
	TooDeep      Reason = "too_deep"         // nested deeper than is read
	Contradicted Reason = "contradictory"    // says two things at once
	Changed      Reason = "changed"          // by somebody while it was read
	OtherShape   Reason = "unreadable_entry" // one resource of another form
)

// What is wrong with where it stands.
const (
	NoMatch      Reason = "no_match"          // a pattern or filter that matches nothing
	BadPattern   Reason = "malformed_pattern" // a pattern that can match nothing
	NoFile       Reason = "no_such_file"
	NotAFile     Reason = "not_a_file" // a directory, FIFO, socket or device
	Permission   Reason = "permission_denied"
	BadAddress   Reason = "bad_address"  // no URL or connection string that can be used
	Unauthorised Reason = "unauthorised" // no credentials, or wrong ones
	Forbidden    Reason = "forbidden"    // known, and not allowed to
	NotFound     Reason = "not_found"    // the server has no such state
	NoContent    Reason = "no_content"   // the server has nothing in this state
	Locked       Reason = "locked"
	RateLimited  Reason = "rate_limited"
	ServerError  Reason = "server_error"
	OtherStatus  Reason = "unexpected_status"
	BadRedirect  Reason = "redirect_refused"
	Untrusted    Reason = "untrusted_certificate"
	Unreachable  Reason = "unreachable"
	Denied       Reason = "denied_network"
	Timeout      Reason = "timeout"
	Cancelled    Reason = "cancelled"
	Unreadable   Reason = "unreadable" // the system's error while reading
	NoTable      Reason = "no_table"   // the database holds no states
)

var summaries = map[Reason]string{
	Empty: "Empty state file", OldVersion: "State version too old", Future: "State version too new", Encrypted: "Encrypted state",
	BinaryPlan: "Binary plan file", LockFile: "Lock file, no state", Truncated: "State cut short", Page: "Web page, no state",
	NotState: "Not a state", EqualKeys: "Ambiguous state", NotUTF8: "State not in UTF-8", Trailing: "More than a state", UTF16: "State in UTF-16",
	Compressed: "Compressed state", Malformed: "State is no JSON", TooLarge: "State too large", TooDeep: "State nested too deep",
	Contradicted: "Contradictory state", Changed: "State changed while read", OtherShape: "Resource cannot be read",
	NoMatch: "Nothing matches", BadPattern: "Malformed pattern", NoFile: "No such file", NotAFile: "Not a file", Permission: "Permission denied",
	BadAddress: "Unusable address", Unauthorised: "Credentials refused", Forbidden: "Access forbidden", NotFound: "No such state", NoContent: "State without content",
	Locked: "State is locked", RateLimited: "Too many requests", ServerError: "Server failed", OtherStatus: "Unexpected answer", BadRedirect: "Redirect refused",
	Untrusted: "Certificate not trusted", Unreachable: "State not reachable", Denied: "Network is denied", Timeout: "State not read in time",
	Cancelled: "Reading was cancelled", Unreadable: "State cannot be read", NoTable: "No states there",
}

// Error says why a source, or one resource in it, was not read. It never holds
// anything that stood in the state.
type Error struct {
	Reason Reason
	// Message is one or more sentences: what was found and what is accepted.
	Message string
	// Source is how the source is named in messages, without credentials; "" if
	// the reader was not told.
	Source string
	// Position is where in the document, "resources[3].instances[0]"; "" for all
	// of it.
	Position string

	cause error
}

// Summary names the reason in two to five words.
func (e *Error) Summary() string { return summaries[e.Reason] }

// Error is the message without the facts.
func (e *Error) Error() string { return e.Message }

// Unwrap gives the error of the context or of the network behind it, if any.
func (e *Error) Unwrap() error { return e.cause }

// ofDocument says that what was read is at fault, not the reading of it.
func (e *Error) ofDocument() bool {
	switch e.Reason {
	case Empty, OldVersion, Future, Encrypted, BinaryPlan, LockFile, Truncated, Page, NotState, EqualKeys, NotUTF8, Trailing, UTF16, Compressed, Malformed, TooDeep, Contradicted:
		return true
	}
	return false
}

// Detail is the message, a blank line, and the facts as "Key: value".
func (e *Error) Detail() string {
	var facts []string
	if e.Source != "" {
		facts = append(facts, "State: "+e.Source)
	}
	if e.Position != "" {
		facts = append(facts, "Position: "+e.Position)
	}
	if len(facts) == 0 {
		return e.Message
	}
	return e.Message + "\n\n" + strings.Join(facts, "\n")
}

func fault(reason Reason, format string, values ...any) *Error {
	return &Error{Reason: reason, Message: fmt.Sprintf(format, values...)}
}

// accepted ends the messages about what is no state.
const accepted = `Accepted are a state of version 4 (a .tfstate file, "terraform state pull"), and the output of "terraform show -json" for a state or for a plan file; OpenTofu's are the same.`
