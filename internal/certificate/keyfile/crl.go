package keyfile

import (
	"bytes"
	"crypto/x509"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// list reads a revocation list that stands beside certificates, for the day from
// which clients refuse it and for what it revokes. One that cannot be read is said to be unread.
func (p *parser) list(where string, der []byte) {
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		if n := len(p.bundle.Aside); n > 0 && p.bundle.Aside[n-1].Where == where {
			p.bundle.Aside = p.bundle.Aside[:n-1]
		}
		p.leave(Aside{Where: where, What: kindCRL, Reason: "it is damaged", Unread: true})
		return
	}
	if n := len(p.bundle.Aside); n > 0 && p.bundle.Aside[n-1].Where == where {
		p.bundle.Aside[n-1].Reason = "only its end and what it revokes are judged"
	}
	found := RevocationList{
		Where: where, Issuer: certificate.Plain(certificate.DistinguishedName(list.RawIssuer)), ThisUpdate: list.ThisUpdate.UTC(), NextUpdate: list.NextUpdate.UTC(),
		issuer: bytes.Clone(list.RawIssuer), revoked: make(map[string]time.Time, len(list.RevokedCertificateEntries)),
	}
	for _, entry := range list.RevokedCertificateEntries {
		if entry.ReasonCode != removedFromList {
			found.revoked[string(entry.SerialNumber.Bytes())] = entry.RevocationTime.UTC()
		}
	}
	p.bundle.Lists = append(p.bundle.Lists, found)
}

// removedFromList is the reason removeFromCRL (RFC 5280 5.3.1): revoked no more.
const removedFromList = 8
