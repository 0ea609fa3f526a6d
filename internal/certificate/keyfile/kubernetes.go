package keyfile

import (
	"bytes"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// maxNesting: a List of Secrets that hold a kubeconfig is as deep as it gets.
const maxNesting = 4

var (
	kubernetesKey = regexp.MustCompile(`(?m)^["']?(apiVersion|kind)["']?[ \t]*:`)
	usersKey      = regexp.MustCompile(`(?m)^["']?(users|clusters)["']?[ \t]*:`)
	pemAtMargin   = regexp.MustCompile(`(?m)^-----BEGIN `)
)

// looksLikeKubernetes knows manifests and kubeconfigs by their keys. PEM inside
// YAML is always indented.
func looksLikeKubernetes(text []byte) bool {
	if text[0] == '{' {
		return bytes.Contains(text, []byte(`"apiVersion"`)) || bytes.Contains(text, []byte(`"clusters"`)) && bytes.Contains(text, []byte(`"users"`))
	}
	distinct := func(key *regexp.Regexp) bool {
		found := key.FindAllSubmatch(text, -1)
		return slices.ContainsFunc(found, func(m [][]byte) bool { return !bytes.Equal(m[1], found[0][1]) })
	}
	return (distinct(kubernetesKey) || distinct(usersKey)) && !pemAtMargin.Match(text)
}

// document is one YAML or JSON document, decoded as what it turns out to be.
// Values of a wrong type are left out and reported by the error.
type document func(into any) error

type kubernetesHeader struct {
	Kind     string `json:"kind" yaml:"kind"`
	Metadata struct {
		Name      string `json:"name" yaml:"name"`
		Namespace string `json:"namespace" yaml:"namespace"`
	} `json:"metadata" yaml:"metadata"`
}

// kubernetes reads kubeconfigs, Secrets, ConfigMaps and lists of them.
func (p *parser) kubernetes(text []byte) *fault {
	documents, wrong := readDocuments(text)
	if wrong != nil {
		return wrong
	}
	p.bundle.Format = "kubeconfig"
	for _, read := range documents {
		if wrong := p.kubernetesObject(read, "", 0); wrong != nil {
			return wrong
		}
	}
	if len(p.otherKinds) > 0 {
		slices.Sort(p.otherKinds)
		kinds := strings.Join(slices.Compact(p.otherKinds), ", ")
		p.empty = noCertificate("No certificate found", "it holds Kubernetes objects ("+kinds+"), and none with a certificate",
			"Of Kubernetes, kubeconfig files, Secrets, ConfigMaps and lists of them are read.")
	}
	return nil
}

// kubernetesObject reads one object; the kind is what the list around it says,
// if the object says none.
func (p *parser) kubernetesObject(read document, kind string, depth int) *fault {
	var header kubernetesHeader
	_ = read(&header) // what is wrong in it counts only for kinds that are read
	if header.Kind != "" {
		kind = header.Kind
	}
	switch {
	case depth > maxNesting || p.full():
		return nil
	case kind == "Config" || kind == "":
		return p.kubeconfig(read, kind)
	case kind == "Secret" || kind == "ConfigMap":
		p.bundle.Format = "kubernetes"
		return p.kubernetesData(read, kind, header)
	case strings.HasSuffix(kind, "List"):
		p.bundle.Format = "kubernetes"
		items, err := listItems(read)
		if err != nil {
			p.problem("items", malformed("the items of a list are not objects"))
		}
		for _, item := range items {
			if wrong := p.kubernetesObject(item, strings.TrimSuffix(kind, "List"), depth+1); wrong != nil {
				return wrong
			}
		}
		return nil
	}
	p.bundle.Format = "kubernetes"
	if len(p.otherKinds) < 10 {
		p.otherKinds = append(p.otherKinds, printable(kind))
	}
	return nil
}

// kubernetesData reads a Secret or ConfigMap: every value that holds a
// certificate, whatever its key.
func (p *parser) kubernetesData(read document, kind string, header kubernetesHeader) *fault {
	var object struct {
		Type       string            `json:"type" yaml:"type"`
		Data       map[string]string `json:"data" yaml:"data"`
		StringData map[string]string `json:"stringData" yaml:"stringData"`
		BinaryData map[string]string `json:"binaryData" yaml:"binaryData"`
	}
	name := header.Metadata.Name
	if header.Metadata.Namespace != "" {
		name = header.Metadata.Namespace + "/" + name
	}
	if err := read(&object); err != nil {
		p.problem(kind+" "+quoted(name), malformed("the "+kind+" has values that are not text"))
	}
	encoded, plain := object.Data, object.StringData
	if kind == "ConfigMap" {
		encoded, plain = object.BinaryData, object.Data
	}
	for _, key := range slices.Sorted(maps.Keys(merged(encoded, plain))) {
		where := name + ":" + key
		var value []byte
		if text, ok := plain[key]; ok {
			value = []byte(text)
		} else {
			var wrong *fault
			if value, wrong = decodeValue(encoded[key]); wrong != nil {
				p.problem(printable(where), wrong)
				continue
			}
		}
		required := key == "tls.crt" && object.Type == "kubernetes.io/tls"
		if wrong := p.nested(where, where, value, required); wrong != nil {
			return wrong
		}
	}
	if _, ok := merged(encoded, plain)["tls.crt"]; !ok && object.Type == "kubernetes.io/tls" {
		p.problem(kind+" "+quoted(name), malformed("the Secret is of type kubernetes.io/tls and has no tls.crt"))
	}
	return nil
}

func merged(a, b map[string]string) map[string]string {
	all := make(map[string]string, len(a)+len(b))
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}

// decodeValue decodes base64, which may be folded over lines. The value itself
// is not shown: it may be a key or a password.
func decodeValue(text string) ([]byte, *fault) {
	value, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, malformed("the value is not base64")
	}
	return value, nil
}

