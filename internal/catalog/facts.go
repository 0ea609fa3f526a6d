package catalog

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// factsFile is a file of facts in the catalog's own form: one product, or
// several under "products". The embedded facts and an own file are such files.
type factsFile struct {
	factsProduct
	Products []factsProduct `json:"products"`
}

type factsProduct struct {
	Product      string   `json:"product"`
	Name         string   `json:"name,omitempty"`
	Category     string   `json:"category,omitempty"`
	Aliases      []string `json:"aliases,omitempty"`
	Identifiers  []string `json:"identifiers,omitempty"`
	Source       string   `json:"source,omitempty"`
	FactsAsOf    string   `json:"facts_as_of,omitempty"`
	Confirmed    string   `json:"confirmed,omitempty"`
	VersionsAsOf string   `json:"versions_as_of,omitempty"`
	Note         string   `json:"note,omitempty"`
	// Omits are cycles of a feed that are left out on purpose.
	Omits  []string     `json:"omits,omitempty"`
	Cycles []factsCycle `json:"cycles,omitempty"`
}

type factsCycle struct {
	Cycle          string             `json:"cycle"`
	Codename       string             `json:"codename,omitempty"`
	Label          string             `json:"label,omitempty"`
	VersionsBegin  string             `json:"versions_begin,omitempty"`
	Released       string             `json:"released,omitempty"`
	ActiveEnds     string             `json:"active_ends,omitempty"`
	SecurityEnds   string             `json:"security_ends,omitempty"`
	ExtendedEnds   string             `json:"extended_ends,omitempty"`
	Source         string             `json:"source,omitempty"`
	Confirmed      string             `json:"confirmed,omitempty"`
	Derived        bool               `json:"derived,omitempty"`
	Alternatives   []factsAlternative `json:"alternatives,omitempty"`
	Latest         string             `json:"latest,omitempty"`
	LatestReleased string             `json:"latest_released,omitempty"`
	Incomplete     bool               `json:"incomplete,omitempty"`
	// Corrected gives for a field the reason why it is not what feeds say.
	Corrected map[string]string `json:"corrected,omitempty"`
	Hosts     []string          `json:"hosts,omitempty"`
	Note      string            `json:"note,omitempty"`
	Versions  []string          `json:"versions,omitempty"`
}

type factsAlternative struct {
	Ends   string `json:"ends"`
	Source string `json:"source"`
}

// readFacts decodes a file of facts. A field that nobody knows is an error: a
// misspelt "security_ends" must not be taken for no end.
func readFacts(file string, content []byte) ([]factsProduct, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	var facts factsFile
	if err := decoder.Decode(&facts); err != nil {
		return nil, jsonError(file, content, decoder.InputOffset(), err)
	}
	if decoder.More() {
		return nil, &FactsError{File: file, Problem: "more follows after the end of the JSON object; keep one object in a file"}
	}
	products := facts.Products
	if facts.Product != "" {
		products = append(products, facts.factsProduct)
	}
	if len(products) == 0 {
		return nil, &FactsError{File: file, Field: "products", Problem: "the file names no product; it needs {\"products\": [{\"product\": \"our-app\", \"cycles\": [{\"cycle\": \"1.0\", \"security_ends\": \"2027-03-31\"}]}]}"}
	}
	return products, nil
}

// build checks the facts of one product and turns them into a Product. Where
// they tell no source or day, origin and asOf are taken.
func (f *factsProduct) build(file, origin string, asOf deadline.Date) (*Product, error) {
	at := FactsError{File: file, Product: f.Product}
	if !slugForm(f.Product) {
		return nil, at.on("product", "%q is no product name; use lower-case letters, digits, dots, hyphens and underscores, like \"our-app\"", f.Product)
	}
	product := &Product{
		Slug: f.Product, Name: f.Name, Category: f.Category,
		Aliases: f.Aliases, Source: f.Source, FactsAsOf: asOf, Note: f.Note, Omits: f.Omits,
	}
	if product.Source == "" {
		product.Source = origin
	}
	for _, identifier := range f.Identifiers {
		key, _, ok := identifierKey(identifier)
		if !ok {
			return nil, at.on("identifiers", "%q is neither a CPE nor a package URL; write it like \"cpe:/a:php:php\" or \"pkg:generic/php\"", identifier)
		}
		product.Identifiers = append(product.Identifiers, key)
	}
	dates := dateReader{at: &at}
	dates.read("facts_as_of", f.FactsAsOf, &product.FactsAsOf)
	complete := product.FactsAsOf
	product.Confirmed = product.FactsAsOf
	dates.read("confirmed", f.Confirmed, &product.Confirmed)
	if product.Confirmed.Before(product.FactsAsOf) && dates.err == nil {
		return nil, at.on("confirmed", "%s is before facts_as_of, %s; facts are confirmed on the day they are taken or later", product.Confirmed, product.FactsAsOf)
	}
	dates.read("versions_as_of", f.VersionsAsOf, &complete)
	if dates.err != nil {
		return nil, dates.err
	}
	seen := make(map[string]bool, len(f.Cycles))
	product.Cycles = make([]Cycle, 0, len(f.Cycles))
	for i := range f.Cycles {
		at := at
		at.Cycle = f.Cycles[i].Cycle
		if at.Cycle == "" {
			return nil, at.on("cycle", "cycle number %d has no name", i+1)
		}
		if seen[at.Cycle] {
			return nil, at.on("cycle", "the cycle is there twice")
		}
		seen[at.Cycle] = true
		cycle, err := f.Cycles[i].build(at, product, complete)
		if err != nil {
			return nil, err
		}
		product.Cycles = append(product.Cycles, cycle)
	}
	return product, nil
}

