package keyfile

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// otherObject reads an object that is not made for certificates and may hold some
// all the same: the caBundle of webhooks, of an APIService and of the conversion
// of a CustomResourceDefinition, and PEM text wherever it stands (routes,
// gateways, issuers). An object in which nothing is found is named.
func (p *parser) otherObject(read document, kind string, header kubernetesHeader) *fault {
	var content any
	if err := read(&content); err != nil {
		content = nil
	}
	name := header.name()
	before, noted := p.index, len(p.bundle.Aside)
	if wrong := p.walk(content, name, "", 0); wrong != nil {
		return wrong
	}
	if p.index > before || len(p.bundle.Aside) > noted {
		return nil
	}
	if len(p.otherKinds) < 10 {
		p.otherKinds = append(p.otherKinds, printable(kind))
	}
	p.leave(Aside{Where: printable(kind) + " " + quoted(name), What: "Kubernetes object", Reason: "no certificate is known to stand in an object of this kind"})
	return nil
}

// maxDepth is deeper than any object of Kubernetes.
const maxDepth = 50

// walk looks at every text of an object. The place is the path of keys to it.
func (p *parser) walk(value any, place, key string, depth int) *fault {
	if depth > maxDepth || p.full() {
		return nil
	}
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if wrong := p.walk(value[key], strings.TrimPrefix(place+":"+key, ":"), key, depth+1); wrong != nil {
				return wrong
			}
		}
	case []any:
		for i, element := range value {
			label := fmt.Sprint(i + 1)
			if named, ok := element.(map[string]any); ok {
				for _, known := range []string{"name", "kid"} {
					if name, ok := named[known].(string); ok {
						label = name
					}
				}
				if domain, ok := named["domain"].(map[string]any); ok { // acme.json
					if name, ok := domain["main"].(string); ok {
						label = name
					}
				}
			}
			if wrong := p.walk(element, place+":"+label, key, depth+1); wrong != nil {
				return wrong
			}
		}
	case string:
		return p.objectText(value, strings.TrimPrefix(place, ":"), key)
	}
	return nil
}

// encodedPEM begins the base64 of every PEM block.
const encodedPEM = "LS0tLS1CRUdJTi"

func (p *parser) objectText(text, place, key string) *fault {
	bundle := strings.EqualFold(key, "caBundle")
	n := nestedValue{where: place, name: place, authority: bundle || isAuthorityKey(snake(key)), required: bundle}
	switch {
	case bundle && strings.TrimSpace(text) == "":
		p.leave(Aside{Where: printable(place), What: "caBundle", Reason: "it is empty"})
		return nil
	case key == "x5c": // RFC 7517 4.7: base64 of DER, not of the URL's alphabet
		value, wrong := decodeValue(text)
		if wrong != nil {
			p.problem(printable(place), wrong)
			return nil
		}
		n.value, n.required = value, true
	case strings.Contains(text, "-----BEGIN "):
		n.value = []byte(text)
	case !bundle && len(text) > 128 && strings.HasPrefix(text, "MI"): // base64 of DER
		value, wrong := decodeValue(text)
		if wrong != nil || !slices.Contains([]string{kindCertificate, kindPKCS7}, derKind(value)) {
			return nil
		}
		n.value = value
	case bundle, strings.HasPrefix(text, encodedPEM):
		value, wrong := decodeValue(text)
		if wrong != nil {
			p.problem(printable(place), wrong)
			return nil
		}
		if len(bytes.TrimSpace(value)) == 0 { // "Cg==", which stands in for what is to be injected
			p.leave(Aside{Where: printable(place), What: "caBundle", Reason: "it is empty"})
			return nil
		}
		n.value = value
	default:
		return nil
	}
	return p.nested(n)
}

// snake writes caCertificate as ca-certificate.
func snake(key string) string {
	var b strings.Builder
	for i, r := range key {
		if r >= 'A' && r <= 'Z' && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
