package deadline

import (
	"errors"
	"fmt"
	"time"
)

// EndState says what is known of an end. The zero value is EndUnknown, so that
// what nobody filled in never passes.
type EndState int

// The states of an end.
const (
	EndUnknown      EndState = iota // it cannot be told
	EndKnown                        // At is the first instant at which it no longer works
	EndOpen                         // no end is announced
	EndedUnknownDay                 // it has ended, nobody says on which day
)

// End is when a thing ends. At is set, in UTC, only where State is EndKnown.
type End struct {
	State EndState
	At    time.Time
}

// EndsAt is a known end. The year 9999 stands for no end, in certificates (RFC
// 5280, section 4.1.2.5) as in registers.
func EndsAt(t time.Time) End {
	if t = t.UTC(); t.Year() >= 9999 {
		return OpenEnded
	}
	return End{EndKnown, t}
}

// OpenEnded is the end of what has none: nothing is announced.
var OpenEnded = End{State: EndOpen}

// Terms is the time that people need before an end.
type Terms struct {
	LeadTime Period // how long a renewal takes
	Reminder Period // how long before act_by to start asking
	Notice   Period // a contract's notice period; zero for anything else
	Window   *Window
}

// DefaultTerms are the lead time and reminder of a kind of thing, where nobody
// says otherwise. Certificates, tokens and documents (revocation lists, metadata)
// take an eighth of their lifetime, at most 30 days, so that a six-day certificate
// works untouched and one that is renewed at a third of its lifetime never warns. A
// backup has a quarter of the age
// that it may have for a reminder, and no lead time.
func DefaultTerms(kind string, lifetime time.Duration) Terms {
	switch kind {
	case "certificate", "token", "document":
		part := Days(30)
		if eighth := (lifetime / 8).Truncate(time.Second); lifetime > 0 && eighth < 30*24*time.Hour {
			part = Elapsed(eighth)
		}
		return Terms{LeadTime: part, Reminder: part}
	case "backup":
		// A backup ends with its greatest age, which is its lifetime. A lead time
		// would make a nightly one that may be 26 hours old overdue every evening.
		if quarter := (lifetime / 4).Truncate(time.Second); lifetime > 0 {
			return Terms{Reminder: Elapsed(quarter)}
		}
	case "software":
		return Terms{LeadTime: Days(90), Reminder: Days(90)}
	case "contract":
		return Terms{LeadTime: Days(30), Reminder: Days(60)}
	}
	return Terms{LeadTime: Days(30), Reminder: Days(30)}
}

// Timeline is an end with the instants before it at which people act. ActBy and
// RemindAt are zero where the end is not known.
type Timeline struct {
	End      End
	ActBy    time.Time
	RemindAt time.Time
}

// ErrNoWindow is returned where no maintenance window lies before the time at
// which the work must be done.
var ErrNoWindow = errors.New("no maintenance window lies wholly before the work must be done")

// Timeline works out by when to act: the end less notice less lead time; with a
// maintenance window the start of the last window that lies wholly before that.
// With an error the timeline holds the end alone, and would pass until then.
// Errors: ErrNoLifetime, ErrNoWindow, ErrOutOfRange.
func (a Arithmetic) Timeline(end End, terms Terms) (Timeline, error) {
	line := Timeline{End: end}
	if end.State != EndKnown {
		return line, nil
	}
	actBy, err := a.Subtract(end.At, terms.Notice)
	if err != nil {
		return line, fmt.Errorf("notice period %s: %w", terms.Notice, err)
	}
	if actBy, err = a.Subtract(actBy, terms.LeadTime); err != nil {
		return line, fmt.Errorf("lead time %s: %w", terms.LeadTime, err)
	}
	if terms.Window != nil {
		start, found := terms.Window.LastBefore(actBy)
		if !found {
			return line, ErrNoWindow
		}
		actBy = start
	}
	remindAt, err := a.Subtract(actBy, terms.Reminder)
	if err != nil {
		return line, fmt.Errorf("reminder %s: %w", terms.Reminder, err)
	}
	line.ActBy, line.RemindAt = actBy, remindAt
	return line, nil
}

// Status judges the timeline at now. Every boundary belongs to the later state:
// a thing has expired at its end, not after it.
func (t Timeline) Status(now time.Time) Status {
	switch t.End.State {
	case EndOpen, EndKnown: // what has no end may still have a day by which to act on it
	case EndedUnknownDay:
		return StatusExpired
	default:
		return StatusUnknown
	}
	switch {
	case t.End.State == EndKnown && !now.Before(t.End.At):
		return StatusExpired
	case !t.ActBy.IsZero() && !now.Before(t.ActBy):
		return StatusOverdue
	case !t.RemindAt.IsZero() && !now.Before(t.RemindAt):
		return StatusDue
	}
	return StatusOK
}
