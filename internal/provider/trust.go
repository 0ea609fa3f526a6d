package provider

import (
	"context"
	"crypto/x509"
	"fmt"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// judges keeps one certificate judge for each set of trusted authorities, so
// that all data sources share what has been proved.
type judges struct {
	// more are the provider's own authorities, trusted by every data source.
	more []*x509.Certificate

	mu    sync.Mutex
	known map[trustInput]*judge.Judge
}

// trustInput is which authorities to trust.
type trustInput struct {
	CAFile string
	CAPEM  string
	// Mozilla takes the roots of Mozilla in place of the system's.
	Mozilla bool
	// WithoutSystem leaves the system's authorities out.
	WithoutSystem bool
}

// trustFault is an authority that cannot be used, with the argument that named
// it.
type trustFault struct {
	argument string
	err      error
}

func (f *trustFault) Error() string { return f.err.Error() }
func (f *trustFault) Unwrap() error { return f.err }

func newJudges(more []*x509.Certificate) *judges {
	return &judges{more: more, known: map[trustInput]*judge.Judge{}}
}

// get makes or finds the judge for in. Its error is a *trustFault.
func (j *judges) get(ctx context.Context, in trustInput) (*judge.Judge, error) {
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

func (j *judges) anchors(ctx context.Context, in trustInput) (*judge.Anchors, error) {
	anchors := judge.NewAnchors(nil)
	switch {
	case in.WithoutSystem:
	case in.Mozilla:
		anchors = judge.MozillaAnchors()
	default:
		system, err := judge.SystemAnchors()
		if err != nil {
			return nil, &trustFault{"system_roots", fmt.Errorf("the authorities that the system trusts cannot be read: %w", err)}
		}
		anchors = system
	}
	anchors = anchors.With(j.more...)
	if in.CAFile != "" {
		bundle, err := keyfile.ReadFile(ctx, in.CAFile, keyfile.Options{})
		if err != nil {
			return nil, &trustFault{"ca_file", err}
		}
		anchors = anchors.With(certificatesOf(bundle)...)
	}
	if in.CAPEM != "" {
		bundle, err := keyfile.Parse([]byte(in.CAPEM), keyfile.Options{})
		if err != nil {
			return nil, &trustFault{"ca_pem", err}
		}
		anchors = anchors.With(certificatesOf(bundle)...)
	}
	return anchors, nil
}

func certificatesOf(bundle keyfile.Bundle) []*x509.Certificate {
	certs := make([]*x509.Certificate, len(bundle.Entries))
	for i, entry := range bundle.Entries {
		certs[i] = entry.Certificate
	}
	return certs
}
