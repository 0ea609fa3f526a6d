// Package judge tells what a careful client would make of a certificate: paths,
// trust, names, revocation and when the authority suggests to renew.
package judge

import (
	"crypto/sha256"
	"crypto/x509"
	"slices"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// Judge tells what a careful client would make of a certificate. It is safe for
// concurrent use and remembers signatures it has checked, so that an authority
// shared by thousands of endpoints is proved once.
type Judge struct {
	anchors    *Anchors
	signatures signatureCache
	programs   Programs

	mu     sync.RWMutex
	issuer map[fingerprint]*node
}

// Question is what a chain is judged for.
type Question struct {
	// Now is the instant at which the certificate is to be accepted.
	Now time.Time
	// ServerName is a DNS name (U-label or A-label, with or without a trailing
	// dot) or an IP address; "" when no name is asked for.
	ServerName string
	// AnyUsage accepts certificates that are not for servers, for files whose
	// purpose is not known.
	AnyUsage bool
	// ClientAuth says that the certificate is also presented to servers, to prove
	// who the client is: it must be for that too.
	ClientAuth bool
	// Program is the root program that decides ("Mozilla"); "" is the trust store
	// alone, and what programs announce is told in findings.
	Program string
}

// New makes a judge that trusts anchors.
func New(anchors *Anchors) *Judge { return NewWith(anchors, KnownPrograms) }

// NewWith makes a judge that knows of other announcements than those built in.
func NewWith(anchors *Anchors, programs Programs) *Judge {
	return &Judge{anchors: anchors, programs: programs}
}

// Judge judges one served chain. It does no input or output, except that on
// macOS and Windows the operating system's verifier is asked for roots.
func (j *Judge) Judge(served certificate.Served, q Question) Verdict {
	c := j.newCase(served, q)
	// A certificate out of time is called that first, as crypto/x509 does; then
	// comes who vouches for it, then what for.
	c.judgeTime()
	c.judgeForm()
	c.judgePath()
	c.judgePrograms(j.programs)
	c.judgeStaple(served.StapledOCSP, served.Protocol)
	c.judgeUsage()
	c.judgeName()
	c.conclude()
	c.findFacts()
	return c.verdict
}

// newCase sorts out what was served: the leaf, and the others once each.
func (j *Judge) newCase(served certificate.Served, q Question) *judgement {
	leaf := newNode(served.Chain[0])
	c := &judgement{
		question: q,
		search:   search{leaf: leaf, anchors: j.anchors, signatures: &j.signatures, anyUsage: q.AnyUsage},
		verdict:  Verdict{Address: served.Address, FromServer: served.Protocol != "", Leaf: leaf.cert, Chain: served.Chain},
	}
	for _, cert := range served.Chain[1:] {
		if n := j.node(cert); n.id != leaf.id && !slices.Contains(c.served, n) {
			c.served = append(c.served, n)
		}
	}
	if j.anchors.ask != nil {
		c.askSystem(served.Chain[1:])
	}
	return c
}

const issuerCacheSize = 1 << 12

// node keeps one node per authority: the same few are served everywhere.
func (j *Judge) node(cert *x509.Certificate) *node {
	id := fingerprint(sha256.Sum256(cert.Raw))
	j.mu.RLock()
	known := j.issuer[id]
	j.mu.RUnlock()
	if known != nil {
		return known
	}
	fresh := newIssuer(cert, id)
	j.mu.Lock()
	defer j.mu.Unlock()
	if other := j.issuer[id]; other != nil {
		return other
	}
	if j.issuer == nil || len(j.issuer) >= issuerCacheSize {
		j.issuer = make(map[fingerprint]*node)
	}
	j.issuer[id] = fresh
	return fresh
}
