package judge

import (
	"crypto/sha256"
	"crypto/x509"
	"maps"
	"slices"
	"time"
)

// Anchors is a trust store: the certificates that a client trusts without
// further proof. It never changes once made and is safe for concurrent use.
type Anchors struct {
	byID      map[fingerprint]*node
	bySubject map[string][]*node
	// ask finds the anchors of one chain where the operating system keeps its
	// store to itself (macOS, Windows); nil elsewhere.
	ask platformRoots
}

// platformRoots returns the roots on which the operating system's own verifier
// builds leaf's paths at an instant; none when it accepts no path.
type platformRoots func(leaf *x509.Certificate, others []*x509.Certificate, at time.Time) []*x509.Certificate

// NewAnchors makes a trust store of the given certificates alone. They count as
// private: the limits for public authorities are not applied below them.
func NewAnchors(certs []*x509.Certificate) *Anchors {
	return (&Anchors{}).With(certs...)
}

// With returns a store with certificates added to those of a.
func (a *Anchors) With(certs ...*x509.Certificate) *Anchors { return a.with(certs, false) }

func (a *Anchors) with(certs []*x509.Certificate, public bool) *Anchors {
	extended := &Anchors{byID: maps.Clone(a.byID), bySubject: maps.Clone(a.bySubject), ask: a.ask}
	if extended.byID == nil {
		extended.byID = make(map[fingerprint]*node, len(certs))
		extended.bySubject = make(map[string][]*node, len(certs))
	}
	for _, cert := range certs {
		id := fingerprint(sha256.Sum256(cert.Raw))
		if _, known := extended.byID[id]; known {
			continue
		}
		n := newIssuer(cert, id)
		n.public = public
		extended.byID[id] = n
		subject := string(cert.RawSubject)
		// Clipped, because the slice may be shared with the store it came from.
		extended.bySubject[subject] = append(slices.Clip(extended.bySubject[subject]), n)
	}
	return extended
}

// Len is the number of certificates that can be enumerated. On macOS and
// Windows those of the operating system are not among them.
func (a *Anchors) Len() int { return len(a.byID) }

func (a *Anchors) empty() bool { return len(a.byID) == 0 && a.ask == nil }
