// Package credential reads when credentials end: tokens, SSH certificates, OpenPGP
// keys and what kubectl signs in with, found out by content.
//
// What is read is a secret. Out of this room go dates, the kind, the claims sub,
// iss and aud, and fingerprints of public parts; nothing else, and no part of the
// input in any error. Signatures of tokens are not checked, since the keys are with
// others: whoever can write the file can write its end. Those of SSH certificates
// and OpenPGP keys are, against the key that stands in them.
package credential

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Kind says what a credential is.
type Kind string

// The kinds.
const (
	KindJWT               Kind = "jwt"
	KindSSHUser           Kind = "ssh_user_certificate"
	KindSSHHost           Kind = "ssh_host_certificate"
	KindSSHKey            Kind = "ssh_authorized_key"
	KindOpenPGP           Kind = "openpgp_key"
	KindClientCertificate Kind = "client_certificate" // of a kubeconfig's user
	KindAuthority         Kind = "certificate_authority"
	KindJWK               Kind = "jwk"
	KindOAuth             Kind = "oauth_token"
	KindAWS               Kind = "aws_credentials"
	KindGCP               Kind = "gcp_service_account_key"
	KindProgram           Kind = "program" // what kubectl runs to sign in
	KindPassword          Kind = "password"
	KindOpaque            Kind = "opaque" // nobody but its issuer can read it
)

// Credential is one credential with its end. Its end is unknown exactly where
// Unread says why.
type Credential struct {
	Kind Kind
	// Name is its place in a file of several: "user/admin", "line 2", "access_token",
	// a fingerprint; "" where it is alone.
	Name string
	// Subject, Issuer and Audience are what it says of itself, shortened and in
	// printable characters; issuers that are addresses come without user and query.
	Subject, Issuer string
	Audience        []string
	// KeyID is the fingerprint of the public key, "" where there is none.
	KeyID string
	// IssuedAt and NotBefore (UTC) are zero where it says none.
	IssuedAt, NotBefore time.Time
	End                 deadline.End
	// Lifetime is from its issue, or else its beginning, to its end; 0 if unknown.
	Lifetime time.Duration
	// RenewAfter (UTC) is from when its issuer wants it renewed, zero if it does not say.
	RenewAfter time.Time
	// Cause is a clause for the reason; "" where there is nothing to add.
	Cause    string
	Findings []deadline.Finding
	Unread   *source.Failure
	// Parts are the keys of an OpenPGP key, the primary first.
	Parts []Part
	// Contexts are those of a kubeconfig that use it.
	Contexts []string
}

// Bundle is what one file or text holds.
type Bundle struct {
	// Format is "jwt", "ssh", "openpgp", "kubeconfig", "json" or "opaque".
	Format string
	// Credentials are never empty where a Bundle comes without a failure.
	Credentials []Credential
	// Current is the context that a kubeconfig has chosen, "" for none.
	Current string
	// Parallel says that the credentials are different things of which one must be
	// chosen (keys of a keyring); others are used together.
	Parallel bool
}

// Options say how credentials are read. The zero value reads, but cannot tell what
// begins in the future.
type Options struct {
	// Now is the instant of the judgement: for what is not valid yet, and for the
	// signatures that count.
	Now time.Time
	// Location is the zone of the servers that read authorized_keys; nil is UTC.
	Location *time.Location
	// ObtainedAt is when an OAuth answer was got, to which its expires_in is
	// relative; zero if nobody knows.
	ObtainedAt time.Time
	// Purpose is what an OpenPGP key is needed for; "" is all that it ever could.
	Purpose Purpose
	// Fingerprint chooses among several OpenPGP keys, by its last 16 digits or more.
	Fingerprint string
	// Context chooses among those of a kubeconfig; "" is its current-context.
	Context string
	// MaxBytes is the largest file read, DefaultMaxBytes if not positive.
	MaxBytes int64
	// Timeout bounds reading one of many files; none if not positive.
	Timeout time.Duration

	beside func(path string) ([]byte, *source.Failure) // files that a kubeconfig names
}

// DefaultMaxBytes bounds a file: keyrings of distributions have some hundred
// kilobytes.
const DefaultMaxBytes = 8 << 20

func (o Options) maxBytes() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return DefaultMaxBytes
}

func (o Options) location() *time.Location {
	if o.Location != nil {
		return o.Location
	}
	return time.UTC
}

// unread makes a credential whose end cannot be told.
func unread(kind Kind, name string, reason source.Reason, clause string) Credential {
	return Credential{Kind: kind, Name: name, Unread: source.Fail(reason, clause)}
}

func (c *Credential) find(rule deadline.Rule, message string) {
	c.Findings = append(c.Findings, deadline.NewFinding(rule, message))
}

// never says that the credential carries no end.
func (c *Credential) never(message string) {
	c.End = deadline.OpenEnded
	c.find(deadline.RuleNeverExpires, message)
}

// because adds a clause to the cause.
func (c *Credential) because(clause string) {
	if c.Cause != "" {
		clause = c.Cause + "; " + clause
	}
	c.Cause = clause
}

// begins notes when it begins and, with now, that it has not.
func (c *Credential) begins(at, now time.Time) {
	c.NotBefore = at.UTC()
	if !now.IsZero() && now.Before(at) {
		c.find(deadline.RuleNotYetValid, "it is not valid before "+deadline.FormatInstant(at))
	}
}

// lives works out the lifetime once end and beginning are known.
func (c *Credential) lives() {
	from := c.IssuedAt
	if from.IsZero() {
		from = c.NotBefore
	}
	if c.End.State == deadline.EndKnown && !from.IsZero() && from.Before(c.End.At) {
		c.Lifetime = c.End.At.Sub(from)
	}
}
