package software

import (
	"fmt"
	"strings"
	"unicode"
)

// VersionError says that a text is no version, and what is accepted.
type VersionError struct {
	Version string
	// Problem is a sentence for a person with an example.
	Problem string
}

// Error is that sentence.
func (e *VersionError) Error() string { return e.Problem }

// maxVersionText bounds what is taken for a version; the longest real ones have
// some fifty letters.
const maxVersionText = 100

// writtenVersion is a version taken apart as far as its text alone allows.
type writtenVersion struct {
	// text is what was written, without spaces around it and a leading v.
	text string
	// upstream is text without what a packager added to it.
	upstream string
	// packaged says that something was added: a distributor's revision.
	packaged bool
	// thirdParty says that it was added by somebody who is no distributor.
	thirdParty bool
	// preRelease says that it is a beta, candidate or development version.
	preRelease bool
	// vague says that it does not name one version and nothing else.
	vague bool
}

// readVersion checks a version that somebody wrote.
func readVersion(written string) (writtenVersion, error) {
	text := strings.TrimSpace(written)
	if text == "" {
		return writtenVersion{}, &VersionError{Version: written, Problem: "The version is empty. Write the version that runs, like \"2.4.58\", or its release cycle, like \"2.4\"."}
	}
	if len(text) > maxVersionText || strings.IndexFunc(text, unicode.IsControl) >= 0 {
		return writtenVersion{}, &VersionError{Version: written, Problem: fmt.Sprintf("The version has more than %d characters or control characters in it. Write the version that runs, like \"2.4.58\".", maxVersionText)}
	}
	switch strings.ToLower(text) {
	case "latest", "newest", "stable", "current", "lts", "*", "any", "unknown":
		return writtenVersion{}, &VersionError{Version: written, Problem: fmt.Sprintf("%q names no version: it means another one every day. Write the version that runs, like \"2.4.58\", or its release cycle, like \"2.4\".", text)}
	}
	if len(text) > 1 && text[0]|0x20 == 'v' && isNumber(text[1]) {
		text = text[1:]
	}
	version := writtenVersion{text: text, vague: isVague(text)}
	if at := strings.IndexAny(text, "-+~"); at > 0 {
		version.thirdParty = isThirdParty(text[at:])
	}
	_, version.preRelease = rewriteVersion(text)
	version.preRelease = version.preRelease || isSnapshot(text)
	version.upstream, version.packaged = withoutPackaging(text, version.preRelease)
	return version, nil
}

// contradicts is the error for a version beside a CPE or package URL that names
// another: which of them runs is not for us to say. One may be a part of the other.
func contradicts(version, reference string) error {
	if reference == "" || version == reference {
		return nil
	}
	asked, _ := readVersion(version)
	named, _ := readVersion(reference)
	if asked.upstream == "" || named.upstream == "" || sameKey(asked.upstream) == sameKey(named.upstream) || within(asked.upstream, named.upstream) || within(named.upstream, asked.upstream) {
		return nil
	}
	return &VersionError{Version: version, Problem: fmt.Sprintf("The version is %q, and the product names the version %q. Leave one of them out, like version = \"2.4.58\" with product = \"cpe:/a:apache:http_server\".", version, reference)}
}

// isSnapshot knows a version that ends with the day of its making, as Postfix' do:
// 3.11-20251218 came before 3.11.0.
func isSnapshot(text string) bool {
	core, day, found := strings.Cut(text, "-")
	if !found || len(day) != len("20251218") || strings.Trim(day, "0123456789") != "" || strings.Trim(core, "0123456789.") != "" || core == "" {
		return false
	}
	return (day[:2] == "19" || day[:2] == "20") && day[4:6] >= "01" && day[4:6] <= "12"
}

// withoutPackaging cuts an epoch, a package revision and other additions off:
// "1:9.2p1-2+deb12u3" is 9.2p1, "5.5.5-10.3.22-MariaDB-1:10.3.22" is 10.3.22,
// "1.0.2k-fips" is 1.0.2k. Of a pre-release it keeps the mark.
func withoutPackaging(text string, preRelease bool) (upstream string, packaged bool) {
	upstream = text
	if strings.Contains(strings.ToLower(text), "mariadb") {
		upstream = strings.TrimPrefix(upstream, "5.5.5-")
	}
	if epoch, rest := cutEpoch(upstream); epoch != "" {
		upstream, packaged = rest, true
	}
	// Debian goes back to an older release by a higher number: 9.0+really8.4.1.
	if _, really, found := strings.Cut(upstream, "+really"); found && really != "" {
		upstream, packaged = really, true
	}
	if preRelease {
		return upstream, packaged
	}
	if at := strings.IndexAny(upstream, "-+~ ("); at > 0 {
		tail := strings.ToLower(upstream[at:])
		packaged = packaged || len(tail) > 1 && tail[0] == '-' && isNumber(tail[1]) ||
			strings.Contains(tail, "deb") || strings.Contains(tail, "ubuntu") || strings.Contains(tail, ".el")
		upstream = upstream[:at]
	}
	return upstream, packaged
}
