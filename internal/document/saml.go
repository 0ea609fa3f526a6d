package document

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

const (
	samlNamespace = "urn:oasis:names:tc:SAML:2.0:metadata"
	rpiNamespace  = "urn:oasis:names:tc:SAML:metadata:rpi"
	signatureName = "http://www.w3.org/2000/09/xmldsig#"
	maxXMLDepth   = 64
)

// samlReader is what was read of SAML metadata so far.
type samlReader struct {
	above        []string
	root         string
	earliest     time.Time
	where        string // the element that ends first
	published    time.Time
	cached       bool // a cacheDuration stands in it
	certificates int
	signed       bool
	signer       string
}

// parseSAML reads SAML metadata (saml-metadata-2.0-os, section 2.3): validUntil may
// stand on entities, on groups of them and on their roles, and the earliest counts.
// How long a copy may be kept (cacheDuration) is no end.
func parseSAML(text []byte) (Document, *source.Failure) {
	decoder := xml.NewDecoder(bytes.NewReader(text))
	var reader samlReader
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if reader.root == "" {
				return Document{}, foreignXML(text)
			}
			return malformed(KindSAML, "the SAML metadata is malformed XML or cut short")
		}
		switch element := token.(type) {
		case xml.Directive:
			if reader.root == "" && !bytes.Contains(text, []byte(samlNamespace)) {
				return Document{}, foreignXML(text)
			}
			return malformed(KindSAML, "its XML has a DOCTYPE, which metadata must not have")
		case xml.EndElement:
			reader.above = reader.above[:max(len(reader.above)-1, 0)]
		case xml.StartElement:
			if reader.root == "" && (element.Name.Space != samlNamespace || element.Name.Local != "EntityDescriptor" && element.Name.Local != "EntitiesDescriptor") {
				return Document{}, foreignXML(text)
			}
			if len(reader.above) == 0 && reader.root != "" || len(reader.above) >= maxXMLDepth {
				return malformed(KindSAML, "the SAML metadata has two roots, or is nested deeper than metadata is")
			}
			reader.root = "SAML"
			reader.above = append(reader.above, element.Name.Local)
			if wrong := reader.start(decoder, element); wrong != "" {
				return malformed(KindSAML, wrong)
			}
		}
	}
	if reader.root == "" {
		return Document{}, foreignXML(text)
	}
	return reader.document(), nil
}

func (r *samlReader) start(decoder *xml.Decoder, element xml.StartElement) (wrong string) {
	if element.Name.Space == signatureName {
		switch element.Name.Local {
		case "Signature":
			r.signed = true
		case "X509Certificate":
			var value string
			if decoder.DecodeElement(&value, &element) != nil {
				return "the SAML metadata is malformed XML or cut short"
			}
			r.above = r.above[:len(r.above)-1] // its end is read with it
			r.certificate(value)
		}
		return ""
	}
	if element.Name.Space == rpiNamespace && element.Name.Local == "PublicationInfo" {
		r.publication(element)
	}
	if element.Name.Space != samlNamespace {
		return ""
	}
	seen := false
	for _, attribute := range element.Attr {
		if attribute.Name.Space != "" {
			continue
		}
		switch attribute.Name.Local {
		case "cacheDuration":
			r.cached = true
		case "validUntil":
			at, ok := samlInstant(attribute.Value)
			if !ok || seen {
				return "a validUntil in the SAML metadata is no instant like 2027-03-31T00:00:00Z, or stands there twice"
			}
			seen = true
			if r.earliest.IsZero() || at.Before(r.earliest) {
				r.earliest, r.where = at, element.Name.Local
			}
		}
	}
	return ""
}

// publication takes the instant at which a federation made the whole
// (saml-metadata-rpi-v1.0, section 2.1.2), so that its life is known; those of its
// parts stand deeper.
func (r *samlReader) publication(element xml.StartElement) {
	if len(r.above) != 3 || r.above[1] != "Extensions" { // root, Extensions, PublicationInfo
		return
	}
	for _, attribute := range element.Attr {
		if at, ok := samlInstant(attribute.Value); attribute.Name.Local == "creationInstant" && ok {
			r.published = at
		}
	}
}

// certificate counts the certificates of keys, and takes the name of who signed
// from that of the signature.
func (r *samlReader) certificate(value string) {
	for _, name := range r.above {
		if name == "Signature" {
			der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
			if err != nil {
				return
			}
			if certificate, err := x509.ParseCertificate(der); err == nil && r.signer == "" {
				r.signer = shown(certificate.Subject.String())
			}
			return
		}
	}
	r.certificates++
}

// samlInstant reads an xs:dateTime. One without a zone is in UTC (saml-core-2.0-os,
// section 1.3.3).
func samlInstant(text string) (time.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) < 19 || text[10] != 'T' {
		return time.Time{}, false
	}
	if tail := text[19:]; !strings.ContainsAny(tail, "Z+-") {
		text += "Z"
	}
	at, err := deadline.ParseInstant(text, time.UTC)
	return at, err == nil
}

func (r *samlReader) document() Document {
	document := Document{Kind: KindSAML, Signer: r.signer, IssuedAt: r.published}
	if r.earliest.IsZero() {
		message := "the metadata has no validUntil: nobody notices when it is no longer renewed"
		if r.cached {
			message = "the metadata has no validUntil, and its cacheDuration is no end"
		}
		document.never(message)
	} else {
		document.endsAt(r.earliest)
		document.because("it is the validUntil of an element " + r.where)
	}
	document.because(signature(r.signed, ""))
	if r.certificates > 0 {
		document.because("expiry_certificate reads when the certificates in it end, of which there are " + strconv.Itoa(r.certificates))
	}
	return document
}

func isHTML(text []byte) bool {
	start := bytes.ToLower(text[:min(len(text), 512)])
	return bytes.Contains(start, []byte("<html")) || bytes.Contains(start, []byte("<!doctype html"))
}

func foreignXML(text []byte) *source.Failure {
	switch {
	case isHTML(text):
		return source.Fail(source.Unsupported, "it is HTML, a page for people: the server may answer any address so")
	case bytes.Contains(text, []byte("<plist")):
		return source.Fail(source.Unsupported, "it is a property list, as in a provisioning profile, which expiry_certificate reads")
	}
	return source.Fail(source.Unsupported, "it is XML of a kind that is not read; "+accepted)
}
