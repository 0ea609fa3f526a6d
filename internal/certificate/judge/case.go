package judge

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// judgement is the work on one served chain.
type judgement struct {
	search
	question Question
	verdict  Verdict
	path     path    // the one with the latest end, nil if there is none
	chain    []*node // leaf and served issuers that link to it; only where there is no path
	// systemRefuses says that the operating system accepts no path now.
	systemRefuses bool
	problems      []flaw
	broken        string // the chain lacks a link: what cannot be seen then
}

func (c *judgement) object(kind TrustError, format string, a ...any) {
	c.problems = append(c.problems, flaw{kind, fmt.Sprintf(format, a...)})
}

// askSystem adds the roots that the operating system's verifier finds. Where it
// finds none now it is asked for the time when the leaf was valid, since paths
// are built without regard to time.
func (c *judgement) askSystem(others []*x509.Certificate) {
	leaf := c.leaf.cert
	roots := c.anchors.ask(leaf, others, c.question.Now)
	if len(roots) == 0 {
		c.systemRefuses = true
		middle := leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore) / 2)
		roots = c.anchors.ask(leaf, others, middle)
	}
	c.anchors = c.anchors.with(roots, true)
}

// judgePath finds the chain's end and whether there is a path that works now.
func (c *judgement) judgePath() {
	best := c.best(mode{})
	if best == nil {
		c.judgeWithoutPath()
		return
	}
	c.path = best.path()
	c.expires(c.path.weakest())
	if !c.leaf.validAt(c.question.Now) {
		return // said of the leaf
	}
	current := best
	if !c.path.validAt(c.question.Now) {
		if current = c.best(mode{validAt: c.question.Now}); current == nil {
			c.objectToTimes()
			return
		}
	}
	if c.systemRefuses && current.node.public {
		c.object(TrustRefusedBySystem, "the operating system's verifier does not accept %s", certificate.NameOf(c.leaf.cert))
	}
}

func (p path) validAt(now time.Time) bool {
	for _, n := range p {
		if !n.validAt(now) {
			return false
		}
	}
	return true
}

// objectToTimes says which authority is out of time when no path works now.
func (c *judgement) objectToTimes() {
	if c.exhausted {
		c.objectToSize()
		return
	}
	if weakest := c.path.weakest(); !c.question.Now.Before(weakest.end()) {
		c.object(TrustExpired, "the authority %s expired at %s, and no path goes around it", certificate.NameOf(weakest.cert), certificate.Instant(weakest.end()))
		return
	}
	for _, n := range c.path {
		if c.question.Now.Before(n.cert.NotBefore) {
			c.object(TrustNotYetValid, "the authority %s is valid only from %s, and no path goes around it", certificate.NameOf(n.cert), certificate.Instant(n.cert.NotBefore))
			return
		}
	}
}

func (c *judgement) objectToSize() {
	c.object(TrustTooComplex, "no path to a trusted authority was found within %d signature checks; %d certificates came with the leaf",
		maxSignatureChecks, len(c.served))
}

// expires takes the certificate that ends first as the end of the chain.
func (c *judgement) expires(n *node) {
	c.verdict.ExpiringCertificate = n.cert
	if !n.endless() {
		c.verdict.ExpiresAt = n.end().UTC()
	}
}

// judgeTime says what is wrong with the leaf's own time.
func (c *judgement) judgeTime() {
	leaf, now := c.leaf, c.question.Now
	switch {
	case !now.Before(leaf.end()):
		c.object(TrustExpired, "%s expired at %s", certificate.NameOf(leaf.cert), certificate.Instant(leaf.end()))
	case now.Before(leaf.cert.NotBefore):
		c.object(TrustNotYetValid, "%s is valid only from %s", certificate.NameOf(leaf.cert), certificate.Instant(leaf.cert.NotBefore))
	}
}

// judgeForm says what of the leaf could not be read beside its dates.
func (c *judgement) judgeForm() {
	if kind, what := trustOfFlaw(c.leaf.cert); kind != "" {
		c.object(kind, "%s cannot be judged as a whole: %s", certificate.NameOf(c.leaf.cert), what)
	}
}

func trustOfFlaw(cert *x509.Certificate) (TrustError, string) {
	switch kind, what := certificate.Flaw(cert); kind {
	case certificate.FlawAlgorithm:
		return TrustUnsupportedAlgorithm, what
	case certificate.FlawMalformed:
		return TrustMalformed, what
	}
	return "", ""
}

// judgeUsage says what the leaf may not be used for, by its own extensions.
func (c *judgement) judgeUsage() {
	leaf := c.leaf.cert
	if len(leaf.UnhandledCriticalExtensions) > 0 {
		c.object(TrustUnsupportedExtension, "%s has a critical extension that is not understood (%s)",
			certificate.NameOf(leaf), leaf.UnhandledCriticalExtensions[0])
	}
	if !c.anyUsage && !c.leaf.serves() {
		c.object(TrustWrongUsage, "%s is not for servers: its extended key usages lack serverAuth", certificate.NameOf(leaf))
	}
	c.judgeClientUsage()
}

// conclude turns what was found into the verdict.
func (c *judgement) conclude() {
	v := &c.verdict
	for _, n := range c.path {
		v.Path = append(v.Path, n.cert)
	}
	messages := make([]string, len(c.problems))
	for i, problem := range c.problems {
		messages[i] = problem.message
		switch problem.kind {
		case TrustExpired, TrustDistrusted: // the dates tell, or a finding that says more
		case TrustNotYetValid:
			v.Findings = append(v.Findings, deadline.NewFinding(deadline.RuleNotYetValid, problem.message))
		case TrustWrongName:
			v.Findings = append(v.Findings, deadline.NewFinding(deadline.RuleWrongName, problem.message))
		default:
			v.Findings = append(v.Findings, deadline.NewFinding(deadline.RuleUntrusted, problem.message))
		}
	}
	if c.broken != "" {
		v.Findings = append(v.Findings, deadline.NewFinding(deadline.RuleChainBroken, c.broken))
	}
	v.Trusted = len(c.problems) == 0
	if !v.Trusted {
		v.TrustError, v.TrustMessage = c.problems[0].kind, strings.Join(messages, "; ")
	}
}
