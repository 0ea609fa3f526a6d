package software

import (
	"cmp"
	"slices"
	"strings"
)

// RecogniseHeaders reads the headers of an HTTP answer: Server, X-Powered-By,
// Via and the others by which software makes itself known. Names are taken in
// any case; headers that tell nothing are ignored. http.Header may be given.
func RecogniseHeaders(headers map[string][]string) ([]Recognised, []Notice) {
	var a answer
	a.headers(headers)
	return a.finish()
}

func (a *answer) headers(headers map[string][]string) {
	type line struct {
		kind   *headerKind
		values []string
	}
	var lines [16]line
	known := lines[:0]
	for name, values := range headers {
		if kind := headerKinds()[lowerHeader(name)]; kind != nil {
			known = append(known, line{kind, values})
		}
	}
	// A map has no order: the headers are read in the order of the table.
	slices.SortFunc(known, func(a, b line) int {
		return cmp.Or(a.kind.order-b.kind.order, slices.Compare(a.values, b.values))
	})
	for _, line := range known {
		for _, value := range line.values[:min(len(line.values), 8)] {
			line.kind.read(a, line.kind.name, value)
		}
	}
}

// headerKind says how one header is read.
type headerKind struct {
	name  string
	order int
	read  func(a *answer, name, value string)
}

// lowerHeader is a header's name in lower case; too long a name is none of ours.
func lowerHeader(name string) string {
	if len(name) > maxName {
		return ""
	}
	return strings.ToLower(name)
}

// server reads a Server header's value.
func (a *answer) server(value string) { readServer(a, "Server", value) }

func readServer(a *answer, name, value string) {
	s := scan{answer: a, source: name}
	before := len(a.found)
	if !s.words.split(value) || len(value) > maxText {
		a.note(NoticeTruncated, "The value of "+name+" is longer than is read.", evidence(name, s.words.text))
	}
	if isMasked(value) {
		a.note(NoticeSilent, "The server hides which software runs.", evidence(name, s.words.text))
		return
	}
	if a.found == nil {
		a.found = make([]Recognised, 0, s.words.products())
	}
	s.read(serverIndex())
	a.promote(before)
	s.reportUnknown()
}

// promote makes the first component the server where the header names none:
// "Server: PHP/8.2.7" is PHP's own web server.
func (a *answer) promote(from int) {
	for i := from; i < len(a.found); i++ {
		if a.found[i].Role == RoleServer {
			return
		}
	}
	if from < len(a.found) && a.found[from].Role == RoleComponent && !a.says(NoticeEdge) {
		a.found[from].Role = RoleServer
	}
}

func (a *answer) says(kind NoticeKind) bool {
	return slices.ContainsFunc(a.notices, func(n Notice) bool { return n.Kind == kind })
}

// reportUnknown says what was not read: the whole value where nothing in it is
// known, else the first unknown token.
func (s *scan) reportUnknown() {
	if s.matched == 0 && strings.TrimSpace(s.words.text) != "" {
		s.answer.note(NoticeUnrecognised, "The text of "+s.source+" names no software that is known here.", evidence(s.source, s.words.text))
	} else if s.unknown != "" {
		s.answer.note(NoticeUnrecognised, "A part of "+s.source+" names no software that is known here.", evidence(s.source, s.unknown))
	}
}

// isMasked knows the values that administrators put in a real one's place.
func isMasked(value string) bool {
	value, _, _ = strings.Cut(value, "/")
	value = strings.Trim(value, " \t*-_.?")
	if len(value) > 24 {
		return false
	}
	switch strings.ToLower(value) {
	case "", "unknown", "none", "hidden", "server", "webserver", "web server", "web-server", "web", "www", "http server",
		"httpd", "http", "secure", "private", "not available", "n/a", "na", "null", "undisclosed", "redacted", "protected", "secured":
		return true
	}
	return false
}

// readPoweredBy reads X-Powered-By and headers like it: what runs behind.
func readPoweredBy(a *answer, name, value string) {
	s := scan{answer: a, source: name, role: RoleComponent}
	if !s.words.split(value) || len(value) > maxText {
		a.note(NoticeTruncated, "The value of "+name+" is longer than is read.", evidence(name, s.words.text))
	}
	s.read(poweredByIndex())
	s.reportUnknown()
}

// readVia reads Via (RFC 9110, section 7.6.3): received-protocol, then the name
// of the intermediary, which may be a pseudonym, then a comment.
func readVia(a *answer, name, value string) {
	s := scan{answer: a, source: name, role: RoleProxy}
	s.words.split(value)
	w := &s.words
	for i := 0; i < w.n; i++ {
		if w.list[i].kind == plainWord && w.list[i].depth == 0 {
			// A host's name has dots or a port and stands for no product.
			if strings.ContainsAny(w.at(i), ".:") && !strings.Contains(w.at(i), "/") {
				continue
			}
		}
		if w.isWord(i) {
			i = s.word(viaIndex(), i) - 1
		}
	}
}
