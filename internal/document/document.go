// Package document reads when metadata ends that stops services once it is stale:
// revocation lists, SAML metadata, apt releases, TUF metadata, security.txt, FIDO
// metadata, DNSSEC signatures in a zone, licence files. What a document is is found
// out by its content.
//
// No signature is checked, since the keys are with others: the reason says so.
package document

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Kind says what a document is.
type Kind string

// The kinds.
const (
	KindCRL         Kind = "crl"
	KindSAML        Kind = "saml_metadata"
	KindRelease     Kind = "apt_release"
	KindTUFRoot     Kind = "tuf_root"
	KindTUFTime     Kind = "tuf_timestamp"
	KindTUFSnapshot Kind = "tuf_snapshot"
	KindTUFTargets  Kind = "tuf_targets"
	KindSecurity    Kind = "security_txt"
	KindFIDO        Kind = "fido_metadata"
	KindZone        Kind = "dnssec_zone"
	KindLicence     Kind = "licence_file"
)

// Document is one document with its end.
type Document struct {
	// Kind is "" where it is not known what the document is.
	Kind Kind
	// Signer is who signed or issued it, by its own words; "" if it says nobody.
	Signer string
	// IssuedAt (UTC) is when it says that it was made, zero if it does not.
	IssuedAt time.Time
	End      deadline.End
	// Lifetime is from its issue to its end; 0 if unknown.
	Lifetime time.Duration
	// Cause is a clause for the reason; "" where there is nothing to add.
	Cause    string
	Findings []deadline.Finding
}

// Options say how documents are read. The zero value reads, but cannot tell what
// begins in the future.
type Options struct {
	// Now is the instant of the judgement.
	Now time.Time
	// Location is the zone in which a day ends where a document gives a day alone;
	// nil is UTC.
	Location *time.Location
	// MaxBytes is the largest document read, DefaultMaxBytes if not positive.
	MaxBytes int64
}

// DefaultMaxBytes bounds a document: metadata of all universities of Europe has
// some 80 megabytes.
const DefaultMaxBytes = 128 << 20

func (o Options) maxBytes() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return DefaultMaxBytes
}

func (o Options) location() *time.Location {
	if o.Location != nil {
		return o.Location
	}
	return time.UTC
}

// ReadFile reads the document in a file. With a failure the Document may still
// have a Kind, and its end is unknown.
func ReadFile(ctx context.Context, path string, options Options) (Document, *source.Failure) {
	content, failure := source.ReadFile(ctx, path, options.maxBytes())
	if failure != nil {
		return Document{}, failure
	}
	return Parse(content, options)
}

// ReadURL reads the document at an address, over a client of the caller's.
func ReadURL(ctx context.Context, client *http.Client, address string, options Options) (Document, *source.Failure) {
	content, failure := source.Fetch(ctx, client, address, options.maxBytes())
	if failure != nil {
		return Document{}, failure
	}
	return Parse(content, options)
}

const accepted = "read are revocation lists (CRL), SAML metadata, apt Release and InRelease, TUF metadata, security.txt, FIDO metadata, zones with RRSIG records, and licence files with FEATURE lines"

// Parse reads a document from its bytes.
func Parse(data []byte, options Options) (Document, *source.Failure) {
	if int64(len(data)) > options.maxBytes() {
		return Document{}, source.Fail(source.TooLarge, "it holds more than "+strconv.FormatInt(options.maxBytes(), 10)+" bytes, the most that is read")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	text := bytes.TrimSpace(data)
	if len(text) == 0 {
		return Document{}, source.Fail(source.Empty, "it is empty")
	}
	document, failure := parse(data, text, options)
	if failure != nil {
		return Document{Kind: document.Kind}, failure
	}
	document.settle(options)
	return document, nil
}

func parse(data, text []byte, options Options) (Document, *source.Failure) {
	starts := func(prefix string) bool { return bytes.HasPrefix(text, []byte(prefix)) }
	switch {
	case bytes.HasPrefix(data, []byte("SSHKRL\n\x00")):
		return Document{}, source.Fail(source.Unsupported, "it is a list of revoked SSH keys (KRL), which has no end")
	case bytes.Contains(text, []byte("PRIVATE KEY")) && bytes.Contains(text, []byte("-----BEGIN ")):
		return Document{}, source.Fail(source.Unsupported, "it holds a private key, which is not to be given")
	case bytes.Contains(text, []byte("-----BEGIN X509 CRL-----")), looksLikeDER(data):
		return parseCRLs(data)
	case starts("-----BEGIN PGP SIGNED MESSAGE-----"):
		body, failure := clearSigned(string(text))
		if failure != nil {
			return Document{}, failure
		}
		return parseFields(body, true)
	case starts("-----BEGIN PGP SIGNATURE-----"):
		return Document{}, source.Fail(source.Unsupported, "it is a signature alone; give the document that it signs")
	case starts("-----BEGIN PGP PUBLIC KEY"):
		return Document{}, source.Fail(source.Unsupported, "it is an OpenPGP key, which expiry_token reads")
	case starts("-----BEGIN "):
		return Document{}, source.Fail(source.Unsupported, "it is a certificate or a signed message, which expiry_certificate reads")
	case text[0] == '<':
		return parseSAML(text)
	case text[0] == '{':
		return parseTUF(text)
	case starts("eyJ"):
		return parseFIDO(string(text))
	case looksLikeZone(text):
		return parseZone(string(text), options)
	case looksLikeLicence(text):
		return parseLicence(string(text), options)
	}
	return parseFields(string(text), false)
}

// settle works out what follows from the dates of every kind.
func (d *Document) settle(options Options) {
	if d.End.State == deadline.EndKnown && !d.IssuedAt.IsZero() && d.IssuedAt.Before(d.End.At) {
		d.Lifetime = d.End.At.Sub(d.IssuedAt)
	}
	if !options.Now.IsZero() && options.Now.Before(d.IssuedAt) {
		d.find(deadline.RuleNotYetValid, "it is dated "+deadline.FormatInstant(d.IssuedAt)+", which is still to come")
	}
}

func (d *Document) find(rule deadline.Rule, message string) {
	d.Findings = append(d.Findings, deadline.NewFinding(rule, message))
}

func (d *Document) never(message string) {
	d.End = deadline.OpenEnded
	d.find(deadline.RuleNeverExpires, message)
}

// endsAt sets a known end; the year 9999 stands for none.
func (d *Document) endsAt(at time.Time) {
	if d.End = deadline.EndsAt(at); d.End.State == deadline.EndOpen {
		d.never("its end is the year 9999, which stands for none")
	}
}

func (d *Document) because(clause string) {
	if d.Cause != "" {
		clause = d.Cause + "; " + clause
	}
	d.Cause = clause
}

// unchecked stands in the reason of what is signed (see the package), unsigned in
// that of what anybody can have written.
const (
	unchecked = "its signature was not checked"
	unsigned  = "it is not signed"
)

// shown makes a name that stands in a document fit to be shown.
func shown(name string) string {
	return words.Shorten(deadline.Printable(strings.ToValidUTF8(strings.TrimSpace(name), "�")), 200)
}

func malformed(kind Kind, clause string) (Document, *source.Failure) {
	return Document{Kind: kind}, source.Fail(source.Malformed, clause)
}

// contradicts says that a document ends no later than it begins.
func contradicts(begins, ends time.Time) bool { return !begins.IsZero() && !ends.After(begins) }
