package keyfile

import (
	"bytes"
	"encoding/base64"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// maxNesting: a List of Secrets that hold a kubeconfig is as deep as it gets.
const maxNesting = 4

var (
	kubernetesKey = text.Pattern(`(?m)^["']?(apiVersion|kind)["']?[ \t]*:`)
	usersKey      = text.Pattern(`(?m)^["']?(users|clusters)["']?[ \t]*:`)
	pemAtMargin   = text.Pattern(`(?m)^-----BEGIN `)
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
	return (distinct(kubernetesKey()) || distinct(usersKey())) && !pemAtMargin().Match(text)
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

// kubernetes reads kubeconfigs, Secrets, ConfigMaps, lists of them, and what
// certificates stand in other objects.
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
			"Of Kubernetes, kubeconfig files, Secrets, ConfigMaps and lists of them are read, and the caBundle and PEM text of any object.")
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
		return p.kubeconfig(read, kind, depth)
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
	return p.otherObject(read, kind, header)
}

// name is what messages call an object.
func (h kubernetesHeader) name() string {
	if h.Metadata.Namespace != "" {
		return h.Metadata.Namespace + "/" + h.Metadata.Name
	}
	return h.Metadata.Name
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
	name := header.name()
	if err := read(&object); err != nil {
		p.problem(kind+" "+quoted(name), malformed("the "+kind+" has values that are not text"))
	}
	encoded, plain := object.Data, object.StringData
	if kind == "ConfigMap" {
		encoded, plain = object.BinaryData, object.Data
	}
	values := map[string][]byte{}
	before, noted := p.index, len(p.bundle.Aside)
	for _, key := range slices.Sorted(maps.Keys(merged(encoded, plain))) {
		if text, ok := plain[key]; ok {
			values[key] = []byte(text)
		} else if value, wrong := decodeValue(encoded[key]); wrong == nil {
			values[key] = value
		} else {
			p.problem(printable(name+":"+key), wrong)
		}
	}
	tls := object.Type == "kubernetes.io/tls"
	for _, key := range slices.Sorted(maps.Keys(values)) {
		n := nestedValue{
			where: name + ":" + key, name: name + ":" + key, value: values[key], required: key == "tls.crt" && kind == "Secret",
			authority: isAuthorityKey(key), passwords: passwordsBeside(values),
			// What cert-manager packs into keystores stands in tls.crt as well.
			copied: tls && key != "tls.crt" && len(values["tls.crt"]) > 0,
		}
		if wrong := p.nested(n); wrong != nil {
			return wrong
		}
	}
	if _, ok := values["tls.crt"]; !ok && tls {
		p.problem(kind+" "+quoted(name), malformed("the Secret is of type kubernetes.io/tls and has no tls.crt"))
	}
	if p.index == before && len(p.bundle.Aside) == noted {
		p.leave(Aside{Where: kind + " " + quoted(name), What: kind, Reason: "none of its values holds a certificate"})
	}
	return nil
}

// isAuthorityKey knows the keys under which authorities to trust are kept.
func isAuthorityKey(key string) bool { return authorityKey().MatchString(key) }

var authorityKey = text.Pattern(`(?i)(^|[^a-z])(ca|cas|root|roots|ca[-_.]?(bundle|cert|certs|certificate|certificates|file|data)|cabundle|trust[-_]?(bundle|store)|truststore)([^a-z]|$)`)

// passwordsBeside are the values beside a keystore that may be its password.
func passwordsBeside(values map[string][]byte) []string {
	var passwords []string
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := strings.TrimRight(string(values[key]), "\r\n")
		if passwordKey().MatchString(key) && value != "" && len(value) <= 1024 && utf8.ValidString(value) && len(passwords) < maxPasswords {
			passwords = append(passwords, value)
		}
	}
	return passwords
}

var passwordKey = text.Pattern(`(?i)pass|pwd|secret|(^|[^a-z])pin([^a-z]|$)`)

// maxPasswords bounds those tried on one keystore: deriving a key takes long.
const maxPasswords = 4

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

