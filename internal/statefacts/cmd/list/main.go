// Command list prints the page of the documentation that lists the types of
// resources in which ends are read.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

const head = `---
page_title: "Types in states"
description: |-
  The types of resources and data sources in whose state ends and versions are read, by provider.
---

# Types in states

In a resource or data source of these types it is known where an end or a version stands. What has another form there, or is missing, is ` + "`unknown`" + ` with the path and the reason. No value of any other attribute is read out. Of other types only the paths of attributes are told that look like an end by name and by value; an own table adds them, or replaces an entry of this one.

Of several values at a path with ` + "`[*]`" + ` the earliest counts where nothing else is said. A version is looked up in the [release calendars](release-calendars) under the product that is named.

`

func main() {
	out := bufio.NewWriter(os.Stdout)
	_, _ = out.WriteString(head)
	provider := ""
	for _, entry := range statefacts.Embedded().Entries() {
		if entry.Provider != provider {
			provider = entry.Provider
			_, _ = fmt.Fprintf(out, "\n## %s\n\n| type | mode | what ends, and where that stands |\n| --- | --- | --- |\n", provider)
		}
		mode := entry.Mode
		if mode == "" {
			mode = "both"
		}
		_, _ = fmt.Fprintf(out, "| %s | %s | %s |\n", strings.Join(quoted(append([]string{entry.Type}, entry.Also...)), ", "), mode, contents(entry))
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, "list:", err)
		os.Exit(1)
	}
}

func quoted(names []string) []string {
	for i, name := range names {
		names[i] = "`" + name + "`"
	}
	return names
}

// contents says in a cell what is read of a type.
func contents(entry *statefacts.Entry) string {
	if entry.Skip != "" {
		return "left out: " + cell(entry.Skip)
	}
	parts := make([]string, 0, len(entry.Ends)+1)
	for i := range entry.Ends {
		parts = append(parts, ending(&entry.Ends[i]))
	}
	text := strings.Join(parts, "; ")
	if entry.Note != "" {
		text += ". " + cell(entry.Note)
	}
	if entry.Unconfirmed {
		text += ". Not found in the documentation of the provider"
	}
	return text
}

func ending(end *statefacts.End) string {
	text := end.Kind
	if end.Of != "" {
		text += " (" + end.Of + ")"
	}
	var places []string
	for _, source := range end.At {
		places = append(places, "`"+source.Path.String()+"`")
	}
	if len(places) > 0 {
		text += " " + strings.Join(places, ", else ")
	}
	if products := products(end); len(products) > 0 {
		text += " → " + strings.Join(quoted(products), ", ")
	}
	switch {
	case !end.Fixed.IsZero():
		text += " " + end.Fixed.String()
	case len(end.At) == 0:
		text += " unknown: " + cell(end.Cases[len(end.Cases)-1].Because)
	}
	switch end.Take {
	case statefacts.TakeEach:
		text += ", each of them"
	case statefacts.TakeLatest:
		text += ", the latest"
	}
	if end.Scan {
		text += ", where documents are asked for"
	}
	return text
}

// products are the slugs of an end, each once.
func products(end *statefacts.End) []string {
	var slugs []string
	seen := map[string]bool{"": true}
	add := func(slug string) {
		if !seen[slug] {
			seen[slug], slugs = true, append(slugs, slug)
		}
	}
	for _, source := range end.At {
		add(source.Product)
	}
	for _, rule := range end.Versions {
		add(rule.Product)
	}
	return slugs
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
