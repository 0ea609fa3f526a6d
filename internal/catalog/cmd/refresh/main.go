// Refresh compares the embedded release calendars with a mirror or with the
// endoflife.date API, shows the difference, and takes it over when told to:
//
//	go run ./internal/catalog/cmd/refresh -from https://endoflife.date/api/v1
//	go run ./internal/catalog/cmd/refresh -from ../mirror -write -accept php,nginx
//
// Days that have passed are kept unless their product is accepted: they may have
// been corrected against the publisher.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout, deadline.SystemClock); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, out io.Writer, clock deadline.Clock) error {
	flags := flag.NewFlagSet("refresh", flag.ContinueOnError)
	from := flags.String("from", "", "URL of an API, or path of a file or mirror directory, to compare with")
	facts := flags.String("facts", "internal/catalog/facts", "directory of the embedded files")
	accept := flags.String("accept", "", "products whose past days the feed may change, parted by commas")
	write := flags.Bool("write", false, "take the difference over")
	format := flags.Bool("format", false, "only check the files and write them in their form")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *format {
		return formatAll(*facts, out)
	}
	config := catalog.Config{Path: *from, Now: clock(), Timeout: time.Minute}
	if strings.Contains(*from, "://") {
		config.URL, config.Path = *from, ""
	}
	update, err := catalog.UpdateFiles(ctx, *facts, config, strings.Split(*accept, ","))
	if err != nil {
		return err
	}
	for _, difference := range update.Differences {
		fmt.Fprintln(out, difference)
	}
	fmt.Fprintf(out, "%d differences, %d files change\n", len(update.Differences), len(update.Files))
	if !*write {
		return nil
	}
	return update.WriteFiles()
}

func formatAll(directory string, out io.Writer) error {
	paths, err := filepath.Glob(filepath.Join(directory, "*.json"))
	if err != nil {
		return fmt.Errorf("listing %s: %w", directory, err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading facts: %w", err)
		}
		formatted, err := catalog.FormatFacts(path, content)
		if err != nil {
			return err
		}
		if string(formatted) == string(content) {
			continue
		}
		fmt.Fprintln(out, "formatted", path)
		if err := os.WriteFile(path, formatted, 0o644); err != nil {
			return fmt.Errorf("writing facts: %w", err)
		}
	}
	return nil
}
