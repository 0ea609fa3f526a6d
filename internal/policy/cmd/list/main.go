// Command list prints the page of the documentation that holds the rules.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

const head = `---
page_title: "Rules"
description: |-
  Every rule: what it says, how severe it is, what to do, and what can be set.
---

# Rules

These are all the rules there are. Their names are promises: waivers match them. A gate or policy sets each to ` + "`off`, `warn` or `error`" + `, sets the parameters named here, and narrows any of them: ` + "`applies_to` (ids), `kinds`, `systems`, `environments` and `owners`" + ` are lists of names or of patterns in which ` + "`*`" + ` stands for anything. What is set holds for what matches every list that is given; outside, the rule stands as it does without the entry, so that a milder severity for one environment lets nothing else expire. ` + "`backup-missing` and `support-contract-missing`" + ` ask only of what matches, of any kind. A scope that nothing lies in is told.

` + "```terraform" + `
resource "expiry_gate" "example" {
  deadlines = [{ id = "licence/erp", owner = "team-erp@example.test", environment = "production", status = "ok" }]
  rules = {
    owner-missing = { severity = "error", environments = ["production"] }
    backup-stale  = { severity = "error", max_age = "1d" }
  }
}
` + "```" + `

The lessons stand on a [page of their own](lessons).

| rule | default | says | what to do | lesson |
| --- | --- | --- | --- | --- |
`

func main() {
	out := bufio.NewWriter(os.Stdout)
	_, _ = out.WriteString(head)
	for _, doc := range policy.RuleDocs() {
		var says strings.Builder
		says.WriteString(doc.Summary)
		for _, parameter := range doc.Parameters {
			says.WriteString(fmt.Sprintf(" `%s`: %s Default: %s", parameter.Name, sentence(parameter.Meaning), sentence(parameter.Default)))
		}
		_, _ = fmt.Fprintf(out, "| `%s` | %s | %s | %s | %s |\n", doc.Rule, doc.Severity, says.String(), doc.Remedy, doc.Lesson)
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "list:", err)
		os.Exit(1)
	}
}

func sentence(text string) string { return strings.TrimSuffix(text, ".") + "." }
