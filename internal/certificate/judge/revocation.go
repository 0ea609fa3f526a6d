package judge

import (
	"bytes"
	"context"
	"crypto/x509"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

const (
	maxOCSPBytes = 64 << 10
	maxCRLBytes  = 16 << 20 // the largest public CRLs are about 10 MB
	// maxRevocationSources bounds how many addresses of each kind are asked.
	maxRevocationSources = 2
	revocationTimeout    = 10 * time.Second
)

// RevocationChecker asks the authority whether a certificate is revoked. The
// addresses to ask come from the certificate, that is from whoever runs the
// server: Client must refuse networks that are not to be reached.
type RevocationChecker struct {
	// Client sends the requests; nil asks nobody.
	Client *http.Client
	// Timeout bounds one check with all its requests; 0 means 10 s.
	Timeout time.Duration
}

// Check asks the leaf's OCSP responders and then its CRLs, until one gives an
// answer that can be relied on at now. That nobody can be asked or nobody
// answers is the status "unavailable", never a failure.
func (r *RevocationChecker) Check(ctx context.Context, leaf, issuer *x509.Certificate, now time.Time) Revocation {
	if r.Client == nil || issuer == nil {
		return unavailable("", "revocation was not asked for, because the certificate of the issuer is not known")
	}
	timeout := r.Timeout
	if timeout <= 0 {
		timeout = revocationTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	last := unavailable("", "the certificate names neither an OCSP responder nor a CRL that can be asked")
	for _, address := range webAddresses(leaf.OCSPServer) {
		if last = r.askOCSP(ctx, address, leaf, issuer, now); last.Status == RevocationGood || last.Status == RevocationRevoked {
			return last
		}
	}
	for _, address := range webAddresses(leaf.CRLDistributionPoints) {
		answer := r.askCRL(ctx, address, leaf, issuer, now)
		// What a responder says, even "unknown", is more than a CRL that cannot be had.
		if answer.Status != RevocationUnavailable || last.Status == RevocationUnavailable {
			last = answer
		}
		if last.Status == RevocationGood || last.Status == RevocationRevoked {
			return last
		}
	}
	return last
}

func webAddresses(addresses []string) []string {
	var usable []string
	for _, address := range addresses {
		if u, err := url.Parse(address); err == nil && webURL(u) && len(usable) < maxRevocationSources {
			usable = append(usable, address)
		}
	}
	return usable
}

// askOCSP asks a responder that the certificate names: whoever made that must not
// choose a host of an inner network.
func (r *RevocationChecker) askOCSP(ctx context.Context, address string, leaf, issuer *x509.Certificate, now time.Time) Revocation {
	question, err := ocsp.CreateRequest(leaf, issuer, nil)
	if err != nil {
		return unavailable("ocsp", "no OCSP request can be made for this issuer's key")
	}
	request, err := http.NewRequestWithContext(network.PublicOnly(ctx), http.MethodPost, address, bytes.NewReader(question))
	if err != nil {
		return unavailable("ocsp", "the certificate names an OCSP responder whose address is not one")
	}
	request.Header.Set("Content-Type", "application/ocsp-request")
	request.Header.Set("Accept", "application/ocsp-response")
	response, err := fetch(r.Client, request, maxOCSPBytes)
	if err != nil {
		return unavailable("ocsp", "the OCSP responder %s", err)
	}
	return readOCSP("ocsp", response, leaf, issuer, now)
}

func (r *RevocationChecker) askCRL(ctx context.Context, address string, leaf, issuer *x509.Certificate, now time.Time) Revocation {
	request, err := http.NewRequestWithContext(network.PublicOnly(ctx), http.MethodGet, address, nil)
	if err != nil {
		return unavailable("crl", "the certificate names a CRL whose address is not one")
	}
	list, err := fetch(r.Client, request, maxCRLBytes)
	if err != nil {
		return unavailable("crl", "the CRL cannot be had: %s", err)
	}
	return readCRL(list, address, leaf, issuer, now)
}
