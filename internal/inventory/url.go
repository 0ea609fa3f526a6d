package inventory

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// place is where an inventory is.
type place struct {
	sqlite bool
	// target is a path, or a PostgreSQL URL as it was given.
	target string
	// shown is the URL without its password, fit for messages.
	shown string
	// secrets are removed from every text that comes from a driver.
	secrets []string
}

const acceptedURLs = "Accepted are sqlite:/var/lib/expiry/inventory.db for one machine and postgres://user@db.example.test/expiry for many."

// parseURL reads where an inventory is. What cannot be read is not repeated in
// the error, since there may be a password in it.
func parseURL(text string) (place, error) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(text), ":")
	scheme = strings.ToLower(scheme)
	switch {
	case !found:
		return place{}, badURL("The URL of the inventory has no scheme.")
	case strings.ContainsAny(text, "\x00\r\n"):
		return place{}, badURL("The URL of the inventory has a line break or another control character in it.")
	case scheme == "sqlite":
		return parseSQLite(rest)
	case scheme == "postgres", scheme == "postgresql":
		return parsePostgres(scheme, rest)
	}
	return place{}, badURL("The URL of the inventory is neither of SQLite nor of PostgreSQL.")
}

func badURL(message string) *Error {
	return &Error{Kind: BadURL, Message: message + " " + acceptedURLs}
}

func parseSQLite(path string) (place, error) {
	switch {
	case strings.HasPrefix(path, "///"):
		path = path[2:]
	case strings.HasPrefix(path, "//"):
		return place{}, badURL("A sqlite: URL names a file of this machine, not a host.")
	}
	switch {
	case path == "":
		return place{}, badURL("The sqlite: URL names no file.")
	case strings.ContainsAny(path, "?#"):
		return place{}, badURL("A sqlite: URL takes no options, and its path no question mark or number sign.")
	case strings.HasPrefix(path, ":"):
		return place{}, badURL("An inventory in memory would be gone after the plan.")
	case strings.HasPrefix(path, "~"):
		return place{}, badURL("The path in a sqlite: URL is taken as it is: a leading ~ is no home directory there.")
	}
	return place{sqlite: true, target: filepath.FromSlash(path), shown: deadline.Printable("sqlite:" + path)}, nil
}

// absolute is the place with the whole path of its file, from the working
// directory.
func (p place) absolute() (place, error) {
	if !p.sqlite || filepath.IsAbs(p.target) {
		return p, nil
	}
	path, err := filepath.Abs(p.target)
	if err != nil {
		return p, badURL("The path in the sqlite: URL is relative, and from which directory cannot be told. Write the whole path.")
	}
	p.target, p.shown = path, deadline.Printable("sqlite:"+filepath.ToSlash(path))
	return p, nil
}

// AbsoluteURL is a URL that a person typed with the whole path in it: a relative
// one starts at the working directory. The error is an *Error.
func AbsoluteURL(url string) (string, error) {
	p, err := parseURL(url)
	if err == nil {
		p, err = p.absolute()
	}
	if err != nil || !p.sqlite {
		return url, err
	}
	return "sqlite:" + filepath.ToSlash(p.target), nil
}

// shareable refuses a path that is another file for each root module: Terraform
// starts providers in the one that it runs, be it by -chdir.
func (p place) shareable() error {
	whole, err := p.absolute()
	if err != nil || whole.target == p.target {
		return err
	}
	return &Error{
		Kind: BadURL,
		Message: fmt.Sprintf("The path %s in the sqlite: URL is relative, so that each directory in which Terraform runs would have an inventory of its own, and none would be shared. "+
			"Write the whole path: %s. For a file beside the configuration that is url = \"sqlite:${abspath(path.root)}/inventory.db\".", strings.TrimPrefix(p.shown, "sqlite:"), whole.shown),
		Facts: []string{"Inventory: " + p.shown},
	}
}

// parsePostgres takes the URL apart by hand, since the one of net/url knows a
// single host only.
func parsePostgres(scheme, rest string) (place, error) {
	rest, found := strings.CutPrefix(rest, "//")
	if !found {
		return place{}, badURL("The URL of the inventory has no // after " + scheme + ":.")
	}
	p := place{target: scheme + "://" + rest}
	user := ""
	// The last @ counts, wherever it stands: a password in which something was not
	// escaped must not show either.
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		name, password, _ := strings.Cut(rest[:at], ":")
		p.addSecret(password)
		user, rest = name+"@", rest[at+1:]
	}
	hosts, query, _ := strings.Cut(rest, "?")
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		if strings.Contains(strings.ToLower(key), "password") {
			p.addSecret(value)
		} else if pair != "" {
			kept = append(kept, pair)
		}
	}
	p.shown = scheme + "://" + user + hosts
	if len(kept) > 0 {
		p.shown += "?" + strings.Join(kept, "&")
	}
	p.shown = deadline.Printable(p.shown)
	return p, nil
}

// addSecret remembers a password in every form in which a driver may quote it.
func (p *place) addSecret(escaped string) {
	if escaped == "" {
		return
	}
	p.secrets = append(p.secrets, escaped)
	if plain, err := url.PathUnescape(escaped); err == nil && plain != escaped {
		p.secrets = append(p.secrets, plain, url.QueryEscape(plain))
	}
}

// scrub makes a driver's text fit to be shown.
func (p place) scrub(text string) string {
	for _, secret := range p.secrets {
		text = strings.ReplaceAll(text, secret, "…")
	}
	return text
}

// option says that a query of the URL sets a key.
func (p place) option(key string) bool {
	_, query, _ := strings.Cut(p.target, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); name == key {
			return true
		}
	}
	return false
}

// manyHosts says that one host may take over from another.
func (p place) manyHosts() bool {
	hosts, _, _ := strings.Cut(p.target, "?")
	return strings.Contains(hosts[strings.LastIndex(hosts, "@")+1:], ",")
}