// nestedValue is a value of an object that may hold certificates.
type nestedValue struct {
	where, name string
	value       []byte
	// required: it must hold one.
	required bool
	// authority: its place is one for authorities to trust.
	authority bool
	// passwords are tried on a keystore, besides the one for the file.
	passwords []string
	// copied: what a keystore in it holds stands in another value as well.
	copied bool
}

// nested reads a value that may hold certificates; one that is required to must.
func (p *parser) nested(n nestedValue) *fault {
	if p.budget -= int64(len(n.value)); p.budget < 0 {
		return &fault{
			reason: certificate.ReasonTooLarge, summary: "File too large",
			clause: "its values, with all aliases resolved, are larger than certificates need",
			help:   "Write each certificate once.",
		}
	}
	if p.full() || p.nesting > maxNesting || !n.required && !holdsCertificate(n.value) {
		return nil
	}
	inner, wrong := p.inside(n, p.options.Password)
	for _, password := range n.passwords {
		if wrong == nil || wrong.reason != ReasonPassword {
			break
		}
		inner, wrong = p.inside(n, password)
	}
	p.budget = inner.budget
	where := printable(n.where)
	if wrong == nil && len(inner.bundle.Entries)+len(inner.bundle.Problems) == 0 && (n.required || !slices.Contains(inner.skipped, kindCRL)) {
		wrong = inner.nothing()
	}
	switch {
	case wrong != nil && wrong.reason == ReasonPassword && n.copied:
		p.leave(Aside{Where: where, What: "keystore", Reason: "it is locked with a password that was not given", Unread: true})
		return nil
	case wrong != nil:
		p.problem(where, wrong)
		return nil
	}
	for _, aside := range inner.bundle.Aside {
		aside.Where = where + ", " + aside.Where
		p.leave(aside)
	}
	for _, list := range inner.bundle.Lists {
		list.Where = where + ", " + list.Where
		p.bundle.Lists = append(p.bundle.Lists, list)
	}
	for len(inner.bundle.Entries)+len(inner.bundle.Problems) > 0 {
		entries, problems := inner.bundle.Entries, inner.bundle.Problems
		p.index++
		if len(problems) == 0 || len(entries) > 0 && entries[0].Index < problems[0].Index {
			entry := entries[0]
			entry.Index = p.index
			entry.Where = where + ", " + entry.Where
			entry.Name = printable(strings.TrimSuffix(n.name+"/"+entry.Name, "/"))
			p.bundle.Entries = append(p.bundle.Entries, entry)
			inner.bundle.Entries = entries[1:]
		} else {
			problem := problems[0]
			problem.Index = p.index
			problem.Where = where + ", " + problem.Where
			p.bundle.Problems = append(p.bundle.Problems, problem)
			inner.bundle.Problems = problems[1:]
		}
	}
	return nil
}

// inside reads a value with one password.
func (p *parser) inside(n nestedValue, password string) (*parser, *fault) {
	inner := &parser{options: p.options, budget: p.budget, nesting: p.nesting + 1, relied: n.authority, authority: n.authority, enclosed: true}
	inner.options.Password = password
	return inner, inner.content(n.value)
}

// holdsCertificate says whether a value is worth reading: most values of
// Secrets are none of our business.
// A revocation list ends as well.
func holdsCertificate(value []byte) bool {
	if value = asUTF8(value); len(value) == 0 {
		return false
	}
	if isKeystore(value) || bytes.Contains(value, []byte("-----BEGIN CERTIFICATE-----")) || bytes.Contains(value, []byte("CERTIFICATE-----")) ||
		bytes.Contains(value, []byte("-----BEGIN PKCS7-----")) || bytes.Contains(value, []byte("-----BEGIN X509 CRL-----")) || bytes.Contains(value, []byte("-certificate")) && looksLikeKubernetes(value) {
		return true
	}
	if value[0] != 0x30 {
		// Encoded by somebody before Kubernetes did it. What comes out is no base64.
		inner := decodedBase64(bytes.TrimSpace(value))
		return inner != nil && holdsCertificate(inner)
	}
	plain, err := toDER(value)
	return err == nil && slices.Contains([]string{kindCertificate, kindPKCS7, kindPKCS12, kindCRL}, derKind(plain))
}
