package register

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// parseYAML reads the shapes that parseJSON reads. Values keep the text that
// was written: 2027-03-31 is a date to YAML, and stays what it is.
func parseYAML(ctx context.Context, table *Table, from text, words *vocabulary) *Error {
	if len(from.content) > maxYAML {
		return faultf("The register %s has %d bytes of YAML; at most %d (8 MiB) are read. Write it as CSV or JSON.", table.Name, len(from.content), maxYAML)
	}
	reader := &yamlReader{into: entries{name: table.Name}}
	var document, further yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(from.content))
	if err := decoder.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return reader.syntax(err)
	}
	if err := decoder.Decode(&further); err == nil {
		return faultf("%s line %d: a second document begins. %s.", table.Name, further.Line, acceptedShapes)
	} else if !errors.Is(err, io.EOF) {
		return reader.syntax(err)
	}
	if len(document.Content) > 0 {
		if wrong := reader.file(ctx, document.Content[0]); wrong != nil {
			return wrong
		}
	}
	return reader.into.into(table, from, words)
}

type yamlReader struct{ into entries }

func (r *yamlReader) syntax(err error) *Error {
	reason := strings.TrimPrefix(err.Error(), "yaml: ")
	return faultf("%s is no YAML: %s. Indent by spaces, and put texts with : or # into quotes.", r.into.name, deadline.Printable(reason))
}

func (r *yamlReader) file(ctx context.Context, node *yaml.Node) *Error {
	if inner, ok := unwrapped(node); ok {
		node = inner
	}
	switch node.Kind {
	case yaml.SequenceNode:
		for i, item := range node.Content {
			if item.Kind != yaml.MappingNode {
				return faultf("%s line %d: entry number %d is not an object of values by column. %s.", r.into.name, item.Line, i+1, acceptedShapes)
			}
			if wrong := r.entry(ctx, item, i+1, "", false); wrong != nil {
				return wrong
			}
		}
		return nil
	case yaml.MappingNode:
		return r.byKey(ctx, node)
	case yaml.ScalarNode:
		if node.Tag == "!!null" {
			return nil
		}
	}
	return faultf("%s holds no entries. %s.", r.into.name, acceptedShapes)
}

// unwrapped gives the entries that stand under one key.
func unwrapped(node *yaml.Node) (*yaml.Node, bool) {
	if node.Kind != yaml.MappingNode || len(node.Content) != 2 {
		return nil, false
	}
	inner := node.Content[1]
	if inner.Kind == yaml.SequenceNode {
		return inner, true
	}
	return inner, inner.Kind == yaml.MappingNode && len(inner.Content) > 1 && inner.Content[1].Kind == yaml.MappingNode
}

func (r *yamlReader) byKey(ctx context.Context, node *yaml.Node) *Error {
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if wrong := r.checkKey(key); wrong != nil {
			return wrong
		}
		if before, ok := seen[key.Value]; ok {
			return twice(r.into.name, key.Value, before, key.Line)
		}
		seen[key.Value] = key.Line
		if value.Kind != yaml.MappingNode {
			return faultf("%s line %d: entry \"%s\" is not an object of values by column. %s.", r.into.name, key.Line, shown(key.Value), acceptedShapes)
		}
		if wrong := r.entry(ctx, value, i/2+1, key.Value, true); wrong != nil {
			return wrong
		}
	}
	return nil
}

// checkKey refuses what is more than a text. An alias or a merge key would
// bring in values from elsewhere in the file.
func (r *yamlReader) checkKey(key *yaml.Node) *Error {
	if key.Kind == yaml.ScalarNode && key.Tag != "!!merge" {
		return nil
	}
	return faultf("%s line %d: a key is a plain text here. Aliases and merge keys (<<) are not read: write the values out.", r.into.name, key.Line)
}

func (r *yamlReader) entry(ctx context.Context, node *yaml.Node, number int, key string, byKey bool) *Error {
	if err := ctx.Err(); err != nil {
		return stopped(r.into.name, err)
	}
	one, wrong := r.into.begin(number, node.Line, key, byKey)
	if wrong != nil {
		return wrong
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		heading, value := node.Content[i], node.Content[i+1]
		if wrong := r.checkKey(heading); wrong != nil {
			return wrong
		}
		cell, wrong := r.value(one, heading.Value, value)
		if wrong != nil {
			return wrong
		}
		if wrong := r.into.set(one, heading.Value, cell, heading.Line); wrong != nil {
			return wrong
		}
	}
	return nil
}

func (r *yamlReader) value(one *entry, heading string, node *yaml.Node) (string, *Error) {
	switch node.Kind {
	case yaml.ScalarNode:
		return scalarText(node), nil
	case yaml.AliasNode: // of one value only, so that nothing multiplies
		if node.Alias.Kind == yaml.ScalarNode {
			return scalarText(node.Alias), nil
		}
	case yaml.SequenceNode:
		var texts []string
		for _, item := range node.Content {
			if item.Kind != yaml.ScalarNode {
				return "", r.nested(one, heading, item)
			}
			texts = append(texts, scalarText(item))
		}
		return joined(texts), nil
	}
	return "", r.nested(one, heading, node)
}

func (r *yamlReader) nested(one *entry, heading string, node *yaml.Node) *Error {
	return faultf("%s line %d: %s, %s holds an object, a list within a list or an alias of one. %s.", r.into.name, node.Line, one.label, shown(heading), acceptedValues)
}

func scalarText(node *yaml.Node) string {
	switch node.ShortTag() {
	case "!!null":
		return ""
	case "!!bool":
		return strings.ToLower(node.Value)
	}
	return node.Value
}
