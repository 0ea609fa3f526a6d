package judge

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Neighbour is an authority that stands in one file with a certificate that was
// judged.
type Neighbour struct {
	Certificate *x509.Certificate
	// Where says which entry of the file it is.
	Where string
	// Relied says that whoever loads the file trusts everything in it: a keystore,
	// a ca.crt, a bundle of authorities.
	Relied bool
}

// ExpiredBeside finds the neighbours that have expired at now, so that none hides
// behind the certificate that was judged. One is an error where it is relied on,
// or where the certificate has no valid path without it; a cross-sign that nobody
// needs is a warning.
func (v Verdict) ExpiredBeside(neighbours []Neighbour, now time.Time) []deadline.Finding {
	var findings []deadline.Finding
	for _, neighbour := range neighbours {
		n := newNode(neighbour.Certificate)
		if n.endless() || now.Before(n.end()) || neighbour.Certificate == v.Leaf || bytes.Equal(neighbour.Certificate.Raw, v.ExpiringCertificate.Raw) {
			continue // in force, or what sets the end already
		}
		finding := deadline.NewFinding(deadline.RuleExpiredBeside, fmt.Sprintf("%s at %s expired at %s",
			certificate.NameOf(neighbour.Certificate), neighbour.Where, certificate.Instant(n.end())))
		switch {
		case neighbour.Relied:
			finding.Severity = deadline.SeverityError
			finding.Message += "; whoever loads the file relies on it"
		case !v.soundWithout(neighbour.Certificate, now):
			finding.Severity = deadline.SeverityError
			finding.Message += ", and no valid path to a trusted authority is known without it"
		default:
			finding.Message += "; a valid path goes around it"
		}
		findings = append(findings, finding)
	}
	return findings
}

// soundWithout tells whether the verdict's path works now and does not need cert.
func (v Verdict) soundWithout(cert *x509.Certificate, now time.Time) bool {
	for _, on := range v.Path {
		if bytes.Equal(on.Raw, cert.Raw) || !newNode(on).validAt(now) {
			return false
		}
	}
	return len(v.Path) > 0
}
