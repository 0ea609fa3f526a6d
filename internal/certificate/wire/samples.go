package wire

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// MaxSamples is how often one address may be read.
const MaxSamples = 20

// readSamples reads an address as often as is asked for: behind a load balancer one
// address serves several certificates in turn. Each chain is given once. What a
// repeated read did not give is a failure, since a server with a certificate of its
// own may be behind it; it is not tried again, for another server would answer.
func (s *session) readSamples(ctx context.Context) ([]certificate.Served, []Failure, error) {
	leaves, failures, err := s.read(ctx)
	if err != nil || s.plan.Samples < 2 {
		return leaves, failures, err
	}
	without := leaves[0].WithoutSNI
	// One kind of connection after the other: where servers take turns, a read of
	// two connections would meet the same server each time.
	failed := 0
	var last error
	for range s.plan.Samples - 1 {
		served, err := s.preferred(ctx)
		switch {
		case err != nil:
			failed, last = failed+1, err
		case s.wants(served):
			leaves = withChain(leaves, served)
		}
	}
	if failed > 0 {
		failures = append(failures, Failure{Address: s.at(), ReadError: sampleError(last, failed, s.plan.Samples)})
	}
	if oneLeaf(s.plan.StartTLS) {
		return leaves, failures, nil
	}
	sni := s.plan.sni
	if without {
		sni = ""
	}
	for _, keyType := range s.plan.KeyTypes {
		failed, last = 0, nil
		for range s.plan.Samples {
			served, err := s.readPart(ctx, sni, keyFamily(keyType))
			switch {
			case err == nil:
				if s.wants(served) {
					served.Incomplete = "only the certificate was read, in one of several reads"
					leaves = withChain(leaves, served)
				}
			case !saysNo(err): // who has no such leaf says no
				failed, last = failed+1, err
			}
		}
		if failed > 0 {
			failures = append(failures, Failure{Address: s.at(), KeyType: keyType, ReadError: sampleError(last, failed, s.plan.Samples)})
		}
	}
	return leaves, failures, nil
}

// wants says that a leaf is of a kind that is asked for.
func (s *session) wants(served certificate.Served) bool {
	types := s.plan.KeyTypes
	return len(types) != 1 || familyOf(served) == keyFamily(types[0])
}

// withChain adds a chain that is not there yet.
func withChain(known []certificate.Served, served certificate.Served) []certificate.Served {
	for _, other := range known {
		if slices.EqualFunc(other.Chain, served.Chain, (*x509.Certificate).Equal) {
			return known
		}
	}
	return append(known, served)
}

func sampleError(err error, failed, samples int) *certificate.ReadError {
	found := *readErrorOf(err)
	found.Message = fmt.Sprintf("%d of %d reads failed, the last since: %s", failed, samples, found.Message)
	return &found
}
