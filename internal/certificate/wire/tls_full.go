package wire

import (
	"context"
	"crypto/tls"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/starttls"
)

// nistGroups are asked for first: the key share is then one of P-256, which
// costs crypto/tls half of what X25519 does and which every server of TLS 1.3
// must know (RFC 8446 section 9.1). classicalGroups are for those that do not.
// Neither has a hybrid share, with which the client hello has 1.4 kB and does
// not arrive behind some middleboxes.
var (
	nistGroups      = []tls.CurveID{tls.CurveP256, tls.CurveP384, tls.CurveP521}
	classicalGroups = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
	// hybridGroups are for servers that our own hello has found to want one.
	hybridGroups = []tls.CurveID{tls.X25519MLKEM768, tls.SecP256r1MLKEM768, tls.SecP384r1MLKEM1024}
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
func (s *session) full(ctx context.Context, sni string, keys keyFamily) (certificate.Served, error) {
	served, err := s.fullWith(ctx, sni, keys, nistGroups)
	if err == nil || readErrorOf(err).Reason != certificate.ReasonAlert || refusesName(err) {
		return served, err
	}
	served, retryErr := s.fullWith(ctx, sni, keys, classicalGroups)
	if retryErr == nil {
		return served, nil
	}
	return certificate.Served{}, err
}

func (s *session) fullWith(ctx context.Context, sni string, keys keyFamily, groups []tls.CurveID) (certificate.Served, error) {
	w, err := s.connect(ctx)
	if err != nil {
		return certificate.Served{}, err
	}
	var seen tls.ConnectionState
	var demanded bool
	config := &tls.Config{
		ServerName: sni,
		// Reading is apart from judging, and an untrusted certificate is read too.
		InsecureSkipVerify: true,
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
	if err == nil {
		starttls.Leave(conn, s.plan.StartTLS)
		// Says goodbye with close_notify, as servers log what just hangs up.
		_ = conn.Close()
	}
	_ = w.Close()
	if len(seen.PeerCertificates) == 0 {
		return certificate.Served{}, s.handshakeError(ctx, w, orNoCertificate(err))
	}
	served := certificate.Served{
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
