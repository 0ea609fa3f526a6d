// Package keyfile reads certificates from files and text, found out by content:
// PEM, DER, PKCS#7, PKCS#12, Java keystores, kubeconfigs and Kubernetes objects.
package keyfile

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// DefaultMaxBytes bounds a file when Options say nothing: 16 MiB, about a
// hundred times all roots that a browser trusts.
const DefaultMaxBytes = 16 << 20

// Options say how files are read. The zero value is usable.
type Options struct {
	// Password opens PKCS#12 files; other formats don't need it. It never
	// appears in an error.
	Password string
	// MaxBytes is the largest file accepted, DefaultMaxBytes if not positive.
	MaxBytes int64

	// PasswordOf gives the password of one of many files in place of Password; nil
	// where all have that.
	PasswordOf func(path string) string
	// Timeout bounds reading one file; none if not positive.
	Timeout time.Duration

	cache *certificate.Cache // shared by many files, else nil
}

func (o Options) maxBytes() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return DefaultMaxBytes
}

// Entry is one certificate as it stands in a file.
type Entry struct {
	Certificate *x509.Certificate
	// Name is the alias of a keystore entry, "user/NAME" or "cluster/NAME" of a
	// kubeconfig, "NAMESPACE/NAME:KEY" of a Kubernetes manifest; "" where the
	// format knows no names.
	Name string
	// Where says which entry it is: "block 2 (line 31)", "entry \"www\"".
	Where string
	// Index is the 1-based place among the entries of the file, unreadable ones
	// included.
	Index int
	// Relied says that whoever loads the file trusts the entry: that of a keystore,
	// a ca.crt, a caBundle, the authority of a cluster.
	Relied bool
	// Authority says that its place is one for authorities, whatever the
	// certificate says of itself.
	Authority bool
}

// Aside is something in a file that is no certificate, or was not read as one.
type Aside struct {
	// Where says which entry it is.
	Where string
	// What it is, in words: "private key".
	What string
	// Reason is why it was not judged, a clause for a person.
	Reason string
	// Unread says that it has an end of its own, which nobody has read.
	Unread bool
}

// RevocationList is a CRL beside certificates.
type RevocationList struct {
	Where, Issuer string
	// ThisUpdate (UTC) is from when clients accept it, NextUpdate when they stop;
	// that is zero where it says none.
	ThisUpdate, NextUpdate time.Time

	issuer  []byte // as it stands in certificates
	revoked map[string]time.Time
}

// Revokes tells whether the list names a certificate, and since when (UTC) it is
// revoked. Its signature is not checked.
func (l RevocationList) Revokes(cert *x509.Certificate) (since time.Time, revoked bool) {
	if cert.SerialNumber == nil || !bytes.Equal(l.issuer, cert.RawIssuer) {
		return time.Time{}, false
	}
	since, revoked = l.revoked[string(cert.SerialNumber.Bytes())]
	return since, revoked
}

// Profile is an Apple provisioning profile, which ends by a date of its own.
type Profile struct {
	Name string
	// ExpiresAt (UTC) is its ExpirationDate.
	ExpiresAt time.Time
	// CreatedAt (UTC) is its CreationDate; zero where it says none.
	CreatedAt time.Time
}

// Problem is an entry of a file that could not be read. It keeps its place: a
// file with problems is never judged as if they were not there.
type Problem struct {
	// Where says which entry it is: "block 2 (line 31)", "entry \"www\"".
	Where string
	// Index is the 1-based place among the entries of the file.
	Index int
	*certificate.ReadError
}

// Bundle is what one file or text holds.
type Bundle struct {
	// Format is "pem", "der", "pkcs7", "pkcs12", "jks", "kubeconfig", "kubernetes",
	// "json", "saml" or "mobileprovision".
	Format string
	// Entries are never empty when a Bundle comes without an error and without a
	// Profile, whose certificates they are where there is one.
	Entries  []Entry
	Problems []Problem
	// Aside is what else the file holds, at most a thousand of it.
	Aside []Aside
	// Lists are the revocation lists that it holds.
	Lists []RevocationList
	// Profile is nil but for provisioning profiles.
	Profile *Profile
}

// EntryOf gives the entry of a certificate that Leaves, All or Single gave out,
// for its name and place.
func (b Bundle) EntryOf(certificate *x509.Certificate) (Entry, bool) {
	for _, entry := range b.Entries {
		if entry.Certificate == certificate {
			return entry, true
		}
	}
	return Entry{}, false
}

// ReadFile reads the certificates of a file. The format is found out by
// content; the file's name plays no part. Wrong input (no such file, a
// directory, a key alone, a wrong password, more than MaxBytes) is an
// *InputError; what the user may not or cannot reach now (permission, I/O,
// cancelled) is a *ReadError.
func ReadFile(ctx context.Context, path string, options Options) (Bundle, error) {
	bundle, wrong := readInTime(ctx, path, options)
	if wrong != nil {
		return Bundle{}, wrong.asError(namedFile(path))
	}
	return bundle, nil
}

// ParseBase64 reads the certificates of a file whose bytes are given as base64
// text. Errors are *InputError.
func ParseBase64(text string, options Options) (Bundle, error) {
	joined := strings.Join(strings.Fields(text), "")
	data, err := base64.StdEncoding.DecodeString(joined)
	if err != nil {
		if data, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(joined, "=")); err != nil {
			return Bundle{}, (&fault{
				reason: ReasonMalformed, summary: "Not base64", clause: "it is not base64 text",
				help: "Give the bytes of the file as base64, for example filebase64(\"www.p12\").",
			}).asInput("the text")
		}
	}
	return Parse(data, options)
}

// Parse reads the certificates of a text or of the bytes of a file. Errors are
// *InputError. Files that a kubeconfig refers to are not followed.
func Parse(data []byte, options Options) (Bundle, error) {
	bundle, wrong := parse(data, options, nil)
	if wrong != nil {
		return Bundle{}, wrong.asError("the text")
	}
	return bundle, nil
}
