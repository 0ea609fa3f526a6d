package contract

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// linkType is one contract of a chain.
var linkType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"contract": types.StringType, "title": types.StringType, "supplier": types.StringType, "customer": types.StringType,
	"ends_at": types.StringType, "renewal": types.StringType, "renewed_until": types.StringType,
	"proved": types.BoolType, "proof": types.StringType, "proved_on": types.StringType, "proved_by": types.StringType,
}}

// contractFactTypes are the fields of a judged contract besides the common face.
var contractFactTypes = map[string]attr.Type{
	"title": types.StringType, "supplier": types.StringType, "customer": types.StringType,
	"starts_on": types.StringType, "renewal": types.StringType, "intent": types.StringType,
	"notice_given_on": types.StringType, "closed_on": types.StringType, "closed_because": types.StringType,
	"period_starts_at": types.StringType, "period_ends_at": types.StringType, "renewals": types.Int64Type,
	"opt_out_by": types.StringType, "data_deleted_at": types.StringType, "deletes_data": types.BoolType,
	"weakest_link":    types.StringType,
	"covers_renewals": types.ListType{ElemType: types.StringType},
}

var contractFactDescriptions = map[string]string{
	"title":            "What the contract is called in the register.",
	"supplier":         "Who supplies.",
	"customer":         "Who is supplied.",
	"starts_on":        "First day of the contract.",
	"renewal":          "`none`, `tacit` or `express`; null where it is not declared.",
	"intent":           "`renew` or `end`; null where it is not declared.",
	"notice_given_on":  "Day on which notice was given.",
	"closed_on":        "Day since which it is over, as was recorded.",
	"closed_because":   "Why.",
	"period_starts_at": "When the term that runs began (RFC 3339, UTC).",
	"period_ends_at":   "When the term that runs ends.",
	"renewals":         "Tacit renewals that have begun.",
	"opt_out_by":       "Instant before which notice must be given so that a tacitly renewed contract ends at `expires_at`. Null for any other.",
	"data_deleted_at":  "When the first supplier on the chain deletes data: its end and the grace period. Null where that is not known or nobody does.",
	"deletes_data":     "Whether a supplier on the chain deletes data after the end. Null where that is not declared.",
	"weakest_link":     "Key of the contract on the chain that ends first. Null where that is not known.",
	"chain_keys":       "Keys of the contract and all that it rests on, to the last supplier. Each of them stands in the register with facts of its own.",
	"chain":            "The contract and all that it rests on, to the last supplier: `contract`, `title`, `supplier`, `customer`, `ends_at` (of this link alone), `renewal`, `renewed_until`, `proved` (whether that counts; null where no renewal is claimed), `proof`, `proved_on`, `proved_by`.",
	"covers_renewals":  "What the supplier renews under this contract.",
}

// contractFacts are the fields of a verdict besides the common face.
func contractFacts(verdict contract.Verdict) map[string]attr.Value {
	own := verdict.Own
	return map[string]attr.Value{
		"title": attribute.Optional(own.Contract.Name), "supplier": attribute.Optional(own.Supplier), "customer": attribute.Optional(own.Customer),
		"starts_on": attribute.DateValue(own.StartsOn), "renewal": attribute.Optional(string(own.Renewal)), "intent": attribute.Optional(string(own.Intent)),
		"notice_given_on": attribute.DateValue(own.NoticeGivenOn), "closed_on": attribute.DateValue(own.ClosedOn), "closed_because": attribute.Optional(own.ClosedBecause),
		"period_starts_at": attribute.InstantValue(own.PeriodStart), "period_ends_at": attribute.InstantValue(own.PeriodEnd), "renewals": types.Int64Value(int64(own.Renewals)),
		"opt_out_by": attribute.InstantValue(own.OptOutBy), "data_deleted_at": attribute.InstantValue(verdict.DataDeletedAt), "deletes_data": types.BoolPointerValue(verdict.DeletesData),
		"weakest_link":    attribute.Optional(verdict.WeakestLink),
		"covers_renewals": attribute.StringsValue(own.CoversRenewals),
	}
}

// chainValue is the whole chain, for one contract.
func chainValue(own *contract.Link) types.List {
	var links []attr.Value
	for _, link := range own.Chain() {
		links = append(links, linkValue(link))
	}
	return types.ListValueMust(linkType, links)
}

// chainKeys are the keys of the chain: among many contracts each link has an entry
// of its own.
func chainKeys(own *contract.Link) types.List {
	var keys []string
	for _, link := range own.Chain() {
		keys = append(keys, link.Key)
	}
	return attribute.StringsValue(keys)
}

func linkValue(link *contract.Link) types.Object {
	return types.ObjectValueMust(linkType.AttrTypes, map[string]attr.Value{
		"contract": types.StringValue(link.Key), "title": attribute.Optional(link.Contract.Name), "supplier": attribute.Optional(link.Supplier), "customer": attribute.Optional(link.Customer),
		"ends_at": face.EndValue(link.End), "renewal": attribute.Optional(string(link.Renewal)), "renewed_until": attribute.DateValue(link.RenewedUntil),
		"proved": types.BoolPointerValue(link.Proved), "proof": attribute.Optional(link.RenewalProof), "proved_on": attribute.DateValue(link.RenewalProvedOn), "proved_by": attribute.Optional(link.RenewalProvedBy),
	})
}

// contractType is one entry of the plural form.
var contractType = types.ObjectType{AttrTypes: attribute.Merged(attribute.Merged(face.AttrTypes, contractFactTypes), map[string]attr.Type{"chain_keys": types.ListType{ElemType: types.StringType}})}

func contractFields(verdict contract.Verdict) map[string]attr.Value {
	fields := attribute.Merged(face.Values(verdict.Judgement), contractFacts(verdict))
	fields["chain_keys"] = chainKeys(verdict.Own)
	return fields
}

// keyed gives the face of a contract its key as its name: a title may change.
func keyed(verdict contract.Verdict) contract.Verdict {
	verdict.Name = contract.KeyOf(verdict.ID)
	return verdict
}

// unread is the verdict on what stands in a register that could not be reached.
func unread(s *session.Session, face deadline.Deadline, why string, now time.Time) contract.Verdict {
	face.Tracked, face.Cause = true, why
	return contract.Verdict{Judgement: face.Judge(now, s.Location), Own: &contract.Link{Contract: &contract.Contract{Key: face.Name}}}
}

// dropNamed drops findings on words that name nobody, where the configuration
// names somebody.
func dropNamed(d *deadline.Deadline) {
	d.Findings = slices.DeleteFunc(slices.Clone(d.Findings), func(finding deadline.Finding) bool {
		switch finding.Rule {
		case deadline.RuleOwnerMissing:
			return d.Owner != ""
		case deadline.RuleMaintainerMissing:
			return d.Maintainer != ""
		case deadline.RuleCriticalityMissing:
			return d.Criticality != ""
		}
		return false
	})
}
