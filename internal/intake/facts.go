package intake

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// notFacts are the texts that do not stand among the facts: those for which who
// keeps it has a place of its own, and what was judged of it on a day.
var notFacts = []string{
	"id", "kind", "name", "owner", "maintainer", "system", "environment", "criticality",
	"end", "expires_at", "act_by", "remind_at", "status", "reason",
}

// Facts are what else the input says that holds on any day, by name, in the form in
// which Read takes it: for who keeps the input together with its end.
func (in Input) Facts() map[string]any {
	facts := map[string]any{}
	for name, field := range texts {
		if said := *field(&in); said != "" && !slices.Contains(notFacts, name) {
			facts[name] = said
		}
	}
	for name, field := range terms {
		if said := *field(&in.Contract); said != "" {
			facts[name] = said
		}
	}
	for name, field := range lists {
		if said := *field(&in); len(said) > 0 {
			facts[name] = said
		}
	}
	if in.Tracked {
		facts["tracked"] = true
	}
	if in.DeletesData != nil {
		facts["deletes_data"] = *in.DeletesData
	}
	if in.Fate != (deadline.Fate{}) {
		parts := map[string]any{}
		for _, field := range deadline.FateFields {
			if said := *field.Of(&in.Fate); said != "" {
				parts[field.Name] = said
			}
		}
		facts[fate] = parts
	}
	if len(in.Findings) > 0 {
		said := make([]any, len(in.Findings))
		for i, finding := range in.Findings {
			said[i] = map[string]any{"rule": string(finding.Rule), "severity": string(finding.Severity), "message": finding.Message}
		}
		facts[findings] = said
	}
	return facts
}
