package certtest

import (
	"crypto/sha256"
	"encoding/asn1"
)

// SignedMessage packs a content with the signer's certificate as SignedData (RFC
// 5652 5.1), as provisioning profiles and signed mails are packed. The signature
// itself is left out: nothing of ours looks at it.
func SignedMessage(content []byte, signer Pair) []byte {
	data := asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	wrap := func(tag int, der []byte) asn1.RawValue {
		return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: der}
	}
	marshal := func(value any) []byte {
		der, err := asn1.Marshal(value)
		must(err)
		return der
	}
	type contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}
	sum := sha256.Sum256(content)
	signed := struct {
		Version      int
		Digests      []asn1.RawValue `asn1:"set"`
		Content      contentInfo
		Certificates asn1.RawValue
		Signers      []asn1.RawValue `asn1:"set"`
	}{
		Version: 1, Content: contentInfo{data, wrap(0, marshal(content))}, Certificates: wrap(0, signer.Certificate.Raw),
		Signers: []asn1.RawValue{{FullBytes: marshal(struct {
			Version int
			Digest  []byte
		}{1, sum[:]})}},
	}
	return marshal(contentInfo{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, wrap(0, marshal(signed))})
}
