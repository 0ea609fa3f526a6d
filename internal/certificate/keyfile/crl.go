package keyfile

import (
	"crypto/x509"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// list reads a revocation list that stands beside certificates, for the day from
// which clients refuse it. One that cannot be read is said to be unread.
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
		p.bundle.Aside[n-1].Reason = "only its end is judged"
	}
	p.bundle.Lists = append(p.bundle.Lists, RevocationList{
		Where: where, Issuer: certificate.Plain(certificate.DistinguishedName(list.RawIssuer)), NextUpdate: list.NextUpdate.UTC(),
	})
}
