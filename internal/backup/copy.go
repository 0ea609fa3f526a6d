package backup

import "time"

// Good says whether a copy could be restored, as far as its listing tells. The
// zero value is GoodUnknown, so that what nobody looked at never counts.
type Good int

// The answers.
const (
	GoodUnknown Good = iota
	GoodYes
	GoodNo
)

// String is "yes", "no" or "unknown".
func (g Good) String() string { return [...]string{"unknown", "yes", "no"}[g] }

// Copy is one backup as its listing tells of it.
type Copy struct {
	// Source is what it protects: a host with its paths, a stanza, a volume. The
	// newest of each source counts, and the stalest source decides.
	Source string
	// Name is what the listing calls the copy.
	Name string
	// StartedAt and FinishedAt are in UTC, zero where they are not told. The data
	// in a copy is as old as its start.
	StartedAt, FinishedAt time.Time
	// Size is that of the data that is protected, in bytes, where SizeKnown.
	Size      int64
	SizeKnown bool
	// Like is the kind of copy, such as "full": sizes are compared within a kind.
	Like string
	// Good says whether it could be restored; Why is a clause that says why not,
	// or why that is not known, "" for GoodYes. Trouble is its word.
	Good    Good
	Why     string
	Trouble Reason
	// VerifiedAt is when somebody restored or checked it, zero where nobody says.
	VerifiedAt time.Time
	// KeptUntil is when it will be deleted, zero where that is not told.
	KeptUntil time.Time
	// Note is a clause about a good copy that a person should know.
	Note string

	// What filters ask for; "" and nil where the listing does not tell.
	Host, Stanza, Server, Database, Repository string
	Paths, Tags                                []string

	// least is the size up to which nothing can be in it: files are compressed, and
	// then nothing has a few bytes.
	least int64
	// guessed says that Source is taken from a name, as the listing tells none.
	guessed bool
	// mayBeEmpty is true of increments, in which nothing may have changed.
	mayBeEmpty bool
}

// At is the instant of which its data is: its start, else its end; zero where
// neither is told.
func (c Copy) At() time.Time {
	if !c.StartedAt.IsZero() {
		return c.StartedAt
	}
	return c.FinishedAt
}

func (c *Copy) not(word Reason, why string) { c.Good, c.Trouble, c.Why = GoodNo, word, why }

func (c *Copy) doubt(word Reason, why string) { c.Good, c.Trouble, c.Why = GoodUnknown, word, why }

// holds takes a size, which a listing may leave out.
func (c *Copy) holds(size int64, known bool) {
	if known && size >= 0 {
		c.Size, c.SizeKnown = size, true
	}
}

// Listing is what a reader found.
type Listing struct {
	// Tool is the program whose listing it is: "restic", "borg", …; "directory",
	// "s3", "mapping" or "declared"; "" for an empty list, of which nobody can tell.
	Tool   string
	Copies []Copy
	// Known are sources that the listing names apart from their copies: some have
	// none, and of some it could not tell.
	Known []Known
	// RecordedAt is when the listing was made, zero where that is not told.
	RecordedAt time.Time
	// Notes are clauses about what was left aside and why.
	Notes []string

	// tells names the filters for which this listing holds what is asked.
	tells []string
	// declared says that RecordedAt was written by who recorded it and is not the
	// time of a file, which moves with every copy of it.
	declared bool
}

// Known is a source as its listing names it.
type Known struct {
	Name string
	// Trouble is why there is nothing to be told of it; nil where there is, or
	// where it has no copy.
	Trouble *Error
	// Beside says that other places hold copies of the same source, of which this
	// one has none: a second repository. Why is the clause to be told.
	Beside bool
	Why    string

	Host, Stanza, Server, Database, Repository string
	Paths                                      []string
}
