// Refresh renews the embedded release calendars from the endoflife.date API, a
// mirror of it, or files of publishers beside it, and prints the summary of a pull
// request:
//
//	make facts FROM=https://endoflife.date/api/v1
//	make facts FROM=../mirror AS_OF=2026-08-22
//	make facts FROM=../mirror ADD=kubernetes,go
//
// What somebody corrected against a publisher is kept, with its reason; a day that
// comes from another source than the feed is kept and told as a conflict, unless
// its product is accepted.
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
	from := flags.String("from", "", "URL of an API, or path of a file or mirror directory, to compare with; files of publishers in the directory win over the rest")
	facts := flags.String("facts", "internal/catalog/facts", "directory of the embedded files")
	accept := flags.String("accept", "", "products of which the feed's side is taken, parted by commas")
	add := flags.String("add", "", "products of the feed to embed anew, parted by commas")
	asOf := flags.String("as-of", "", "day of the facts, where the feed is a copy that says a later one")
	write := flags.Bool("write", false, "take the difference over")
	format := flags.Bool("format", false, "only check the files and write them in their form")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *format {
		return formatAll(*facts, out)
	}
	refresh := catalog.Refresh{
		Config: catalog.Config{Path: *from, Now: clock(), Timeout: time.Minute},
		Accept: list(*accept), Add: list(*add),
	}
	if strings.Contains(*from, "://") {
		refresh.Config.URL, refresh.Config.Path = *from, ""
	}
	if *asOf != "" {
		day, err := deadline.ParseDate(*asOf)
		if err != nil {
			return fmt.Errorf("-as-of: %w", err)
		}
		refresh.AsOf = day
	}
	for _, name := range []string{"debian.csv", "ubuntu.csv", "schedule.json"} {
		path := filepath.Join(refresh.Config.Path, name)
		if info, err := os.Stat(path); refresh.Config.Path != "" && err == nil && info.Mode().IsRegular() {
			refresh.Publishers = append(refresh.Publishers, path)
		}
	}
	update, err := catalog.UpdateFiles(ctx, *facts, refresh)
	if err != nil {
		return err
	}
	fmt.Fprint(out, update.Summary())
	if !*write {
		return nil
	}
	return update.WriteFiles()
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
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
