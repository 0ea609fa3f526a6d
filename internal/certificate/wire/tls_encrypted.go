package wire

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// Handshake messages and extensions of TLS 1.3 (RFC 8446 section 4).
const (
	messageEncryptedExtensions = 8
	messageCertificateRequest  = 13

	extensionSupportedVersions = 43
	extensionKeyShare          = 51
	extensionCookie            = 44
)

// Signature algorithms that decide the kind of leaf in TLS 1.3; those of brainpool
// (RFC 8734), SM2 (RFC 8998) and ML-DSA come last.
var encryptedSignatures = map[keyFamily][]uint16{
	anyKey:   {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x081a, 0x081b, 0x081c, 0x0708, 0x0904, 0x0905, 0x0906},
	ecdsaKey: {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c},
	rsaKey:   {0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b},
}

// encryptedHello is a client hello for TLS 1.3 alone.
type encryptedHello struct {
	sni    string
	keys   keyFamily
	groups []uint16
	random [64]byte
	// group and share are of the one key share that is sent.
	group uint16
	share []byte
	// cookie is what a server wants to hear again.
	cookie []byte
	// again says that it answers a request for another hello.
	again bool
}

// record gives the hello as a record.
func (h *encryptedHello) record() []byte {
	b := cryptobyte.NewBuilder(make([]byte, 0, 512))
	b.AddUint8(recordHandshake)
	if h.again {
		b.AddUint16(0x0303)
	} else {
		b.AddUint16(0x0301) // of a first hello alone (RFC 8446 section 5.1)
	}
	b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
		b.AddUint8(messageClientHello)
		b.AddUint24LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(0x0303)
			b.AddBytes(h.random[:32])
			// A session to resume is named for the sake of middleboxes.
			b.AddUint8LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(h.random[32:]) })
			addList(b, []uint16{suiteAES128, suiteAES256, suiteChaCha20})
			b.AddBytes([]byte{1, 0})
			b.AddUint16LengthPrefixed(h.addExtensions)
		})
	})
	return b.BytesOrPanic()
}

func (h *encryptedHello) addExtensions(b *cryptobyte.Builder) {
	addServerName(b, h.sni)
	addExtension(b, extensionStatusRequest, func(b *cryptobyte.Builder) { b.AddBytes([]byte{1, 0, 0, 0, 0}) })
	addExtension(b, 10, func(b *cryptobyte.Builder) { addList(b, h.groups) })
	addExtension(b, 13, func(b *cryptobyte.Builder) { addList(b, encryptedSignatures[h.keys]) })
	addExtension(b, 50, func(b *cryptobyte.Builder) { addList(b, helloSignatures) }) // for the rest of the chain
	addExtension(b, extensionSupportedVersions, func(b *cryptobyte.Builder) { b.AddBytes([]byte{2, 3, 4}) })
	if h.cookie != nil {
		addExtension(b, extensionCookie, func(b *cryptobyte.Builder) {
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(h.cookie) })
		})
	}
	addExtension(b, extensionKeyShare, func(b *cryptobyte.Builder) {
		b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) {
			b.AddUint16(h.group)
			b.AddUint16LengthPrefixed(func(b *cryptobyte.Builder) { b.AddBytes(h.share) })
		})
	})
}

// encrypted reads the certificate from a TLS 1.3 handshake of our own, which
// stops there: crypto/tls cannot ask for one kind of leaf in TLS 1.3, and
// refuses some certificates.
func (s *session) encrypted(ctx context.Context, sni string, keys keyFamily) (certificate.Served, error) {
	served, err := s.encryptedWith(ctx, sni, keys, commonGroup)
	if err == nil || keys != anyKey || !refusesAll(err) {
		return served, err
	}
	if served, retryErr := s.encryptedWith(ctx, sni, keys, everyGroup); retryErr == nil {
		return served, nil
	}
	return certificate.Served{}, err
}

func (s *session) encryptedWith(ctx context.Context, sni string, keys keyFamily, groups []uint16) (certificate.Served, error) {
	w, err := s.connect(ctx)
	if err != nil {
		return certificate.Served{}, err
	}
	defer func() { _ = w.Close() }()
	chain := chainReader{certs: s.reader.certs}
	status, group, err := talkEncrypted(w, sni, keys, groups, chain.add)
	if err == nil {
		err = chain.err()
	}
	if err != nil {
		return certificate.Served{}, s.handshakeError(ctx, w, err)
	}
	if group >= groupMLKEM768 {
		s.mutex.Lock()
		s.hybrid = true
		s.mutex.Unlock()
	}
	return s.readOnly(w, sni, 0x0304, chain, status), nil
}

// refusesAll says that a server finds nothing in a hello that it could use.
func refusesAll(err error) bool {
	return hasAlert(err, alertHandshakeFailure) || hasAlert(err, alertInsufficientSecurity)
}

