package credential

import (
	"net/url"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

const maxShown = 200

// shown makes a name that stands in a credential fit to be shown.
func shown(text string) string {
	text = deadline.Printable(strings.ToValidUTF8(strings.TrimSpace(text), "�"))
	if runes := []rune(text); len(runes) > maxShown {
		return string(runes[:maxShown]) + "…"
	}
	return text
}

// shownIssuer leaves out of an issuer's address what may be a secret.
func shownIssuer(text string) string {
	if address, err := url.Parse(text); err == nil && address.Host != "" {
		address.User, address.RawQuery, address.Fragment = nil, "", ""
		text = address.String()
	}
	return shown(text)
}
