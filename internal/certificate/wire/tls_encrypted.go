package wire

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"io"

	"golang.org/x/crypto/cryptobyte"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// Handshake messages and extensions of TLS 1.3 (RFC 8446 section 4).
const (
	messageEncryptedExtensions = 8
	messageCertificateRequest  = 13

	extensionSupportedVersions = 43
	extensionKeyShare          = 51
)

const groupP256 = 0x0017

// Signature algorithms that decide the kind of leaf in TLS 1.3.
var encryptedSignatures = map[keyFamily][]uint16{
	anyKey:   {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b},
	ecdsaKey: {0x0403, 0x0503, 0x0603, 0x0807, 0x0808},
	rsaKey:   {0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b},
}

// encryptedHello gives a record with a client hello for TLS 1.3 alone.
func encryptedHello(sni string, keys keyFamily, public []byte) []byte {
	random := make([]byte, 64)
	_, _ = rand.Read(random) // crypto/rand never fails
	b := cryptobyte.NewBuilder(make([]byte, 0, 512))
	b.AddUint8(recordHandshake)
	b.AddUint16(0x0301)
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(messageClientHello)
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(0x0303)
			b.AddBytes(random[:32])
			// A session to resume is named for the sake of middleboxes.
			b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(random[32:]) })
			addList(b, []uint16{suiteAES128, suiteAES256})
			b.AddBytes([]byte{1, 0})
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
				addServerName(b, sni)
				addExtension(b, extensionStatusRequest, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0, 0, 0, 0}) })
				addExtension(b, 10, func(b *cryptobyte.Builder) { addList(b, []uint16{groupP256}) })
				addExtension(b, 13, func(b *cryptobyte.Builder) { addList(b, encryptedSignatures[keys]) })
				addExtension(b, 50, func(b *cryptobyte.Builder) { addList(b, helloSignatures) }) // for the rest of the chain
				addExtension(b, extensionSupportedVersions, func(b *cryptobyte.Builder) { b.AddBytes([]byte{2, 3, 4}) })
				addExtension(b, extensionKeyShare, func(b *cryptobyte.Builder) {
					b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
						b.AddUint16(groupP256)
						b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(public) })
					})
				})
			})
		})
	})
	return b.BytesOrPanic()
}

// encrypted reads the certificate from a TLS 1.3 handshake of our own, which
// stops there: crypto/tls cannot ask for one kind of leaf in TLS 1.3, and
// refuses some certificates.
func (s *session) encrypted(ctx context.Context, sni string, keys keyFamily) (certificate.Served, error) {
	w, err := s.connect(ctx)
	if err != nil {
		return certificate.Served{}, err
	}
	defer func() { _ = w.Close() }()
	chain := chainReader{certs: s.reader.certs}
	status, err := talkEncrypted(w, sni, keys, chain.add)
	if err == nil {
		err = chain.err()
	}
	if err != nil {
		return certificate.Served{}, s.handshakeError(ctx, w, err)
	}
	return s.readOnly(w, sni, 0x0304, chain, status), nil
}

// talkEncrypted sends a hello and reads up to the certificate. Its errors are
// those of readClearAnswer.
func talkEncrypted(conn io.ReadWriter, sni string, keys keyFamily, keep func(der []byte)) (status []byte, err error) {
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	hello := encryptedHello(sni, keys, private.PublicKey().Bytes())
	if _, err := conn.Write(hello); err != nil {
		return nil, err
	}
	r := newHandshakeReader(conn)
	defer r.release()
	kind, body, err := r.next()
	if err != nil {
		return nil, err
	}
	if kind != messageServerHello {
		return nil, malformedError("something else than a server hello first")
	}
	suite, share, ok := parseEncryptedHello(body)
	if !ok {
		return nil, malformedError("a server hello that is not one of TLS 1.3")
	}
	if len(r.message) > r.used {
		return nil, malformedError("more behind its server hello that should be encrypted")
	}
	public, err := ecdh.P256().NewPublicKey(share)
	if err != nil {
		return nil, malformedError("a key share that is no key")
	}
	shared, err := private.ECDH(public)
	if err != nil {
		return nil, malformedError("a key share that is no key")
	}
	header := []byte{messageServerHello, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}
	if r.open, err = opener(suite, shared, hello[5:], header, body); err != nil {
		return nil, err
	}
	for range maxUseless {
		kind, body, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case kind == messageCertificate:
			return parseEncryptedCertificate(body, keep)
		case kind != messageEncryptedExtensions && kind != messageCertificateRequest:
			return nil, errNoCertificate
		}
	}
	return nil, errNoCertificate
}

// parseEncryptedHello reads cipher suite and key share; not ok if the server
// chose anything that was not offered, or asks for another hello.
func parseEncryptedHello(body []byte) (suite uint16, share []byte, ok bool) {
	input := cryptobyte.String(body)
	var session, extensions cryptobyte.String
	if !input.Skip(2+32) || !input.ReadUint8LengthPrefixed(&session) || !input.ReadUint16(&suite) || !input.Skip(1) ||
		!input.ReadUint16LengthPrefixed(&extensions) {
		return 0, nil, false
	}
	version := uint16(0)
	for !extensions.Empty() {
		var number, group uint16
		var content, key cryptobyte.String
		if !extensions.ReadUint16(&number) || !extensions.ReadUint16LengthPrefixed(&content) {
			return 0, nil, false
		}
		switch number {
		case extensionSupportedVersions:
			if !content.ReadUint16(&version) {
				return 0, nil, false
			}
		case extensionKeyShare:
			if !content.ReadUint16(&group) || group != groupP256 || !content.ReadUint16LengthPrefixed(&key) {
				return 0, nil, false
			}
			share = key
		}
	}
	return suite, share, version == 0x0304 && share != nil
}

// parseEncryptedCertificate reads a Certificate message of TLS 1.3 (RFC 8446
// section 4.4.2), in which the OCSP response stands beside the leaf.
func parseEncryptedCertificate(body []byte, keep func(der []byte)) (status []byte, err error) {
	input := cryptobyte.String(body)
	var request, list cryptobyte.String
	if !input.ReadUint8LengthPrefixed(&request) || !input.ReadUint24LengthPrefixed(&list) {
		return nil, malformedError("a list of certificates that cannot be decoded")
	}
	if list.Empty() {
		return nil, errNoCertificate
	}
	for first := true; !list.Empty(); first = false {
		var der, extensions cryptobyte.String
		if !list.ReadUint24LengthPrefixed(&der) || !list.ReadUint16LengthPrefixed(&extensions) {
			return nil, malformedError("a list of certificates that cannot be decoded")
		}
		keep(der)
		for first && !extensions.Empty() {
			var number uint16
			var content cryptobyte.String
			if !extensions.ReadUint16(&number) || !extensions.ReadUint16LengthPrefixed(&content) {
				return nil, malformedError("a list of certificates that cannot be decoded")
			}
			if number == extensionStatusRequest {
				status = parseStatus(content)
			}
		}
	}
	return status, nil
}
