package judge

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cryptobyte_asn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// removeFromCRL (RFC 5280 5.3.1) takes a certificate out of a list again.
const removeFromCRL = 8

// readCRL judges a revocation list (RFC 5280 5) that was got from address.
func readCRL(der []byte, address string, leaf, issuer *x509.Certificate, now time.Time) Revocation {
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		return unavailable("crl", "what was got as the CRL cannot be read as one")
	}
	answer := Revocation{Status: RevocationUnavailable, Source: "crl", ThisUpdate: list.ThisUpdate.UTC()}
	if !list.NextUpdate.IsZero() {
		answer.NextUpdate = list.NextUpdate.UTC()
	}
	if !bytes.Equal(list.RawIssuer, issuer.RawSubject) || list.CheckSignatureFrom(issuer) != nil {
		answer.Message = "the CRL was not signed by the certificate's issuer"
		return answer
	}
	for _, entry := range list.RevokedCertificateEntries {
		if entry.ReasonCode != removeFromCRL && entry.SerialNumber.Cmp(leaf.SerialNumber) == 0 {
			answer.Status, answer.RevokedAt = RevocationRevoked, entry.RevocationTime.UTC()
			return answer
		}
	}
	// Not to be listed means something only in a current list that covers the leaf.
	switch {
	case !answer.NextUpdate.IsZero() && now.After(answer.NextUpdate):
		answer.Message = "the CRL is out of date since " + certificate.Instant(answer.NextUpdate)
	case !coversLeaf(list, address):
		answer.Message = "the CRL is not the one for this certificate"
	default:
		answer.Status = RevocationGood
	}
	return answer
}

var oidIssuingDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}

// coversLeaf tells whether a list speaks for server certificates that name
// address. Authorities split their lists, and whoever sits on the line could
// hand out another part (RFC 5280 6.3.3 b).
func coversLeaf(list *x509.RevocationList, address string) bool {
	for _, extension := range list.Extensions {
		switch {
		case extension.Id.Equal(oidIssuingDistributionPoint):
			if !pointCovers(extension.Value, address) {
				return false
			}
		case extension.Critical:
			return false // a delta list, or something not understood
		}
	}
	return true
}

// pointCovers reads an issuing distribution point (RFC 5280 5.2.5).
func pointCovers(value []byte, address string) bool {
	const (
		distributionPoint     = 0
		onlyContainsUserCerts = 1
		uniformResource       = 6
	)
	context := func(number uint8) cryptobyte_asn1.Tag { return cryptobyte_asn1.Tag(number).ContextSpecific() }
	input, point := cryptobyte.String(value), cryptobyte.String(nil)
	if !input.ReadASN1(&point, cryptobyte_asn1.SEQUENCE) || !input.Empty() {
		return false
	}
	var names, full cryptobyte.String
	var named bool
	if !point.ReadOptionalASN1(&names, &named, context(distributionPoint).Constructed()) {
		return false
	}
	if named {
		if !names.ReadASN1(&full, context(0).Constructed()) {
			return false // relative to the issuer's name: nobody uses it
		}
		var addresses []string
		for !full.Empty() {
			var name cryptobyte.String
			var tag cryptobyte_asn1.Tag
			if !full.ReadAnyASN1(&name, &tag) {
				return false
			}
			if tag == context(uniformResource) {
				addresses = append(addresses, string(name))
			}
		}
		if !slices.Contains(addresses, address) {
			return false
		}
	}
	// For authorities only, some reasons only, indirect, attributes only: all that
	// follows narrows the list to something else.
	return point.SkipOptionalASN1(context(onlyContainsUserCerts)) && point.Empty()
}
