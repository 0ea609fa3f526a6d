package judge

import (
	"crypto/x509"
	"time"
)

// ReadAnchors reads a system's trust store from given places.
var ReadAnchors = readAnchors

// CertFiles and CertDirs are where a system keeps its trust store.
var (
	CertFiles = certFiles
	CertDirs  = certDirs
)

// PlatformAnchors is a store whose roots only an operating system knows.
func PlatformAnchors(ask func(leaf *x509.Certificate, others []*x509.Certificate, at time.Time) []*x509.Certificate) *Anchors {
	return &Anchors{ask: ask}
}

// VerifyOnPlatform is the question to the operating system.
var VerifyOnPlatform = verifyOnPlatform
