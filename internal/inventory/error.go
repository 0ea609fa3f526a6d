package inventory

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Kind is what went wrong, for callers that act on it.
type Kind string

// The kinds of errors.
const (
	BadURL        Kind = "bad_url"        // not a URL of an inventory
	NoTenant      Kind = "no_tenant"      // nobody said whose rows are meant
	NoWorkspace   Kind = "no_workspace"   // nobody said who writes
	BadRow        Kind = "bad_row"        // a row that cannot be stored
	Unreachable   Kind = "unreachable"    // no connection, or none that lasted
	NoRights      Kind = "no_rights"      // the database refuses the user
	SchemaMissing Kind = "schema_missing" // Migrate was never run
	SchemaOld     Kind = "schema_old"     // Migrate was run by an older provider
	SchemaNew     Kind = "schema_new"     // Migrate was run by a newer provider
	ReadOnly      Kind = "read_only"      // the database takes no writes
	Full          Kind = "full"           // no space left
	Locked        Kind = "locked"         // others held it for too long
	NetworkFile   Kind = "network_file"   // SQLite on a network file system
	Damaged       Kind = "damaged"        // what is stored cannot be read
	Conflict      Kind = "conflict"       // somebody else owns or changed a row
	Uncertain     Kind = "uncertain"      // it cannot be told whether it was written
	Cancelled     Kind = "cancelled"      // the caller gave up
	Failed        Kind = "failed"         // anything else the database says
)

var summaries = map[Kind]string{
	BadURL: "Invalid inventory URL", NoTenant: "No inventory tenant", NoWorkspace: "No inventory workspace", BadRow: "Invalid inventory row",
	Unreachable: "Inventory not reachable", NoRights: "Inventory refuses access", SchemaMissing: "Inventory not set up", SchemaOld: "Inventory schema too old",
	SchemaNew: "Inventory schema too new", ReadOnly: "Inventory is read-only", Full: "Inventory disk full", Locked: "Inventory is locked",
	NetworkFile: "Inventory on network storage", Damaged: "Inventory is damaged", Conflict: "Inventory conflict", Uncertain: "Inventory write uncertain",
	Cancelled: "Inventory access cancelled", Failed: "Inventory access failed",
}

// Summary names the kind in two to five words.
func (k Kind) Summary() string { return summaries[k] }

// Error says what is wrong with the inventory, or with what was asked of it.
// There is no password in it.
type Error struct {
	Kind Kind
	// Message is one or more sentences: what was tried, what was found, what to do.
	Message string
	// Facts are lines of the form "Key: value".
	Facts []string
	// Conflicts has the rows that were not written because of others; only where
	// Kind is Conflict.
	Conflicts []Clash
}

// Error is the message without the facts.
func (e *Error) Error() string { return e.Message }

// Detail is the message, a blank line, and the facts.
func (e *Error) Detail() string {
	if len(e.Facts) == 0 {
		return e.Message
	}
	return e.Message + "\n\n" + strings.Join(e.Facts, "\n")
}

// Clash is one row that belongs to others or was changed by them.
type Clash struct {
	ID string
	// Found is the row as it stands; its Revision is 0 where there is none.
	Found Row
	// Message is one sentence.
	Message string
}

// maxNamed bounds how many of many rows a message names.
const maxNamed = 5

// conflict is the error for rows that clash. Nothing was written.
func conflict(shown string, clashes []Clash) *Error {
	var text strings.Builder
	for _, clash := range clashes[:min(len(clashes), maxNamed)] {
		text.WriteString(clash.Message + " ")
	}
	if more := len(clashes) - maxNamed; more > 0 {
		fmt.Fprintf(&text, "The same holds for %d more. ", more)
	}
	text.WriteString("Nothing was written.")
	return &Error{Kind: Conflict, Message: text.String(), Facts: []string{"Inventory: " + shown}, Conflicts: clashes}
}

// trouble is why an attempt at a transaction failed.
type trouble struct {
	Error *Error
	// again says that another attempt may succeed.
	again bool
	// down says that there was not even an answer to the attempt to connect.
	down bool
	// lost says that the connection broke, so that a COMMIT that was under way may
	// have happened.
	lost bool
}

func (p place) trouble(kind Kind, message string, cause error) *trouble {
	facts := []string{"Inventory: " + p.shown}
	if cause != nil {
		facts = append(facts, "Cause: "+deadline.Printable(p.scrub(cause.Error())))
	}
	return &trouble{Error: &Error{Kind: kind, Message: message, Facts: facts}}
}

// migrateCommand is what a person runs to make or update the schema.
func (p place) migrateCommand() string {
	return "terraform-provider-expiry inventory migrate '" + p.shown + "'"
}
