package provider

import (
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
)

// contractInput are the terms of a contract as texts, in a resource and in a
// deadline that is handed to a gate.
type contractInput struct {
	StartsOn        string `json:"starts_on"`
	EndsOn          string `json:"ends_on"`
	Term            string `json:"term"`
	Renewal         string `json:"renewal"`
	RenewalTerm     string `json:"renewal_term"`
	Intent          string `json:"intent"`
	NoticePeriod    string `json:"notice_period"`
	GracePeriod     string `json:"grace_period"`
	DeletesData     *bool  `json:"deletes_data"`
	Upstream        string `json:"upstream"`
	RenewedUntil    string `json:"renewed_until"`
	RenewalProof    string `json:"renewal_proof"`
	RenewalProvedOn string `json:"renewal_proved_on"`
	RenewalProvedBy string `json:"renewal_proved_by"`
	LeadTime        string `json:"lead_time"`
	Reminder        string `json:"reminder"`
}

var contractDescriptions = map[string]string{
	"starts_on":         "First day of the contract.",
	"ends_on":           "Last day of the term that is agreed, or `unlimited` where it is agreed that there is no end.",
	"term":              "How long it is agreed for, from `starts_on`: `36mo`, `5y`.",
	"renewal":           "What happens at the end of a term: `none`, `tacit` (renewed unless notice is given) or `express` (renewed when both sides agree).",
	"renewal_term":      "For how long it is renewed, in the form of `term`. Needed with `tacit`.",
	"intent":            "`renew` (default) or `end`: whether somebody means to give notice. It matters where renewal is tacit.",
	"notice_period":     "How long before the end notice must be given: `3mo`, `20bd` (business days), or the last day for it, like `2027-12-31`.",
	"grace_period":      "How long the supplier keeps data after the end: `30d`, `0d`.",
	"deletes_data":      "Whether the supplier deletes data after the end.",
	"upstream":          "Contract that it rests on.",
	"renewed_until":     "Last day of a renewal that has been agreed. Counts only with `renewal_proof`.",
	"renewal_proof":     "What proves the renewal: a document, an order number.",
	"renewal_proved_on": "Day on which that proof was seen. Before it the renewal does not count.",
	"renewal_proved_by": "Who saw it.",
	"lead_time":         descriptionLeadTime,
	"reminder":          descriptionReminder,
}

func (in *contractInput) texts() map[string]*string {
	return map[string]*string{
		"starts_on": &in.StartsOn, "ends_on": &in.EndsOn, "term": &in.Term, "renewal": &in.Renewal, "renewal_term": &in.RenewalTerm,
		"intent": &in.Intent, "notice_period": &in.NoticePeriod, "grace_period": &in.GracePeriod, "upstream": &in.Upstream,
		"renewed_until": &in.RenewedUntil, "renewal_proof": &in.RenewalProof, "renewal_proved_on": &in.RenewalProvedOn,
		"renewal_proved_by": &in.RenewalProvedBy, "lead_time": &in.LeadTime, "reminder": &in.Reminder,
	}
}

// contractKind is the kind of a contract that names none, and the prefix of the
// ids of all.
const contractKind = "contract"

// contractKey is a contract's key, from its id or its name.
func contractKey(id string) string { return strings.TrimPrefix(id, contractKind+"/") }

// fields are the terms as the room contract reads them.
func (in contractInput) fields(id string) map[string]contract.Field {
	fields := map[string]contract.Field{"contract": {Text: contractKey(id)}}
	for name, text := range in.texts() {
		fields[name] = contract.Field{Text: *text}
	}
	fields["upstream"] = contract.Field{Text: contractKey(in.Upstream)}
	if in.DeletesData != nil {
		fields["deletes_data"] = contract.Field{Text: strconv.FormatBool(*in.DeletesData)}
	}
	return fields
}
