package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// feed is what an API of endoflife.date's version 1 (its schema 1.2) tells, of
// all products or of some. Only the cycles of products that are asked for are
// decoded.
type feed struct {
	// source is the path or URL that answers cite.
	source string
	asOf   deadline.Date
	items  map[string]*feedProduct
	list   []entry
	// faults are products of the feed that cannot be read, by their name.
	faults map[string]error
}

// feedEnvelope is the answer: "result" is a list of products for products/full
// and one product for products/NAME.
type feedEnvelope struct {
	GeneratedAt  string          `json:"generated_at"`
	LastModified string          `json:"last_modified"`
	Result       json.RawMessage `json:"result"`
}

type feedProduct struct {
	Name        string   `json:"name"`
	Label       string   `json:"label"`
	Category    string   `json:"category"`
	Aliases     []string `json:"aliases"`
	Identifiers []struct {
		ID string `json:"id"`
	} `json:"identifiers"`
	Links struct {
		ReleasePolicy *string `json:"releasePolicy"`
		HTML          *string `json:"html"`
	} `json:"links"`
	Releases json.RawMessage `json:"releases"`

	// file tells where it was read.
	file string
	asOf deadline.Date
}

type feedRelease struct {
	Name        string  `json:"name"`
	Codename    *string `json:"codename"`
	Label       *string `json:"label"`
	ReleaseDate *string `json:"releaseDate"`
	IsEOAS      *bool   `json:"isEoas"`
	EOASFrom    *string `json:"eoasFrom"`
	IsEOL       *bool   `json:"isEol"`
	EOLFrom     *string `json:"eolFrom"`
	IsEOES      *bool   `json:"isEoes"`
	EOESFrom    *string `json:"eoesFrom"`
	Latest      *struct {
		Name string  `json:"name"`
		Date *string `json:"date"`
	} `json:"latest"`
}

// newFeed is an empty feed; add fills it.
func newFeed(source string) *feed {
	return &feed{source: source, items: map[string]*feedProduct{}, faults: map[string]error{}}
}

// add takes one answer in. The error is a *FactsError.
func (f *feed) add(file string, content []byte) error {
	var envelope feedEnvelope
	if err := json.Unmarshal(content, &envelope); err != nil {
		if looksLikeHTML(content) {
			return &FactsError{File: file, Problem: "it is HTML, not JSON"}
		}
		return jsonError(file, content, 0, err)
	}
	asOf, err := feedDay(file, &envelope)
	if err != nil {
		return err
	}
	var products []json.RawMessage
	result := bytes.TrimSpace(envelope.Result)
	switch {
	case len(result) == 0 || bytes.Equal(result, []byte("null")):
		return &FactsError{File: file, Field: "result", Problem: "the answer has no result; expected is that of products/full or products/NAME"}
	case result[0] == '[':
		err = json.Unmarshal(result, &products)
	default:
		products = []json.RawMessage{result}
	}
	if err != nil {
		return jsonError(file, result, 0, err)
	}
	for _, content := range products {
		if err := f.read(file, content, asOf); err != nil {
			return err
		}
	}
	if asOf.After(f.asOf) {
		f.asOf = asOf
	}
	return nil
}

// read takes one product in. One whose name can be read spoils nothing but itself.
func (f *feed) read(file string, content []byte, asOf deadline.Date) error {
	product := &feedProduct{file: file, asOf: asOf}
	wrong := json.Unmarshal(content, product)
	if !slugForm(product.Name) {
		if wrong != nil {
			return jsonError(file, content, 0, wrong)
		}
		return &FactsError{File: file, Product: product.Name, Field: "name", Problem: "the product's name is missing or no name"}
	}
	if wrong != nil {
		fault := jsonError(file, content, 0, wrong)
		if at, ok := errors.AsType[*FactsError](fault); ok {
			at.Product = product.Name
		}
		f.faults[product.Name] = fault
	}
	f.put(product)
	return nil
}

func (f *feed) put(product *feedProduct) {
	if _, there := f.items[product.Name]; !there {
		entry := entry{slug: product.Name, name: product.Label, aliases: product.Aliases}
		for _, identifier := range product.Identifiers {
			entry.identifiers = append(entry.identifiers, identifier.ID)
		}
		f.list = append(f.list, entry)
	}
	f.items[product.Name] = product
}

