package keyfile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// looksLikeSAML knows XML with keys in it, of which SAML metadata is the usual one.
func looksLikeSAML(text []byte) bool {
	return text[0] == '<' && bytes.Contains(text, []byte("X509Certificate"))
}

// saml reads the certificates of SAML metadata (SAML 2.0 metadata 2.4.1.1, XML
// Signature 4.4.4). Those under a Signature belong to whoever signed the metadata
// and are left aside. When the metadata itself ends is another question.
func (p *parser) saml(text []byte) *fault {
	p.bundle.Format = "saml"
	decoder := xml.NewDecoder(bytes.NewReader(text))
	var above []string
	var entity, use string
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return &fault{reason: ReasonMalformed, summary: "Malformed XML", clause: "it looks like SAML metadata, and its XML is malformed", help: "Download it again, whole."}
		}
		switch element := token.(type) {
		case xml.EndElement:
			above = above[:max(len(above)-1, 0)]
		case xml.StartElement:
			name := element.Name.Local
			for _, attribute := range element.Attr {
				switch attribute.Name.Local {
				case "entityID":
					entity = attribute.Value
				case "use":
					use = attribute.Value
				case "validUntil":
					p.leave(Aside{Where: fmt.Sprintf("%s %s", name, quoted(attribute.Value)), What: "validUntil of the metadata", Reason: "it is not judged here; expiry_document reads it", Unread: true})
				}
			}
			if name == "KeyDescriptor" && !hasAttribute(element, "use") {
				use = "any"
			}
			if len(above) > maxDepth {
				return &fault{reason: ReasonMalformed, summary: "Malformed XML", clause: "its elements are nested deeper than metadata is", help: "Download it again, whole."}
			}
			if name != "X509Certificate" {
				above = append(above, name)
				continue
			}
			var value string
			if decoder.DecodeElement(&value, &element) != nil {
				return &fault{reason: ReasonMalformed, summary: "Malformed XML", clause: "it looks like SAML metadata, and its XML is malformed", help: "Download it again, whole."}
			}
			p.samlCertificate(above, entity, use, value)
		}
	}
}

func hasAttribute(element xml.StartElement, name string) bool {
	for _, attribute := range element.Attr {
		if attribute.Name.Local == name {
			return true
		}
	}
	return false
}

func (p *parser) samlCertificate(above []string, entity, use, value string) {
	role := ""
	for _, name := range above {
		switch {
		case name == "Signature":
			p.leave(Aside{Where: printable(entity), What: "certificate of the signer", Reason: "it belongs to whoever signed the metadata"})
			return
		case strings.HasSuffix(name, "Descriptor") && name != "KeyDescriptor" && name != "EntityDescriptor" && name != "EntitiesDescriptor":
			role = name
		}
	}
	var parts []string
	for _, part := range []string{entity, role, use} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	where := printable(strings.Join(parts, " "))
	der, wrong := decodeValue(value)
	if wrong != nil {
		p.problem(where, wrong)
		return
	}
	p.add(where, strings.Join(parts, " "), der)
}
