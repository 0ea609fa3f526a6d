// Audit compares the embedded release calendars with an independent list and
// prints by product how many facts it confirms, contradicts and does not know:
//
//	go run ./internal/catalog/cmd/audit internal/catalog/testdata/publishers/ubuntu.csv
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, lists []string, out io.Writer) error {
	if len(lists) == 0 {
		return errors.New("name a list to compare with: an answer of endoflife.date's API, a directory with a mirror of it, or a publisher's debian.csv, ubuntu.csv or schedule.json")
	}
	right, wrong, unverifiable := 0, 0, 0
	for _, list := range lists {
		audits, err := catalog.AuditFile(ctx, list)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s\n\nproduct                            right  wrong  unverifiable\n", list)
		for _, audit := range audits {
			fmt.Fprintf(out, "%-34s %5d  %5d  %12d\n", audit.Product, audit.Right, audit.Wrong, audit.Unverifiable)
			right, wrong, unverifiable = right+audit.Right, wrong+audit.Wrong, unverifiable+audit.Unverifiable
		}
		for _, audit := range audits {
			for _, line := range audit.Lines {
				fmt.Fprintln(out, line)
			}
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "%d right, %d wrong, %d unverifiable\n", right, wrong, unverifiable)
	return nil
}