// nested reads a value that may hold certificates; one that is required to must.
func (p *parser) nested(where, name string, value []byte, required bool) *fault {
	if p.budget -= int64(len(value)); p.budget < 0 {
		return &fault{
			reason: certificate.ReasonTooLarge, summary: "File too large",
			clause: "its values, with all aliases resolved, are larger than certificates need",
			help:   "Write each certificate once.",
		}
	}
	if p.full() || p.nesting > maxNesting || !required && !holdsCertificate(value) {
		return nil
	}
	inner := &parser{options: p.options, budget: p.budget, nesting: p.nesting + 1}
	wrong := inner.content(value)
	p.budget = inner.budget
	if wrong == nil && len(inner.bundle.Entries)+len(inner.bundle.Problems) == 0 {
		wrong = inner.nothing()
	}
	if wrong != nil {
		p.problem(printable(where), wrong)
		return nil
	}
	for len(inner.bundle.Entries)+len(inner.bundle.Problems) > 0 {
		entries, problems := inner.bundle.Entries, inner.bundle.Problems
		p.index++
		if len(problems) == 0 || len(entries) > 0 && entries[0].Index < problems[0].Index {
			entry := entries[0]
			entry.Index = p.index
			entry.Name = printable(strings.TrimSuffix(name+"/"+entry.Name, "/"))
			p.bundle.Entries = append(p.bundle.Entries, entry)
			inner.bundle.Entries = entries[1:]
		} else {
			problem := problems[0]
			problem.Index = p.index
			problem.Where = printable(where) + ", " + problem.Where
			p.bundle.Problems = append(p.bundle.Problems, problem)
			inner.bundle.Problems = problems[1:]
		}
	}
	return nil
}

// holdsCertificate says whether a value is worth reading: most values of
// Secrets are none of our business.
func holdsCertificate(value []byte) bool {
	if len(value) == 0 {
		return false
	}
	if isKeystore(value) || bytes.Contains(value, []byte("-----BEGIN CERTIFICATE-----")) || bytes.Contains(value, []byte("CERTIFICATE-----")) ||
		bytes.Contains(value, []byte("-----BEGIN PKCS7-----")) || bytes.Contains(value, []byte("-certificate")) && looksLikeKubernetes(value) {
		return true
	}
	if value[0] != 0x30 {
		return false
	}
	plain, err := toDER(value)
	return err == nil && slices.Contains([]string{kindCertificate, kindPKCS7, kindPKCS12}, derKind(plain))
}
