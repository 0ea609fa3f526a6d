package catalog

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Difference is one fact in which the embedded files and a feed differ.
type Difference struct {
	Product, Cycle string
	// Fact is "cycle", "released", "active_ends", "security_ends",
	// "extended_ends" or "latest".
	Fact     string
	Old, New string
	// Applied says that the update takes the feed's side. A day that has passed
	// is kept: it may have been corrected against its publisher.
	Applied bool
}

// String is one line for a maintainer.
func (d Difference) String() string {
	mark, old := "kept", d.Old
	if d.Applied {
		mark = "new "
	}
	if old == "" {
		old = "nothing"
	}
	return fmt.Sprintf("%s  %s %s: %s: %s -> %s", mark, d.Product, d.Cycle, d.Fact, old, d.New)
}

// Update is what a feed changes in the embedded files.
type Update struct {
	Differences []Difference
	// Files are the new contents of the files that change, by their path.
	Files map[string][]byte
}

// UpdateFiles compares a directory of embedded files with the feed of a
// configuration (its URL or Path). It writes nothing. For the products in accept
// the feed also wins over days that have passed.
func UpdateFiles(ctx context.Context, directory string, config Config, accept []string) (*Update, error) {
	from, err := Open(config)
	if err != nil {
		return nil, err
	}
	feed, err := from.feedAlone(ctx)
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(directory, "*.json"))
	if err != nil || len(paths) == 0 {
		return nil, &FactsError{File: directory, Problem: "the directory has no file of facts"}
	}
	update := &Update{Files: map[string][]byte{}}
	for _, path := range paths {
		if err := update.file(path, feed, accept); err != nil {
			return nil, err
		}
	}
	return update, nil
}

// feedAlone reads the configured feed and takes nothing in its stead.
func (c *Catalog) feedAlone(ctx context.Context) (*feed, error) {
	if c.config.Path != "" {
		return readFeedPath(c.config.Path)
	}
	if c.config.URL == "" {
		return nil, errors.New("a feed needs a URL or a path")
	}
	feed, finding, err := c.fetch(ctx)
	if err == nil && finding != "" {
		err = errors.New(finding)
	}
	return feed, err
}

func (u *Update) file(path string, feed *feed, accept []string) error {
	content, err := readBounded(path, maxOwnBytes)
	if err != nil {
		return err
	}
	files, err := readFacts(path, content)
	if err != nil {
		return err
	}
	facts := &files[0]
	slug, there := feed.slugOf(facts.Product)
	if !there {
		return nil
	}
	told, err := feed.product(slug)
	if err != nil {
		return err
	}
	comparison := comparison{facts: facts, told: told, accepted: slices.Contains(accept, facts.Product)}
	comparison.compare()
	u.Differences = append(u.Differences, comparison.differences...)
	if !comparison.applied {
		return nil
	}
	formatted, err := facts.format()
	if err != nil {
		return err
	}
	u.Files[path] = formatted
	return nil
}

// slugOf finds a product of the catalog in the feed, also under a new name.
func (f *feed) slugOf(slug string) (string, bool) {
	if _, there := f.items[slug]; there {
		return slug, true
	}
	for i := range f.list {
		if slices.Contains(f.list[i].aliases, slug) {
			return f.list[i].slug, true
		}
	}
	return "", false
}

// comparison is the work on one product.
type comparison struct {
	facts       *factsProduct
	told        *Product
	accepted    bool
	applied     bool
	differences []Difference
}

func (c *comparison) compare() {
	before := c.facts.FactsAsOf
	for i := len(c.told.Cycles) - 1; i >= 0; i-- {
		told := &c.told.Cycles[i]
		at := slices.IndexFunc(c.facts.Cycles, func(f factsCycle) bool { return f.Cycle == told.Name })
		if at < 0 {
			c.facts.Cycles = append(c.facts.Cycles, factsOf(told, c.facts.Source))
			c.note(told.Name, "cycle", "", "released "+told.Released.String(), true)
			continue
		}
		c.compareCycle(&c.facts.Cycles[at], told, before)
	}
	if c.applied {
		c.facts.FactsAsOf = c.told.FactsAsOf.String()
	}
}

