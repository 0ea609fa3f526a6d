package judge

// linked gives the leaf and every served certificate that stands above it by
// signature, directly or through others; by name where a signature cannot be
// checked. Without a path to an anchor this is all that is known of the chain.
func (s *search) linked() []*node {
	found := []*node{s.leaf}
	in := map[*node]bool{s.leaf: true}
	for i := 0; i < len(found); i++ {
		for _, issuer := range s.served {
			if !in[issuer] && found[i].named(issuer) && s.links(found[i], issuer) {
				in[issuer] = true
				found = append(found, issuer)
			}
		}
	}
	return found
}

// links counts a link whose signature was not checked, for lack of budget or of
// an algorithm: the end that results can only be too early, never too late.
func (s *search) links(child, issuer *node) bool {
	verdict, checked := s.signature(child, issuer)
	return !checked || verdict != signatureBad
}
