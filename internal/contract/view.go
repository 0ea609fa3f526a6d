package contract

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// View is a book at one instant. It may be used by many goroutines.
type View struct {
	book  *Book
	now   time.Time
	in    deadline.Arithmetic
	links []Link
}

// At works out how every contract stands at now, in the zone and with the
// business days of the arithmetic. Errors: deadline.ErrOutOfRange, with the key
// of the contract.
func (b *Book) At(now time.Time, in deadline.Arithmetic) (*View, error) {
	v := &View{book: b, now: now, in: in, links: make([]Link, len(b.contracts))}
	for _, i := range b.order {
		c := &b.contracts[i]
		standing, err := c.stand(now, in)
		if err != nil {
			return nil, fmt.Errorf("contract %s: %w", deadline.Quote(c.Key), err)
		}
		v.links[i] = Link{Contract: c, Standing: standing}
		if up := b.upstream[i]; up >= 0 {
			v.links[i].Upstream = &v.links[up]
		}
	}
	return v, nil
}

// Judge says how a contract stands with all that it rests on. The terms are those
// of the contract (see Contract.Terms); the notice in them is not used.
//
// The end is the earliest on the chain. It is unknown where that of any link is,
// unless what is known says already that it is too late. ActBy is the earliest at
// which somebody must act: for the contract itself before its own notice, for a
// link above it before its end, and for one that goes on unless somebody objects
// when that is decided.
//
// Errors: *UnknownKeyError; deadline.ErrNoWindow, ErrOutOfRange and
// ErrNoLifetime, with the key of the contract.
func (v *View) Judge(key string, terms deadline.Terms) (Verdict, error) {
	i, err := v.book.find(key)
	if err != nil {
		return Verdict{}, err
	}
	return v.links[i].judge(v.now, v.in, terms)
}

// Judge says how the contract stands at now, whatever it rests on. Terms and
// errors are those of View.Judge.
func (c *Contract) Judge(now time.Time, in deadline.Arithmetic, terms deadline.Terms) (Verdict, error) {
	standing, err := c.stand(now, in)
	if err != nil {
		return Verdict{}, fmt.Errorf("contract %s: %w", deadline.Quote(c.Key), err)
	}
	link := Link{Contract: c, Standing: standing}
	return link.judge(now, in, terms)
}

// Declared is what can be told of the contract whenever one looks: the end that
// is declared, or renewed to with a proof, and by when to act on it. A contract
// that is renewed tacitly goes on from there: only a judgement at an instant
// tells to which end it is bound. Terms and errors are those of View.Judge.
func (c *Contract) Declared(in deadline.Arithmetic, terms deadline.Terms) (deadline.Deadline, error) {
	// Long before everything it stands as it was agreed; with the day of its proof
	// left out the renewal counts as well.
	timeless := *c
	timeless.RenewalProvedOn, timeless.RenewedFrom = deadline.Date{}, deadline.Date{}
	standing, err := timeless.stand(time.Time{}, in)
	if err == nil {
		link := Link{Contract: c, Standing: standing}
		face := c.face()
		face.Cause, face.Findings = standing.cause, standing.findings
		if face.Timeline, err = link.timeline(in, terms, true); err == nil {
			return face, nil
		}
	}
	return deadline.Deadline{}, fmt.Errorf("contract %s: %w", deadline.Quote(c.Key), err)
}
