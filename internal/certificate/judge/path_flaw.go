package judge

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// flaw is why a link of a path is not to be trusted.
type flaw struct {
	kind    TrustError
	message string
}

// flawOf tells what is wrong with the newest link of a path, times apart.
func (s *search) flawOf(top *step, verdict signature) *flaw {
	issuer, child := top.node.cert, top.below.node.cert
	if kind, what := trustOfFlaw(issuer); kind != "" {
		return &flaw{kind, fmt.Sprintf("%s signed %s, but %s", certificate.NameOf(issuer), certificate.NameOf(child), what)}
	}
	switch verdict {
	case signatureWeak:
		return &flaw{TrustWeakSignature, fmt.Sprintf("the signature on %s (%s) is too weak for clients of today",
			certificate.NameOf(child), certificate.SignatureName(child))}
	case signatureUnsupported:
		return &flaw{TrustUnsupportedAlgorithm, fmt.Sprintf("the signature on %s (%s) cannot be checked", certificate.NameOf(child), certificate.SignatureName(child))}
	}
	switch {
	// An authority of X.509 version 1 has no extensions to say that it is one.
	case issuer.Version >= 3 && !issuer.BasicConstraintsValid, issuer.BasicConstraintsValid && !issuer.IsCA,
		!top.anchor && !issuer.BasicConstraintsValid:
		return &flaw{TrustInvalidAuthority, fmt.Sprintf("%s signed %s but is not a certificate authority", certificate.NameOf(issuer), certificate.NameOf(child))}
	case issuer.KeyUsage != 0 && issuer.KeyUsage&x509.KeyUsageCertSign == 0:
		return &flaw{TrustInvalidAuthority, fmt.Sprintf("%s signed %s but its key is not meant for signing certificates", certificate.NameOf(issuer), certificate.NameOf(child))}
	case top.node.notUnderstood() != "":
		return &flaw{TrustUnsupportedExtension, fmt.Sprintf("%s has a critical extension that is not understood (%s)",
			certificate.NameOf(issuer), top.node.notUnderstood())}
	case issuer.BasicConstraintsValid && issuer.MaxPathLen >= 0 && top.depth > issuer.MaxPathLen:
		return &flaw{TrustPathLength, fmt.Sprintf("%s allows %d authorities below it and has %d", certificate.NameOf(issuer), issuer.MaxPathLen, top.depth)}
	case !s.anyUsage && !top.node.serves():
		return &flaw{TrustWrongUsage, fmt.Sprintf("%s may not issue certificates for servers", certificate.NameOf(issuer))}
	}
	if top.node.forms != nil {
		if found := top.node.forms.flaw(top); found != nil {
			return found
		}
	}
	return constraintFlaw(top)
}

// constraintFlaw checks name constraints and required policies below top,
// which crypto/x509 knows best. Only few authorities have any.
func constraintFlaw(top *step) *flaw {
	if !hasConstraints(top.node.cert) && (!top.anchor || !requiresPolicy(top)) {
		return nil
	}
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(timeless(top.node.cert))
	below := top.below
	for ; below.below != nil; below = below.below {
		middle := timeless(below.node.cert)
		if below.node.selfIssued() {
			// A self-issued authority is held to no constraint (RFC 5280 6.1.3).
			middle.Extensions = slices.DeleteFunc(slices.Clone(middle.Extensions), func(e pkix.Extension) bool { return e.Id.Equal(oidSubjectAltName) })
		}
		others.AddCert(middle)
	}
	leaf := timeless(below.node.cert)
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: others,
		CurrentTime:   timelessNow,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err == nil {
		return nil
	}
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.CANotAuthorizedForThisName {
		return &flaw{TrustNameConstraint, fmt.Sprintf("%s may not issue certificates for the names in %s", certificate.NameOf(top.node.cert), certificate.NameOf(leaf))}
	}
	return &flaw{TrustInvalidPolicy, fmt.Sprintf("the path from %s up to %s breaks a constraint that an authority on it sets",
		certificate.NameOf(leaf), certificate.NameOf(top.node.cert))}
}

func hasConstraints(cert *x509.Certificate) bool {
	return cert.PermittedDNSDomainsCritical ||
		len(cert.PermittedDNSDomains)+len(cert.ExcludedDNSDomains) > 0 ||
		len(cert.PermittedIPRanges)+len(cert.ExcludedIPRanges) > 0 ||
		len(cert.PermittedEmailAddresses)+len(cert.ExcludedEmailAddresses) > 0 ||
		len(cert.PermittedURIDomains)+len(cert.ExcludedURIDomains) > 0
}

func requiresPolicy(top *step) bool {
	for ; top != nil; top = top.below {
		if cert := top.node.cert; cert.RequireExplicitPolicy > 0 || cert.RequireExplicitPolicyZero {
			return true
		}
	}
	return false
}

var timelessNow = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// timeless is a copy that crypto/x509 takes for valid: paths are built without
// regard to time, and Verify compares the fields, not the signed bytes. What of it is
// checked here already, and otherwise, is left out.
func timeless(cert *x509.Certificate) *x509.Certificate {
	copied := *cert
	copied.NotBefore, copied.NotAfter = timelessNow.AddDate(-1, 0, 0), timelessNow.AddDate(1, 0, 0)
	copied.MaxPathLen = -1
	copied.UnhandledCriticalExtensions = nil
	return &copied
}
