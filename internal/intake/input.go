// Package intake reads deadlines as people and data sources hand them over: an
// object of a configuration or of JSON becomes a deadline, and what it leaves out
// is worked out or told, never taken for good news. It is plain Go; what speaks
// Terraform turns its values into the trees that are read here.
package intake

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Unknown stands in a tree for a value that is known only after apply, wholly or
// in part.
type Unknown struct{}

// Unread stands in a tree for a value that was not converted, since nothing reads
// its key (see Reads). It says only that there is one.
type Unread struct{}

// Number is a number as it was written.
type Number string

// Object is one deadline as it was handed over: its keys with what stands under
// them: nil, string, bool, Number, Unknown, Unread, []any or Object.
type Object map[string]any

// Input is one deadline as it was handed over: the common face, what it says of
// others, the terms of a contract. Everything is optional but the id; what is
// blank is absent.
type Input struct {
	ID, Kind string
	deadline.Identity
	End, ExpiresAt, ActBy, RemindAt, NotBefore string
	Status, Reason                             string
	// KnownUntil is the last day on which it holds that no end is announced.
	KnownUntil string
	Tracked    bool
	Passes     *bool
	Findings   []deadline.Finding

	Tracks, CoveredBy, BacksUp            []string
	Fate                                  deadline.Fate
	ChangedAt, ChangeReviewedBy, NewestAt string
	Supplier, KeyAlgorithm                string
	// ServiceEndsOn is the last day of the service that it is for.
	ServiceEndsOn string
	// Software is what it is a version of, or what a server runs.
	Software []Software

	Contract

	Window *deadline.WindowInput
	// Unsettled are the attributes, by their names on the common face, that are
	// known only after apply.
	Unsettled []string

	// Taken is what the answers of a handover say was taken already.
	Taken []Taken

	others []end  // ends under keys that do not count
	over   string // a key that does not count and says that the thing is over, "" for none
}

// Software is a version of a product, "" where nobody tells it; Unsettled says that
// it is known only after apply.
type Software struct {
	Product, Version string
	Unsettled        bool
}

// Unknown says that an attribute of the face is known only after apply.
func (in Input) Unknown(name string) bool { return slices.Contains(in.Unsettled, name) }

// Contract is what an object says of its term.
type Contract struct {
	StartsOn, EndsOn, Term, Renewal, RenewalTerm, Intent         string
	NoticePeriod, NoticeTo, NoticeGivenOn, GracePeriod, Upstream string
	ClosedOn, ClosedBecause, RenewedFrom                         string
	RenewedUntil, RenewalProof, RenewalProvedOn, RenewalProvedBy string
	LeadTime, Reminder                                           string
	DeletesData                                                  *bool
}

// A Fault is what is wrong with one attribute of a deadline. Message is the end
// of a sentence.
type Fault struct{ Attribute, Message string }

// end is an end that stands under a key which nothing reads.
type end struct{ key, written string }
