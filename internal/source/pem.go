package source

import "bytes"

// pemLine is how much of a line is looked at: what begins or ends a block stands
// there, and a block without line breaks is longer.
const pemLine = 200

// BlockLines counts the lines of PEM that begin or end a block whose label ends in a
// word, like "CERTIFICATE" or "CRL", whichever are more, however damaged: decoders
// pass over such a block without a word. Comments do not count.
func BlockLines(text []byte, label string) int {
	mark := []byte(label + "-")
	begins, ends := 0, 0
	for line := range bytes.Lines(text) {
		line = bytes.ToUpper(bytes.TrimSpace(line[:min(len(line), pemLine)]))
		if bytes.HasPrefix(line, []byte("#")) || !bytes.Contains(line, mark) {
			continue
		}
		if bytes.Contains(line, []byte("BEGIN ")) {
			begins++
		}
		if bytes.Contains(line, []byte("END ")) {
			ends++
		}
	}
	return max(begins, ends)
}

// CutWithinBegin tells from its last line that a text ends within the BEGIN line of a
// PEM block.
func CutWithinBegin(line []byte) bool {
	const begin, dashes = "-----BEGIN ", "-----"
	line = bytes.TrimLeft(line, " \t")
	return len(line) > len(dashes) &&
		(bytes.HasPrefix(line, []byte(begin)) && !bytes.HasSuffix(bytes.TrimSpace(line), []byte(dashes)) || bytes.HasPrefix([]byte(begin), line))
}
