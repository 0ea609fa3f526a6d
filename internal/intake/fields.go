package intake

import (
	"maps"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// texts are the attributes that are texts: one table for reading, for the lists
// of the documentation and for what the inventory keeps.
var texts = withIdentity(map[string]func(*Input) *string{
	"id":   func(in *Input) *string { return &in.ID },
	"kind": func(in *Input) *string { return &in.Kind },

	"end":         func(in *Input) *string { return &in.End },
	"expires_at":  func(in *Input) *string { return &in.ExpiresAt },
	"act_by":      func(in *Input) *string { return &in.ActBy },
	"remind_at":   func(in *Input) *string { return &in.RemindAt },
	"not_before":  func(in *Input) *string { return &in.NotBefore },
	"known_until": func(in *Input) *string { return &in.KnownUntil },
	"status":      func(in *Input) *string { return &in.Status },
	"reason":      func(in *Input) *string { return &in.Reason },

	"changed_at":         func(in *Input) *string { return &in.ChangedAt },
	"change_reviewed_by": func(in *Input) *string { return &in.ChangeReviewedBy },
	"newest_at":          func(in *Input) *string { return &in.NewestAt },
	"service_ends_on":    func(in *Input) *string { return &in.ServiceEndsOn },
	"supplier":           func(in *Input) *string { return &in.Supplier },
	"key_algorithm":      func(in *Input) *string { return &in.KeyAlgorithm },
})

func withIdentity(fields map[string]func(*Input) *string) map[string]func(*Input) *string {
	for _, name := range deadline.IdentityFields() {
		fields[name] = func(in *Input) *string { return in.Part(name) }
	}
	return fields
}

// terms are the texts of a contract, of which anything may have a lead time, a
// reminder and a notice period.
var terms = map[string]func(*Contract) *string{
	"lead_time":     func(c *Contract) *string { return &c.LeadTime },
	"reminder":      func(c *Contract) *string { return &c.Reminder },
	"notice_period": func(c *Contract) *string { return &c.NoticePeriod },

	"starts_on":         func(c *Contract) *string { return &c.StartsOn },
	"ends_on":           func(c *Contract) *string { return &c.EndsOn },
	"term":              func(c *Contract) *string { return &c.Term },
	"renewal":           func(c *Contract) *string { return &c.Renewal },
	"renewal_term":      func(c *Contract) *string { return &c.RenewalTerm },
	"intent":            func(c *Contract) *string { return &c.Intent },
	"notice_to":         func(c *Contract) *string { return &c.NoticeTo },
	"notice_given_on":   func(c *Contract) *string { return &c.NoticeGivenOn },
	"closed_on":         func(c *Contract) *string { return &c.ClosedOn },
	"closed_because":    func(c *Contract) *string { return &c.ClosedBecause },
	"renewed_from":      func(c *Contract) *string { return &c.RenewedFrom },
	"grace_period":      func(c *Contract) *string { return &c.GracePeriod },
	"upstream":          func(c *Contract) *string { return &c.Upstream },
	"renewed_until":     func(c *Contract) *string { return &c.RenewedUntil },
	"renewal_proof":     func(c *Contract) *string { return &c.RenewalProof },
	"renewal_proved_on": func(c *Contract) *string { return &c.RenewalProvedOn },
	"renewal_proved_by": func(c *Contract) *string { return &c.RenewalProvedBy },
}

var lists = map[string]func(*Input) *[]string{
	"tracks":     func(in *Input) *[]string { return &in.Tracks },
	"covered_by": func(in *Input) *[]string { return &in.CoveredBy },
	"backs_up":   func(in *Input) *[]string { return &in.BacksUp },
}

var truths = map[string]func(in *Input, truth bool){
	"tracked":      func(in *Input, truth bool) { in.Tracked = truth },
	"passes":       func(in *Input, truth bool) { in.Passes = &truth },
	"deletes_data": func(in *Input, truth bool) { in.DeletesData = &truth },
}

// The attributes that are neither texts nor lists nor truths.
const (
	fate     = "fate"
	findings = "findings"
	window   = "maintenance_window"
)

// Fields are the attributes that count, sorted.
func Fields() []string {
	names := []string{fate, findings, window}
	for name := range texts {
		names = append(names, name)
	}
	names = append(names, ContractFields()...)
	for name := range lists {
		names = append(names, name)
	}
	for name := range truths {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var counts = func() map[string]bool {
	known := map[string]bool{}
	for _, name := range Fields() {
		known[name] = true
	}
	return known
}()

// Reads says that what stands under a key is looked at: the attributes that count
// and those that speak of an end or of what was done.
func Reads(key string) bool {
	like, _ := endLike(key)
	return like || counts[key] || key == answers || key == programs || key == product || key == version
}

// moving are the terms that move an end: while one is not known, no end stands.
var moving = []string{"starts_on", "ends_on", "term", "renewal", "renewal_term", "intent", "notice_to", "notice_given_on", "closed_on", "closed_because", "renewed_from", "renewed_until", "renewal_proof", "renewal_proved_on"}

// unsettle names an attribute that is not known yet, and what cannot be told
// without it: by when to act is told where it is given.
func (in *Input) unsettle(name string, actBy, remindAt bool) {
	switch {
	case slices.Contains(moving, name):
		in.Unsettled = append(in.Unsettled, name, "expires_at")
		return
	case name == "end":
		name = "expires_at"
	case name == "known_until":
		// Only that there is no end is known for a while.
		if in.Unsettled = append(in.Unsettled, name); in.ExpiresAt == "" && in.EndsOn == "" {
			in.Unsettled = append(in.Unsettled, "expires_at")
		}
		return
	case name == "service_ends_on":
		// It only comes before an end that is known: what has ended has ended.
		in.Unsettled = append(in.Unsettled, name, "act_by", "remind_at")
		if in.ExpiresAt == "" {
			in.Unsettled = append(in.Unsettled, "expires_at")
		}
		return
	case slices.Contains([]string{"lead_time", "notice_period", "not_before", window}, name):
		if actBy {
			return
		}
		name = "act_by"
	case name == "reminder":
		if remindAt {
			return
		}
		name = "remind_at"
	case name == "kind" && !actBy: // its defaults would count
		in.Unsettled = append(in.Unsettled, "act_by")
	}
	in.Unsettled = append(in.Unsettled, name)
}

// ContractFields are the attributes of a contract that are texts.
func ContractFields() []string { return slices.Collect(maps.Keys(terms)) }

// Text is a pointer to the text attribute of a name, nil where there is none.
func (c *Contract) Text(name string) *string {
	if field, ok := terms[name]; ok {
		return field(c)
	}
	return nil
}

// Text is a pointer to the text attribute of a name, nil where there is none.
func (in *Input) Text(name string) *string {
	if field, ok := texts[name]; ok {
		return field(in)
	}
	return in.Contract.Text(name)
}

// blank says that a text has nothing in it that could be read.
func blank(text string) bool {
	return strings.TrimFunc(text, invisible) == ""
}
