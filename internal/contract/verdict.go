package contract

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Verdict is how a contract stands with all that it rests on.
type Verdict struct {
	// Judgement is about the earliest end on the chain.
	deadline.Judgement
	// Own is the contract's own link; its Chain leads to the last supplier.
	Own *Link
	// WeakestLink is the key of the contract that ends first, "" where that is not
	// known or none ends.
	WeakestLink string
	// DataDeletedAt is when the first supplier deletes data; zero where that is not
	// known or nobody is known to.
	DataDeletedAt time.Time
	// DeletesData is true where a supplier on the chain deletes data at the end,
	// false where each is said not to, nil where that is not declared.
	DeletesData *bool
}

// judge brings the links of a chain together.
func (l *Link) judge(now time.Time, in deadline.Arithmetic, terms deadline.Terms) (Verdict, error) {
	if l.Closed {
		return l.judgeClosed(now, in), nil
	}
	l, err := l.decided(now, in, terms)
	if err != nil {
		return Verdict{}, fmt.Errorf("contract %s: %w", deadline.Quote(l.Key), err)
	}
	var first chainEnds
	findings := slices.Clone(l.bound)
	for link := l; link != nil; link = link.Upstream {
		first.see(link, link == l)
		findings = append(findings, link.findings...)
		if finding, found := link.notRenewedAbove(location(in)); found {
			findings = append(findings, finding)
		}
	}
	line, err := first.timeline(l, in, terms)
	if err != nil {
		return Verdict{}, fmt.Errorf("contract %s: %w", deadline.Quote(l.Key), err)
	}
	verdict := Verdict{Own: l}
	face := l.face()
	face.Findings = findings
	switch {
	case l.Renewal == RenewalTacit && l.meantToEnd():
		face.Task = deadline.TaskNotice
	case l.meantToEnd():
		face.Task = deadline.TaskRetire
	case l.goesOn():
		face.Task = deadline.TaskDecision
	}
	switch status := line.Status(now); {
	case first.unknown != nil && status != deadline.StatusOverdue && status != deadline.StatusExpired:
		face.Cause = first.unknown.cause
		if first.unknown != l {
			face.Cause = fmt.Sprintf("%s, on which it rests, ends at an unknown time: %s", deadline.Quote(first.unknown.Key), face.Cause)
		}
	default:
		face.Timeline = line
		if first.weakest != nil {
			verdict.WeakestLink = first.weakest.Key
		}
		face.Cause = l.cause
		if first.weakest != nil && first.weakest != l {
			above := fmt.Sprintf("%s, on which it rests, ends first", deadline.Quote(first.weakest.Key))
			if first.weakest.cause != "" {
				above += " (" + first.weakest.cause + ")"
			}
			face.Cause = joined(above, l.cause)
		}
	}
	var told string
	verdict.DataDeletedAt, verdict.DeletesData, told, err = l.deletion(in)
	if err != nil {
		return Verdict{}, fmt.Errorf("contract %s: %w", deadline.Quote(l.Key), err)
	}
	face.Cause = joined(face.Cause, told)
	verdict.Judgement = face.Judge(now, location(in))
	return verdict, nil
}

// judgeClosed is for what is over: it is shown, and passes.
func (l *Link) judgeClosed(now time.Time, in deadline.Arithmetic) Verdict {
	return Verdict{Judgement: l.face().CloseOn(l.ClosedOn, l.ClosedBecause).Judge(now, location(in)), Own: l}
}
