package judge

import (
	"container/heap"
	"slices"
	"time"
)

// Bounds on what one judgement may cost, whatever a server sends. 100 signature
// checks is also what crypto/x509 allows itself.
const (
	maxSignatureChecks = 100
	maxSteps           = 4096
)

// path runs from the leaf to a trusted anchor, both included.
type path []*node

// weakest is the certificate that ends first, the one nearest to the leaf if
// several end together.
func (p path) weakest() *node {
	weakest := p[0]
	for _, n := range p[1:] {
		if n.end().Before(weakest.end()) {
			weakest = n
		}
	}
	return weakest
}

// search is the paths of one leaf: what was served beside it, what is trusted,
// and what has been found out so far.
type search struct {
	leaf       *node
	served     []*node // without the leaf, without duplicates, in served order
	anchors    *Anchors
	signatures *signatureCache
	anyUsage   bool

	checked []checkedEdge
	steps   int
	// exhausted says that a bound was reached: what was not found may exist.
	exhausted bool
}

type checkedEdge struct {
	edge
	verdict signature
}

// step is a partial path, linked from its top down to the leaf.
type step struct {
	node   *node
	below  *step
	anchor bool
	end    time.Time // the earliest end on the path so far
	depth  int       // authorities below this one that count against its path length
	order  int       // of creation; makes the search deterministic
	flaw   *flaw     // the lowest flaw on the path, nil on a good one
}

func (s *step) path() path {
	var p path
	for ; s != nil; s = s.below {
		p = append(p, s.node)
	}
	slices.Reverse(p)
	return p
}

func (s *step) contains(n *node) bool {
	for ; s != nil; s = s.below {
		if s.node.sameEntity(n) {
			return true
		}
	}
	return false
}

// mode says which paths are looked for.
type mode struct {
	// validAt restricts the path to certificates valid then; zero: whenever.
	validAt time.Time
	// flawed admits links that nobody would trust, to learn why there is no path.
	flawed bool
	// avoid leaves anchors out; nil for none.
	avoid func(anchor *node) bool
}

// best finds, among the paths to an anchor, one whose earliest end is latest.
// When a bound is reached, it is the best of those found until then, or nil.
//
// It extends the partial path with the latest end first, so the first one that
// arrives is the best. A certificate reached again, later and no shorter, is
// not followed again: whatever can stand above it could have stood above the
// first. That keeps the work polynomial where cross-signs make the number of
// paths exponential.
func (s *search) best(m mode) *step {
	s.steps = 0
	start := &step{node: s.leaf, end: s.leaf.end()}
	if _, ok := s.anchors.byID[s.leaf.id]; ok {
		start.anchor = true
	}
	queue := stepQueue{start}
	var reached []*step
	for len(queue) > 0 {
		top, _ := heap.Pop(&queue).(*step)
		if top.anchor {
			return top
		}
		if slices.ContainsFunc(reached, func(other *step) bool { return other.node == top.node && other.depth <= top.depth }) {
			continue
		}
		reached = append(reached, top)
		s.extend(top, m, func(next *step) { heap.Push(&queue, next) })
	}
	return nil
}

// extend gives every certificate that may stand above top on a path. Issuers
// whose key identifier matches come first, since the budget is limited.
func (s *search) extend(top *step, m mode, push func(*step)) {
	anchors := s.anchors.bySubject[string(top.node.cert.RawIssuer)]
	for _, matching := range [2]bool{true, false} {
		for _, issuer := range anchors {
			if top.node.keyMatches(issuer) == matching {
				s.climb(top, issuer, true, m, push)
			}
		}
		for _, issuer := range s.served {
			if top.node.named(issuer) && top.node.keyMatches(issuer) == matching && s.anchors.byID[issuer.id] == nil {
				s.climb(top, issuer, false, m, push)
			}
		}
	}
}

func (s *search) climb(top *step, issuer *node, anchor bool, m mode, push func(*step)) {
	if anchor && m.avoid != nil && m.avoid(issuer) {
		return
	}
	if s.exhausted || top.contains(issuer) || !m.validAt.IsZero() && !issuer.validAt(m.validAt) {
		return
	}
	if s.steps++; s.steps > maxSteps {
		s.exhausted = true
		return
	}
	verdict, checked := s.signature(top.node, issuer)
	if !checked || verdict == signatureBad {
		return
	}
	next := &step{node: issuer, below: top, anchor: anchor, end: top.end, order: s.steps, flaw: top.flaw}
	next.depth = top.depth
	if top.below != nil && !top.node.selfIssued() { // RFC 5280 6.1.4 (l)
		next.depth++
	}
	if end := issuer.end(); end.Before(next.end) {
		next.end = end
	}
	if next.flaw == nil {
		next.flaw = s.flawOf(next, verdict)
	}
	if next.flaw == nil || m.flawed {
		push(next)
	}
}

// signature is the verdict on child's signature under issuer's key; false when
// the budget is used up. Each pair is counted once, remembered from an earlier
// judgement or not, so that a verdict never depends on what came before.
func (s *search) signature(child, issuer *node) (signature, bool) {
	e := edge{child.id, issuer.key}
	for _, known := range s.checked {
		if known.edge == e {
			return known.verdict, true
		}
	}
	if len(s.checked) >= maxSignatureChecks {
		s.exhausted = true
		return signatureBad, false
	}
	verdict := s.signatures.check(child, issuer)
	s.checked = append(s.checked, checkedEdge{e, verdict})
	return verdict, true
}

// stepQueue is a heap: latest end first, then the shorter path, then the older.
type stepQueue []*step

func (q stepQueue) Len() int { return len(q) }
func (q stepQueue) Less(i, j int) bool {
	if c := q[i].end.Compare(q[j].end); c != 0 {
		return c > 0
	}
	if q[i].depth != q[j].depth {
		return q[i].depth < q[j].depth
	}
	return q[i].order < q[j].order
}
func (q stepQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *stepQueue) Push(x any)   { s, _ := x.(*step); *q = append(*q, s) }
func (q *stepQueue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}
