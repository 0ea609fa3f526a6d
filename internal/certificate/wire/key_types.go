package wire

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"errors"
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// read reads the leaf that the server prefers, and the leaf of another kind
// where one is asked for.
func (s *session) read(ctx context.Context) ([]certificate.Served, []Failure, error) {
	first, err := s.preferred(ctx)
	if err != nil {
		return nil, nil, err
	}
	leaves := []certificate.Served{first}
	if types := s.plan.KeyTypes; len(types) == 1 && familyOf(first) != keyFamily(types[0]) {
		leaves = nil
	}
	var failures []Failure
	for _, keyType := range s.plan.KeyTypes {
		if familyOf(first) == keyFamily(keyType) {
			continue
		}
		other, err := s.other(ctx, first, keyFamily(keyType))
		switch {
		case err == nil:
			leaves = append(leaves, other)
		case !errors.Is(err, errAbsent):
			failures = append(failures, Failure{Address: s.at(), KeyType: keyType, ReadError: readErrorOf(err)})
		case leaves == nil:
			return nil, nil, &certificate.ReadError{Reason: certificate.ReasonNoCertificate, Message: fmt.Sprintf("%s has no certificate with a key of the type %s", s.who(), keyType)}
		}
	}
	if len(leaves) == 0 {
		return nil, nil, failures[0].ReadError
	}
	return leaves, failures, nil
}

// oneLeaf are the protocols whose servers can hold one certificate only. Those of
// MySQL also take every handshake that stops half-way for an attack.
func oneLeaf(protocol string) bool {
	return protocol == "mysql" || protocol == "postgres" || protocol == "tds" || protocol == "rdp"
}

// errAbsent says that a server has no leaf of the kind asked for.
var errAbsent = errors.New("no such leaf")

// other reads the leaf of the other kind. Whether there is one, a hello of our
// own finds out for little; only if there is, a handshake proves it.
func (s *session) other(ctx context.Context, first certificate.Served, keys keyFamily) (certificate.Served, error) {
	if oneLeaf(s.plan.StartTLS) {
		return certificate.Served{}, errAbsent
	}
	sni := s.plan.sni
	if first.WithoutSNI {
		sni = ""
	}
	found, err := s.readPart(ctx, sni, keys)
	switch {
	case err != nil && saysNo(err):
		return certificate.Served{}, errAbsent
	case err != nil:
		return certificate.Served{}, err
	case found.Chain[0].Equal(first.Chain[0]):
		return certificate.Served{}, errAbsent
	case s.plan.CertificateOnly:
		return found, nil
	}
	if found.Protocol == tls.VersionName(tls.VersionTLS13) {
		found.Incomplete = "only the certificate can be read, since the server has no TLS older than 1.3"
		return found, nil
	}
	proved, err := s.full(ctx, sni, keys)
	if err == nil && proved.Chain[0].Equal(found.Chain[0]) {
		return proved, nil
	}
	if err != nil {
		found.Incomplete = "only the certificate can be read: " + readErrorOf(err).Message
	}
	return found, nil
}

// familyOf is the kind of a leaf's key.
func familyOf(served certificate.Served) keyFamily {
	switch served.Chain[0].PublicKey.(type) {
	case *rsa.PublicKey:
		return rsaKey
	case *ecdsa.PublicKey, ed25519.PublicKey:
		return ecdsaKey
	default:
		return anyKey
	}
}
