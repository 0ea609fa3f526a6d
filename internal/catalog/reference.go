package catalog

import (
	"net/url"
	"strings"
)

// plainName makes names comparable: lower case, single hyphens for spaces.
func plainName(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(text)), "-")
}

// identifierKey reduces a CPE (2.2 or 2.3) or a package URL to what identifies
// the product, in lower case, and returns the version that it also names.
func identifierKey(text string) (key, version string, ok bool) {
	text = strings.TrimSpace(text)
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "cpe:2.3:"):
		return cpeKey(splitCPE23(text[len("cpe:2.3:"):]))
	case strings.HasPrefix(lower, "cpe:/"):
		parts := strings.Split(text[len("cpe:/"):], ":")
		for i := range parts {
			if plain, err := url.PathUnescape(parts[i]); err == nil {
				parts[i] = plain
			}
		}
		return cpeKey(parts)
	case strings.HasPrefix(lower, "pkg:"):
		return packageURLKey(text[len("pkg:"):])
	}
	return "", "", false
}

// cpeKey takes the components part, vendor, product, version.
func cpeKey(parts []string) (key, version string, ok bool) {
	if len(parts) < 3 || parts[1] == "" || parts[2] == "" || !strings.Contains("aho", strings.ToLower(parts[0])) || len(parts[0]) != 1 {
		return "", "", false
	}
	if len(parts) > 3 && parts[3] != "*" && parts[3] != "-" {
		version = parts[3]
		if len(parts) > 4 {
			version += cpeUpdate(parts[4])
		}
	}
	return strings.ToLower("cpe:/" + parts[0] + ":" + parts[1] + ":" + parts[2]), version, true
}

// cpeUpdate is the component "update", where it is a part of what the version is:
// 8.3.20 with rc1 is not 8.3.20, and OpenSSH 9.2 with p1 is 9.2p1. Others, such as
// service packs, are cycles of their own names.
func cpeUpdate(update string) string {
	update = strings.ToLower(update)
	word := strings.TrimRight(update, "0123456789.-_")
	switch word {
	case "alpha", "beta", "rc", "cr", "pre", "preview", "dev", "snapshot", "nightly", "milestone", "m":
		return "-" + update
	case "p":
		return update
	}
	return ""
}

// splitCPE23 splits a formatted string at its unescaped colons and takes the
// escapes away (NIST IR 7695, section 6.2).
func splitCPE23(text string) []string {
	var parts []string
	var part strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text):
			i++
			part.WriteByte(text[i])
		case text[i] == ':':
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(text[i])
		}
	}
	return append(parts, part.String())
}

// packageURLKey takes what follows "pkg:": type, namespaces, name, @version,
// ?qualifiers, #subpath.
func packageURLKey(text string) (key, version string, ok bool) {
	text, _, _ = strings.Cut(text, "#")
	text, _, _ = strings.Cut(text, "?")
	// The @ of a version stands after the last slash: npm scopes begin with one.
	if at := strings.LastIndexByte(text, '@'); at > strings.LastIndexByte(text, '/') {
		text, version = text[:at], text[at+1:]
		if plain, err := url.PathUnescape(version); err == nil {
			version = plain
		}
	}
	text = strings.Trim(text, "/")
	// A module's major version is part of its path in Go, not of its name.
	if at := strings.LastIndex(text, "/v"); at > 0 && len(text) > at+2 && strings.Trim(text[at+2:], "0123456789") == "" {
		text = text[:at]
	}
	if kind, name, found := strings.Cut(text, "/"); !found || kind == "" || name == "" {
		return "", "", false
	}
	return strings.ToLower("pkg:" + text), version, true
}

// packageName is the bare name of a distributor's package, "" for anything else:
// "httpd" of "pkg:rpm/redhat/httpd".
func packageName(key string) string {
	for _, kind := range [...]string{"pkg:rpm/", "pkg:deb/", "pkg:apk/"} {
		if rest, found := strings.CutPrefix(key, kind); found {
			return rest[strings.LastIndexByte(rest, '/')+1:]
		}
	}
	return ""
}

// packageDistros are the namespaces of package URLs that name a distributor.
var packageDistros = map[string]string{
	"debian": "debian", "ubuntu": "ubuntu", "redhat": "rhel", "rhel": "rhel", "fedora": "fedora", "centos": "centos",
	"almalinux": "almalinux", "rocky": "rocky-linux", "rockylinux": "rocky-linux", "oracle": "oracle-linux", "ol": "oracle-linux",
	"amzn": "amazon-linux", "amazon": "amazon-linux", "alpine": "alpine-linux", "suse": "sles", "sles": "sles",
}

// revisionRelease is the release that a package's revision tells: 9 of
// "1.20.1-14.el9", 12 of "1.22.1-9+deb12u1".
func revisionRelease(version string) string {
	for _, mark := range [...]string{".el", "+deb", "~deb"} {
		_, rest, found := strings.Cut(version, mark)
		end := 0
		for found && end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		if end > 0 {
			return rest[:end]
		}
	}
	return ""
}

// DistroOf is the distributor that a package URL names, with its release where the
// qualifier "distro" or the package's revision tells it: "debian", "12" of
// "pkg:deb/debian/nginx@1.22.1?distro=debian-12".
func DistroOf(reference string) (distro, release string) {
	key, version, ok := identifierKey(reference)
	if !ok || packageName(key) == "" {
		return "", ""
	}
	release = revisionRelease(version)
	if parts := strings.Split(key, "/"); len(parts) > 2 {
		distro = packageDistros[parts[1]]
	}
	_, query, _ := strings.Cut(reference, "?")
	query, _, _ = strings.Cut(query, "#")
	values, err := url.ParseQuery(query)
	if err != nil || values.Get("distro") == "" {
		return distro, release
	}
	told := strings.ToLower(values.Get("distro"))
	name, number, found := strings.Cut(told, "-")
	switch {
	case found && packageDistros[name] != "":
		return packageDistros[name], number
	case packageDistros[told] != "":
		return packageDistros[told], ""
	case distro == "":
		return told, ""
	}
	// A code name: "jammy", "bookworm".
	return distro, told
}

// VersionOf is the version that a CPE or package URL names, "" for none.
func VersionOf(reference string) string {
	_, version, _ := identifierKey(reference)
	return version
}
