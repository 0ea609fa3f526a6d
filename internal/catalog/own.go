package catalog

import (
	"context"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// ownLayer is a company's own file: its products, its corrections, support that
// it has bought.
type ownLayer struct {
	file     string
	asOf     deadline.Date
	products map[string]*Product
	list     []entry
}

// readOwn reads the whole file at once: it is small, and a mistake in it should
// be told in any plan that uses the catalog. Where the file names no day for its
// facts, they are as of asOf: their owner states them now.
func readOwn(ctx context.Context, path string, asOf deadline.Date) (*ownLayer, error) {
	content, err := readBounded(ctx, path, maxOwnBytes)
	if err != nil {
		return nil, err
	}
	facts, err := readFacts(path, content)
	if err != nil {
		return nil, err
	}
	own := &ownLayer{file: path, asOf: asOf, products: make(map[string]*Product, len(facts))}
	for i := range facts {
		product, err := facts[i].build(path, "own file "+path, asOf)
		if err != nil {
			return nil, err
		}
		if own.products[product.Slug] != nil {
			return nil, &FactsError{File: path, Product: product.Slug, Field: "product", Problem: "the product is there twice"}
		}
		own.products[product.Slug] = product
		own.list = append(own.list, entry{slug: product.Slug, name: product.Name, aliases: product.Aliases, identifiers: product.Identifiers})
	}
	return own, nil
}

func (l *ownLayer) entries() []entry { return l.list }

func (l *ownLayer) corrects() bool { return true }

// product is a copy, for the catalog names it by the slug of the layers below.
func (l *ownLayer) product(slug string) (*Product, error) {
	product := *l.products[slug]
	return &product, nil
}
