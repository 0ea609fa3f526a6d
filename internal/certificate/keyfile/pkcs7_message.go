package keyfile

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// signedContent is the message inside of a SignedData (RFC 5652 5.2); nil for one
// that only carries certificates, or whose message lies elsewhere.
func signedContent(info cryptobyte.String) []byte {
	var kind, wrapped, content cryptobyte.String
	if !info.ReadASN1(&kind, asn1.OBJECT_IDENTIFIER) || !info.ReadASN1(&wrapped, contextTag0) {
		return nil
	}
	var tag asn1.Tag
	if !wrapped.ReadAnyASN1(&content, &tag) {
		return nil
	}
	return content
}

// signsSomething tells whether there is a signer behind the certificates, as a
// mere bag of certificates has none (RFC 5652 5.2.2).
func signsSomething(rest cryptobyte.String) bool {
	var signers cryptobyte.String
	return rest.SkipOptionalASN1(contextTag0) && rest.SkipOptionalASN1(contextTag1) && rest.ReadASN1(&signers, asn1.SET) && !signers.Empty()
}

// signedMessage reads what was signed. The certificates beside a message are its
// signer's: whether the message still holds good is another question than when
// they end, so they are not taken for what the file is about.
func (p *parser) signedMessage(prefix string, message []byte) {
	profile, found, wrong := readProfile(message)
	switch {
	case found && wrong == nil && !p.enclosed:
		p.bundle.Format = "mobileprovision"
		p.bundle.Profile = &profile.Profile
		for _, der := range profile.certificates {
			p.add(profilePlace(p.index+1), "", der)
		}
	case found && wrong != nil:
		p.problem(prefix+"profile", wrong)
	default:
		p.problem(prefix+kindMessage, &fault{
			reason: certificate.ReasonNoCertificate, summary: "Signed message",
			clause: "it holds a signed message, and what certificates are in it are those of its signer",
			help:   "Give the certificates themselves, for example as exported with openssl crl2pkcs7 -nocrl -certfile. " + accepted,
		})
	}
}
