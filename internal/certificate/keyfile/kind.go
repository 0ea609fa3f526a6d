package keyfile

import (
	"slices"
	"strings"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// What a file may hold in place of a certificate, in words for errors.
const (
	kindCertificate  = "certificate"
	kindRequest      = "certificate request (CSR)"
	kindPrivateKey   = "private key"
	kindEncryptedKey = "encrypted private key"
	kindPublicKey    = "public key"
	kindCRL          = "certificate revocation list (CRL)"
	kindOCSP         = "OCSP response"
	kindPKCS7        = "PKCS#7 structure"
	kindPKCS12       = "PKCS#12 file"
	kindSSHKey       = "SSH key"
	kindPGP          = "OpenPGP block"
	kindParameters   = "set of key parameters"
	kindOther        = "PEM block of another kind"
	kindBag          = "entry that is neither key nor certificate"
	kindAttribute    = "attribute certificate"
	kindMessage      = "signed message"
)

// reasonOf says why something of a kind is not judged here.
func reasonOf(kind string) string {
	switch kind {
	case kindRequest:
		return "a request has no end date; the certificate issued for it has"
	case kindPrivateKey, kindEncryptedKey, kindPublicKey, kindSSHKey, kindParameters:
		return "it has no end date of its own"
	case kindPGP:
		return "its end is not read here"
	}
	return "its end is not read here"
}

// endsItself says whether something of a kind may have an end of its own.
func endsItself(kind string) bool {
	switch kind {
	case kindRequest, kindPrivateKey, kindEncryptedKey, kindPublicKey, kindSSHKey, kindParameters, kindCRL:
		return false
	}
	return true
}

// pemKind says what the label of a PEM block stands for. The label itself is
// not repeated: it comes from outside.
func pemKind(label string) string {
	switch {
	case label == "OPENSSH PRIVATE KEY", label == "SSH2 PUBLIC KEY", strings.HasPrefix(label, "SSH2 "):
		return kindSSHKey
	case strings.HasPrefix(label, "PGP "):
		return kindPGP
	case label == "ENCRYPTED PRIVATE KEY":
		return kindEncryptedKey
	case strings.HasSuffix(label, "PRIVATE KEY"):
		return kindPrivateKey
	case strings.HasSuffix(label, "PUBLIC KEY"):
		return kindPublicKey
	case strings.HasSuffix(label, "CERTIFICATE REQUEST"):
		return kindRequest
	case strings.HasSuffix(label, "CRL"):
		return kindCRL
	case strings.HasSuffix(label, "PARAMETERS"):
		return kindParameters
	}
	return kindOther
}

// withoutCertificate is the fault of a file that was understood and holds only
// other things.
func withoutCertificate(kinds []string) *fault {
	has := func(kind string) bool { return slices.Contains(kinds, kind) }
	switch {
	case has(kindSSHKey):
		return noCertificate("Not a certificate", "it holds an SSH key", "SSH keys have no end date of their own. "+accepted)
	case has(kindRequest):
		return noCertificate("Request, not a certificate", "it holds a certificate request (CSR), not the certificate",
			"A request has no end date: give the certificate that the authority issued for it. "+accepted)
	case has(kindPrivateKey), has(kindEncryptedKey):
		alone := noCertificate("Private key alone", "it holds a private key and no certificate",
			"Give the file with the certificate that belongs to the key; the key itself is never needed. "+accepted)
		alone.endless = !slices.ContainsFunc(kinds, func(kind string) bool { return endsItself(kind) || kind == kindRequest || kind == kindCRL })
		return alone
	case has(kindPublicKey):
		return noCertificate("Public key alone", "it holds a public key and no certificate", accepted)
	case len(kinds) > 0:
		article := "a "
		if kinds[0] == kindOCSP || kinds[0] == kindPGP {
			article = "an "
		}
		return noCertificate("Not a certificate", "it holds "+article+kinds[0]+" and no certificate", accepted)
	}
	return noCertificate("No certificate found", "it holds no certificate", accepted)
}

var oidContentTypes = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07} // 1.2.840.113549.1.7

// derKind says what an ASN.1 SEQUENCE is, by its shape alone: keys are told
// without being parsed. "" if it is none of the known shapes.
func derKind(element []byte) string {
	input := cryptobyte.String(element)
	var outer cryptobyte.String
	if !input.ReadASN1(&outer, asn1.SEQUENCE) {
		return ""
	}
	first, firstTag := nextElement(&outer)
	second, secondTag := nextElement(&outer)
	_, thirdTag := nextElement(&outer)
	switch firstTag {
	case asn1.OBJECT_IDENTIFIER:
		if len(first) > len(oidContentTypes) && string(first[:len(oidContentTypes)]) == string(oidContentTypes) {
			return kindPKCS7
		}
	case asn1.ENUM:
		return kindOCSP
	case asn1.INTEGER:
		return versionedKind(first, second, secondTag, thirdTag)
	case asn1.SEQUENCE:
		switch {
		case secondTag == asn1.BIT_STRING && thirdTag == 0:
			return kindPublicKey
		case secondTag == asn1.OCTET_STRING && thirdTag == 0:
			return kindEncryptedKey
		case secondTag == asn1.SEQUENCE && thirdTag == asn1.BIT_STRING:
			return signedKind(first)
		}
	}
	return ""
}

// versionedKind tells structures apart that start with a number: PKCS#12
// (RFC 7292, version 3), PKCS#8, PKCS#1 and SEC 1 keys.
func versionedKind(version, second cryptobyte.String, secondTag, thirdTag asn1.Tag) string {
	switch secondTag {
	case asn1.SEQUENCE:
		if len(version) == 1 && version[0] == 3 && derKind(sequence(second)) == kindPKCS7 {
			return kindPKCS12
		}
		if thirdTag == asn1.OCTET_STRING {
			return kindPrivateKey
		}
	case asn1.OCTET_STRING:
		return kindPrivateKey
	case asn1.INTEGER:
		if thirdTag == 0 {
			return kindPublicKey
		}
		return kindPrivateKey
	}
	return ""
}

// signedKind tells apart what is signed: certificate, CRL or request
// (RFC 5280 §4.1 and §5.1, RFC 2986 §4).
func signedKind(signed cryptobyte.String) string {
	var tags [4]asn1.Tag
	var bodies [4]cryptobyte.String
	for i := range tags {
		bodies[i], tags[i] = nextElement(&signed)
	}
	isTime := func(i int) bool { return tags[i] == asn1.UTCTime || tags[i] == asn1.GeneralizedTime }
	switch {
	case tags[0] == asn1.Tag(0).ContextSpecific().Constructed():
		return kindCertificate
	case tags[0] == asn1.SEQUENCE && isTime(2), isTime(3):
		return kindCRL
	case tags[0] == asn1.INTEGER && tags[3] == asn1.SEQUENCE:
		return kindCertificate // version 1 has no version field
	case tags[0] == asn1.INTEGER && tags[1] == asn1.SEQUENCE && tags[2] == asn1.SEQUENCE:
		return kindRequest
	}
	return ""
}

// nextElement takes the contents of the next element; tag 0 if there is none.
func nextElement(s *cryptobyte.String) (cryptobyte.String, asn1.Tag) {
	var contents cryptobyte.String
	var tag asn1.Tag
	if !s.ReadAnyASN1(&contents, &tag) {
		return nil, 0
	}
	return contents, tag
}

// sequence puts contents back into a SEQUENCE.
func sequence(contents []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddBytes(contents) })
	return b.BytesOrPanic()
}
