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

// Waiver excuses the breach of one rule by the things that it is for, for a
// while. Of Asset, System and Owner those that are given must all match; they
// are patterns, in which * stands for any run of characters, / included.
type Waiver struct {
	Rule     deadline.Rule
	Asset    string // on ids
	System   string
	Owner    string
	Reason   string
	Approver string
	Ticket   string
	// GrantedOn is the day from which it holds. It is a fixed day: one counted
	// from now would renew the waiver in every plan.
	GrantedOn deadline.Date
	EndsOn    deadline.Date // last day on which it holds
}

// A WaiverError says which part of a waiver is at fault, by its attribute name;
// Part is "" where all of it is.
type WaiverError struct {
	Part    string
	Message string
}

func (e *WaiverError) Error() string { return e.Message }

// Check says what is wrong with the waiver, nil if nothing is. A day near which
// its dates are to lie is taken for the examples alone: what is right once
// stays right.
func (w Waiver) Check(today deadline.Date) error {
	if w == (Waiver{}) {
		return &WaiverError{"", "it sets nothing, and so does an entry of misspelt names, which Terraform drops; give rule, asset, reason, approver, granted_on and ends_on"}
	}
	if !known(w.Rule) {
		return &WaiverError{"rule", UnknownRule(string(w.Rule))}
	}
	if blank(w.Asset) && blank(w.System) && blank(w.Owner) {
		return &WaiverError{"asset", `a waiver needs asset: the id or pattern it is for, like "software/*"; or a system or owner instead`}
	}
	for _, required := range []struct {
		part, value, why string
		read             func(string) (value, word string)
	}{
		{"reason", w.Reason, "why the breach is acceptable for now", deadline.Said},
		{"approver", w.Approver, "who accepts the risk", deadline.Claimed},
	} {
		said, word := required.read(required.value)
		if said != "" {
			continue
		}
		message := "a waiver needs " + required.part + ": " + required.why
		if word != "" {
			message += "; " + deadline.Quote(word) + " says nothing"
		}
		return &WaiverError{required.part, message}
	}
	if w.GrantedOn.IsZero() {
		return &WaiverError{"granted_on", fmt.Sprintf("a waiver needs granted_on: the day on which it was granted, written out, like %s; one without would be granted anew in every plan", today)}
	}
	if w.EndsOn.IsZero() {
		return &WaiverError{"ends_on", fmt.Sprintf("a waiver needs ends_on, at most %d days after granted_on, like %s", MaxWaiverDays, w.GrantedOn.AddDays(30))}
	}
	if w.EndsOn.Before(w.GrantedOn) {
		return &WaiverError{"ends_on", fmt.Sprintf("ends_on %s lies before granted_on %s", w.EndsOn, w.GrantedOn)}
	}
	if days := w.EndsOn.DaysSince(w.GrantedOn); days > MaxWaiverDays {
		return &WaiverError{"ends_on", fmt.Sprintf("the waiver would last %d days from %s; at most %d are accepted, so end it by %s",
			days, w.GrantedOn, MaxWaiverDays, w.GrantedOn.AddDays(MaxWaiverDays))}
	}
	return nil
}

// ID names the waiver in a report.
func (w Waiver) ID() string { return "waiver/" + string(w.Rule) + ":" + w.target() }

// target names what the waiver is for.
func (w Waiver) target() string {
	var parts []string
	if !blank(w.Asset) {
		parts = append(parts, w.Asset)
	}
	if !blank(w.System) {
		parts = append(parts, "system "+w.System)
	}
	if !blank(w.Owner) {
		parts = append(parts, "owner "+w.Owner)
	}
	return strings.Join(parts, ", ")
}

// Expired says that the waiver's last day is over at now in loc.
func (w Waiver) Expired(now time.Time, loc *time.Location) bool {
	return !now.Before(w.EndsOn.End(loc))
}

// Holds says that the waiver is in force at now in loc: granted, and not over.
func (w Waiver) Holds(now time.Time, loc *time.Location) bool {
	return !w.Expired(now, loc) && !now.Before(w.GrantedOn.Start(loc))
}

// isFor says whether the waiver is for a subject, whether or not it still holds.
func (w Waiver) isFor(s subject) answer {
	only := func(pattern string) []string {
		if blank(pattern) {
			return nil
		}
		return []string{pattern}
	}
	return s.meets(
		condition{"id", only(w.Asset), s.id},
		condition{"system", only(w.System), s.system},
		condition{"owner", only(w.Owner), s.owner},
	)
}

// subject is the waiver itself, of which rules about waivers are asked.
func (w Waiver) subject() subject { return subject{id: w.ID(), owner: w.Approver} }

// aboutWaiver is a breach by the waiver itself.
func (p Policy) aboutWaiver(w *Waiver, rule deadline.Rule, message string) Violation {
	severity, _ := p.severity(rule, rule.Severity(), w.subject())
	return Violation{
		Rule: rule, Severity: severity, Lesson: rule.Lesson(), Remedy: rule.Remedy(),
		ID: w.ID(), Owner: w.Approver, Message: fit(message),
	}
}

func (p Policy) brokenWaivers(now time.Time, loc *time.Location) []Violation {
	var found []Violation
	for i := range p.Waivers {
		w := &p.Waivers[i]
		if w.Expired(now, loc) {
			violation := p.aboutWaiver(w, deadline.RuleWaiverExpired, fmt.Sprintf("the waiver of %s for %s ended on %s; remove it, or have %s grant another.",
				w.Rule, named(w.target()), w.EndsOn, named(w.Approver)))
			violation.Status, violation.Timeline.End = deadline.StatusExpired, deadline.EndsAt(w.EndsOn.End(loc))
			found = append(found, violation)
		}
		if blank(w.Ticket) {
			found = append(found, p.aboutWaiver(w, deadline.RuleWaiverTicket, fmt.Sprintf("the waiver of %s for %s by %s names no ticket.", w.Rule, named(w.target()), named(w.Approver))))
		}
	}
	return found
}
