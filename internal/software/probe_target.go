package software

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// defaultPort is the port of a scheme that a target's URL may have, "" for any
// other. An "s" more means TLS from the first byte.
func defaultPort(scheme string) string {
	return map[string]string{
		"http": "80", "https": "443", "ssh": "22", "smtp": "25", "smtps": "465", "lmtp": "24", "ftp": "21", "ftps": "990",
		"imap": "143", "imaps": "993", "pop3": "110", "pop3s": "995", "nntp": "119", "nntps": "563", "mysql": "3306",
		"postgres": "5432", "redis": "6379", "rediss": "6379", "memcached": "11211", "dns": "53",
	}[scheme]
}

// TargetError is a URL that names no server to ask.
type TargetError struct {
	// Summary is two to five words.
	Summary string
	// Detail says what was found and what is accepted, with an example.
	Detail string
}

func (e *TargetError) Error() string { return e.Summary + ": " + e.Detail }

// ParseTarget reads where to ask: "https://www.example.test/path",
// "smtp://mail.example.test", "imaps://mail.example.test:993". The scheme is the
// protocol. The error is a *TargetError.
func ParseTarget(text string) (Target, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Scheme == "" || u.Hostname() == "" {
		return Target{}, &TargetError{
			Summary: "Not a server's URL",
			Detail: fmt.Sprintf("%q does not say which protocol to speak with which host. Write the protocol, a colon, two slashes and the host, "+
				"as in %q or %q.", printable(redacted(text)), "https://www.example.test", "smtp://mail.example.test:25"),
		}
	}
	scheme := strings.ToLower(u.Scheme)
	port := defaultPort(scheme)
	if port == "" {
		return Target{}, &TargetError{
			Summary: "Unknown protocol",
			Detail: (&UnknownProtocolError{Protocol: scheme}).Error() +
				" Those of HTTP, SMTP, FTP, IMAP, POP3, NNTP and Redis may end in an s for TLS from the first byte.",
		}
	}
	if u.User != nil {
		return Target{}, &TargetError{
			Summary: "A URL without login, please",
			Detail:  fmt.Sprintf("The URL of %q has a user name or a password. A greeting is read without logging in: leave them out.", printable(u.Host)),
		}
	}
	if u.Port() != "" {
		port = u.Port()
	}
	target := Target{Protocol: scheme, Address: net.JoinHostPort(u.Hostname(), port), ServerName: u.Hostname()}
	if _, is := bannerReaders[scheme]; !is {
		target.Protocol, target.TLS = strings.TrimSuffix(scheme, "s"), true
	}
	if target.Protocol == "http" {
		target.Path = u.RequestURI()
	}
	return target, nil
}

// redacted is a URL's text without what stands between its scheme and "@".
func redacted(text string) string {
	if i := strings.LastIndexByte(text, '@'); i >= 0 {
		return "…" + text[i:]
	}
	return text
}
