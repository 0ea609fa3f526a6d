// Package asset knows what an organisation writes down about a thing that nobody
// can read off a wire: what it is, who answers for it, when it ends and how that
// is known. It is plain Go and knows nothing of Terraform or of files.
package asset

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Kinds that mean something of their own; any other word is as good.
const (
	KindAsset    = "asset"
	KindHardware = "hardware"
)

// Asset is one thing that is tracked. Dates are days on which it still works.
type Asset struct {
	deadline.Identity        // its name is its key
	Kind              string // "" is KindAsset, or KindHardware where Hardware says something
	CriticalityReason string

	// ExpiresOn or ExpiresAt is the declared end; with neither it is that of
	// what the asset tracks, of its hardware or of its service, or unknown.
	ExpiresOn     deadline.Date
	ExpiresAt     time.Time
	Tracks        []string      // ids of what knows the end better
	ServiceEndsOn deadline.Date // last day of the service that it is for
	Hardware      Hardware

	CoveredBy        []string // ids of contracts
	BacksUp          []string // ids of assets
	Fate             deadline.Fate
	ChangedAt        time.Time // zero: not said
	ChangeReviewedBy string
	NewestAt         time.Time // of a backup: when its newest copy was made

	// ClosedOn is the day since which it is over and kept only to be seen,
	// ClosedBecause why; zero and "" where it is not. Stage is what a column of
	// states says.
	ClosedOn      deadline.Date
	ClosedBecause string
	Stage         deadline.Stage

	LeadTime string // periods as written, "" for the defaults
	Reminder string

	// Unsaid holds by column name the words that were read as nothing: "なし" where
	// an owner was asked for.
	Unsaid map[string]string
}

// Hardware holds the dates that a manufacturer announces for a model.
type Hardware struct {
	EndOfSaleOn        deadline.Date
	LastSupportOrderOn deadline.Date // last day on which support can be bought
	EndOfSupportOn     deadline.Date
}

// A Fault is something wrong with one field of an asset.
type Fault struct {
	Field   string // by its column name: "expires_on"
	Message string
}

func (f *Fault) Error() string { return f.Field + ": " + f.Message }

// ID is the identifier of the asset: "asset/erp".
func (a Asset) ID() string { return "asset/" + a.Name }

// KindOf is the asset's kind, or the one that its facts imply.
func (a Asset) KindOf() string {
	switch {
	case a.Kind != "":
		return a.Kind
	case a.Hardware != Hardware{}:
		return KindHardware
	}
	return KindAsset
}

// Thing is the asset without its dates.
func (a Asset) Thing() deadline.Thing {
	return deadline.Thing{
		Deadline: deadline.Deadline{ID: a.ID(), Kind: a.KindOf(), Identity: a.Identity, Tracked: true},
		Tracks:   a.Tracks, CoveredBy: a.CoveredBy, BacksUp: a.BacksUp, Fate: a.Fate,
		ChangedAt: a.ChangedAt, ChangeReviewedBy: a.ChangeReviewedBy, NewestAt: a.NewestAt,
	}
}

// Check lists what contradicts itself.
func (a Asset) Check() []*Fault {
	var faults []*Fault
	fault := func(field, message string, values ...any) {
		faults = append(faults, &Fault{field, fmt.Sprintf(message, values...)})
	}
	if word := a.Unsaid["asset"]; word != "" {
		fault("name", "an asset needs a name, which is its key; %s says nothing", deadline.Quote(word))
	} else if deadline.Blank(a.Name) {
		fault("name", "an asset needs a name, which is its key")
	}
	if !a.ExpiresOn.IsZero() && !a.ExpiresAt.IsZero() {
		fault("expires_at", "give expires_on or expires_at, not both")
	}
	h := a.Hardware
	if h != (Hardware{}) && a.KindOf() != KindHardware {
		fault("kind", "dates of hardware belong to the kind %s, not to %q", KindHardware, a.Kind)
	}
	if !h.EndOfSupportOn.IsZero() && (!a.ExpiresOn.IsZero() || !a.ExpiresAt.IsZero()) {
		fault("end_of_support_on", "the end of support is the end of hardware; leave expires_on and expires_at out")
	}
	for _, order := range []struct {
		field, before, after string
		first, second        deadline.Date
	}{
		{"last_support_order_on", "end_of_sale_on", "last_support_order_on", h.EndOfSaleOn, h.LastSupportOrderOn},
		{"end_of_support_on", "last_support_order_on", "end_of_support_on", h.LastSupportOrderOn, h.EndOfSupportOn},
		{"end_of_support_on", "end_of_sale_on", "end_of_support_on", h.EndOfSaleOn, h.EndOfSupportOn},
	} {
		if !order.first.IsZero() && !order.second.IsZero() && order.second.Before(order.first) {
			fault(order.field, "%s %s lies before %s %s", order.after, order.second, order.before, order.first)
		}
	}
	a.checkClosed(fault)
	for _, list := range []struct {
		field string
		ids   []string
	}{{"tracks", a.Tracks}, {"backs_up", a.BacksUp}, {"covered_by", a.CoveredBy}} {
		if slices.Contains(list.ids, a.ID()) {
			fault(list.field, "%s cannot stand for itself", a.ID())
		}
		if slices.Contains(list.ids, "") {
			fault(list.field, "an empty id stands in the list")
		}
	}
	return faults
}

