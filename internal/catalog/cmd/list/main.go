// Command list prints the page of the documentation that lists the embedded
// products and where their dates come from.
package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

const head = `---
page_title: "Release calendars"
description: |-
  The products whose release calendars are embedded, and where their dates come from.
---

# Release calendars

These products can be judged without a network. Each cycle and date has its source; the column names that of the product, with the day on which the facts were last confirmed. Most facts come through [endoflife.date](https://endoflife.date) (MIT), corrected against the publishers where those say otherwise. A day that has no source is left out, and what is not known is ` + "`unknown`" + `.

The last day of support counts as supported. Where sources disagree, the other ends stand in ` + "`alternatives`" + `. What has no end announced is believed for a time after that day (` + "`known_until`" + `) and unknown afterwards; ` + "`catalog`" + ` in the provider gives newer facts. Managed services stand here too; support of theirs that costs extra is the level ` + "`extended`" + `.

| product | name | cycles | facts confirmed | source |
| --- | --- | ---: | --- | --- |
`

func main() {
	if err := list(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "list:", err)
		os.Exit(1)
	}
}

func list(ctx context.Context) error {
	facts := catalog.Embedded()
	slugs, err := facts.Slugs(ctx)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	_, _ = out.WriteString(head)
	for _, slug := range slugs {
		product, err := facts.Product(ctx, slug)
		if err != nil {
			return err
		}
		source := product.Source
		if strings.HasPrefix(source, "http") {
			source = "<" + source + ">"
		}
		_, _ = fmt.Fprintf(out, "| `%s` | %s | %d | %s | %s |\n", slug, product.Name, len(product.Cycles), product.Confirmed, source)
	}
	return out.Flush()
}
