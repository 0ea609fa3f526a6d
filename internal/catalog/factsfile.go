package catalog

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// factsLayer is a file with the release calendars of another release of the
// provider: of each product the later confirmed facts count as a whole, so that a
// file renews what is embedded, and an old one takes nothing back.
type factsLayer struct{ *ownLayer }

func (factsLayer) corrects() bool { return false }

// over takes the later of two states of a product.
func (factsLayer) over(under, over *Product) *Product {
	if under != nil && !over.Confirmed.After(under.Confirmed) {
		return under
	}
	return over
}

// isFactsFile says that a path is a file in the catalog's own form, and not an
// answer of endoflife.date's API.
func isFactsFile(ctx context.Context, path string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	content, err := readBounded(ctx, path, maxFeedBytes)
	if err != nil {
		return false
	}
	var head struct {
		Products json.RawMessage `json:"products"`
		Result   json.RawMessage `json:"result"`
	}
	return json.Unmarshal(content, &head) == nil && len(head.Products) > 0 && len(head.Result) == 0
}

// readFactsFile reads such a file whole. Facts without a day are refused: nobody
// could tell whether they are newer, nor until when to believe them.
func readFactsFile(ctx context.Context, path string) (layer, error) {
	own, err := readOwn(ctx, path, deadline.Date{})
	if err != nil {
		return nil, err
	}
	for _, product := range own.products {
		if product.Confirmed.IsZero() {
			at := FactsError{File: path, Product: product.Slug}
			return nil, at.on("facts_as_of", "the product does not say of which day its facts are; write \"facts_as_of\": \"2026-08-22\"")
		}
	}
	return factsLayer{own}, nil
}

// Bundle writes all embedded facts as one file, which `catalog = { path = … }`
// reads.
func Bundle() ([]byte, error) {
	files, err := embeddedFiles.ReadDir(embeddedFolder)
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	text.WriteString("{\"products\": [\n")
	first := true
	for _, file := range files {
		if filepath.Ext(file.Name()) != ".json" {
			continue
		}
		content, err := embeddedFiles.ReadFile(path.Join(embeddedFolder, file.Name()))
		if err != nil {
			return nil, err
		}
		if !first {
			text.WriteString(",\n")
		}
		first = false
		text.Write(bytes.TrimRight(content, "\n"))
	}
	text.WriteString("\n]}\n")
	return slices.Clip(text.Bytes()), nil
}
