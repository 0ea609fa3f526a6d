package report

import "strings"

// label names a deadline in the space that the picture has: without its kind,
// which most ids begin with.
func (l layout) label(line Line) string {
	text := clean(line.ID)
	if kind := clean(line.Kind); kind != "" {
		text = strings.TrimPrefix(text, kind+"/")
	}
	width := 0.0
	for i, r := range text {
		if width += letterWidth(r); width > l.labelWidth-letterWidth('…') {
			return strings.TrimSpace(text[:i]) + "…"
		}
	}
	return text
}

// letterWidth is how wide a letter of 13 units may be, at most as the fonts of the
// page draw it: whatever is cut by it never runs into a bar.
func letterWidth(r rune) float64 {
	switch {
	case r >= 0x1100: // Hangul, CJK and what lies beyond
		return 13.5
	case strings.ContainsRune("fijlrtI.,:;|!'()[]/ -", r):
		return 6.2
	case r > 0x7e || strings.ContainsRune("mwMW@%—…", r):
		return 12.6
	case r >= 'A' && r <= 'Z' || strings.ContainsRune("&+=<>_#", r):
		return 9.8
	}
	return 8.2
}

// textWidth is how wide a text may be.
func textWidth(text string) (width float64) {
	for _, r := range text {
		width += letterWidth(r)
	}
	return width
}
