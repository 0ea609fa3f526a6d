package software

import "strings"

// scan reads the products of one text: a header's value or a greeting.
type scan struct {
	words  words
	answer *answer
	// source names the text in the evidence: "Server", "banner".
	source string
	// role is every product's role; empty takes the rule's own.
	role Role
	// unknown collects the first token with a version that no rule knows.
	unknown string
	// matched counts the names that a rule knew.
	matched int
}

// isFiller knows the words that may stand between a product's name and its version.
func isFiller(word string) bool {
	switch lowerWord(word) {
	case "version", "ver", "v", "release", "server", "service", "edition", "enterprise", "-",
		"imap", "imap4", "imap4rev1", "imapd", "pop3", "smtp", "esmtp", "lmtp", "ftp", "nntp", "mail", "mta", "murder":
		return true
	}
	return false
}

// read scans the words and reports what was left unread.
func (s *scan) read(ix index) {
	for i := 0; i < s.words.n; {
		switch s.words.list[i].kind {
		case commentStart:
			if m := commentMark(s.words.at(i)); m.distro != "" {
				s.mark(m)
				i = s.words.after(i)
				continue
			}
			i++
		case commentEnd:
			i++
		default:
			i = s.word(ix, i)
		}
	}
}

// word reads the name at word i and gives the word that follows it.
func (s *scan) word(ix index, i int) int {
	r, glued, next := ix.match(&s.words, i)
	if r == nil {
		return s.other(i)
	}
	s.matched++
	if r.distro != "" {
		s.mark(mark{distro: r.distro})
		return next
	}
	v, end := s.version(r, glued, next)
	if r.product == nginx {
		if release := plusRelease(&s.words, end); release != "" {
			r, v, end = &nginxPlus, written{version: release}, s.words.after(end)
		}
	}
	piece := s.piece(i, end)
	if r.notice != "" {
		s.answer.note(r.notice, r.say, evidence(s.source, piece))
	}
	if r.product == "" {
		return end
	}
	s.add(r, v, piece)
	return end
}

func (s *scan) add(r *rule, v written, piece string) {
	role := s.role
	if role == "" {
		if role = r.role; role == "" {
			role = RoleServer
		}
	}
	s.answer.add(Recognised{
		Product: r.product, Version: v.version, Distro: v.distro, DistroRelease: v.release,
		Package: v.pkg, ThirdParty: v.thirdParty, Role: role, Evidence: evidence(s.source, piece),
	})
	if v.windows != "" {
		s.answer.add(Recognised{Product: windowsServer, Version: v.windows, Role: RoleSystem, Evidence: evidence(s.source, piece)})
	}
}

// other looks at a word that no rule knows: an Apache module by its name, else a
// token whose version will be reported as unread.
func (s *scan) other(i int) int {
	if s.words.list[i].depth > 0 {
		return i + 1
	}
	name, glued := nameAndVersion(s.words.at(i))
	if glued == "" || !looksLikeVersion(glued, single) {
		return i + 1
	}
	if module := moduleName(name); module != "" {
		s.matched++
		v := upstreamFirst.read(glued)
		if !s.isServersOwn(v.version) {
			s.add(&rule{product: module, role: RoleComponent}, v, s.piece(i, i+1))
		}
		return i + 1
	}
	if s.unknown == "" {
		s.unknown = s.words.at(i)
	}
	return i + 1
}

// moduleName is the slug of an Apache module that has a version of its own.
func moduleName(name string) string {
	if !hasPrefixFold(name, "mod_") || len(name) > maxName {
		return ""
	}
	name, _, _ = strings.Cut(name, "-")
	return strings.ToLower(name[:versionEnd(name, "_")])
}

// isServersOwn says that a module shows Apache's own version, as mod_ssl does
// since 2.0: it is part of the server then.
func (s *scan) isServersOwn(version string) bool {
	for i := range s.answer.found {
		if r := &s.answer.found[i]; r.Product == apacheHTTPServer && r.Version == version {
			return true
		}
	}
	return false
}

// version finds the version of the name that ends before word next.
func (s *scan) version(r *rule, glued string, next int) (written, int) {
	w := &s.words
	switch r.version {
	case sendmailForm:
		return sendmailVersion(w, next)
	case aheadForm:
		return versionAhead(w, next)
	case windowsForm:
		return windowsVersion(w, next)
	case plusForm:
		return plusVersion(w, glued, next)
	case sapForm:
		return sapVersion(w, next)
	}
	if glued != "" {
		v := r.version.read(glued)
		if v.version != "" || r.version == notItsOwn {
			return v, next
		}
	}
	if s.role == RoleProxy {
		// In Via the next number is the next proxy's protocol version.
		return written{}, next
	}
	for i, skipped := next, 0; i < w.n && skipped < 6; skipped++ {
		switch {
		case w.isComment(i):
			inner := i + 1
			if w.isWord(inner) && isFiller(w.at(inner)) {
				inner++
			}
			if w.isWord(inner) && looksLikeVersion(w.at(inner), r.version) {
				return r.version.read(w.at(inner)), w.closed(inner + 1)
			}
			if commentMark(w.at(i)).distro != "" {
				return written{}, next
			}
			i = w.after(i)
		case w.isWord(i) && looksLikeVersion(w.at(i), r.version):
			return r.version.read(w.at(i)), i + 1
		case w.isWord(i) && isFiller(w.at(i)):
			i++
		default:
			return written{}, next
		}
	}
	return written{}, next
}

// lowerWord is a word as isFiller compares it: short, lower case, without
// the punctuation behind it.
func lowerWord(text string) string {
	text = trimEnd(text, ":.,")
	if len(text) > 12 {
		return ""
	}
	for i := range len(text) {
		if text[i] >= 'A' && text[i] <= 'Z' {
			return strings.ToLower(text)
		}
	}
	return text
}

// versionAhead takes the first version among the next words.
func versionAhead(w *words, next int) (written, int) {
	for i := next; i < min(next+10, w.n); i++ {
		if w.isWord(i) && looksLikeVersion(w.at(i), upstreamFirst) {
			return upstreamFirst.read(w.at(i)), i + 1
		}
	}
	return written{}, next
}

// mark notes the distributor that built the server.
func (s *scan) mark(m mark) {
	if s.role == "" && s.answer.distro.distro == "" {
		s.answer.distro = m
	}
}

// piece is the text from word i up to word end.
func (s *scan) piece(i, end int) string {
	to := len(s.words.text)
	if end <= s.words.n && end > i {
		last := &s.words.list[end-1]
		to = int(last.end)
	}
	from := int(s.words.list[i].start)
	if to < from {
		to = from
	}
	return s.words.text[from:to]
}
