package session

import (
	"context"
	"crypto/x509"
	"fmt"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// Judges keeps one certificate judge for each set of trusted authorities, so
// that all data sources share what has been proved.
type Judges struct {
	// more are the provider's own authorities, trusted by every data source.
	more []*x509.Certificate

	mu    sync.Mutex
	known map[TrustInput]*judge.Judge
}

// TrustInput is which authorities to trust.
type TrustInput struct {
	CAFile string
	CAPEM  string
	// Mozilla takes the roots of Mozilla in place of the system's.
	Mozilla bool
	// WithoutSystem leaves the system's authorities out.
	WithoutSystem bool
}

// TrustFault is an authority that cannot be used, with the argument that named
// it.
type TrustFault struct {
	Argument string
	Err      error
}

func (f *TrustFault) Error() string { return f.Err.Error() }

func (f *TrustFault) Unwrap() error { return f.Err }

// NewJudges makes judges that trust more authorities than their own.
func NewJudges(more []*x509.Certificate) *Judges {
	return &Judges{more: more, known: map[TrustInput]*judge.Judge{}}
}

// Get makes or finds the judge for in. Its error is a *trustFault.
func (j *Judges) Get(ctx context.Context, in TrustInput) (*judge.Judge, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if found, ok := j.known[in]; ok {
		return found, nil
	}
	anchors, err := j.anchors(ctx, in)
	if err != nil {
		return nil, err
	}
	found := judge.New(anchors)
	j.known[in] = found
	return found, nil
}

func (j *Judges) anchors(ctx context.Context, in TrustInput) (*judge.Anchors, error) {
	anchors := judge.NewAnchors(nil)
	switch {
	case in.WithoutSystem:
	case in.Mozilla:
		anchors = judge.MozillaAnchors()
	default:
		system, err := judge.SystemAnchors()
		if err != nil {
			return nil, &TrustFault{"system_roots", fmt.Errorf("the authorities that the system trusts cannot be read: %w", err)}
		}
		anchors = system
	}
	anchors = anchors.With(j.more...)
	if in.CAFile != "" {
		bundle, err := keyfile.ReadFile(ctx, in.CAFile, keyfile.Options{})
		if err != nil {
			return nil, &TrustFault{"ca_file", err}
		}
		anchors = anchors.With(CertificatesOf(bundle)...)
	}
	if in.CAPEM != "" {
		bundle, err := keyfile.Parse([]byte(in.CAPEM), keyfile.Options{})
		if err != nil {
			return nil, &TrustFault{"ca_pem", err}
		}
		anchors = anchors.With(CertificatesOf(bundle)...)
	}
	return anchors, nil
}

// CertificatesOf are all certificates of a bundle.
func CertificatesOf(bundle keyfile.Bundle) []*x509.Certificate {
	certs := make([]*x509.Certificate, len(bundle.Entries))
	for i, entry := range bundle.Entries {
		certs[i] = entry.Certificate
	}
	return certs
}