// checkClosed holds a thing to be closed on a day and for a reason, or somebody will
// open it again.
func (a Asset) checkClosed(fault func(field, message string, values ...any)) {
	word := a.Unsaid["closed_because"]
	switch {
	case a.ClosedOn.IsZero() && a.ClosedBecause != "" && a.Unsaid["closed_on"] == "":
		fault("closed_because", "it says why the asset was closed, and closed_on does not say since when")
	case a.ClosedOn.IsZero():
	case a.ClosedBecause == "" && word != "":
		fault("closed_because", "%s says nothing; write why the asset was closed, like \"replaced by erp-2\"", deadline.Quote(word))
	case a.ClosedBecause == "":
		fault("closed_because", "the asset is said to be closed on %s, but not why; write a reason, like \"replaced by erp-2\"", a.ClosedOn)
	}
}

// CheckClosedBy finds fault with a day of closing that is yet to come on a day:
// what is only meant to end is not over.
func (a Asset) CheckClosedBy(today deadline.Date) *Fault {
	if !a.ClosedOn.After(today) {
		return nil
	}
	return &Fault{"closed_on", fmt.Sprintf("%s lies ahead, and closed_on says since when the asset is over; write the day until which it is wanted as service_ends_on", a.ClosedOn)}
}

// Intent is "end" where the asset is said to be over and since when is not told: it
// is not to be renewed, and passes no sooner for that.
func (a Asset) Intent() string {
	if a.ClosedOn.IsZero() && (a.Stage == deadline.StageOver || a.ClosedBecause != "") {
		return "end"
	}
	return ""
}

// End is when the asset ends, the first of what is declared and of the service,
// in loc; what is over has none that matters. Cause says in a clause which of them it is where it is not the asset's
// own. What an asset tracks is not looked at: whoever judges them together joins
// the two.
func (a Asset) End(loc *time.Location) (end deadline.End, cause string) {
	if !a.ClosedOn.IsZero() {
		return deadline.OpenEnded, fmt.Sprintf("it was closed on %s: %s", a.ClosedOn, a.ClosedBecause)
	}
	switch {
	case !a.ExpiresAt.IsZero():
		end = deadline.EndsAt(a.ExpiresAt)
	case !a.ExpiresOn.IsZero():
		end = deadline.EndsAt(a.ExpiresOn.End(loc))
	case !a.Hardware.EndOfSupportOn.IsZero():
		end, cause = deadline.EndsAt(a.Hardware.EndOfSupportOn.End(loc)), "the manufacturer's support ends then"
	}
	service := deadline.EndsAt(a.ServiceEndsOn.End(loc))
	// A service without an end says nothing of how long the thing itself lasts.
	if !a.ServiceEndsOn.IsZero() && service.State == deadline.EndKnown && (end.State != deadline.EndKnown || service.At.Before(end.At)) {
		return service, "the service that it is for ends then"
	}
	if word := a.Unsaid["expires_on"]; word != "" && end.State == deadline.EndUnknown {
		cause = fmt.Sprintf("its end is written %s, which says nothing", deadline.Quote(word))
	}
	return end, cause
}

// Cap brings the time to act forward to the last day on which support for
// hardware can be bought, unless a contract covers it already.
func (a Asset) Cap(line deadline.Timeline, loc *time.Location) deadline.Timeline {
	day := a.Hardware.LastSupportOrderOn
	if day.IsZero() || len(a.CoveredBy) > 0 || line.End.State != deadline.EndKnown {
		return line
	}
	if last := day.End(loc); last.Before(line.ActBy) {
		line.RemindAt = line.RemindAt.Add(last.Sub(line.ActBy))
		line.ActBy = last
	}
	return line
}
