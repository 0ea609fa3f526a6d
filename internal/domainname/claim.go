package domainname

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Who gives an end.
const (
	registry  = "the registry"
	registrar = "the registrar"
)

// claim is one end that an answer gives.
type claim struct {
	who     string
	written string
	date    date
}

// endOf says who gives the end that an action stands for, "" for an action that is
// none. Registries spell it in their own ways ("expiry", "expiration date", "paid
// till"); a day of deletion is an end too. ENUM validation (RFC 6116) has an end of its own.
func endOf(action string) string {
	switch {
	case action == "deletion":
		return registry
	case strings.Contains(action, "enum"), strings.Contains(action, "lock"):
		return ""
	case !strings.Contains(action, "expir") && !strings.HasSuffix(action, "until") && !strings.HasSuffix(action, "till"):
		return ""
	case strings.Contains(action, "registrar"):
		return registrar
	default:
		return registry
	}
}

// claims are the ends within an answer; from overrides who says so, for the
// registrar's own.
func (a *Answer) claims(from string) []claim {
	var found []claim
	for _, event := range a.events {
		who := endOf(event.action)
		if who == "" || event.action == "deletion" && a.revived(readDate(event.date)) {
			continue
		}
		if from != "" {
			who = from
		}
		found = append(found, claim{who, event.date, readDate(event.date)})
	}
	return found
}

// revived says that the registration was made anew after it had been deleted.
func (a *Answer) revived(deleted date) bool {
	for _, action := range []string{"reinstantiation", "reregistration", "registration"} {
		if again, found := a.last(action); found && deleted.state == dateRead && !again.Before(deleted.at) {
			return true
		}
	}
	return false
}

// first and last are the earliest and the latest readable date of an action.
func (a *Answer) first(action string) (at time.Time, found bool) {
	dates := a.dates(action)
	if len(dates) == 0 {
		return time.Time{}, false
	}
	return slices.MinFunc(dates, time.Time.Compare), true
}

func (a *Answer) last(action string) (at time.Time, found bool) {
	dates := a.dates(action)
	if len(dates) == 0 {
		return time.Time{}, false
	}
	return slices.MaxFunc(dates, time.Time.Compare), true
}

func (a *Answer) dates(action string) (dates []time.Time) {
	for _, event := range a.events {
		if read := readDate(event.date); event.action == action && read.state == dateRead {
			dates = append(dates, read.at)
		}
	}
	return dates
}

// earliest is the earliest end that one side gives, zero where it gives none.
func earliest(claims []claim, who string) (at time.Time) {
	for _, one := range claims {
		if one.who == who && one.date.state == dateRead && (at.IsZero() || one.date.at.Before(at)) {
			at = one.date.at
		}
	}
	return at
}

// unread is what stands in the way of an end: one that cannot be read may be the
// earliest.
func unread(claims []claim) (problem string) {
	for _, one := range claims {
		switch one.date.state {
		case dateUnread:
			return fmt.Sprintf("%s gives the end as %s, which is not a day of the calendar in a known form", one.who, deadline.Quote(one.written))
		case dateNone:
			return fmt.Sprintf("%s gives the end as %s, which stands for none", one.who, deadline.Quote(one.written))
		}
	}
	return ""
}

// sooner is the earlier of two instants of which either may be zero for none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// yearBefore is the same instant of the year before; 28 February for the 29th.
func yearBefore(at time.Time) time.Time {
	day := deadline.DateOf(at, time.UTC)
	return day.AddMonths(-12).Start(time.UTC).Add(at.Sub(day.Start(time.UTC)))
}
