package domainname

import "time"

// Word is why a registration could not be read.
type Word string

// The words.
const (
	Unreachable Word = "unreachable"  // no connection, no answer in time, or a server that fails
	RateLimited Word = "rate_limited" // asked too often
	NotFound    Word = "not_found"    // the server knows no such registration
	Malformed   Word = "malformed"    // an answer of another form, or about another name
	Unsupported Word = "unsupported"  // no RDAP server is known, or it does not take the question
	Empty       Word = "empty"        // an answer without content, or without an end
)

// Fault says why a registration could not be read: never a login, never a whole
// answer.
type Fault struct {
	Word Word
	// Message is a clause for a person.
	Message string
	// RetryAt is when the server may be asked again, zero where it does not say.
	RetryAt time.Time

	// unasked says that nobody was asked, since no server is known: the registry
	// publishes nothing that could be missed. With another Word than Unsupported,
	// whether there is one by now could not be looked up.
	unasked bool
}

func (f *Fault) Error() string { return string(f.Word) + ": " + f.Message }
