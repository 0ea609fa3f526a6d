package software

import "strings"

// versionForm says how a product writes its version in a greeting.
type versionForm uint8

const (
	// upstreamFirst: upstream's version, then what a distributor or builder
	// adds after "-", "+" or "~": 7.4.3-4ubuntu2.19, 1.0.2k-fips.
	upstreamFirst versionForm = iota
	// notItsOwn: the number is a protocol's or a connector's, not the product's.
	notItsOwn
	// wholeText: every character belongs to the version (Zope 2.7.2-0).
	wholeText
	// dotted: only numbers with a dot are versions ("10g", "0" are none).
	dotted
	// single: also a number without a dot after a blank is a version (Drupal 9).
	single
	// jettyForm: 9.4.53.v20231009 is 9.4.53, 9.4.z-SNAPSHOT only the cycle 9.4.
	jettyForm
	// eximForm: 4.84_2 is 4.84.2.
	eximForm
	// sendmailForm: 8.15.2/8.15.2/Debian-8+deb9u1 is binary, configuration, package.
	sendmailForm
	// aheadForm: the version stands a few words later ("version 6.5.7638.1").
	aheadForm
	// windowsForm: 10.0.17763.1 is IIS 10.0 on Windows build 17763.
	windowsForm
	// bindForm: -P2, -S1, -W1 and -ESV-R11 belong to the version.
	bindForm
	// tomcatForm: numbers below Tomcat's first release, 3.0, are a connector's.
	tomcatForm
	// zimbraForm: 8.8.15_GA_4372 is 8.8.15.
	zimbraForm
	// plusForm: R31 and r31-p1 are releases of NGINX Plus.
	plusForm
	// sapForm: behind the kernel's number stands that of what runs on it, "AS Java 7.50".
	sapForm
)

// written is a version as a greeting writes it, taken apart.
type written struct {
	version, pkg string
	mark
	thirdParty bool
	// windows is the release of Windows Server that a build number tells.
	windows string
}

// read takes apart a version that stands by itself in the greeting.
func (form versionForm) read(raw string) written {
	raw = trimEnd(raw, ".:,;!*'\\")
	if len(raw) > maxVersion || raw == "" {
		return written{}
	}
	if cut, ok := cutPrefixFold(raw, "release-"); ok {
		raw = cut
	}
	if len(raw) > 1 && raw[0]|0x20 == 'v' && isDigit(raw[1]) {
		raw = raw[1:]
	}
	if raw == "" || !isDigit(raw[0]) {
		return written{}
	}
	switch form {
	case notItsOwn:
		return written{}
	case wholeText:
		return written{version: raw[:versionEnd(raw, "-+~_.:")]}
	case dotted:
		if !strings.Contains(raw, ".") {
			return written{}
		}
	case tomcatForm:
		if raw[0] <= '2' && !isDigit((raw + " ")[1]) {
			return written{}
		}
	case jettyForm:
		return written{version: jettyVersion(raw)}
	case bindForm:
		return bindVersion(raw)
	}
	v := splitVersion(raw)
	switch form {
	case eximForm:
		v.version, v.pkg = eximVersion(v.version), ""
	case zimbraForm:
		v.version, _, _ = strings.Cut(v.version, "_")
	}
	return v
}

// splitVersion parts upstream's version from what was added to it.
func splitVersion(raw string) written {
	core := raw[:versionEnd(raw, "._")]
	tail := raw[len(core):]
	if tail == "" {
		return written{version: trimEnd(core, "._")}
	}
	v := written{version: core}
	if n := max(preRelease(tail), snapshotDate(tail)); n > 0 {
		v.version = raw[:len(core)+n]
		tail = tail[n:]
	}
	v.revision(raw, tail)
	return v
}

// versionEnd is the length of the run of letters, digits and extra characters.
func versionEnd(raw, extra string) int {
	for i := range len(raw) {
		if c := raw[i]; !isDigit(c) && !isLetter(c) && strings.IndexByte(extra, c) < 0 {
			return i
		}
	}
	return len(raw)
}

