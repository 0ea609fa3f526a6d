package domainname

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Name is a name below which somebody asks, and the registration that carries it.
type Name struct {
	// Asked is the name in the form of DNS: small letters, no final dot, letters
	// outside ASCII as Punycode.
	Asked string
	// Registrable is the registration: the public suffix and one label more.
	Registrable string
	// Suffix is the public suffix below which Registrable stands: "com", "co.uk".
	Suffix string
	// Lease is a private suffix between the two ("uk.com", "github.io"), whose
	// owner hands out names of its own; "" where there is none.
	Lease string
}

// ParseName finds the registration of a name by the ICANN section of the public
// suffix list (publicsuffix.org) as it is compiled in: names below the private
// section, like those of github.io, are no registrations. A suffix that servers
// name and which is private, or unknown to the list, counts as one too: the user
// says that a registry answers for it. The error is a *NameError.
func ParseName(text string, servers Servers) (Name, error) {
	ascii, err := plainName(text)
	if err != nil {
		return Name{}, err
	}
	suffix, lease := publicSuffix(ascii, servers)
	switch {
	case suffix == "":
		return Name{}, notPublicName(text, ascii)
	case suffix == ascii:
		return Name{}, suffixItself(text, ascii)
	}
	rest := strings.TrimSuffix(ascii, "."+suffix)
	name := Name{Asked: ascii, Suffix: suffix, Registrable: rest[strings.LastIndexByte(rest, '.')+1:] + "." + suffix}
	if lease != ascii {
		name.Lease = lease
	}
	return name, nil
}

// publicSuffix is the suffix that counts, "" for a name below none, and the
// private suffix below it that was passed over.
func publicSuffix(name string, servers Servers) (suffix, lease string) {
	for rest := name; ; {
		found, icann := publicsuffix.PublicSuffix(rest)
		switch _, parent, dotted := strings.Cut(found, "."); {
		case icann:
			return found, lease
		case servers.names(found):
			return found, lease
		case !dotted:
			return "", ""
		default:
			if lease == "" {
				lease = found
			}
			rest = parent
		}
	}
}

// plainName is a text as a name in the form of DNS.
func plainName(text string) (string, error) {
	written, _ := deadline.Said(text)
	switch {
	case written == "":
		return "", &NameError{"No domain", "No domain is given where one is needed. Write a name like \"example.com\" or \"shop.example.co.uk\"."}
	case strings.ContainsAny(written, "/\\?#"):
		return "", isURL(written)
	case strings.Contains(written, "@"):
		return "", isMail(written)
	}
	if _, err := netip.ParseAddr(strings.Trim(written, "[]")); err == nil {
		return "", isAddress(written)
	}
	if host, port, found := strings.Cut(written, ":"); found {
		return "", hasPort(written, host, port)
	}
	name := strings.TrimSuffix(strings.TrimPrefix(written, "*."), ".")
	ascii, ok := asciiName(name)
	if !ok {
		return "", notName(written)
	}
	if _, err := netip.ParseAddr(ascii); err == nil { // full-width digits
		return "", isAddress(ascii)
	}
	return ascii, nil
}

// asciiName is a name in the form of DNS (UTS 46): small letters, others as
// Punycode. What does not stay itself when it is read again, like text that is not
// UTF-8, is no name.
func asciiName(text string) (string, bool) {
	if !utf8.ValidString(text) {
		return "", false
	}
	ascii, err := idna.Lookup.ToASCII(text)
	if err != nil || !wellFormed(ascii) {
		return "", false
	}
	again, err := idna.Lookup.ToASCII(ascii)
	return ascii, err == nil && again == ascii
}

// wellFormed holds a name to the lengths and letters of host names (RFC 1035
// section 2.3.1, RFC 1123 section 2.1).
func wellFormed(ascii string) bool {
	if len(ascii) > 253 {
		return false
	}
	for label := range strings.SplitSeq(ascii, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
				return false
			}
		}
	}
	return true
}

// hostOf is the host within a URL, "" where none can be seen. Nothing else of a
// URL is shown: it may hold a password.
func hostOf(text string) string {
	if !strings.Contains(text, "//") {
		text = "//" + text
	}
	u, err := url.Parse(text)
	if err != nil || !wellFormed(strings.ToLower(u.Hostname())) {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
