package keyfile

import (
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	contextTag0 = asn1.Tag(0).ContextSpecific().Constructed()
	contextTag1 = asn1.Tag(1).ContextSpecific().Constructed()
)

// oidSignedData is id-signedData, 1.2.840.113549.1.7.2.
const oidSignedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"

// pkcs7 reads the certificates of a SignedData (RFC 5652 §5.1; §5.2.2 for files
// that only carry certificates). Signatures are not looked at.
func (p *parser) pkcs7(data []byte, prefix string) {
	place := func(n int) string { return prefix + "certificate " + strconv.Itoa(n) }
	plain, err := toDER(data)
	if err != nil {
		plain = data // damaged somewhere: what stands before the damage is read
	}
	input := cryptobyte.String(plain)
	var info, kind, wrapped, signed cryptobyte.String
	if !input.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1(&kind, asn1.OBJECT_IDENTIFIER) {
		p.problem(prefix+"PKCS#7", malformed("the PKCS#7 structure is damaged"))
		return
	}
	if string(kind) != oidSignedData {
		p.problem(prefix+"PKCS#7", unsupported("the PKCS#7 structure is of a kind that carries no certificates in clear",
			"Export the certificates as SignedData, for example with openssl crl2pkcs7 -nocrl -certfile."))
		return
	}
	var skipped, content cryptobyte.String
	if !info.ReadASN1(&wrapped, contextTag0) || !wrapped.ReadASN1(&signed, asn1.SEQUENCE) ||
		!signed.ReadASN1(&skipped, asn1.INTEGER) || !signed.ReadASN1(&skipped, asn1.SET) || !signed.ReadASN1(&content, asn1.SEQUENCE) {
		p.problem(prefix+"PKCS#7", malformed("the PKCS#7 structure is damaged"))
		return
	}
	if message := signedContent(content); len(message) > 0 || signsSomething(signed) {
		p.signedMessage(prefix, message)
		return
	}
	var certificates cryptobyte.String
	var present bool
	if !signed.ReadOptionalASN1(&certificates, &present, contextTag0) || !present {
		p.skip(prefix+"PKCS#7", kindPKCS7)
		return
	}
	for n := 1; !certificates.Empty(); n++ {
		var element cryptobyte.String
		var tag asn1.Tag
		if !certificates.ReadAnyASN1Element(&element, &tag) {
			p.problem(place(n), malformed("the PKCS#7 structure is damaged"))
			return
		}
		if tag == asn1.SEQUENCE {
			p.add(place(n), "", element)
		} else { // an attribute certificate or another format (RFC 5652 §10.2.2)
			p.skip(place(n), kindAttribute)
		}
	}
}