// talkEncrypted sends a hello and reads up to the certificate; the group is that of
// the key exchange. Its errors are those of readClearAnswer.
func talkEncrypted(conn io.ReadWriter, sni string, keys keyFamily, groups []uint16, keep func(der []byte)) (status []byte, group uint16, err error) {
	hello := &encryptedHello{sni: sni, keys: keys, groups: groups, group: groups[0]}
	_, _ = rand.Read(hello.random[:]) // crypto/rand never fails
	r := newHandshakeReader(conn)
	defer r.release()
	if err := helloAndKeys(conn, r, hello); err != nil {
		return nil, 0, err
	}
	for range maxUseless {
		kind, body, err := r.next()
		switch {
		case err != nil:
			return nil, 0, err
		case kind == messageCertificate:
			status, err := parseEncryptedCertificate(body, keep)
			return status, hello.group, err
		case kind != messageEncryptedExtensions && kind != messageCertificateRequest:
			return nil, 0, errNoCertificate
		}
	}
	return nil, 0, errNoCertificate
}

// helloAndKeys exchanges hellos, a second time where the server asks for another
// group, and lets r decrypt from there on.
func helloAndKeys(conn io.Writer, r *handshakeReader, hello *encryptedHello) error {
	var before [][]byte // the messages of a first round
	for retried := false; ; retried = true {
		half, err := newExchange(hello.group)
		if err != nil {
			return err
		}
		hello.share = half.public
		sent := hello.record()
		if _, err := conn.Write(sent); err != nil {
			return err
		}
		kind, body, err := r.next()
		if err != nil {
			return err
		}
		if kind != messageServerHello {
			return malformedError("something else than a server hello first")
		}
		answer, ok := parseEncryptedHello(body)
		if !ok {
			return malformedError("a server hello that is not one of TLS 1.3")
		}
		message := append([]byte{messageServerHello, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
		if answer.retry {
			if retried || answer.group == hello.group && answer.cookie == nil || !slices.Contains(hello.groups, answer.group) {
				return malformedError("a request for another hello that cannot be answered")
			}
			digest, err := transcriptHash(answer.suite, sent[5:])
			if err != nil {
				return err
			}
			// RFC 8446 section 4.4.1: the first hello counts by its hash.
			before = [][]byte{append([]byte{254, 0, 0, byte(len(digest))}, digest...), message}
			hello.group, hello.cookie, hello.again = answer.group, answer.cookie, true
			// Some servers send what middleboxes want to see right behind it.
			r.skipChangeCipher = true
			continue
		}
		if len(r.message) > r.used {
			return malformedError("more behind its server hello that should be encrypted")
		}
		if answer.group != hello.group {
			return malformedError("a key share of a group that was not asked for")
		}
		shared, err := half.agree(answer.share)
		if err != nil {
			return err
		}
		r.open, err = opener(answer.suite, shared, append(before, sent[5:], message)...)
		return err
	}
}

// encryptedAnswer is a server hello of TLS 1.3.
type encryptedAnswer struct {
	suite, group uint16
	share        []byte
	// retry: the server asks for another hello, with the group and the cookie.
	retry  bool
	cookie []byte
}

// retryRandom stands in place of the server's random bytes where it asks for
// another hello (RFC 8446 section 4.1.3).
var retryRandom = sha256.Sum256([]byte("HelloRetryRequest"))

// parseEncryptedHello reads cipher suite and key share; not ok if it is no answer
// of TLS 1.3.
func parseEncryptedHello(body []byte) (answer encryptedAnswer, ok bool) {
	input := cryptobyte.String(body)
	var random []byte
	var session, extensions cryptobyte.String
	if !input.Skip(2) || !input.ReadBytes(&random, 32) || !input.ReadUint8LengthPrefixed(&session) || !input.ReadUint16(&answer.suite) || !input.Skip(1) ||
		!input.ReadUint16LengthPrefixed(&extensions) {
		return answer, false
	}
	answer.retry = bytes.Equal(random, retryRandom[:])
	version := uint16(0)
	for !extensions.Empty() {
		var number uint16
		var content, value cryptobyte.String
		if !extensions.ReadUint16(&number) || !extensions.ReadUint16LengthPrefixed(&content) {
			return answer, false
		}
		switch number {
		case extensionSupportedVersions:
			if !content.ReadUint16(&version) {
				return answer, false
			}
		case extensionCookie:
			if !content.ReadUint16LengthPrefixed(&value) {
				return answer, false
			}
			answer.cookie = bytes.Clone(value)
		case extensionKeyShare:
			if !content.ReadUint16(&answer.group) || !answer.retry && !content.ReadUint16LengthPrefixed(&value) {
				return answer, false
			}
			answer.share = value
		}
	}
	if answer.retry && answer.group == 0 {
		answer.group = groupP256 // only the cookie is wanted
	}
	return answer, version == 0x0304 && (answer.retry || answer.share != nil)
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
