package contract

import (
	"strconv"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
)

var contractDescriptions = map[string]string{
	"starts_on":         "First day of the contract.",
	"ends_on":           "Last day of the term that is agreed, or `unlimited` where it is agreed that there is no end.",
	"term":              "How long it is agreed for, from `starts_on`: `36mo`, `5y`.",
	"renewal":           "What happens at the end of a term: `none`, `tacit` (renewed unless notice is given) or `express` (renewed when both sides agree).",
	"renewal_term":      "For how long it is renewed, in the form of `term`. Needed with `tacit`.",
	"intent":            "`renew` (it was decided to go on, so from `act_by` on it counts as renewed) or `end` (somebody means to give notice). Where nothing is said, a decision is due by `act_by`. It matters where renewal is tacit or there is no end.",
	"notice_period":     "How long before the end notice must be given: `3mo`, `20bd` (business days), `0d` where none is needed, or the last day for it, like `2027-12-31`. Tacit renewal without it is `term-undeclared`: until when one can leave is not known.",
	"notice_to":         "Where alone the contract can end by notice: the end of a `month`, `quarter`, `half-year`, `year` or `fiscal-year` (31 March; a register may say another month as `fiscal_year_end`). A tacitly renewed contract then goes on from one to the next, whatever `renewal_term`. May be part of `notice_period`: `3 Monate zum Quartalsende`.",
	"notice_given_on":   "Day on which notice was given: a tacitly renewed contract then ends with the first term for which that was in time, one without an end after `notice_period`. A day to come does not count.",
	"closed_on":         "Day since which it is over and kept only to be seen: it passes, is never renewed, covers nothing and carries nothing. Needs `closed_because`. A day to come does not count yet; where there is no end and `intent` is `end`, it is the end that is meant.",
	"closed_because":    "Why it was closed: `replaced by office-lease-2`.",
	"status":            "State in words. `terminated`, `解約`, `gekündigt`, `closed` and the like: it does not go on by itself, and `notice_given_on` or `closed_on` is asked for. `draft`, `未締結`, `Entwurf` and the like: it is not in force. Any other word says nothing.",
	"grace_period":      "How long the supplier keeps data after the end: `30d`, `0d`.",
	"deletes_data":      "Whether the supplier deletes data after the end.",
	"upstream":          "Contract that it rests on.",
	"renewed_until":     "Last day of a renewal that has been agreed. Counts only with `renewal_proof`.",
	"renewed_from":      "First day of that renewal. Default: the day after the term. Where it is later, there is a gap (`renewal-missed`), and the renewal counts only from it on.",
	"renewal_proof":     "What proves the renewal: a document, an order number.",
	"renewal_proved_on": "Day on which that proof was seen. Before it the renewal does not count.",
	"renewal_proved_by": "Who saw it.",
	"lead_time":         face.DescriptionLeadTime,
	"reminder":          face.DescriptionReminder,
}

// termFields are the terms of a contract as the room contract reads them.
func termFields(id string, in intake.Contract) map[string]contract.Field {
	fields := map[string]contract.Field{"contract": {Text: contract.KeyOf(id), Chosen: true}}
	for _, name := range intake.ContractFields() {
		fields[name] = contract.Field{Text: *in.Text(name)}
	}
	fields["upstream"] = contract.Field{Text: contract.KeyOf(in.Upstream)}
	if in.DeletesData != nil {
		fields["deletes_data"] = contract.Field{Text: strconv.FormatBool(*in.DeletesData)}
	}
	return fields
}
