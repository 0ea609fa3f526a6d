package certificate

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
)

// nistGroups are asked for first: the key share is then one of P-256, which
// costs crypto/tls half of what X25519 does and which every server of TLS 1.3
// must know (RFC 8446 section 9.1). classicalGroups are for those that do not.
// Neither has a hybrid share, with which the client hello has 1.4 kB and does
// not arrive behind some middleboxes.
var (
	nistGroups      = []tls.CurveID{tls.CurveP256, tls.CurveP384, tls.CurveP521}
	classicalGroups = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
)

// everySuite is every cipher suite that crypto/tls knows, the broken ones last.
var everySuite = suiteIDs(anyKey)

func suiteIDs(keys keyFamily) []uint16 {
	var ids []uint16
	for _, suite := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		if keys == anyKey || slices.Contains(suitesFor(keys), suite.ID) {
			ids = append(ids, suite.ID)
		}
	}
	return ids
}

// full makes a whole handshake. Nothing is verified but the server's proof that
// it holds the leaf's key: judging is apart from reading. With a key family the
// handshake is TLS 1.2, where the cipher suites decide the kind of leaf.
func (s *session) full(ctx context.Context, sni string, keys keyFamily) (Served, error) {
	served, err := s.fullWith(ctx, sni, keys, nistGroups)
	if err == nil || readErrorOf(err).Reason != ReasonAlert || refusesName(err) {
		return served, err
	}
	if served, retryErr := s.fullWith(ctx, sni, keys, classicalGroups); retryErr == nil {
		return served, nil
	}
	return Served{}, err
}

func (s *session) fullWith(ctx context.Context, sni string, keys keyFamily, groups []tls.CurveID) (Served, error) {
	w, err := s.connect(ctx)
	if err != nil {
		return Served{}, err
	}
	var seen tls.ConnectionState
	var demanded bool
	config := &tls.Config{
		ServerName: sni,
		// Reading is apart from judging, and an untrusted certificate is read too.
		InsecureSkipVerify: true, //nolint:gosec // see above
		MinVersion:         tls.VersionTLS10,
		CipherSuites:       everySuite,
		CurvePreferences:   groups,
		VerifyConnection:   func(state tls.ConnectionState) error { seen = state; return nil },
		GetClientCertificate: func(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			demanded = true
			return s.clientCertificate(request), nil
		},
	}
	if keys != anyKey {
		config.MaxVersion, config.CipherSuites = tls.VersionTLS12, suiteIDs(keys)
	}
	conn := tls.Client(w, config)
	err = conn.HandshakeContext(ctx)
	w.release()
	if err == nil {
		// Says goodbye with close_notify, as servers log what just hangs up.
		_ = conn.Close()
	} else {
		_ = w.Close()
	}
	if len(seen.PeerCertificates) == 0 {
		return Served{}, s.handshakeError(ctx, w, orNoCertificate(err))
	}
	served := Served{
		Address:     w.at,
		Chain:       seen.PeerCertificates,
		Protocol:    tls.VersionName(seen.Version),
		StapledOCSP: seen.OCSPResponse,
		WithoutSNI:  sni == "" && s.plan.sni != "",
	}
	switch {
	case err == nil:
		served.HandshakeCompleted = true
	case demanded && len(s.plan.ClientCertificates) == 0:
		served.Incomplete = "the server demands a client certificate"
	case demanded:
		served.Incomplete = "the server did not accept the client certificate: " + s.handshakeError(ctx, w, err).Message
	default:
		served.Incomplete = s.handshakeError(ctx, w, err).Message
	}
	return served, nil
}

func orNoCertificate(err error) error {
	if err == nil {
		return errNoCertificate
	}
	return err
}

// clientCertificate is the one that the server says it accepts, else the first:
// the lists that servers send are often incomplete. Without any it is empty,
// which TLS allows.
func (s *session) clientCertificate(request *tls.CertificateRequestInfo) *tls.Certificate {
	for i := range s.plan.ClientCertificates {
		if request.SupportsCertificate(&s.plan.ClientCertificates[i]) == nil {
			return &s.plan.ClientCertificates[i]
		}
	}
	if len(s.plan.ClientCertificates) > 0 {
		return &s.plan.ClientCertificates[0]
	}
	return new(tls.Certificate)
}

// clear reads the certificate from a TLS 1.2 handshake of our own, which stops
// there. It reads servers with which crypto/tls has nothing in common, and
// proves nothing about the key.
func (s *session) clear(ctx context.Context, sni string, keys keyFamily) (Served, error) {
	w, err := s.connect(ctx)
	if err != nil {
		return Served{}, err
	}
	defer func() { _ = w.Close() }()
	if _, err := w.Write(clientHello(sni, keys)); err != nil {
		return Served{}, s.handshakeError(ctx, w, err)
	}
	var chain []*x509.Certificate
	var unread error
	count := 0
	version, status, err := readClearAnswer(w, func(der []byte) {
		count++
		cert, err := s.reader.certs.parse(der)
		if err == nil {
			chain = append(chain, cert)
		} else if unread == nil {
			unread = err
		}
	})
	if err != nil {
		return Served{}, s.handshakeError(ctx, w, err)
	}
	if unread != nil {
		return Served{}, s.handshakeError(ctx, w, errors.New("a certificate of the chain cannot be decoded"))
	}
	return Served{
		Address:     w.at,
		Chain:       chain,
		Protocol:    protocolName(version),
		StapledOCSP: status,
		WithoutSNI:  sni == "" && s.plan.sni != "",
		Incomplete:  "the handshake was ended after the certificate, as asked",
	}, nil
}

func protocolName(version uint16) string {
	if version == 0x0300 {
		return "SSL 3.0"
	}
	return tls.VersionName(version)
}
