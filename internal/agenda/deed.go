package agenda

import (
	"net/url"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// DeedKind is what is to be done about a deadline.
type DeedKind string

// The kinds of deeds.
const (
	DeedRenew   DeedKind = "renew"
	DeedNotice  DeedKind = "notice" // give notice, or it renews by itself
	DeedDecide  DeedKind = "decide" // whether it goes on
	DeedReplace DeedKind = "replace"
	DeedUpdate  DeedKind = "update"
	DeedRetire  DeedKind = "retire" // its end is meant
)

// Deed is what is to be done by the day to act on a deadline, to what and with
// whom. Every part may be left out.
type Deed struct {
	Kind   DeedKind        // "" is what the deadline calls for
	Name   string          // what people call it; "" is its id without the kind
	With   string          // the supplier, the authority
	Renews deadline.Period // for how long it renews by itself where nobody gives notice
}

// deedOf is the deed of a deadline, whole but for whom it is done with.
func (in Input) deedOf(d deadline.Deadline) Deed {
	deed := in.Deeds[d.ID]
	if deed.Name = line(strings.TrimSpace(deed.Name)); deed.Name == "" {
		deed.Name = shortID(d.ID, d.Kind)
	}
	deed.With = line(strings.TrimSpace(deed.With))
	switch deed.Kind {
	case DeedRenew, DeedNotice, DeedDecide, DeedReplace, DeedUpdate, DeedRetire:
		return deed
	}
	deed.Kind = DeedRenew
	switch {
	case d.Task == deadline.TaskNotice:
		deed.Kind = DeedNotice
	case d.Task == deadline.TaskRetire:
		deed.Kind = DeedRetire
	case d.Task != "":
		deed.Kind = DeedDecide
	case d.Kind == "software":
		deed.Kind = DeedUpdate
	case d.Kind == "token":
		deed.Kind = DeedReplace
	}
	return deed
}

// shortID is an id without its kind, as a telephone has room for it.
func shortID(id, kind string) string {
	if rest, found := strings.CutPrefix(id, kind+"/"); found && kind != "" && strings.TrimSpace(rest) != "" {
		return line(rest)
	}
	return line(id)
}

// toDo is the deed in one sentence.
func (a Agenda) toDo(deed Deed) string {
	key := "do-" + string(deed.Kind)
	period := a.period(deed.Renews)
	if deed.Kind == DeedNotice && period != "" {
		key += "-renews"
	}
	if deed.With != "" {
		key += "-with"
	}
	return a.say(key, "name", deed.Name, "with", deed.With, "period", period)
}

// period is a length of time in words, as it was written where it is neither
// months nor days alone; "" for none.
func (a Agenda) period(p deadline.Period) string {
	switch {
	case p.IsZero():
		return ""
	case p.Days == 0 && p.Time == 0 && p.BusinessDays == 0 && p.Percent == 0:
		return a.say("months", "n", p.Months)
	case p.Months == 0 && p.Time == 0 && p.BusinessDays == 0 && p.Percent == 0:
		return a.say("days", "n", p.Days)
	}
	return line(p.String())
}

// linkOf is an address of http or https that calendars may open, "" for any other.
func linkOf(address string) string {
	parsed, err := url.Parse(strings.TrimSpace(address))
	if err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Hostname() == "" || parsed.User != nil || len(address) > 500 || line(address) != address {
		return ""
	}
	return parsed.String()
}
