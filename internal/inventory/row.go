package inventory

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Row is one thing tracked.
type Row struct {
	ID string // kind/name: "asset/erp", "contract/cloud-lease"

	Kind string
	deadline.Identity
	// Timeline is in whole seconds: fractions are cut off when it is stored.
	Timeline deadline.Timeline
	// Facts is whatever else its resource knows: one JSON object, or nothing.
	Facts json.RawMessage

	// What follows is the store's to say; a row to be written need not have it.

	// Workspace owns the row: no other may change it.
	Workspace string
	// Revision counts the writes, from 1; it never returns to an earlier number.
	Revision int64
	Created  Stamp
	Updated  Stamp
	// DeletedAt is when it was deleted; zero for a row that is not.
	DeletedAt time.Time
}

// Stamp is who wrote, when and in which run.
type Stamp struct {
	At  time.Time
	By  string
	Run string
}

// Deleted says that the row is a tombstone.
func (r Row) Deleted() bool { return !r.DeletedAt.IsZero() }

// Bounds of what a row may hold. PostgreSQL cannot index longer keys.
const (
	maxName  = 1000    // bytes of a name, an owner, …
	maxFacts = 1 << 20 // bytes of Facts
)

// normal is the row as the store keeps it, or why it cannot.
func (r Row) normal() (Row, error) {
	if r.ID == "" {
		return r, &Error{Kind: BadRow, Message: "A row of the inventory needs an id, for instance \"asset/erp\"."}
	}
	if err := cmp.Or(checkText("id", r.ID), checkText("kind", r.Kind)); err != nil {
		return r, err
	}
	for name, value := range r.Identity.All() {
		if err := checkText(name, value); err != nil {
			return r, err
		}
	}
	r.Timeline = normalLine(r.Timeline)
	facts, err := canonical(r.Facts)
	if err != nil {
		return r, &Error{Kind: BadRow, Message: fmt.Sprintf("The facts of %s are not one JSON object of at most %d bytes.", deadline.Printable(r.ID), maxFacts)}
	}
	r.Facts = facts
	return r, nil
}

// normalLine is a timeline in whole seconds. Where an end is not known there is
// nothing to act on by; a known end without an instant is not known.
func normalLine(line deadline.Timeline) deadline.Timeline {
	switch state := line.End.State; {
	case state == deadline.EndOpen:
		line.End = deadline.OpenEnded
	case state != deadline.EndKnown:
		return deadline.Timeline{End: deadline.End{State: state}}
	case line.End.At.IsZero():
		return deadline.Timeline{}
	}
	line.End.At, line.ActBy, line.RemindAt = whole(line.End.At), whole(line.ActBy), whole(line.RemindAt)
	return line
}

// canonical is a JSON object with sorted keys and no spaces, so that the same
// facts are the same text.
func canonical(facts json.RawMessage) (json.RawMessage, error) {
	if len(facts) == 0 {
		return json.RawMessage("{}"), nil
	}
	if len(facts) > maxFacts {
		return nil, fmt.Errorf("%d bytes", len(facts))
	}
	decoder := json.NewDecoder(strings.NewReader(string(facts)))
	decoder.UseNumber() // 1.0 and 12345678901234567890 stay what they are
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return nil, fmt.Errorf("reading facts: %w", err)
	}
	if object == nil || decoder.More() {
		return nil, fmt.Errorf("not one object")
	}
	return json.Marshal(object)
}

// checkText refuses what one of the stores could not keep.
func checkText(field, value string) error {
	problem := ""
	switch {
	case len(value) > maxName:
		problem = fmt.Sprintf("is %d bytes long; at most %d can be stored", len(value), maxName)
	case !utf8.ValidString(value):
		problem = "is not valid UTF-8"
	case strings.ContainsRune(value, 0):
		problem = "has a NUL character in it"
	default:
		return nil
	}
	return &Error{Kind: BadRow, Message: fmt.Sprintf("The %s of an inventory row %s.", field, problem), Facts: []string{"Value: " + shorten(value)}}
}

// shorten makes a value fit for one line of a message.
func shorten(value string) string { return deadline.Printable(words.Shorten(value, 80)) }

// document is everything about a row that people say, as the history keeps it.
// Two rows with equal documents are the same.
func (r Row) document() (string, error) {
	text := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return deadline.FormatInstant(t)
	}
	document, err := json.Marshal(struct {
		Kind        string          `json:"kind,omitempty"`
		Name        string          `json:"name,omitempty"`
		Owner       string          `json:"owner,omitempty"`
		Maintainer  string          `json:"maintainer,omitempty"`
		System      string          `json:"system,omitempty"`
		Environment string          `json:"environment,omitempty"`
		Criticality string          `json:"criticality,omitempty"`
		End         string          `json:"end"`
		ExpiresAt   string          `json:"expires_at,omitempty"`
		ActBy       string          `json:"act_by,omitempty"`
		RemindAt    string          `json:"remind_at,omitempty"`
		Facts       json.RawMessage `json:"facts"`
	}{
		r.Kind, r.Name, r.Owner, r.Maintainer, r.System, r.Environment, r.Criticality,
		r.Timeline.End.State.String(), text(r.Timeline.End.At), text(r.Timeline.ActBy), text(r.Timeline.RemindAt), r.Facts,
	})
	return string(document), err
}
