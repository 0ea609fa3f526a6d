package contract

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Renewal says what happens at the end of a term. The zero value is
// RenewalUndeclared.
type Renewal string

// The kinds of renewal.
const (
	RenewalUndeclared Renewal = ""
	RenewalNone       Renewal = "none"    // it ends
	RenewalTacit      Renewal = "tacit"   // it goes on unless notice is given
	RenewalExpress    Renewal = "express" // it ends unless both sides agree anew
)

// Intent says whether somebody wants the contract to go on. It matters where
// renewal is tacit, or there is no end. The zero value is IntentUndeclared: then a
// decision is due.
type Intent string

// The intents.
const (
	IntentUndeclared Intent = ""
	IntentRenew      Intent = "renew"
	IntentEnd        Intent = "end"
)

// Contract is one agreement as it is written down. Parse makes one of the texts
// of a register and refuses what contradicts itself.
type Contract struct {
	Key string // unique; the name by which others rest on it
	deadline.Identity

	Supplier string
	Customer string
	Kind     string // "lease", "maintenance"; "" is "contract"

	StartsOn deadline.Date    // zero where not declared
	EndsOn   deadline.Date    // the last day on which it holds; zero where not declared
	Endless  bool             // declared to have no end
	Term     *deadline.Period // in months and days from StartsOn; nil where not declared

	Renewal     Renewal
	RenewalTerm *deadline.Period // in months and days; nil where not declared
	Intent      Intent
	Notice      *deadline.Period // before the end of a period; nil where not declared
	NoticeBy    deadline.Date    // the last day for notice, of one period only; zero where Notice counts

	// NoticeTo is where alone it can end by notice; FiscalEnd the month with which
	// fiscal years end, 0 for March.
	NoticeTo  Boundary
	FiscalEnd time.Month

	// NoticeGivenOn is the day on which notice was given, so that it ends with the
	// period for which that was in time; zero where it was not.
	NoticeGivenOn deadline.Date
	// ClosedOn is the day from which on the contract is over and kept only to be
	// seen, ClosedBecause why; zero and "" where it is not.
	ClosedOn      deadline.Date
	ClosedBecause string
	Stage         deadline.Stage

	// Grace is the time from the end until data is deleted; nil where not declared.
	Grace *deadline.Period
	// DeletesData says that the supplier deletes data at the end; nil where not declared.
	DeletesData *bool

	Upstream string // key of the contract it rests on, "" for none

	// RenewedUntil is the last day agreed on since. It counts only with
	// RenewalProof, and not before RenewalProvedOn (zero: always).
	RenewedUntil    deadline.Date
	RenewedFrom     deadline.Date // first day of that renewal; zero: the day after the term
	RenewalProof    string
	RenewalProvedOn deadline.Date
	RenewalProvedBy string

	// CoversRenewals names what the supplier renews under this contract.
	CoversRenewals []string

	LeadTime *deadline.Period // nil: the default
	Reminder *deadline.Period // nil: the default

	// Unsaid holds by column name the words that were read as nothing: "なし" where
	// a proof was asked for.
	Unsaid map[string]string
	// Notes are sentences about dates that were read in a way to be known.
	Notes []string
	// Where is the address of the key and of the upstream key in the register, by
	// column name.
	Where map[string]string
}

// Kind is the kind of a contract that names none, and the prefix of the ids of all.
const Kind = "contract"

// KeyOf is a contract's key, from its id or its name.
func KeyOf(id string) string { return strings.TrimPrefix(id, Kind+"/") }

// ID is the contract's id among all deadlines, "contract/KEY".
func (c *Contract) ID() string { return Kind + "/" + c.Key }

// Terms are the defaults with the contract's own lead time and reminder.
func (c *Contract) Terms(defaults deadline.Terms) deadline.Terms {
	if c.LeadTime != nil {
		defaults.LeadTime = *c.LeadTime
	}
	if c.Reminder != nil {
		defaults.Reminder = *c.Reminder
	}
	return defaults
}

// goesOn says that the contract is renewed unless somebody objects, and that
// nobody means to.
func (c *Contract) goesOn() bool { return c.Renewal == RenewalTacit && !c.meantToEnd() }

func (c *Contract) meantToEnd() bool { return c.Intent == IntentEnd || c.Stage == deadline.StageOver }

// noticed says that notice has been given by a day.
func (c *Contract) noticed(by deadline.Date) bool {
	return !c.NoticeGivenOn.IsZero() && !c.NoticeGivenOn.After(by)
}

// closed says that the contract is over on a day, as was meant.
func (c *Contract) closed(on deadline.Date) bool {
	return !c.ClosedOn.IsZero() && !c.ClosedOn.After(on)
}

// noticePeriod is the declared one, none where none is declared.
func (c *Contract) noticePeriod() deadline.Period {
	if c.Notice == nil {
		return deadline.Period{}
	}
	return *c.Notice
}

// face is the contract as a deadline without its dates.
func (c *Contract) face() deadline.Deadline {
	face := deadline.Deadline{
		ID: c.ID(), Kind: c.Kind, Identity: c.Identity,

		Tracked: true,
	}
	if face.Kind == "" {
		face.Kind = Kind
	}
	if face.Name == "" {
		face.Name = c.Key
	}
	return face
}
