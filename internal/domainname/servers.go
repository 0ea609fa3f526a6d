package domainname

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Servers are the RDAP servers that a user names for suffixes. They beat IANA's
// list, the longest suffix wins, and their hosts may be anywhere.
type Servers struct {
	bySuffix map[string]*url.URL
}

// ServerError is an entry of servers that cannot be used.
type ServerError struct {
	// Key is the entry as written.
	Key string
	// Summary is two to five words.
	Summary string
	// Detail says what was found and what is accepted, with an example; never a
	// login.
	Detail string
}

func (e *ServerError) Error() string { return e.Summary + ": " + e.Detail }

// ParseServers reads base URLs by suffix: { io = "https://rdap.example.net/rdap/" }.
// A suffix may have a leading dot and capital letters, a URL a login but no query.
// The error is a *ServerError.
func ParseServers(entries map[string]string) (Servers, error) {
	servers := Servers{bySuffix: make(map[string]*url.URL, len(entries))}
	from := make(map[string]string, len(entries))
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		suffix, ok := asciiName(strings.Trim(strings.TrimPrefix(strings.TrimSpace(key), "*"), "."))
		if !ok {
			return Servers{}, &ServerError{key, "Not a suffix", fmt.Sprintf("Servers are named by the end of a domain: com = \"https://rdap.example.net/com/\", or \"co.uk\".\n\nFound: %s", deadline.Quote(key))}
		}
		if other, twice := from[suffix]; twice {
			return Servers{}, &ServerError{key, "Suffix named twice", fmt.Sprintf("%s and %s are the same suffix. Name one server for it.", deadline.Quote(other), deadline.Quote(key))}
		}
		base, reason := parseBase(entries[key])
		if reason != "" {
			return Servers{}, &ServerError{key, "Unusable RDAP server", fmt.Sprintf("The server for %q %s. Write the base URL of an RDAP service, to which domain/NAME is appended: \"https://rdap.example.net/rdap/\".", suffix, reason)}
		}
		servers.bySuffix[suffix], from[suffix] = base, key
	}
	return servers, nil
}

// parseURL reads a URL of http or https. The reason never quotes it, since it may
// hold a login.
func parseURL(text string) (at *url.URL, reason string) {
	if deadline.Blank(text) {
		return nil, "is empty"
	}
	at, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, "is not a URL"
	}
	at.Scheme = strings.ToLower(at.Scheme)
	switch {
	case at.Scheme != "https" && at.Scheme != "http":
		return nil, "does not begin with https:// (or http://)"
	case at.Hostname() == "":
		return nil, "names no host"
	case at.RawQuery != "" || at.ForceQuery || at.Fragment != "":
		return nil, "has a query or a fragment"
	}
	return at, ""
}

// parseBase reads a base URL; its path ends in a slash.
func parseBase(text string) (base *url.URL, reason string) {
	base, reason = parseURL(text)
	if reason == "" && !strings.HasSuffix(base.Path, "/") {
		base = base.JoinPath("/")
	}
	return base, reason
}

// names says that the user names a server for exactly this suffix.
func (s Servers) names(suffix string) bool {
	_, named := s.bySuffix[suffix]
	return named
}

// find is the server named for the longest suffix of a name, nil where none is.
func (s Servers) find(name string) *url.URL {
	for rest, more := name, true; more; _, rest, more = strings.Cut(rest, ".") {
		if base := s.bySuffix[rest]; base != nil {
			return base
		}
	}
	return nil
}

// given says that the user named this host and port, by this scheme.
func (s Servers) given(u *url.URL) bool {
	for _, base := range s.bySuffix {
		if base.Scheme == u.Scheme && strings.EqualFold(hostPort(base), hostPort(u)) {
			return true
		}
	}
	return false
}

// hostPort is the host of a URL with its port, that of the scheme where none is
// written.
func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "443"
		if u.Scheme == "http" {
			port = "80"
		}
	}
	return strings.ToLower(u.Hostname()) + ":" + port
}

// shown is a URL without login and query.
func shown(u *url.URL) string {
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return deadline.Printable(plain.String())
}
