package catalog

import (
	"bytes"
	"embed"
	"encoding/json"
	"path"
	"strings"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

//go:embed facts/*.json
var embeddedFiles embed.FS

const embeddedFolder = "facts"

// embeddedLayer reads the embedded files one by one as they are asked for: a
// plan that names one product parses one file.
type embeddedLayer struct {
	index func() []entry
}

// Both are made at most once in a process, and only when they are needed.
var (
	sharedEmbedded = sync.OnceValue(func() *embeddedLayer {
		return &embeddedLayer{index: sync.OnceValue(embeddedIndex)}
	})
	embeddedCatalog = sync.OnceValue(func() *Catalog {
		return &Catalog{layers: []layer{sharedEmbedded()}, ready: true}
	})
)

// Embedded is the catalog that is built in, without any file or network. Every
// call returns the same one.
func Embedded() *Catalog { return embeddedCatalog() }

func (l *embeddedLayer) entries() []entry { return l.index() }

func (l *embeddedLayer) corrects() bool { return false }

func (l *embeddedLayer) product(slug string) (*Product, error) {
	name := path.Join(embeddedFolder, slug+".json")
	content, err := embeddedFiles.ReadFile(name)
	if err != nil {
		return nil, &FactsError{File: name, Product: slug, Problem: "the product is not embedded"}
	}
	products, err := readFacts(name, content)
	if err != nil {
		return nil, err
	}
	return products[0].build(name, name, deadline.Date{})
}

// embeddedIndex reads only the head of each file: its names.
func embeddedIndex() []entry {
	files, err := embeddedFiles.ReadDir(embeddedFolder)
	if err != nil {
		return nil
	}
	entries := make([]entry, 0, len(files))
	for _, file := range files {
		slug := strings.TrimSuffix(file.Name(), ".json")
		content, err := embeddedFiles.ReadFile(path.Join(embeddedFolder, file.Name()))
		if err != nil {
			continue
		}
		entries = append(entries, headOf(slug, content))
	}
	return entries
}

// headOf reads the names of a product, which stand before its cycles. A file that
// is not like that is found by its slug alone.
func headOf(slug string, content []byte) entry {
	at := bytes.Index(content, []byte(`"cycles"`))
	if at < 0 {
		return entry{slug: slug}
	}
	head := append(bytes.TrimRight(content[:at:at], ", \n\t"), '}')
	var names struct {
		Name        string   `json:"name"`
		Aliases     []string `json:"aliases"`
		Identifiers []string `json:"identifiers"`
	}
	if err := json.Unmarshal(head, &names); err != nil {
		return entry{slug: slug}
	}
	return entry{slug: slug, name: names.Name, aliases: names.Aliases, identifiers: names.Identifiers}
}