// preReleases are the words that make a version a pre-release after a dash, or after
// Debian's "~".
var preReleases = [...]string{"dev", "rc", "beta", "alpha", "pre", "snapshot", "nightly"}

// preRelease is the length of a pre-release mark at the start of tail: "-dev",
// "-rc1". It stays part of the version: 8.1.0-dev is not 8.1.0.
func preRelease(tail string) int {
	if tail[0] != '-' && tail[0] != '~' || len(tail) < 2 {
		return 0
	}
	text := tail[1:]
	end := 1 + versionEnd(text, ".")
	for _, mark := range preReleases {
		if hasPrefixFold(text, mark) {
			return end
		}
	}
	if text[0]|0x20 == 'm' && len(text) > 1 && isDigit(text[1]) {
		return end
	}
	return 0
}

// snapshotDate is the length of a development snapshot's date at the start of
// tail: Postfix 2.8-20100306 came before 2.8.0.
func snapshotDate(tail string) int {
	if len(tail) < 9 || tail[0] != '-' || len(leadingDigits(tail[1:])) != 8 {
		return 0
	}
	return 9
}

func jettyVersion(raw string) string {
	raw = raw[:versionEnd(raw, ".")]
	for rest, at := raw, 0; ; {
		dot := strings.IndexByte(rest, '.')
		if dot < 0 {
			return raw
		}
		at += dot
		rest = rest[dot+1:]
		// A milestone or candidate (M1, RC0) is part of the version; a build
		// date (v2023…), a placeholder (z, x) or a vendor's mark is not.
		if rest != "" && !isDigit(rest[0]) && !hasPrefixFold(rest, "rc") && !isMilestone(rest) {
			return raw[:at]
		}
		at++
	}
}

func isMilestone(text string) bool { return len(text) > 1 && text[0] == 'M' && isDigit(text[1]) }

// eximVersion turns Exim's patch release 4.84_2 into 4.84.2 and its candidate
// 4.90_RC3 into 4.90-RC3, the way the releases are named.
func eximVersion(version string) string {
	base, patch, found := strings.Cut(version, "_")
	if !found || patch == "" {
		return base
	}
	if hasPrefixFold(patch, "rc") {
		return base + "-" + patch
	}
	return base + "." + patch
}

// bindVersion keeps ISC's own suffixes and leaves out distributors' and patches'.
func bindVersion(raw string) written {
	end := versionEnd(raw, ".")
	v := written{version: trimEnd(raw[:end], ".")}
	tail := raw[end:]
	for len(tail) > 1 && tail[0] == '-' {
		n := 1 + versionEnd(tail[1:], ".+")
		part := tail[1:n]
		if !isBindSuffix(part) {
			if !hasPrefixFold(part, "rpz") && !hasPrefixFold(part, "rl") {
				break
			}
			tail = tail[n:]
			continue
		}
		v.version += tail[:n]
		tail = tail[n:]
	}
	if tail != "" {
		v.revision(raw, tail)
	}
	return v
}

// isBindSuffix knows P2, S1, W1, R11 and ESV.
func isBindSuffix(part string) bool {
	if part == "ESV" {
		return true
	}
	return len(part) > 1 && strings.IndexByte("PSWR", part[0]) >= 0 && isDigit(part[1]) && !strings.Contains(part, "+")
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if !hasPrefixFold(text, prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// looksLikeVersion says that a word that stands by itself is a version: it
// begins with a number and, unless single numbers count, has a dot before
// anything that is no number.
func looksLikeVersion(text string, form versionForm) bool {
	text = trimEnd(text, ".:,;!")
	if len(text) > 1 && text[0]|0x20 == 'v' {
		text = text[1:]
	}
	digits := 0
	for digits < len(text) && isDigit(text[digits]) {
		digits++
	}
	if digits == 0 || digits > 8 {
		return false
	}
	if form == single && digits == len(text) {
		return true
	}
	return digits+1 < len(text) && text[digits] == '.' && isDigit(text[digits+1])
}
