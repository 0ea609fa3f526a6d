package judge

import (
	"crypto/x509"
	"net/netip"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// TrustError is a typed cause for not trusting a certificate; "" means trusted.
type TrustError string

// The causes.
const (
	TrustExpired              TrustError = "expired"               // the leaf, or an authority on every path
	TrustNotYetValid          TrustError = "not_yet_valid"         // the leaf, or an authority on every path
	TrustRevoked              TrustError = "revoked"               // a verified OCSP answer or CRL says so
	TrustSelfSigned           TrustError = "self_signed"           // the leaf is its own issuer and no anchor
	TrustUnknownAuthority     TrustError = "unknown_authority"     // no path to an anchor
	TrustBadSignature         TrustError = "bad_signature"         // the issuer is there but did not sign this
	TrustWeakSignature        TrustError = "weak_signature"        // MD5, SHA-1, or a key below 1,024 bits
	TrustUnsupportedAlgorithm TrustError = "unsupported_algorithm" // a key or signature that cannot be checked
	TrustMalformed            TrustError = "malformed"             // some part of it is not as the standard wants it
	TrustInvalidAuthority     TrustError = "invalid_authority"     // an issuer that may not issue
	TrustPathLength           TrustError = "path_length"           // more authorities than one above allows
	TrustNameConstraint       TrustError = "name_constraint"       // a name that an authority may not certify
	TrustInvalidPolicy        TrustError = "invalid_policy"        // a required certificate policy is missing
	TrustUnsupportedExtension TrustError = "unsupported_extension" // critical and not understood
	TrustWrongUsage           TrustError = "wrong_usage"           // not for servers
	TrustWrongName            TrustError = "wrong_name"            // not for the name asked for
	TrustTooComplex           TrustError = "too_complex"           // the search for a path reached its bounds
	TrustDistrusted           TrustError = "distrusted"            // the root program that was asked for turns away from its root
	TrustRefusedBySystem      TrustError = "refused_by_system"     // the operating system's verifier says no
)

// Verdict is what is to be said of one served chain at one instant.
type Verdict struct {
	// Address is where the chain was served; invalid for files and inline text.
	Address netip.AddrPort
	// FromServer says that a server gave it, whose address nobody knows behind a
	// proxy.
	FromServer bool
	Leaf       *x509.Certificate
	// Chain is as it was given, leaf first.
	Chain []*x509.Certificate
	// Path is the path behind the verdict, from the leaf to an anchor; nil when
	// there is none. It is the one with the latest end, times apart.
	Path []*x509.Certificate

	// ExpiresAt is the first instant (UTC) at which the chain no longer works:
	// one second after the notAfter of ExpiringCertificate, for notAfter itself
	// is still valid. Zero when that is in the year 9999, which means no
	// well-defined end (RFC 5280 4.1.2.5).
	ExpiresAt time.Time
	// ExpiringCertificate is the one that ends first: never nil.
	ExpiringCertificate *x509.Certificate

	// TrustedUntil (UTC) is when a root program stops to trust what the chain rests
	// on, before it ends itself; zero where no such day is known.
	TrustedUntil time.Time

	// NextValidity is for how long the certificate that replaces it may be valid at
	// most, where that is shorter than its own; zero where it is not known to be.
	NextValidity time.Duration

	// Trusted says that a careful client would accept the certificate now.
	Trusted      bool
	TrustError   TrustError
	TrustMessage string

	// HostnameChecked says that a name was asked for; HostnameMatches is false
	// when none was.
	HostnameChecked, HostnameMatches bool

	// Issuer is the authority above the leaf: that of Path, else one that was
	// served; nil when neither is known.
	Issuer *x509.Certificate
	// Staple is what the stapled OCSP response says; nil without one.
	Staple *Revocation
	// Revocation is what the authority said when asked; nil when it was not.
	Revocation *Revocation

	// Findings never tell of expired or due: those follow from the dates.
	Findings []deadline.Finding
}