func feedDay(file string, envelope *feedEnvelope) (deadline.Date, error) {
	field, text := "generated_at", envelope.GeneratedAt
	if text == "" {
		field, text = "last_modified", envelope.LastModified
	}
	if text == "" {
		return deadline.Date{}, &FactsError{File: file, Field: "generated_at", Problem: "the answer does not say when it was made; expected is an instant like \"2026-11-21T00:00:00Z\""}
	}
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return deadline.Date{}, &FactsError{File: file, Field: field, Problem: "the value is no instant; expected is one like \"2026-11-21T00:00:00Z\""}
	}
	return dateOf(instant), nil
}

func (f *feed) entries() []entry { return f.list }

func (f *feed) corrects() bool { return false }

func (f *feed) product(slug string) (*Product, error) {
	item := f.items[slug]
	if fault := f.faults[slug]; fault != nil {
		return nil, fault
	}
	at := FactsError{File: item.file, Product: slug}
	source := f.source
	if item.Links.ReleasePolicy != nil && *item.Links.ReleasePolicy != "" {
		source = *item.Links.ReleasePolicy + " (via " + f.source + ")"
	}
	product := &Product{
		Slug: slug, Name: item.Label, Category: item.Category,
		Source: source, FactsAsOf: item.asOf, Confirmed: item.asOf,
	}
	for _, alias := range item.Aliases {
		product.Aliases = append(product.Aliases, plainName(alias))
	}
	for _, identifier := range item.Identifiers {
		// Feeds list identifiers of other kinds too (repology).
		if key, _, ok := identifierKey(identifier.ID); ok {
			product.Identifiers = append(product.Identifiers, key)
		}
	}
	var releases []feedRelease
	if len(item.Releases) > 0 {
		if err := json.Unmarshal(item.Releases, &releases); err != nil {
			at.Field, at.Problem = "releases", "the releases are not in the expected form"
			return nil, &at
		}
	}
	if len(releases) == 0 {
		return nil, at.on("releases", "the product has no release")
	}
	for i := range releases {
		cycle, err := releases[i].build(at, product)
		if err != nil {
			return nil, err
		}
		product.Cycles = append(product.Cycles, cycle)
	}
	return product, nil
}

func (r *feedRelease) build(at FactsError, product *Product) (Cycle, error) {
	at.Cycle = r.Name
	cycle := Cycle{Name: r.Name, Source: product.Source, FactsAsOf: product.FactsAsOf, Confirmed: product.Confirmed}
	if r.Name == "" {
		return cycle, at.on("name", "a release has no name")
	}
	if r.Codename != nil {
		cycle.Codename = *r.Codename
	}
	if r.Label != nil && *r.Label != r.Name && cycle.Codename == "" {
		cycle.Label = *r.Label
	}
	dates := dateReader{at: &at}
	readDay := func(field string, text *string, into *deadline.Date) {
		if text != nil {
			dates.read(field, *text, into)
		}
	}
	readDay("releaseDate", r.ReleaseDate, &cycle.Released)
	cycle.ActiveEnds = feedEnd(&dates, "eoasFrom", r.EOASFrom, r.IsEOAS)
	cycle.SecurityEnds = feedEnd(&dates, "eolFrom", r.EOLFrom, r.IsEOL)
	cycle.ExtendedEnds = feedEnd(&dates, "eoesFrom", r.EOESFrom, r.IsEOES)
	if r.Latest != nil {
		cycle.Latest.Name = r.Latest.Name
		readDay("latest.date", r.Latest.Date, &cycle.Latest.Released)
	}
	cycle.settleLatest()
	return cycle, dates.err
}

// feedEnd is an end as the feed tells it. The boolean was worked out on the day
// the feed was made, so it counts for nothing beside a date; without one it
// tells whether the end is past on an untold day or not announced.
func feedEnd(dates *dateReader, field string, from *string, ended *bool) End {
	if from != nil && *from != "" {
		end := End{State: EndOn}
		dates.read(field, *from, &end.Date)
		return end
	}
	switch {
	case ended == nil:
		return End{}
	case *ended:
		return End{State: EndUndated}
	default:
		return End{State: EndNone}
	}
}

func looksLikeHTML(content []byte) bool {
	head := strings.ToLower(string(bytes.TrimSpace(content[:min(len(content), 512)])))
	return strings.HasPrefix(head, "<!doctype html") || strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<")
}
