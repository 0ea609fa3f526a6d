// Command list prints the page of the documentation that holds the built-in
// lessons.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
)

const head = `---
page_title: "Lessons behind the rules"
description: |-
  What outages taught, in English and Japanese: each rule names one of these.
---

# Lessons behind the rules

Each rule names the lesson that it was drawn from, so that a plan that fails says why the rule exists. G and T are lessons of the collection of the Information-technology Promotion Agency, Japan (IPA), retold here; the others are public outages. The data source [` + "`expiry_lesson`" + `](../data-sources/lesson) gives them as values, together with an organisation's own, those that others share under an address, and the incidents behind them.
`

func main() {
	out := bufio.NewWriter(os.Stdout)
	_, _ = out.WriteString(head)
	for _, one := range lesson.BuiltIn().All() {
		section(out, one)
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "list:", err)
		os.Exit(1)
	}
}

func section(out *bufio.Writer, one lesson.Lesson) {
	_, _ = fmt.Fprintf(out, "\n## %s: %s\n\n%s\n\n", one.ID, one.Title.En, one.Title.Ja)
	for _, part := range []struct {
		name string
		text lesson.Text
	}{{"Problem", one.Problem}, {"Cause", one.Cause}, {"Measure", one.Measure}} {
		_, _ = fmt.Fprintf(out, "- **%s.** %s\n  %s\n", part.name, part.text.En, part.text.Ja)
	}
	var rules []string
	for _, rule := range one.Rules {
		rules = append(rules, "`"+string(rule)+"`")
	}
	if len(rules) > 0 {
		_, _ = fmt.Fprintf(out, "- **Rules.** %s\n", strings.Join(rules, ", "))
	}
	_, _ = fmt.Fprintf(out, "- **Sources.** %s\n", strings.Join(one.Sources, "; "))
}
