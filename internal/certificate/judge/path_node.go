package judge

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"slices"
	"time"
)

type fingerprint [sha256.Size]byte

// node is a certificate as paths see it. Two certificates for the same subject
// and key (cross-signs) are one entity.
type node struct {
	cert *x509.Certificate
	id   fingerprint // of the whole certificate
	key  fingerprint // of its public key; only of issuers
	// public says that the certificate comes from the system's trust store.
	public bool
	// forms are constraints on names that crypto/x509 does not check; only of
	// issuers, nil where there are none.
	forms *nameForms
}

func newNode(cert *x509.Certificate) *node {
	return &node{cert: cert, id: sha256.Sum256(cert.Raw)}
}

func newIssuer(cert *x509.Certificate, id fingerprint) *node {
	return &node{cert: cert, id: id, key: sha256.Sum256(cert.RawSubjectPublicKeyInfo), forms: nameFormsOf(cert)}
}

func (n *node) sameEntity(other *node) bool {
	return bytes.Equal(n.cert.RawSubject, other.cert.RawSubject) &&
		bytes.Equal(n.cert.RawSubjectPublicKeyInfo, other.cert.RawSubjectPublicKeyInfo)
}

// selfIssued tells that subject and issuer are one, as where an authority certifies
// its next key.
func (n *node) selfIssued() bool { return bytes.Equal(n.cert.RawSubject, n.cert.RawIssuer) }

// named tells whether n's issuer is called like issuer's subject.
func (n *node) named(issuer *node) bool {
	return bytes.Equal(n.cert.RawIssuer, issuer.cert.RawSubject)
}

// keyMatches tells whether n's authority key identifier (RFC 5280 4.2.1.1) is
// issuer's key.
func (n *node) keyMatches(issuer *node) bool {
	return len(n.cert.AuthorityKeyId) > 0 && bytes.Equal(n.cert.AuthorityKeyId, issuer.cert.SubjectKeyId)
}

// end is the first instant at which the certificate no longer works: notAfter
// itself still belongs to the validity (RFC 5280 4.1.2.5).
func (n *node) end() time.Time { return n.cert.NotAfter.Add(time.Second) }

func (n *node) validAt(now time.Time) bool {
	return !now.Before(n.cert.NotBefore) && now.Before(n.end())
}

// endless tells that notAfter is in the year 9999, which stands for "no
// well-defined end" (RFC 5280 4.1.2.5).
func (n *node) endless() bool { return n.cert.NotAfter.Year() >= 9999 }

// notUnderstood is a critical extension that nobody here understands, "" for none.
func (n *node) notUnderstood() string {
	for _, id := range n.cert.UnhandledCriticalExtensions {
		if n.forms == nil || !id.Equal(oidNameConstraints) {
			return id.String()
		}
	}
	return ""
}

// serves tells whether the extended key usages allow server authentication.
func (n *node) serves() bool { return n.isFor(x509.ExtKeyUsageServerAuth) }

// isFor tells whether the extended key usages allow a purpose: all do where there
// are none (RFC 5280 4.2.1.12).
func (n *node) isFor(purpose x509.ExtKeyUsage) bool {
	if len(n.cert.ExtKeyUsage) == 0 && len(n.cert.UnknownExtKeyUsage) == 0 {
		return true
	}
	return slices.Contains(n.cert.ExtKeyUsage, x509.ExtKeyUsageAny) || slices.Contains(n.cert.ExtKeyUsage, purpose)
}
