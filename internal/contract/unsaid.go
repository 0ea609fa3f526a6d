package contract

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// unnamed are the findings on words that name nobody. They are about the contract
// alone, not about what rests on it.
func (c *Contract) unnamed() []deadline.Finding {
	var findings []deadline.Finding
	for _, field := range []struct {
		name, missing string
		rule          deadline.Rule
	}{
		{"owner", "The owner is written %s, which names nobody.", deadline.RuleOwnerMissing},
		{"maintainer", "The maintainer is written %s, which names nobody.", deadline.RuleMaintainerMissing},
		{"criticality", "Its criticality is written %s, which says nothing.", deadline.RuleCriticalityMissing},
	} {
		if word := c.Unsaid[field.name]; word != "" {
			findings = append(findings, deadline.NewFinding(field.rule, fmt.Sprintf(field.missing, deadline.Quote(word))))
		}
	}
	for _, note := range c.Notes {
		findings = append(findings, deadline.NewFinding(deadline.RuleStaleFacts, note+"."))
	}
	return findings
}

// unseenUpstream is the finding on a word that says that the contract may rest on
// another, and not on which: 未定, 同上. One like なし says that it rests on none.
func (c *Contract) unseenUpstream() []deadline.Finding {
	word := c.Unsaid["upstream"]
	if !deadline.Unsettled(word) {
		return nil
	}
	return []deadline.Finding{deadline.NewFinding(deadline.RuleUpstreamNotRenewed, fmt.Sprintf(
		"What %s rests on is written %s, so whether that lasts as long cannot be told.", deadline.Quote(c.Key), deadline.Quote(word)))}
}

// unproven says in a clause why a renewal that is claimed is not proved whenever
// one looks, "" where it is.
func (c *Contract) unproven() string {
	if word := c.Unsaid["renewal_proof"]; word != "" {
		return fmt.Sprintf("its proof is written %s, which names none", deadline.Quote(word))
	}
	if c.RenewalProof == "" {
		return "no proof is named"
	}
	if word := c.Unsaid["renewal_proved_on"]; word != "" {
		return fmt.Sprintf("the day on which its proof was seen is written %s", deadline.Quote(word))
	}
	return ""
}
