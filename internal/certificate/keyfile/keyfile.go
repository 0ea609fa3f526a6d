// Package keyfile reads certificates from files and text, found out by content:
// PEM, DER, PKCS#7, PKCS#12, Java keystores, kubeconfigs and Kubernetes objects.
package keyfile

import (
	"context"
	"crypto/x509"

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
	// Index is the 1-based place among the entries of the file, unreadable ones
	// included.
	Index int
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
	// Format is "pem", "der", "pkcs7", "pkcs12", "jks", "kubeconfig" or
	// "kubernetes".
	Format string
	// Entries are never empty when a Bundle comes without an error.
	Entries  []Entry
	Problems []Problem
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
	bundle, wrong := readFile(ctx, path, options)
	if wrong != nil {
		return Bundle{}, wrong.asError(namedFile(path))
	}
	return bundle, nil
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
