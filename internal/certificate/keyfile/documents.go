package keyfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// maxNodes bounds the values of a YAML text, aliases resolved: each takes some
// 200 bytes in memory. 16 MiB of certificates are some 250,000 lines.
const maxNodes = 500_000

// readDocuments splits JSON or YAML into documents. JSON goes its own way: a YAML
// reader does not take its surrogate pairs (\ud83d\ude00), and would need far
// more memory.
func readDocuments(text []byte) ([]document, *fault) {
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return readJSON(text)
	}
	values := 0
	for _, between := range []string{"\n", ",", "[", "{"} {
		values += bytes.Count(text, []byte(between))
	}
	if values > maxNodes {
		return nil, tooManyValues()
	}
	var documents []document
	for decoder := yaml.NewDecoder(bytes.NewReader(text)); ; {
		node := new(yaml.Node)
		err := decoder.Decode(node)
		switch {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return nil, malformedDocument("YAML", yamlLine().FindString(err.Error()))
		case expanded(node, map[*yaml.Node]int{}) > maxNodes:
			return nil, tooManyValues()
		}
		documents = append(documents, node.Decode)
	}
}

// expanded counts the nodes of a tree as if every alias were a copy, up to a bit
// more than maxNodes. An alias inside its own anchor has no end.
func expanded(node *yaml.Node, known map[*yaml.Node]int) int {
	if count, ok := known[node]; ok {
		return count
	}
	known[node] = maxNodes + 1 // while it is being counted
	count := 1
	if node.Alias != nil {
		count += expanded(node.Alias, known)
	}
	for _, child := range node.Content {
		if count > maxNodes {
			break
		}
		count += expanded(child, known)
	}
	known[node] = count
	return count
}

func tooManyValues() *fault {
	return &fault{
		reason: certificate.ReasonTooLarge, summary: "File too large",
		clause: fmt.Sprintf("it is YAML with more than %d values, aliases resolved", maxNodes),
		help:   "Write each certificate once, split the file, or give it as JSON (kubectl get -o json).",
	}
}

// yamlLine is all that is taken from the decoder's errors: they quote contents.
var yamlLine = text.Pattern(`line \d+`)

func readJSON(text []byte) ([]document, *fault) {
	if namesTwice(text) {
		return nil, repeatedName()
	}
	var documents []document
	for decoder := json.NewDecoder(bytes.NewReader(text)); ; {
		var raw json.RawMessage
		err := decoder.Decode(&raw)
		switch {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return nil, malformedDocument("JSON", "")
		}
		documents = append(documents, jsonDocument(raw))
	}
}

func malformedDocument(language, line string) *fault {
	clause := "it looks like a Kubernetes manifest or a kubeconfig, but its " + language + " is malformed"
	if line != "" {
		clause += " near " + line
	}
	return &fault{reason: ReasonMalformed, summary: "Malformed " + language, clause: clause, help: "Check it with kubectl apply --dry-run=client -f FILE."}
}

func jsonDocument(raw json.RawMessage) document {
	return func(into any) error { return json.Unmarshal(raw, into) }
}

// listItems gives the items of a List as documents.
func listItems(read document) ([]document, error) {
	var list struct {
		Items []item `json:"items" yaml:"items"`
	}
	err := read(&list)
	var documents []document
	for _, item := range list.Items {
		if item.read != nil { // null
			documents = append(documents, item.read)
		}
	}
	return documents, err
}

// item keeps one item of a list for decoding later, from either language.
type item struct{ read document }

// UnmarshalYAML keeps the node.
func (i *item) UnmarshalYAML(node *yaml.Node) error {
	i.read = node.Decode
	return nil
}

// UnmarshalJSON keeps the text.
func (i *item) UnmarshalJSON(raw []byte) error {
	i.read = jsonDocument(bytes.Clone(raw))
	return nil
}
