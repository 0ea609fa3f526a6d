package software

// isRelease says that a text is a release as NGINX Plus counts them: "R31",
// "r31-p1".
func isRelease(text string) bool {
	if len(text) < 2 || len(text) > 12 || text[0]|0x20 != 'r' || !isDigit(text[1]) {
		return false
	}
	digits := 1 + len(leadingDigits(text[1:]))
	rest := text[digits:]
	return rest == "" || hasPrefixFold(rest, "-p") && len(rest) > 2 && len(leadingDigits(rest[2:])) == len(rest)-2
}

// plusRelease is the release of NGINX Plus that the comment behind nginx names:
// "nginx/1.25.3 (nginx-plus-r31)".
func plusRelease(w *words, i int) string {
	const name = "nginx-plus-"
	if !w.isComment(i) || !hasPrefixFold(w.at(i), name) || !isRelease(w.at(i)[len(name):]) {
		return ""
	}
	return w.at(i)[len(name):]
}

// plusVersion reads the release that is glued to the name, or follows it.
func plusVersion(w *words, glued string, next int) (written, int) {
	switch {
	case isRelease(glued):
		return written{version: glued}, next
	case glued == "" && w.isWord(next) && isRelease(w.at(next)):
		return written{version: w.at(next)}, next + 1
	}
	return written{}, next
}

// sapVersion reads the release of what runs on the kernel, whose own number comes
// first: "SAP NetWeaver Application Server 7.45 / AS Java 7.50", "… / ABAP 753".
// Where nothing else is named, the kernel's counts.
func sapVersion(w *words, next int) (written, int) {
	kernel, end := written{}, next
	for i := next; i < min(next+6, w.n) && w.isWord(i); i++ {
		at := w.at(i)
		stack := equalFold(at, "java") || equalFold(at, "abap")
		switch {
		case stack && w.isWord(i+1) && looksLikeVersion(w.at(i+1), single):
			return upstreamFirst.read(w.at(i + 1)), i + 2
		case kernel.version == "" && looksLikeVersion(at, upstreamFirst):
			kernel, end = upstreamFirst.read(at), i+1
		}
	}
	return kernel, end
}
