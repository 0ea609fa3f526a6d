package keyfile

import (
	"bytes"
	"crypto/x509"
	"errors"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// maxFileChain bounds a chain put together from a file, leaf included.
const maxFileChain = 100

// links say which certificate of a file issued which.
type links struct {
	certificates []*x509.Certificate // each once
	// authority says that it stands only in places for authorities.
	authority []bool
	parents   [][]int
	issuer    []bool // has issued another
}

// distinct takes each certificate once and checks no signature, which a file of
// thousands would pay for each time.
func distinct(entries []Entry) *links {
	l := &links{}
	known := make(map[string]int, len(entries))
	for _, entry := range entries {
		raw := string(entry.Certificate.Raw)
		if at, again := known[raw]; again {
			l.authority[at] = l.authority[at] && entry.Authority
		} else {
			known[raw] = len(l.certificates)
			l.authority = append(l.authority, entry.Authority)
			l.certificates = append(l.certificates, entry.Certificate)
		}
	}
	return l
}

// newLinks finds issuers by an index of subjects, so that the work grows with
// the number of certificates and not with its square.
func newLinks(entries []Entry) *links {
	l := distinct(entries)
	bySubject := make(map[string][]int, len(l.certificates))
	for i, certificate := range l.certificates {
		subject := string(certificate.RawSubject)
		bySubject[subject] = append(bySubject[subject], i)
	}
	l.parents = make([][]int, len(l.certificates))
	l.issuer = make([]bool, len(l.certificates))
	for i, certificate := range l.certificates {
		if selfSigned(certificate) {
			continue
		}
		for _, j := range issuersOf(certificate, l.certificates, bySubject[string(certificate.RawIssuer)]) {
			l.parents[i] = append(l.parents[i], j)
			l.issuer[j] = true
		}
	}
	return l
}

// maxTried bounds the signatures tried for one certificate, where one subject
// stands many times. Who is not found to be an issuer counts as a leaf and is
// judged: the safe side.
const maxTried = 8

// issuersOf gives those among candidates that issued a certificate; their
// subject is its issuer. Equal key identifiers decide, else the signature.
func issuersOf(child *x509.Certificate, all []*x509.Certificate, candidates []int) []int {
	var found []int
	tried := 0
	for _, i := range candidates {
		parent := all[i]
		switch {
		case sameAuthority(parent, child):
		case parent.IsCA && len(child.AuthorityKeyId) > 0 && bytes.Equal(child.AuthorityKeyId, parent.SubjectKeyId):
			found = append(found, i)
		case tried < maxTried:
			tried++
			err := parent.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
			if err == nil || isUnverifiable(err) && (parent.IsCA || parent.Version < 3) {
				found = append(found, i)
			}
		}
	}
	return found
}

// sameAuthority: one name and one key, cross-signed or renewed; neither issued
// the other.
func sameAuthority(a, b *x509.Certificate) bool {
	return bytes.Equal(a.RawSubject, b.RawSubject) && bytes.Equal(a.RawSubjectPublicKeyInfo, b.RawSubjectPublicKeyInfo)
}

// served puts the issuers behind a certificate, nearest first.
func (l *links) served(leaf int) certificate.Served {
	order := []int{leaf}
	seen := map[int]bool{leaf: true}
	for at := 0; at < len(order); at++ {
		for _, parent := range l.parents[order[at]] {
			if !seen[parent] && len(order) < maxFileChain {
				seen[parent] = true
				order = append(order, parent)
			}
		}
	}
	chain := make([]*x509.Certificate, len(order))
	for i, at := range order {
		chain[i] = l.certificates[at]
	}
	return certificate.Served{Chain: chain}
}

// selfSigned says whether a certificate is its own issuer, so that another of
// the same name is not taken for it.
func selfSigned(c *x509.Certificate) bool {
	if !bytes.Equal(c.RawIssuer, c.RawSubject) {
		return false
	}
	if len(c.AuthorityKeyId) > 0 && len(c.SubjectKeyId) > 0 {
		return bytes.Equal(c.AuthorityKeyId, c.SubjectKeyId)
	}
	err := c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature)
	return err == nil || isUnverifiable(err)
}

// isUnverifiable: the algorithm is too old or unknown to Go, so the signature
// says neither yes nor no.
func isUnverifiable(err error) bool {
	_, insecure := errors.AsType[x509.InsecureAlgorithmError](err)
	return insecure || errors.Is(err, x509.ErrUnsupportedAlgorithm)
}