func (c *comparison) compareCycle(facts *factsCycle, told *Cycle, before string) {
	released := ""
	if !told.Released.IsZero() {
		released = told.Released.String()
	}
	c.change(facts.Cycle, "released", &facts.Released, released, before)
	c.change(facts.Cycle, "active_ends", &facts.ActiveEnds, told.ActiveEnds.String(), before)
	c.change(facts.Cycle, "security_ends", &facts.SecurityEnds, told.SecurityEnds.String(), before)
	c.change(facts.Cycle, "extended_ends", &facts.ExtendedEnds, told.ExtendedEnds.String(), before)
	c.latest(facts, told.Latest, before)
}

// change takes a fact over where the files had none, none announced, or a day
// that was still to come when they were made.
func (c *comparison) change(cycle, fact string, into *string, text, before string) {
	if text == "" || text == *into || text == textEnded && *into != textNone {
		return
	}
	apply := c.accepted || *into == "" || *into == textNone || len(*into) == len(before) && *into > before
	c.note(cycle, fact, *into, text, apply)
	if apply {
		*into = text
	}
}

// latest takes a newer release over. Those between it and the ones that are
// listed are not known, so a list that was complete is so only up to the day of
// the old facts.
func (c *comparison) latest(facts *factsCycle, told Version, before string) {
	if told.Name == "" || told.Name == facts.Latest {
		return
	}
	newest := ""
	for _, text := range facts.Versions {
		name, day, _ := cutLast(text, ' ')
		if name == told.Name {
			if c.facts.VersionsAsOf != "" && facts.Latest == "" && !facts.Incomplete {
				facts.Latest, facts.LatestReleased = name, day
			}
			return
		}
		newest = max(newest, day)
	}
	if told.Released.IsZero() || told.Released.String() <= max(newest, facts.LatestReleased) {
		return
	}
	c.note(facts.Cycle, "latest", facts.Latest, told.Name+" "+told.Released.String(), true)
	facts.Latest, facts.LatestReleased = told.Name, told.Released.String()
	if c.facts.VersionsAsOf == "" && len(facts.Versions) > 0 {
		c.facts.VersionsAsOf = before
	}
}

func (c *comparison) note(cycle, fact, old, text string, applied bool) {
	c.applied = c.applied || applied
	c.differences = append(c.differences, Difference{
		Product: c.facts.Product, Cycle: cycle, Fact: fact, Old: old, New: text, Applied: applied,
	})
}

// factsOf writes a cycle of a feed in the form of the files.
func factsOf(cycle *Cycle, source string) factsCycle {
	facts := factsCycle{
		Cycle: cycle.Name, Codename: cycle.Codename,
		ActiveEnds: cycle.ActiveEnds.String(), SecurityEnds: cycle.SecurityEnds.String(), ExtendedEnds: cycle.ExtendedEnds.String(),
		Latest: cycle.Latest.Name, Incomplete: true,
	}
	for _, day := range []struct {
		date deadline.Date
		into *string
	}{{cycle.Released, &facts.Released}, {cycle.Latest.Released, &facts.LatestReleased}} {
		if !day.date.IsZero() {
			*day.into = day.date.String()
		}
	}
	if cycle.Source != source {
		facts.Source = cycle.Source
	}
	return facts
}

// FormatFacts checks a file of facts of one product and writes it in the form of
// the embedded files.
func FormatFacts(file string, content []byte) ([]byte, error) {
	files, err := readFacts(file, content)
	if err != nil {
		return nil, err
	}
	if len(files) != 1 {
		return nil, &FactsError{File: file, Field: "products", Problem: "an embedded file has one product"}
	}
	if _, err := files[0].build(file, file, deadline.Date{}); err != nil {
		return nil, err
	}
	if strings.TrimSuffix(filepath.Base(file), ".json") != files[0].Product {
		return nil, &FactsError{File: file, Product: files[0].Product, Field: "product", Problem: "the file is not named after its product"}
	}
	return files[0].format()
}

// WriteFiles writes the files that change.
func (u *Update) WriteFiles() error {
	for path, content := range u.Files {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return fileError(path, err)
		}
	}
	return nil
}
