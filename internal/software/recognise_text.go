package software

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on what is read: far above any real greeting, far below what hurts.
const (
	maxText     = 8 << 10
	maxVersion  = 64
	maxEvidence = 160
)

// bound cuts a text that is longer than is read. The copy keeps a hostile
// megabyte from living on behind a short piece.
func bound(text string) (string, bool) {
	if len(text) <= maxText {
		return text, false
	}
	return strings.Clone(text[:maxText]), true
}

// evidence names where a piece was read and shows it fit for printing.
func evidence(source, piece string) string {
	piece = printable(piece)
	if source == "" {
		return piece
	}
	return source + ": " + piece
}

// printable makes foreign text safe to print in a terminal, a table or a
// report: one line, no control, format or bidirectional characters, valid
// UTF-8, at most maxEvidence bytes.
func printable(text string) string {
	text = strings.TrimSpace(text)
	if len(text) <= maxEvidence && isPlain(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if b.Len() >= maxEvidence-len("…") {
			b.WriteString("…")
			break
		}
		switch {
		case r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r):
			b.WriteRune('\uFFFD')
		case unicode.IsControl(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < 0x20 || text[i] > 0x7e {
			return false
		}
	}
	return true
}

// firstLine is the text up to the first line end.
func firstLine(text string) string {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		return text[:i]
	}
	return text
}

// trimEnd drops the bytes that stand at the end of text and are in set. It is
// strings.TrimRight for short ASCII sets, without building a table each time.
func trimEnd(text, set string) string {
	for len(text) > 0 && strings.IndexByte(set, text[len(text)-1]) >= 0 {
		text = text[:len(text)-1]
	}
	return text
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// indexFold is strings.Index that takes ASCII letters of either case for the
// same; part must be lower case.
func indexFold(text, part string) int {
	for i := 0; i+len(part) <= len(text); i++ {
		if equalFold(text[i:i+len(part)], part) {
			return i
		}
	}
	return -1
}

// equalFold compares with a lower-case ASCII text.
func equalFold(text, lower string) bool {
	if len(text) != len(lower) {
		return false
	}
	for i := range len(text) {
		c := text[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// hasPrefixFold says that text begins with the lower-case prefix in any case.
func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && equalFold(text[:len(prefix)], prefix)
}
