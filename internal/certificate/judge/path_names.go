package judge

import (
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	cryptobyte_asn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

var (
	oidSubjectAltName  = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidNameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}
)

// nameKinds are the kinds of GeneralName (RFC 5280 4.2.1.6) whose constraints
// crypto/x509 leaves to others, by tag.
var nameKinds = map[cryptobyte_asn1.Tag]string{0: "otherName", 3: "x400Address", 4: "directoryName", 5: "ediPartyName", 8: "registeredID"}

const directoryNameTag = cryptobyte_asn1.Tag(4)

// nameForms are the constraints of an authority on directory names, and the other
// kinds of name that it limits in a way that is not understood here: names of such a
// kind are refused, and nothing else is (RFC 5280 4.2.1.10).
type nameForms struct {
	permitted, excluded [][]string
	others              []cryptobyte_asn1.Tag
}

// nameFormsOf is nil where an authority limits no such names, and where its
// constraints cannot be read: then a critical extension stays one that is not
// understood.
func nameFormsOf(cert *x509.Certificate) *nameForms {
	for _, extension := range cert.Extensions {
		if !extension.Id.Equal(oidNameConstraints) {
			continue
		}
		input := cryptobyte.String(extension.Value)
		var outer, permitted, excluded cryptobyte.String
		if !input.ReadASN1(&outer, cryptobyte_asn1.SEQUENCE) || !input.Empty() ||
			!outer.ReadOptionalASN1(&permitted, nil, cryptobyte_asn1.Tag(0).ContextSpecific().Constructed()) ||
			!outer.ReadOptionalASN1(&excluded, nil, cryptobyte_asn1.Tag(1).ContextSpecific().Constructed()) || !outer.Empty() {
			return nil
		}
		forms := &nameForms{}
		if !forms.read(permitted, &forms.permitted) || !forms.read(excluded, &forms.excluded) {
			return nil
		}
		if len(forms.permitted)+len(forms.excluded)+len(forms.others) > 0 {
			return forms
		}
	}
	return nil
}

// read takes GeneralSubtrees. A base distance other than the default is something
// that RFC 5280 does not know.
func (f *nameForms) read(subtrees cryptobyte.String, directories *[][]string) bool {
	for !subtrees.Empty() {
		var subtree, base cryptobyte.String
		var tag cryptobyte_asn1.Tag
		if !subtrees.ReadASN1(&subtree, cryptobyte_asn1.SEQUENCE) || !subtree.ReadAnyASN1(&base, &tag) || !subtree.Empty() {
			return false
		}
		switch kind := tag & 0x1f; {
		case kind == directoryNameTag:
			name, ok := directoryName(base)
			if !ok {
				return false
			}
			*directories = append(*directories, name)
		case nameKinds[kind] != "" && !slices.Contains(f.others, kind):
			f.others = append(f.others, kind)
		}
	}
	return true
}

// flaw tells of the first name below an authority that its constraints do not allow.
// A self-issued authority is held to none (RFC 5280 6.1.3).
func (f *nameForms) flaw(top *step) *flaw {
	for s := top.below; s != nil; s = s.below {
		if s.below != nil && s.node.selfIssued() {
			continue
		}
		names, kinds, ok := namesIn(s.node.cert)
		if !ok || slices.ContainsFunc(names, func(name []string) bool { return !f.allows(name) }) {
			return &flaw{TrustNameConstraint, fmt.Sprintf("%s may not issue certificates for the name of %s", certificate.NameOf(top.node.cert), certificate.NameOf(s.node.cert))}
		}
		for _, kind := range f.others {
			if slices.Contains(kinds, kind) {
				return &flaw{TrustNameConstraint, fmt.Sprintf("%s limits names of the kind %s, which is not understood here, and %s has one",
					certificate.NameOf(top.node.cert), nameKinds[kind], certificate.NameOf(s.node.cert))}
			}
		}
	}
	return nil
}

func (f *nameForms) allows(name []string) bool {
	under := func(subtree []string) bool {
		return len(subtree) <= len(name) && slices.Equal(subtree, name[:len(subtree)])
	}
	if slices.ContainsFunc(f.excluded, under) {
		return false
	}
	return len(f.permitted) == 0 || slices.ContainsFunc(f.permitted, under)
}

// namesIn are the directory names of a certificate, its subject among them unless
// that is empty, and the kinds of its other names.
func namesIn(cert *x509.Certificate) (names [][]string, kinds []cryptobyte_asn1.Tag, ok bool) {
	subject, ok := directoryName(cert.RawSubject)
	if !ok {
		return nil, nil, false
	}
	if len(subject) > 0 {
		names = append(names, subject)
	}
	for _, extension := range cert.Extensions {
		if !extension.Id.Equal(oidSubjectAltName) {
			continue
		}
		input := cryptobyte.String(extension.Value)
		var list cryptobyte.String
		if !input.ReadASN1(&list, cryptobyte_asn1.SEQUENCE) || !input.Empty() {
			return nil, nil, false
		}
		for !list.Empty() {
			var value cryptobyte.String
			var tag cryptobyte_asn1.Tag
			if !list.ReadAnyASN1(&value, &tag) {
				return nil, nil, false
			}
			kinds = append(kinds, tag&0x1f)
			if tag&0x1f != directoryNameTag {
				continue
			}
			name, ok := directoryName(value)
			if !ok {
				return nil, nil, false
			}
			names = append(names, name)
		}
	}
	return names, kinds, true
}

type attributeValue struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue
}

type relativeNameSET []attributeValue

// directoryName are the parts of a DER name in a form in which equal ones are the
// same text: whatever the kind of string, the case and the spaces (RFC 5280 7.1).
func directoryName(der []byte) ([]string, bool) {
	var parts []relativeNameSET
	if rest, err := asn1.Unmarshal(der, &parts); err != nil || len(rest) > 0 {
		return nil, false
	}
	name := make([]string, len(parts))
	for i, part := range parts {
		values := make([]string, len(part))
		for k, value := range part {
			var text string
			if _, err := asn1.Unmarshal(value.Value.FullBytes, &text); err == nil {
				values[k] = value.Type.String() + "=" + strings.Join(strings.Fields(strings.ToLower(text)), " ")
			} else {
				values[k] = value.Type.String() + "#" + hex.EncodeToString(value.Value.FullBytes)
			}
		}
		slices.Sort(values)
		name[i] = strings.Join(values, "+")
	}
	return name, true
}
