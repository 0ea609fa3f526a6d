package policy

import (
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// MaxWaiverDays is how long a waiver may last: an exception without an end near
// at hand is a rule that nobody follows.
const MaxWaiverDays = 90

// Waiver excuses the breach of one rule by the assets that match a pattern, for
// a while.
type Waiver struct {
	Rule      deadline.Rule
	Asset     string // pattern on ids; * matches any run of characters, / included
	Reason    string
	Approver  string
	Ticket    string
	GrantedOn deadline.Date // zero: today
	EndsOn    deadline.Date // last day on which it holds
}

// A WaiverError says which part of a waiver is at fault, by its attribute name.
type WaiverError struct {
	Part    string
	Message string
}

func (e *WaiverError) Error() string { return e.Message }

// Check says what is wrong with the waiver as of today, nil if nothing is.
func (w Waiver) Check(today deadline.Date) error {
	if !known(w.Rule) {
		return &WaiverError{"rule", UnknownRule(string(w.Rule))}
	}
	for _, required := range []struct{ part, value, why string }{
		{"asset", w.Asset, `the id or pattern it is for, like "software/*"`},
		{"reason", w.Reason, "why the breach is acceptable for now"},
		{"approver", w.Approver, "who accepts the risk"},
	} {
		if strings.TrimSpace(required.value) == "" {
			return &WaiverError{required.part, "a waiver needs " + required.part + ": " + required.why}
		}
	}
	if w.EndsOn.IsZero() {
		return &WaiverError{"ends_on", fmt.Sprintf("a waiver needs ends_on, at most %d days on, like %s", MaxWaiverDays, today.AddDays(30))}
	}
	granted := w.GrantedOn
	if granted.IsZero() {
		granted = today
	}
	if w.EndsOn.Before(granted) && !w.GrantedOn.IsZero() {
		return &WaiverError{"ends_on", fmt.Sprintf("ends_on %s lies before granted_on %s", w.EndsOn, granted)}
	}
	if days := w.EndsOn.DaysSince(granted); days > MaxWaiverDays {
		return &WaiverError{"ends_on", fmt.Sprintf("the waiver would last %d days from %s; at most %d are accepted, so end it by %s",
			days, granted, MaxWaiverDays, granted.AddDays(MaxWaiverDays))}
	}
	return nil
}

// ID names the waiver in a report.
func (w Waiver) ID() string { return "waiver/" + string(w.Rule) + ":" + w.Asset }

// Expired says that the waiver's last day is over at now in loc.
func (w Waiver) Expired(now time.Time, loc *time.Location) bool {
	return !now.Before(w.EndsOn.End(loc))
}

// Covers says that the waiver is for this rule and this id, whether or not it
// still holds.
func (w Waiver) Covers(rule deadline.Rule, id string) bool {
	return w.Rule == rule && Match(w.Asset, id)
}

// Holds says that the waiver is in force at now in loc: granted, and not over.
func (w Waiver) Holds(now time.Time, loc *time.Location) bool {
	return !w.Expired(now, loc) && (w.GrantedOn.IsZero() || !now.Before(w.GrantedOn.Start(loc)))
}

func (p Policy) expiredWaivers(now time.Time, loc *time.Location) []Violation {
	var found []Violation
	rule := deadline.RuleWaiverExpired
	for _, waiver := range p.Waivers {
		if !waiver.Expired(now, loc) {
			continue
		}
		found = append(found, Violation{
			Rule: rule, Severity: p.severity(rule, rule.Severity()), Lesson: rule.Lesson(), Remedy: rule.Remedy(),
			ID: waiver.ID(), Owner: waiver.Approver, Status: deadline.StatusExpired,
			Timeline: deadline.Timeline{End: deadline.EndsAt(waiver.EndsOn.End(loc))},
			Message: fit(fmt.Sprintf("the waiver of %s for %s ended on %s; remove it, or have %s grant another.",
				waiver.Rule, named(waiver.Asset), waiver.EndsOn, named(waiver.Approver))),
		})
	}
	return found
}