func (f *factsCycle) build(at FactsError, product *Product, complete deadline.Date) (Cycle, error) {
	cycle := Cycle{
		Name: f.Cycle, Codename: f.Codename, Label: f.Label, VersionsBegin: f.VersionsBegin,
		Source: f.Source, FactsAsOf: product.FactsAsOf, Confirmed: product.Confirmed, Derived: f.Derived, Note: f.Note,
		Latest: Version{Name: f.Latest},
	}
	if cycle.Source == "" {
		cycle.Source = product.Source
	}
	for field := range f.Corrected {
		if cycle.Corrected == nil {
			cycle.Corrected = map[string]bool{}
		}
		cycle.Corrected[field] = true
	}
	dates := dateReader{at: &at}
	dates.read("confirmed", f.Confirmed, &cycle.Confirmed)
	dates.read("released", f.Released, &cycle.Released)
	dates.read("latest_released", f.LatestReleased, &cycle.Latest.Released)
	dates.end("active_ends", f.ActiveEnds, &cycle.ActiveEnds)
	dates.end("security_ends", f.SecurityEnds, &cycle.SecurityEnds)
	dates.end("extended_ends", f.ExtendedEnds, &cycle.ExtendedEnds)
	for _, alternative := range f.Alternatives {
		other := Alternative{Source: alternative.Source}
		dates.end("alternatives", alternative.Ends, &other.Ends)
		cycle.Alternatives = append(cycle.Alternatives, other)
	}
	cycle.Versions = make([]Version, 0, len(f.Versions)+1)
	for _, text := range f.Versions {
		version := Version{}
		name, days, ok := strings.Cut(text, " ")
		day, through, _ := strings.Cut(days, " ")
		if version.Name = name; !ok || name == "" {
			return cycle, at.on("versions", "%q is not a version and its day; write it like \"5.3.28 2013-12-12\", and behind it the last day on which it is known to have been the newest, where that is known", text)
		}
		dates.read("versions", day, &version.Released)
		dates.read("versions", through, &version.NewestThrough)
		cycle.Versions = append(cycle.Versions, version)
	}
	for _, text := range f.Hosts {
		slug, name, ok := strings.Cut(text, " ")
		if !ok {
			return cycle, at.on("hosts", "%q is not a product and its cycle; write it like \"windows-server 2016\"", text)
		}
		cycle.Hosts = append(cycle.Hosts, Host{Product: slug, Cycle: name})
	}
	if !f.Incomplete && len(f.Versions) > 0 {
		cycle.CompleteThrough = complete
	}
	cycle.settleLatest()
	return cycle, dates.err
}

// settleLatest makes the newest version one of the versions, and stretches a
// complete list to the day they were confirmed where nothing newer is known by then.
func (c *Cycle) settleLatest() {
	if c.Latest.Name == "" || c.Latest.Released.IsZero() {
		return
	}
	at, known := c.version(c.Latest.Name)
	if !known {
		c.Versions = append(c.Versions, c.Latest)
		return
	}
	c.Latest.Released = c.Versions[at].Released
	if c.CompleteThrough.IsZero() || c.Confirmed.Before(c.CompleteThrough) {
		return
	}
	for i := range c.Versions {
		if c.Versions[i].Released.After(c.Latest.Released) {
			return
		}
	}
	c.CompleteThrough = c.Confirmed
}

// dateReader reads the days of one product or cycle and keeps the first error.
type dateReader struct {
	at  *FactsError
	err error
}

func (d *dateReader) read(field, text string, into *deadline.Date) {
	if text == "" || d.err != nil {
		return
	}
	date, err := parseDay(text)
	if err != nil {
		d.err = d.at.on(field, "%v", err)
		return
	}
	*into = date
}

func (d *dateReader) end(field, text string, into *End) {
	if text == "" || d.err != nil {
		return
	}
	end, err := ParseEnd(text)
	if err != nil {
		d.err = d.at.on(field, "%v", err)
		return
	}
	*into = end
}

func slugForm(text string) bool {
	if text == "" || len(text) > 100 {
		return false
	}
	for i := range len(text) {
		letter := text[i]
		switch {
		case letter >= 'a' && letter <= 'z', letter >= '0' && letter <= '9':
		case i > 0 && (letter == '-' || letter == '.' || letter == '_'):
		default:
			return false
		}
	}
	return true
}
