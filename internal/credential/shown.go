package credential

import (
	"net/url"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// shown makes a name that stands in a credential fit to be shown.
func shown(name string) string {
	return words.Shorten(deadline.Printable(strings.ToValidUTF8(strings.TrimSpace(name), "�")), 200)
}

// shownIssuer leaves out of an issuer's address what may be a secret.
func shownIssuer(text string) string {
	if address, err := url.Parse(text); err == nil && address.Host != "" {
		address.User, address.RawQuery, address.Fragment = nil, "", ""
		text = address.String()
	}
	return shown(text)
}
