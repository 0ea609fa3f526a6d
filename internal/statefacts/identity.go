package statefacts

import (
	"net"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Bounds of what is taken out of attributes for a person to read.
const (
	maxName = 120
	maxTag  = 120
)

// tagPaths are where resources keep tags and labels, the resource's own before
// those of its provider.
var tagPaths = mustPaths("tags", "tag", "labels", "user_labels", "resource_labels", "metadata[0].labels", "metadata[0].annotations", "freeform_tags",
	"tags_all", "effective_labels", "terraform_labels")

func mustPaths(texts ...string) []Path {
	paths := make([]Path, len(texts))
	for i, text := range texts {
		path, err := ParsePath(text)
		if err != nil {
			panic(err)
		}
		paths[i] = path
	}
	return paths
}

// UsualTags are the tags and labels that tell who answers for a thing, by field,
// the most telling first. Case and the signs - _ . and space do not count, and of
// a name with a domain or a namespace before it (acme.example/owner, acme:owner)
// only what stands behind.
var UsualTags = map[string][]string{
	"owner":       {"owner", "owned_by", "owner_email", "service_owner", "business_owner", "team", "owner_team", "owning_team", "squad", "contact", "responsible"},
	"maintainer":  {"maintainer", "maintained_by", "operator", "operated_by", "technical_owner", "technical_contact"},
	"system":      {"system", "application", "app", "service", "part_of", "product", "project", "workload"},
	"environment": {"environment", "env", "stage"},
	"criticality": {"criticality", "business_criticality", "critical", "importance", "service_level"},
}

// identity takes out of tags who answers for the resource.
func (c *caseFile) identity() deadline.Identity {
	tags := c.tags()
	pick := func(field, otherwise string) string {
		names, asked := c.options.Tags[field]
		if !asked {
			names = UsualTags[field]
		}
		for _, name := range names {
			if value := tags[plainTag(name)]; value != "" {
				return value
			}
		}
		return otherwise
	}
	var said deadline.Identity
	for _, field := range deadline.AnsweringFields() {
		*said.Part(field) = pick(field, *c.options.Otherwise.Part(field))
	}
	return said
}

// tags are the tags by their plain names: maps, lists of key and value, and lists
// of texts like "owner:team" (DigitalOcean, Scaleway).
func (c *caseFile) tags() map[string]string {
	tags := map[string]string{}
	put := func(name string, value any) {
		text, ok := value.(string)
		if text, _ = deadline.Said(text); !ok || text == "" || utf8.RuneCountInString(text) > maxTag {
			return
		}
		if name = plainTag(name); tags[name] == "" {
			tags[name] = deadline.Printable(text)
		}
	}
	for _, path := range tagPaths {
		for _, at := range find(c.root, path, c.afterApply) {
			switch value := at.value.(type) {
			case map[string]any:
				for _, name := range sortedKeys(value) {
					put(name, value[name])
				}
			case []any:
				for _, element := range value {
					switch element := element.(type) {
					case map[string]any:
						name, _ := element["key"].(string)
						put(name, element["value"])
					case string:
						if at := strings.IndexAny(element, ":="); at > 0 {
							put(element[:at], element[at+1:])
						}
					}
				}
			}
		}
	}
	return tags
}

func plainTag(name string) string {
	if at := strings.LastIndexAny(name, "/:"); at >= 0 {
		name = name[at+1:]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_. ", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// name is what the thing is called, its address where nothing tells. A URL is
// shown without the user and the query, which may hold a password.
func (c *caseFile) name(entry *Entry) string {
	for _, path := range entry.Name {
		name := c.firstText([]Path{path}, maxName)
		if strings.Contains(name, "://") {
			parsed, err := url.Parse(name)
			if err != nil {
				continue
			}
			name = parsed.Scheme + "://" + parsed.Host + parsed.EscapedPath()
		}
		if name != "" && !strings.HasPrefix(name, "-----BEGIN") {
			return name
		}
	}
	return c.subject.Address
}

// firstText is the first text that stands at one of the paths.
func (c *caseFile) firstText(paths []Path, most int) string {
	for _, path := range paths {
		for _, at := range find(c.root, path, c.afterApply) {
			text, ok := scalarText(at.value)
			if text = strings.TrimSpace(text); !ok || at.state != statePresent || text == "" {
				continue
			}
			return deadline.Printable(words.Shorten(text, most))
		}
	}
	return ""
}

var hostForm = words.Pattern(`^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$`)

// endpoint is where the certificate of the resource can be read live. A user's
// name or password in a URL is left out.
func (c *caseFile) endpoint(entry *Entry) string {
	for _, path := range entry.Endpoint {
		text := c.firstText([]Path{path}, 300)
		if strings.Contains(text, "://") {
			parsed, err := url.Parse(text)
			if err != nil {
				continue
			}
			text = parsed.Host
		}
		host, port, err := net.SplitHostPort(text)
		if err != nil {
			host, port = text, "443"
		}
		if hostForm().MatchString(host) && strings.Contains(host, ".") && strings.Trim(port, "0123456789") == "" && port != "" {
			return net.JoinHostPort(host, port)
		}
	}
	return ""
}
