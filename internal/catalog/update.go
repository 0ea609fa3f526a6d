package catalog

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Refresh says what to compare the embedded files with.
type Refresh struct {
	// Config names the feed, by its URL or Path.
	Config Config
	// AsOf is the day of the feed where it is older than the feed says: a copy that
	// was made over of data of an earlier day. Zero believes the feed.
	AsOf deadline.Date
	// Accept are products of which the feed's side is taken everywhere but in what
	// is marked as corrected; Add are products to embed anew.
	Accept, Add []string
	// Publishers are files of publishers themselves, which win over the feed:
	// Debian's distro-info-data (debian.csv, ubuntu.csv), Node.js' schedule.json.
	Publishers []string
}

// Update is what a feed changes in the embedded files.
type Update struct {
	Differences []Difference
	// Confirmed are the products that the feed told, Untold those that it did not.
	Confirmed, Untold []string
	// AsOf is the day on which the facts are confirmed.
	AsOf deadline.Date
	// Files are the new contents of the files that change, by their path.
	Files map[string][]byte
}

// UpdateFiles compares a directory of embedded files with a feed. It writes
// nothing.
func UpdateFiles(ctx context.Context, directory string, refresh Refresh) (*Update, error) {
	from, err := Open(refresh.Config)
	if err != nil {
		return nil, err
	}
	feed, err := from.feedAlone(ctx)
	if err != nil {
		return nil, err
	}
	if !refresh.AsOf.IsZero() {
		feed.datedBack(refresh.AsOf)
	}
	publishers, err := readPublishers(ctx, refresh.Publishers)
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(directory, "*.json"))
	if err != nil || len(paths) == 0 {
		return nil, &FactsError{File: directory, Problem: "the directory has no file of facts"}
	}
	update := &Update{AsOf: feed.asOf, Files: map[string][]byte{}}
	for _, path := range paths {
		if err := update.file(ctx, path, feed, publishers, refresh.Accept); err != nil {
			return nil, err
		}
	}
	for _, slug := range refresh.Add {
		if err := update.add(directory, slug, feed); err != nil {
			return nil, err
		}
	}
	return update, nil
}

// feedAlone reads the configured feed and takes nothing in its stead.
func (c *Catalog) feedAlone(ctx context.Context) (*feed, error) {
	if c.config.Path != "" {
		return readFeedPath(ctx, c.config.Path)
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

// datedBack makes the feed one of an earlier day.
func (f *feed) datedBack(day deadline.Date) {
	f.asOf = earlier(f.asOf, day)
	for _, item := range f.items {
		item.asOf = earlier(item.asOf, day)
	}
}

func earlier(a, b deadline.Date) deadline.Date {
	if b.Before(a) {
		return b
	}
	return a
}

func (u *Update) file(ctx context.Context, path string, feed *feed, publishers map[string]*Product, accept []string) error {
	content, err := readBounded(ctx, path, maxOwnBytes)
	if err != nil {
		return err
	}
	files, err := readFacts(path, content)
	if err != nil {
		return err
	}
	facts := &files[0]
	slug, there := feed.slugOf(facts.Product)
	publisher := publishers[facts.Product]
	if !there && publisher == nil {
		u.Untold = append(u.Untold, facts.Product)
		return nil
	}
	comparison := comparison{facts: facts, accepted: slices.Contains(accept, facts.Product)}
	if there {
		comparison.told, err = feed.product(slug)
		switch {
		case err != nil && publisher == nil:
			// One bad product of the feed keeps its day, and is named.
			u.Untold = append(u.Untold, facts.Product+" ("+problemOf(err)+")")
			return nil
		case err == nil:
			comparison.compare()
		}
	}
	if publisher != nil {
		comparison.publisher(publisher)
	}
	u.Differences = append(u.Differences, comparison.differences...)
	u.Confirmed = append(u.Confirmed, facts.Product)
	formatted, err := facts.format()
	if err != nil {
		return err
	}
	if string(formatted) != string(content) {
		u.Files[path] = formatted
	}
	return nil
}

// add writes a product of the feed in the form of the files.
func (u *Update) add(directory, slug string, feed *feed) error {
	path := filepath.Join(directory, slug+".json")
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if _, there := feed.items[slug]; !there {
		return &FactsError{File: feed.source, Product: slug, Problem: "the feed does not know the product that is to be added"}
	}
	told, err := feed.product(slug)
	if err != nil {
		return err
	}
	day := told.FactsAsOf.String()
	facts := factsProduct{
		Product: slug, Name: told.Name, Category: told.Category, Identifiers: told.Identifiers,
		Source: "https://endoflife.date/" + slug, FactsAsOf: day,
	}
	if policy := feed.items[slug].Links.ReleasePolicy; policy != nil && *policy != "" {
		facts.Source = *policy + " (via " + facts.Source + ")"
	}
	for _, alias := range told.Aliases {
		if alias != slug {
			facts.Aliases = append(facts.Aliases, alias)
		}
	}
	for i := len(told.Cycles) - 1; i >= 0; i-- {
		facts.Cycles = append(facts.Cycles, factsOf(&told.Cycles[i], told.Source, told.FactsAsOf))
	}
	formatted, err := facts.format()
	if err != nil {
		return err
	}
	u.Files[path] = formatted
	u.Confirmed = append(u.Confirmed, slug)
	u.Differences = append(u.Differences, Difference{Product: slug, Fact: "product", New: facts.Name, Kind: Added})
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
	for _, path := range slices.Sorted(maps.Keys(u.Files)) {
		if err := os.WriteFile(path, u.Files[path], 0o644); err != nil {
			return fileError(path, err)
		}
	}
	return nil
}
