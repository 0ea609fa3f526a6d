package software

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// UnknownProtocolError is a protocol whose greetings cannot be read.
type UnknownProtocolError struct {
	// Protocol is what was asked for.
	Protocol string
}

func (e *UnknownProtocolError) Error() string {
	return fmt.Sprintf("The protocol %q is not known. Known are %s; for example %q.",
		printable(e.Protocol), strings.Join(Protocols(), ", "), "smtp")
}

// bannerReaders read the greeting of one protocol each.
var bannerReaders = map[string]func(a *answer, banner string){
	"dns": readDNS, "ftp": readFTP, "http": readHTTP, "imap": readIMAP, "lmtp": readSMTP, "memcached": readMemcached,
	"mysql": readMySQL, "nntp": readNNTP, "pop3": readPOP3, "postgres": readPostgres, "redis": readRedis, "smtp": readSMTP, "ssh": readSSH,
}

// Protocols are the protocols whose greetings are read, sorted.
func Protocols() []string { return slices.Sorted(maps.Keys(bannerReaders)) }

// RecogniseBanner reads what a server of the protocol says first, as it was
// recorded: the greeting with its reply code or without, the head of an HTTP
// answer, MySQL's version text, the answer to Redis' INFO, to memcached's
// version and to the question for version.bind. The error is an
// *UnknownProtocolError.
func RecogniseBanner(protocol, banner string) ([]Recognised, []Notice, error) {
	read, known := bannerReaders[protocol]
	if !known {
		return nil, nil, &UnknownProtocolError{Protocol: protocol}
	}
	var a answer
	text, cut := bound(banner)
	if cut {
		a.note(NoticeTruncated, "The greeting is longer than is read.", evidence(bannerSource, firstLine(text)))
	}
	if other := protocolOf(text); other != "" && !sameFamily(other, protocol) {
		a.note(NoticeOtherProtocol, "The greeting is not one of "+protocol+" but of "+other+".", evidence(bannerSource, firstLine(text)))
		found, notices := a.finish()
		return found, notices, nil
	}
	read(&a, text)
	if len(a.found) == 0 && len(a.notices) == 0 {
		a.nothing(text)
	}
	found, notices := a.finish()
	return found, notices, nil
}

// bannerSource names the greeting in the evidence.
const bannerSource = "banner"

// nothing says that a greeting named no product.
func (a *answer) nothing(text string) {
	if strings.TrimSpace(text) == "" {
		a.note(NoticeSilent, "The server tells nothing of its software.", "")
		return
	}
	a.note(NoticeUnrecognised, "The greeting names no software that is known here.", evidence(bannerSource, text))
}

// protocolOf tells the protocol by signs that no other protocol has.
func protocolOf(text string) string {
	text = strings.TrimLeft(text, " \r\n\t")
	switch {
	case strings.HasPrefix(text, "SSH-"):
		return "ssh"
	case strings.HasPrefix(text, "HTTP/1.") || strings.HasPrefix(text, "HTTP/2"):
		return "http"
	case strings.HasPrefix(text, "* OK") || strings.HasPrefix(text, "* PREAUTH") || strings.HasPrefix(text, "* BYE"):
		return "imap"
	case strings.HasPrefix(text, "+OK ") || strings.HasPrefix(text, "+OK\r"):
		return "pop3"
	case strings.HasPrefix(text, "-NOAUTH") || strings.HasPrefix(text, "-DENIED") || strings.HasPrefix(text, "# Server\r\n"):
		return "redis"
	case strings.HasPrefix(text, "\x16\x03") || strings.HasPrefix(text, "\x15\x03"):
		return "tls"
	case isReply(text, "220") || isReply(text, "554") || isReply(text, "421"):
		return mailOrFiles(text)
	case isReply(text, "200") || isReply(text, "201"):
		return "nntp"
	}
	return ""
}

// smtpOrFTP is what a greeting with a reply code of both may be.
const smtpOrFTP = "smtp or ftp"

// mailOrFiles tells the two protocols apart that greet with 220: by their names,
// unless these are part of a host's name.
func mailOrFiles(text string) string {
	if indexFold(text, "smtp") >= 0 || indexFold(text, "lmtp") >= 0 {
		return "smtp"
	}
	for field := range strings.FieldsSeq(text) {
		if indexFold(field, "ftp") >= 0 && !strings.Contains(field, ".") {
			return "ftp"
		}
	}
	return smtpOrFTP
}

// isReply says that the text begins with the reply code of a line protocol.
func isReply(text, code string) bool {
	return len(text) > 3 && text[:3] == code && (text[3] == ' ' || text[3] == '-')
}

// sameFamily says that a greeting of one protocol cannot be told from the other.
func sameFamily(told, asked string) bool {
	if told == asked {
		return true
	}
	// Where only a text was recorded, "200 …" or "220 …" is no sign of another
	// protocol.
	switch asked {
	case "smtp", "ftp":
		return told == smtpOrFTP
	case "lmtp":
		return told == smtpOrFTP || told == "smtp"
	case "dns", "mysql", "postgres":
		return told == smtpOrFTP || told == "smtp" || told == "ftp" || told == "nntp"
	}
	return false
}
