package software

import "strings"

// A greeting is read as words and comments, as RFC 9110 section 5.6 has them:
// product = token [ "/" version ], comment = "(" *( ctext / quoted-pair /
// comment ) ")". Servers write more freely (several words in a name, a version
// after a blank or in a comment, brackets), so brackets, commas and control
// characters merely part words.

// maxWords bounds what is read of one greeting; the longest real header known
// has under 50.
const maxWords = 96

// maxDepth is how deeply nested comments are told apart.
const maxDepth = 200

type wordKind uint8

const (
	plainWord wordKind = iota
	commentStart
	commentEnd
)

// word is a piece of a greeting by its place in the text. For a commentStart,
// end is where the comment's closing parenthesis stands.
type word struct {
	start, end uint16
	kind       wordKind
	depth      uint8
}

// words is a greeting taken apart. The array keeps it off the heap.
type words struct {
	text string
	list [maxWords]word
	n    int
}

// split takes the text apart. It reports false when words were left out.
func (w *words) split(text string) bool {
	text, _ = bound(text)
	w.text, w.n = text, 0
	var open [maxDepth]uint8
	depth, start := 0, -1
	put := func(kind wordKind, from, to int) bool {
		if w.n == maxWords {
			return false
		}
		w.list[w.n] = word{start: uint16(from), end: uint16(to), kind: kind, depth: uint8(min(depth, maxDepth))}
		w.n++
		return true
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '/' && (start < 0 || partsProducts(text[start:i], text[i+1:])) {
			c = ' '
		}
		if !partsWords(c) {
			if start < 0 {
				start = i
			}
			if c == '\\' && depth > 0 {
				i++
			}
			continue
		}
		if start >= 0 {
			if !put(plainWord, start, i) {
				return false
			}
			start = -1
		}
		switch {
		case c == '(':
			if !put(commentStart, i, len(text)) {
				return false
			}
			if depth < maxDepth {
				open[depth] = uint8(w.n - 1)
			}
			depth++
		case c == ')' && depth > 0:
			depth--
			if depth < maxDepth {
				w.list[open[depth]].end = uint16(i)
			}
			if !put(commentEnd, i, i+1) {
				return false
			}
		}
	}
	return start < 0 || put(plainWord, start, len(text))
}

// partsProducts says that a slash stands between two products, as in JBoss'
// "JBoss-5.0/JBossWeb-2.1", and not before a version.
func partsProducts(before, after string) bool {
	if after == "" || !isLetter(after[0]) {
		return false
	}
	_, version := dashVersion(before)
	return version != "" && !strings.Contains(before, "/")
}

func partsWords(c byte) bool {
	switch c {
	case ',', ';', '(', ')', '[', ']', '<', '>', '"', '{', '}', 0x7f:
		return true
	}
	return c <= ' '
}

// at is the text of word i; a comment's is what stands between its parentheses.
func (w *words) at(i int) string {
	word := &w.list[i]
	switch word.kind {
	case commentStart:
		if word.start+1 > word.end {
			return ""
		}
		return w.text[word.start+1 : word.end]
	case commentEnd:
		return ""
	}
	return w.text[word.start:word.end]
}

// products is how many products there can be, for one allocation that fits.
func (w *words) products() int {
	n := 0
	for i := range w.n {
		if w.list[i].kind == plainWord && strings.IndexByte(w.at(i), '/') > 0 {
			n++
		}
	}
	return max(1, min(n, 16))
}

// isWord says that there is a plain word i.
func (w *words) isWord(i int) bool { return i < w.n && w.list[i].kind == plainWord }

// isComment says that a comment starts at i.
func (w *words) isComment(i int) bool { return i < w.n && w.list[i].kind == commentStart }

// after is the index that follows word i: for a comment, what follows its end.
func (w *words) after(i int) int {
	if !w.isComment(i) {
		return i + 1
	}
	depth := w.list[i].depth
	for i++; i < w.n; i++ {
		if w.list[i].kind == commentEnd && w.list[i].depth == depth {
			return i + 1
		}
	}
	return w.n
}

// closed is the index after the comment's end where that comes next.
func (w *words) closed(i int) int {
	if i < w.n && w.list[i].kind == commentEnd {
		return i + 1
	}
	return i
}

// nameAndVersion parts "Apache/2.4.58" at the slash, and where there is none
// "varnish-v4" or "JBoss_5.0" before the number, which servers also write.
func nameAndVersion(text string) (name, version string) {
	for i := range len(text) {
		if text[i] == '/' {
			return text[:i], text[i+1:]
		}
	}
	return text, ""
}

// dashVersion parts a word before the number that ends it.
func dashVersion(text string) (name, version string) {
	for i := 1; i+1 < len(text); i++ {
		if text[i] != '-' && text[i] != '_' {
			continue
		}
		rest := text[i+1:]
		if isDigit(rest[0]) || ((rest[0]|0x20 == 'v' || isRelease(rest)) && len(rest) > 1 && isDigit(rest[1])) {
			return text[:i], rest
		}
	}
	return text, ""
}
