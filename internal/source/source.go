// Package source reads what a user names, a file or an address, within bounds of
// size and time, and says in one word why a source gave nothing. What it reads means
// nothing to it; JSON it takes apart by exact names.
package source

import "io/fs"

// Reason is one word for why a source gave no end. Each is a promise: users
// compare with it.
type Reason string

// The reasons.
const (
	Unreachable Reason = "unreachable"  // it exists, or may, and cannot be read now
	RateLimited Reason = "rate_limited" // the server asks for fewer requests
	NotFound    Reason = "not_found"    // there is none: a file, a variable, a page, an entry asked for
	Empty       Reason = "empty"        // it holds nothing
	TooLarge    Reason = "too_large"    // it holds more than what is looked for can
	Malformed   Reason = "malformed"    // of the right kind, and damaged or contradictory
	Unsupported Reason = "unsupported"  // of a kind, or in a form, that is not read
	Encrypted   Reason = "encrypted"    // its end stands where only others can read it
	Ambiguous   Reason = "ambiguous"    // it holds several, and which is meant is not said
)

// Failure is why a source gave nothing. Clause is the end of a sentence for a
// person ("there is no such file"), without a name, a path or anything read:
// what is read here may be a secret, and so may what somebody wrote in place of a
// path.
type Failure struct {
	Reason Reason
	Clause string
	// Mode is of what stands in place of a regular file: a folder, a FIFO, a link
	// that leads to no file; 0 where there is none or that is not why.
	Mode fs.FileMode
	// Size is that of a file which is too large, where it is known.
	Size  int64
	cause error
}

// Fail makes a failure.
func Fail(reason Reason, clause string) *Failure { return &Failure{Reason: reason, Clause: clause} }

func (f *Failure) Error() string { return f.Clause }

// Unwrap is the context's own error where the context ended, or the system's,
// like fs.ErrPermission, without the path that it repeats; else nil.
func (f *Failure) Unwrap() error { return f.cause }

// Words are the system's own words for it ("input/output error") where it said
// something, else the clause.
func (f *Failure) Words() string {
	if f.cause != nil {
		return f.cause.Error()
	}
	return f.Clause
}
