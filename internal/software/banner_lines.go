package software

import (
	"strings"
	"sync"
)

// readLines reads the greeting of a line protocol: its lines without reply
// codes, joined by blanks, word by word.
func readLines(a *answer, text string, ix index) {
	s := scan{answer: a, source: bannerSource}
	s.words.split(text)
	s.read(ix)
}

// withoutCodes joins the lines of a reply ("220-a", "220 b") without their code.
func withoutCodes(banner string) string {
	var b strings.Builder
	for line := range strings.Lines(banner) {
		line = strings.TrimRight(line, "\r\n")
		if len(line) > 3 && isDigit(line[0]) && isDigit(line[1]) && isDigit(line[2]) && (line[3] == ' ' || line[3] == '-') {
			line = line[4:]
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(line)
	}
	return b.String()
}

// readSMTP reads "220 host ESMTP Exim 4.96 …" (RFC 5321, section 4.3.1). The
// first word is the server's name and must not be taken for a product, but some
// servers leave it out.
func readSMTP(a *answer, banner string) {
	text := withoutCodes(banner)
	if strings.Trim(text, "*20 ") == "" && strings.Contains(text, "**") {
		a.note(NoticeEdge, "A firewall masks the greeting: what runs behind it is not told.", evidence(bannerSource, text))
		return
	}
	host, rest, found := strings.Cut(text, " ")
	if found && host != "" && (strings.Contains(host, ".") || hasMailWord(rest)) {
		readLines(a, rest, mailIndex())
	}
	if len(a.found) == 0 && len(a.notices) == 0 {
		readLines(a, text, mailIndex())
	}
	if len(a.found) == 0 && isReply(banner, "554") {
		a.note(NoticeRefused, "The server refuses connections from here.", evidence(bannerSource, banner))
	}
}

func hasMailWord(rest string) bool {
	return hasPrefixFold(rest, "esmtp") || hasPrefixFold(rest, "smtp") || hasPrefixFold(rest, "lmtp")
}

// readFTP reads "220 ProFTPD 1.3.8 Server (Debian) [::1]" (RFC 959).
func readFTP(a *answer, banner string) {
	readLines(a, withoutAddresses(withoutCodes(banner)), ftpIndex())
}

// withoutAddresses drops what stands in square brackets: ProFTPD puts the address
// that it listens on there, which looks like a version.
func withoutAddresses(text string) string {
	var kept strings.Builder
	for {
		before, rest, found := strings.Cut(text, "[")
		kept.WriteString(before)
		address, after, closed := strings.Cut(rest, "]")
		if !found {
			return kept.String()
		}
		if !closed || strings.Trim(address, "0123456789abcdefABCDEF.:") != "" {
			kept.WriteByte('[')
			text = rest
			continue
		}
		text = after
	}
}

// readNNTP reads "200 host InterNetNews NNRP server INN 2.7.1 ready" (RFC 3977).
func readNNTP(a *answer, banner string) {
	text := withoutCodes(banner)
	// "NNTP Service" is Microsoft's only where no other product stands before it.
	if i := indexFold(text, "nntp service"); i > 0 && indexFold(text, "microsoft") < 0 && len(strings.Fields(text[:i])) > 0 && !strings.Contains(strings.Fields(text[:i])[0], ".") {
		text = text[:i] + text[i+len("nntp service"):]
	}
	readLines(a, text, mailIndex())
}

// readIMAP reads "* OK [CAPABILITY …] Dovecot (Debian) ready." (RFC 9051).
func readIMAP(a *answer, banner string) {
	text := strings.TrimLeft(banner, " ")
	for _, start := range [...]string{"* ok", "* preauth", "* bye"} {
		text, _ = cutPrefixFold(text, start)
	}
	readLines(a, withoutCapabilities(text), mailIndex())
}

// withoutCapabilities drops the bracketed response code: its words are none of
// the server's names.
func withoutCapabilities(text string) string {
	trimmed := strings.TrimLeft(text, " ")
	if strings.HasPrefix(trimmed, "[") {
		if _, rest, found := strings.Cut(trimmed, "]"); found {
			return rest
		}
	}
	return text
}

// readPOP3 reads "+OK Qpopper (version 4.0.3) at host starting." (RFC 1939).
func readPOP3(a *answer, banner string) {
	text, _ := cutPrefixFold(strings.TrimLeft(banner, " "), "+ok")
	text, _ = cutPrefixFold(text, "-err")
	if firstLine(strings.TrimSpace(text)) == "Hello there." {
		a.add(Recognised{Product: "courier-imap", Role: RoleServer, Evidence: evidence(bannerSource, banner)})
		return
	}
	readLines(a, withoutCapabilities(text), mailIndex())
}

// readHTTP reads the head of an answer as it came, or only some of its lines.
func readHTTP(a *answer, banner string) {
	headers := map[string][]string{}
	for line := range strings.Lines(banner) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			break
		}
		name, value, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		name = strings.TrimSpace(name)
		headers[name] = append(headers[name], strings.TrimSpace(value))
	}
	a.headers(headers)
}

var (
	mailIndex = sync.OnceValue(func() index { return newIndex(mailRules(), distroRules) })

	ftpIndex = sync.OnceValue(func() index { return newIndex(ftpRules, distroRules) })
)

// distroRules are distributors named by a bare word in a greeting.
var distroRules = []rule{
	{name: "debian", distro: "debian"},
	{name: "ubuntu", distro: "ubuntu"},
	{name: "raspbian", distro: "raspbian"},
	{name: "freebsd", distro: "freebsd"},
}
