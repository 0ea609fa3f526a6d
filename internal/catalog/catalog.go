package catalog

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Catalog finds products. It may be used by many goroutines at once.
//
// What it knows lies in layers, and for each product and cycle the highest layer
// that states a fact wins: the own file, then the configured catalog (API, file
// or mirror), then the embedded facts. Dated versions of all layers are kept.
type Catalog struct {
	config Config
	// shown is the URL without its password.
	shown string

	mutex sync.RWMutex
	ready bool
	// layers stand from the lowest to the highest.
	layers []layer
	// live is set while the configured API answers; unknown are the names that
	// it does not know either.
	live     *feed
	unknown  map[string]bool
	names    map[string]string
	origins  map[string][]origin
	products map[string]*Product
	findings []deadline.Finding
}

// layer is one source of products. Its methods are called under the lock.
type layer interface {
	entries() []entry
	product(slug string) (*Product, error)
	corrects() bool
}

// entry is what a layer says of a product without reading its cycles.
type entry struct {
	slug, name           string
	aliases, identifiers []string
}

// origin says by which slug a layer knows a product.
type origin struct {
	layer layer
	slug  string
}

// DefaultStaleAfter is the age at which facts are worth a finding, in days.
const DefaultStaleAfter = 180

// StaleAfter is the age, in days, from which facts are the finding stale-facts.
func (c *Catalog) StaleAfter() int {
	if c.config.StaleAfter > 0 {
		return c.config.StaleAfter
	}
	return DefaultStaleAfter
}

// StaleAfterAsked is the age that the configuration names, 0 where it names none.
func (c *Catalog) StaleAfterAsked() int { return c.config.StaleAfter }

// UnknownAfter is the age of facts after which "no end announced" is unknown, zero
// where the configuration leaves it to the product.
func (c *Catalog) UnknownAfter() deadline.Period { return c.config.UnknownAfter }

// Product finds a product by its slug, name, alias, CPE or package URL. The
// first call reads the configured files and asks the configured API.
//
// An error is an *UnknownProductError, a *FactsError (a file or answer that
// cannot be read), or that of ctx. An API that does not answer is no error: see
// Findings.
func (c *Catalog) Product(ctx context.Context, reference string) (*Product, error) {
	key := plainName(reference)
	if identifier, _, ok := identifierKey(reference); ok {
		key = identifier
	}
	c.mutex.RLock()
	product := c.products[c.names[key]]
	c.mutex.RUnlock()
	if product != nil {
		return product, nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	slug, known := c.names[key]
	if name := packageName(key); !known && name != "" {
		slug, known = c.names[name]
	}
	if !known && c.live != nil {
		slug, known = c.renamed(ctx, key)
	}
	if !known {
		return nil, &UnknownProductError{Reference: reference, Nearest: nearest(key, c.names), Total: len(c.origins)}
	}
	return c.build(slug)
}

// Slugs lists every product that the catalog knows, sorted.
func (c *Catalog) Slugs(ctx context.Context) ([]string, error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err := c.prepare(ctx); err != nil {
		return nil, err
	}
	return slices.Sorted(maps.Keys(c.origins)), nil
}

// Findings says what is wrong with the catalog as a whole, once it has been
// read: an API that did not answer, and which facts stand in for it.
func (c *Catalog) Findings() []deadline.Finding {
	c.mutex.RLock()
	defer c.mutex.RUnlock()
	return slices.Clone(c.findings)
}

// prepare reads the layers and the names in them, once.
func (c *Catalog) prepare(ctx context.Context) error {
	if !c.ready {
		if err := c.open(ctx); err != nil {
			return err
		}
		c.ready = true
	}
	if c.names != nil {
		return nil
	}
	// Room for what is embedded, so that the maps need not grow.
	c.names, c.origins, c.products = make(map[string]string, 512), make(map[string][]origin, 128), map[string]*Product{}
	for _, layer := range c.layers {
		c.register(layer)
	}
	// A slug is always its own name, whatever others call their alias.
	for slug := range c.origins {
		c.names[slug] = slug
	}
	return nil
}

// register takes the names of one layer in.
func (c *Catalog) register(layer layer) {
	entries := layer.entries()
	own := make(map[string]bool, len(entries))
	for i := range entries {
		own[entries[i].slug] = true
	}
	below := maps.Clone(c.names)
	for i := range entries {
		slug := canonical(&entries[i], own, below)
		c.origins[slug] = append(c.origins[slug], origin{layer: layer, slug: entries[i].slug})
		for _, name := range append([]string{entries[i].slug, entries[i].name}, entries[i].aliases...) {
			if name = plainName(name); name != "" {
				c.names[name] = slug
			}
		}
		for _, identifier := range entries[i].identifiers {
			if key, _, ok := identifierKey(identifier); ok {
				c.names[key] = slug
			}
		}
	}
	// A slug is always its own name, whatever others call their alias.
	for slug := range c.origins {
		c.names[slug] = slug
	}
}

// canonical is the slug under which the layers below know the product already:
// by its slug or, for one that was renamed, by an alias that is no other product
// of the same layer.
func canonical(entry *entry, own map[string]bool, below map[string]string) string {
	if slug, there := below[entry.slug]; there {
		return slug
	}
	for _, alias := range entry.aliases {
		if slug, there := below[plainName(alias)]; there && !own[slug] {
			return slug
		}
	}
	return entry.slug
}

// build merges what the layers say of one product.
func (c *Catalog) build(slug string) (*Product, error) {
	if product := c.products[slug]; product != nil {
		return product, nil
	}
	var product *Product
	for _, origin := range c.origins[slug] {
		over, err := origin.layer.product(origin.slug)
		var fault *FactsError
		if errors.As(err, &fault) && product != nil && !origin.layer.corrects() {
			// One bad product of a feed falls back alone: what is known below stands in.
			product.Faults = append(product.Faults, fmt.Sprintf("What %s says of %s could not be used: %s. The facts of %s stand in for it.",
				fault.File, slug, problemOf(err), product.Confirmed))
			continue
		}
		if err != nil {
			return nil, err
		}
		if facts, ok := origin.layer.(factsLayer); ok {
			product = facts.over(product, over)
			continue
		}
		if product == nil {
			product = over
			continue
		}
		product = merge(product, over, origin.layer.corrects())
	}
	named := *product
	product = &named
	product.Slug = slug
	c.products[slug] = product
	return product, nil
}

// dateOf is the day of an instant in UTC: facts know no zone.
func dateOf(instant time.Time) deadline.Date { return deadline.DateOf(instant, time.UTC) }
