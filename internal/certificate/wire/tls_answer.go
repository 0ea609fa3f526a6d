package wire

import (
	"bytes"
	"context"
	"errors"
	"io"

	"golang.org/x/crypto/cryptobyte"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// Handshake messages (RFC 5246 section 7.4, RFC 6066 section 8).
const (
	messageHelloRequest      = 0
	messageClientHello       = 1
	messageServerHello       = 2
	messageCertificate       = 11
	messageCertificateStatus = 22
)

const extensionStatusRequest = 5

var errNoCertificate = errors.New("a handshake without a certificate")

// clear reads the certificate from a TLS 1.2 handshake of our own, which stops
// there. It reads servers with which crypto/tls has nothing in common, and
// proves nothing about the key.
func (s *session) clear(ctx context.Context, sni string, keys keyFamily) (certificate.Served, error) {
	w, err := s.connect(ctx)
	if err != nil {
		return certificate.Served{}, err
	}
	defer func() { _ = w.Close() }()
	if _, err := w.Write(clientHello(sni, keys)); err != nil {
		return certificate.Served{}, s.handshakeError(ctx, w, err)
	}
	chain := chainReader{certs: s.reader.certs}
	version, status, err := readClearAnswer(w, chain.add)
	if err == nil {
		err = chain.err()
	}
	if err != nil {
		return certificate.Served{}, s.handshakeError(ctx, w, err)
	}
	return s.readOnly(w, sni, version, chain, status), nil
}

// readClearAnswer reads a server's answer to clientHello up to its certificate
// and the OCSP response behind it. keep is given every certificate's bytes,
// which are only valid during the call. Errors are those of handshakeReader.next,
// or errNoCertificate.
func readClearAnswer(in io.Reader, keep func(der []byte)) (version uint16, status []byte, err error) {
	r := newHandshakeReader(in)
	defer r.release()
	kind, body, err := nextMessage(r)
	if err != nil {
		return 0, nil, err
	}
	if kind != messageServerHello {
		return 0, nil, malformedError("something else than a server hello first")
	}
	version, stapled, ok := parseServerHello(body)
	if !ok {
		return 0, nil, malformedError("a server hello that cannot be decoded")
	}
	kind, body, err = nextMessage(r)
	switch {
	case err != nil:
		return version, nil, err
	case kind != messageCertificate:
		return version, nil, errNoCertificate
	}
	if err := eachCertificate(body, keep); err != nil {
		return version, nil, err
	}
	if stapled {
		// The certificate is there: what goes wrong from here on does not matter.
		if kind, body, err := nextMessage(r); err == nil && kind == messageCertificateStatus {
			status = parseStatus(body)
		}
	}
	return version, status, nil
}

// nextMessage passes over requests to start again, which mean nothing in the
// middle of a handshake (RFC 5246 section 7.4.1.1).
func nextMessage(r *handshakeReader) (kind byte, body []byte, err error) {
	for range maxUseless {
		if kind, body, err = r.next(); err != nil || kind != messageHelloRequest {
			return kind, body, err
		}
	}
	return 0, nil, malformedError("one request to start again after the other")
}

// parseServerHello reads the version and whether an OCSP response will follow.
// Servers before TLS 1.0 send no extensions.
func parseServerHello(body []byte) (version uint16, stapled, ok bool) {
	input := cryptobyte.String(body)
	var session, extensions cryptobyte.String
	if !input.ReadUint16(&version) || !input.Skip(32) || !input.ReadUint8LengthPrefixed(&session) || !input.Skip(3) {
		return 0, false, false
	}
	if version < 0x0300 || version > 0x0303 {
		return 0, false, false
	}
	if input.Empty() {
		return version, false, true
	}
	if !input.ReadUint16LengthPrefixed(&extensions) {
		return 0, false, false
	}
	for !extensions.Empty() {
		var number uint16
		var content cryptobyte.String
		if !extensions.ReadUint16(&number) || !extensions.ReadUint16LengthPrefixed(&content) {
			return 0, false, false
		}
		stapled = stapled || number == extensionStatusRequest
	}
	return version, stapled, true
}

func eachCertificate(body []byte, keep func(der []byte)) error {
	input := cryptobyte.String(body)
	var list cryptobyte.String
	if !input.ReadUint24LengthPrefixed(&list) {
		return malformedError("a list of certificates that cannot be decoded")
	}
	if list.Empty() {
		return errNoCertificate
	}
	for !list.Empty() {
		var der cryptobyte.String
		if !list.ReadUint24LengthPrefixed(&der) {
			return malformedError("a list of certificates that cannot be decoded")
		}
		keep(der)
	}
	return nil
}

// parseStatus gives a copy of the OCSP response; nil if there is none.
func parseStatus(body []byte) []byte {
	input := cryptobyte.String(body)
	var kind uint8
	var response cryptobyte.String
	if !input.ReadUint8(&kind) || kind != 1 || !input.ReadUint24LengthPrefixed(&response) || response.Empty() {
		return nil
	}
	return bytes.Clone(response)
}
