package domainname

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// NameError is a text that names no registration.
type NameError struct {
	// Summary is two to five words.
	Summary string
	// Detail says what was found and what is accepted, with an example.
	Detail string
}

func (e *NameError) Error() string { return e.Summary + ": " + e.Detail }

func isURL(text string) *NameError {
	example := "example.com"
	if host := hostOf(text); strings.Contains(host, ".") {
		example = host
	}
	return &NameError{"A URL, not a domain", fmt.Sprintf("A domain is a name alone, without scheme, path or port. Write the host: %q.", example)}
}

func isMail(text string) *NameError {
	domain := text[strings.LastIndexByte(text, '@')+1:]
	if !wellFormed(strings.ToLower(domain)) || !strings.Contains(domain, ".") {
		domain = "example.com"
	}
	return &NameError{"An address, not a domain", fmt.Sprintf("This is an address of e-mail, or has a login before the host. Write what stands behind the @ alone: %q.", domain)}
}

func isAddress(text string) *NameError {
	return &NameError{"An address, not a domain", fmt.Sprintf("%s is an IP address. Addresses are lent out, not registered with an end; write the name of a domain like \"example.com\".", deadline.Quote(text))}
}

func hasPort(text, host, port string) *NameError {
	example := strings.ToLower(host)
	if !wellFormed(example) || strings.Trim(port, "0123456789") != "" {
		example = "example.com"
	}
	return &NameError{"A port with the domain", fmt.Sprintf("%s holds a colon. A domain is a name without a port: %q.", deadline.Quote(text), example)}
}

func notName(text string) *NameError {
	return &NameError{"Not a domain name", fmt.Sprintf("%s is no host name: between dots stand letters, digits and hyphens, 1 to 63 of them, no hyphen first or last, and no underscore. "+
		"Write the name that is registered, like \"example.com\" for \"_dmarc.example.com\".", deadline.Quote(text))}
}

func notPublicName(text, ascii string) *NameError {
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	return &NameError{"Not a public name", fmt.Sprintf("%s stands below no suffix of the public suffix list, so no public registry knows it and none was asked: there is no top-level domain %q. "+
		"Check its end; for a registry of your own, name its RDAP server in servers = { %s = \"https://rdap.example.net/\" }.", deadline.Quote(text), last, last)}
}

func suffixItself(text, ascii string) *NameError {
	return &NameError{"A suffix, not a domain", fmt.Sprintf("%s is a public suffix: names are registered below it, it is no registration itself. Write a name below it, like \"example.%s\".", deadline.Quote(text), ascii)}
}
