package keyfile

import (
	"bytes"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// maxEntries bounds the entries of one file: aliases of YAML make few bytes
// into many.
const maxEntries = 50_000

// parser collects what one file holds.
type parser struct {
	options Options
	// beside reads a file that this one refers to, nil for inline text.
	beside  func(name string, into *bytes.Buffer) *fault
	bundle  Bundle
	index   int
	budget  int64    // bytes that values of YAML may still come to, aliases resolved
	nesting int      // of values within values
	skipped []string // kinds of things that are no certificates, for the error
	// relied and authority are what the place of all that follows says.
	relied, authority bool
	enclosed          bool // in a value of something else
	// For the error of a file of Kubernetes without certificates.
	otherKinds []string
	empty      *fault
	first      *fault // the first that was kept as a problem
}

// parse finds out the format by content and reads it.
func parse(data []byte, options Options, beside func(string, *bytes.Buffer) *fault) (Bundle, *fault) {
	if int64(len(data)) > options.maxBytes() {
		return Bundle{}, tooLarge(int64(len(data)), options.maxBytes())
	}
	p := &parser{options: options, beside: beside, budget: 4 * options.maxBytes()}
	if wrong := p.content(data); wrong != nil {
		return Bundle{}, wrong
	}
	if len(p.bundle.Entries) == 0 && p.bundle.Profile == nil {
		return Bundle{}, p.nothing()
	}
	return p.bundle, nil
}

func (p *parser) content(data []byte) *fault {
	text := asUTF8(data)
	trimmed := bytes.TrimSpace(text)
	switch {
	case len(trimmed) == 0:
		return noCertificate("Empty certificate file", "it is empty", accepted)
	case isKeystore(data):
		return p.keystore(data)
	case data[0] == 0x30 && !looksLikeText(data): // an ASN.1 SEQUENCE
		return p.der(data)
	case looksLikeKubernetes(trimmed):
		return p.kubernetes(text)
	case looksLikeJSON(trimmed) && p.nesting <= maxNesting:
		return p.json(trimmed)
	case looksLikeSAML(trimmed):
		return p.saml(trimmed)
	case bytes.Contains(text, []byte("-----BEGIN ")):
		return p.pem(text)
	}
	if inner := decodedBase64(trimmed); inner != nil && p.nesting <= maxNesting {
		p.nesting++
		defer func() { p.nesting-- }()
		return p.content(inner)
	}
	return notCertificates(data, trimmed)
}

// nothing is the fault of a file that was understood but gave no certificate:
// the first thing that went wrong, else what was there instead.
func (p *parser) nothing() *fault {
	if len(p.bundle.Problems) > 0 {
		first := p.bundle.Problems[0]
		clause := first.Where + ": " + first.Message
		if more := len(p.bundle.Problems) - 1; more > 0 {
			clause += fmt.Sprintf(" (and %d more that cannot be read)", more)
		}
		summary, help := "Damaged certificate file", "Copy or export it again, whole."
		if wrong, ok := errors.AsType[*certificate.InputError](first.Err); ok {
			summary = wrong.Summary
		}
		if p.first != nil {
			help = p.first.help
		}
		return &fault{reason: first.Reason, summary: summary, clause: clause, help: help}
	}
	if p.empty != nil {
		return p.empty
	}
	return withoutCertificate(p.skipped)
}

func (p *parser) full() bool { return p.index > maxEntries }

// add reads one certificate. The bytes are copied: what stands beside them in
// the file, perhaps a key, must not live on in memory.
func (p *parser) add(where, name string, der []byte) {
	p.index++
	if p.index > maxEntries {
		if p.index == maxEntries+1 {
			p.keep(where, tooManyEntries())
		}
		return
	}
	cert, wrong := p.certificate(der)
	if wrong != nil {
		p.keep(where, wrong)
		return
	}
	p.bundle.Entries = append(p.bundle.Entries, Entry{
		Certificate: cert, Name: printable(name), Where: where, Index: p.index, Relied: p.relied, Authority: p.authority,
	})
}

// problem keeps the place of an entry that cannot be read.
func (p *parser) problem(where string, wrong *fault) {
	p.index++
	if p.index <= maxEntries {
		p.keep(where, wrong)
	} else if p.index == maxEntries+1 {
		p.keep(where, tooManyEntries())
	}
}

func (p *parser) keep(where string, wrong *fault) {
	if p.first == nil {
		p.first = wrong
	}
	p.bundle.Problems = append(p.bundle.Problems, Problem{Where: where, Index: p.index, ReadError: wrong.asRead(where)})
}

func tooManyEntries() *fault {
	return &fault{
		reason: certificate.ReasonTooLarge, summary: "Too many entries",
		clause: "it holds more than " + strconv.Itoa(maxEntries) + " entries; the rest is not read",
		help:   "Split it into several files.",
	}
}

// maxAside bounds what is noted of things that are no certificates. What may have an
// end is noted beyond it: nobody else tells of it.
const maxAside = 1000

// skip notes something that is no certificate: it is named as left aside, and a
// file with nothing else can be described.
func (p *parser) skip(where, kind string) {
	if len(p.skipped) < 20 {
		p.skipped = append(p.skipped, kind)
	}
	p.leave(Aside{Where: where, What: kind, Reason: reasonOf(kind), Unread: endsItself(kind)})
}

func (p *parser) leave(aside Aside) {
	if n := len(p.bundle.Aside); n < maxAside || aside.Unread && n < maxEntries {
		p.bundle.Aside = append(p.bundle.Aside, aside)
	}
}

func (p *parser) certificate(der []byte) (*x509.Certificate, *fault) {
	parse := certificate.Parse
	if p.options.cache != nil {
		parse = p.options.cache.Parse
	}
	cert, err := parse(der)
	if err == nil {
		return cert, nil
	}
	input := cryptobyte.String(der)
	var element cryptobyte.String
	if !input.ReadASN1Element(&element, asn1.SEQUENCE) {
		return nil, malformed("it is not whole: its ASN.1 structure is cut short or damaged")
	}
	switch kind := derKind(element); kind {
	case kindCertificate:
		cause := strings.TrimPrefix(err.Error(), "x509: ")
		return nil, unsupported("it is a certificate in a form that cannot be read ("+printable(cause)+")", "")
	case "":
		return nil, malformed("its ASN.1 structure is not that of a certificate")
	default:
		return nil, withoutCertificate([]string{kind})
	}
}

// asUTF8 takes away a byte order mark and decodes UTF-16, which is what a
// redirection in older Windows PowerShell writes.
func asUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, 0, len(data)/2)
	for rest := data[2:]; len(rest) >= 2; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return []byte(string(utf16.Decode(units)))
}
