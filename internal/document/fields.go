package document

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// clearSigned takes the text out of a clear-signed message (RFC 9580, section 7).
// What stands outside is not signed, and nothing may stand there.
func clearSigned(text string) (string, *source.Failure) {
	const begin, middle, end = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
	damaged := source.Fail(source.Malformed, "the signed text is cut short, or something stands outside what is signed")
	var body []string
	state := 0 // before, headers, body, signature, after
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		switch {
		case state == 0 && line == begin:
			state = 1
		case state == 1 && line == "":
			state = 2
		case state == 1 && strings.Contains(line, ": "):
		case state == 2 && line == middle:
			state = 3
		case state == 2 && strings.HasPrefix(line, "- "):
			body = append(body, line[2:])
		case state == 2 && strings.HasPrefix(line, "-"):
			return "", damaged // unescaped
		case state == 2:
			body = append(body, line)
		case state == 3 && line == end:
			state = 4
		case state == 3:
		case line != "":
			return "", damaged
		}
	}
	if state != 4 {
		return "", damaged
	}
	return strings.Join(body, "\n"), nil
}

// fields are the lines "Name: value" of a text. Names have no case; lines that
// start with white space go on with the one before and are left out.
type fields struct {
	values map[string][]string
	other  int // lines that are none
	folded int // lines that go on with the one before
}

func readFields(text string) fields {
	read := fields{values: map[string][]string{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			read.folded++
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if !found || name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			read.other++
			continue
		}
		name = strings.ToLower(name)
		read.values[name] = append(read.values[name], strings.TrimSpace(value))
	}
	return read
}

func (f fields) has(names ...string) bool {
	for _, name := range names {
		if len(f.values[name]) > 0 {
			return true
		}
	}
	return false
}

// one is the value of a field that stands in a text once; "" otherwise.
func (f fields) one(name string) string {
	if values := f.values[name]; len(values) == 1 {
		return values[0]
	}
	return ""
}

// parseFields tells the texts apart that are made of fields.
func parseFields(text string, signed bool) (Document, *source.Failure) {
	read := readFields(text)
	switch {
	case read.has("contact", "expires"):
		return parseSecurity(read, signed)
	case read.has("valid-until"), read.has("date") && read.has("suite", "codename", "origin", "components", "architectures"),
		read.has("suite", "codename") && read.has("sha256", "sha512", "sha1", "md5sum", "components", "architectures"):
		return parseRelease(read, signed)
	case signed:
		return Document{}, source.Fail(source.Unsupported, "it is a signed text of a kind that is not read; "+accepted)
	}
	return Document{}, source.Fail(source.Unsupported, "it is none of the documents that are read; "+accepted)
}

// signature says of a text whether somebody signed it, for the reason.
func signature(signed bool, unless string) string {
	if signed {
		return unchecked
	}
	return unsigned + unless
}

// parseSecurity reads a security.txt (RFC 9116): Expires stands in it exactly once
// and is an instant of RFC 3339.
func parseSecurity(read fields, signed bool) (Document, *source.Failure) {
	switch count := len(read.values["expires"]); {
	case count == 0:
		return malformed(KindSecurity, "the security.txt has no Expires, which it must have once (RFC 9116)")
	case count > 1:
		return malformed(KindSecurity, "the security.txt has Expires more than once, which makes it invalid (RFC 9116)")
	case !read.has("contact"):
		return malformed(KindSecurity, "it has Expires like a security.txt, and no Contact, which that must have (RFC 9116)")
	case read.other+read.folded > 0:
		return malformed(KindSecurity, "the security.txt has lines that are no fields, or are indented, which it does not know (RFC 9116)")
	}
	written := strings.ToUpper(read.one("expires"))
	at, err := deadline.ParseInstant(written, time.UTC)
	if err != nil || !strings.Contains(written, "T") {
		return malformed(KindSecurity, "the Expires of the security.txt is no instant like 2027-03-31T00:00:00Z (RFC 9116)")
	}
	document := Document{Kind: KindSecurity}
	document.endsAt(at)
	document.because(signature(signed, ""))
	return document, nil
}

// parseRelease reads the Release of an apt repository (deb-src-control's format;
// wiki.debian.org/DebianRepository/Format): after Valid-Until apt refuses it.
func parseRelease(read fields, signed bool) (Document, *source.Failure) {
	document := Document{Kind: KindRelease, Signer: shown(read.one("origin"))}
	if len(read.values["valid-until"]) > 1 || len(read.values["date"]) > 1 {
		return malformed(KindRelease, "the Release has Date or Valid-Until more than once")
	}
	if read.has("date") {
		at, ok := releaseInstant(read.one("date"))
		if !ok {
			return malformed(KindRelease, "the Date of the Release is no instant like Sat, 28 Nov 2026 08:12:03 UTC")
		}
		document.IssuedAt = at
	}
	if !read.has("valid-until") {
		document.never("the Release has no Valid-Until: nobody notices when the repository is no longer renewed, or an old one is served")
	} else {
		at, ok := releaseInstant(read.one("valid-until"))
		if !ok {
			return malformed(KindRelease, "the Valid-Until of the Release is no instant like Sat, 05 Dec 2026 08:12:03 UTC")
		}
		if contradicts(document.IssuedAt, at) {
			return malformed(KindRelease, "the Valid-Until of the Release is not after its Date")
		}
		document.endsAt(at)
	}
	document.because(signature(signed, ", unless a Release.gpg lies beside it"))
	document.because("the key that signs it has an end of its own, which expiry_token reads")
	return document, nil
}

// releaseInstant reads the dates that apt takes: those of RFC 1123 in UTC.
func releaseInstant(text string) (time.Time, bool) {
	text = strings.Join(strings.Fields(text), " ")
	for _, zone := range []string{" UTC", " GMT", " +0000", " Z"} {
		plain, found := strings.CutSuffix(text, zone)
		if !found {
			continue
		}
		at, err := time.Parse("Mon, 2 Jan 2006 15:04:05", plain)
		// The parser does not compare the day of the week.
		return at, err == nil && strings.HasPrefix(plain, at.Weekday().String()[:3]+",")
	}
	return time.Time{}, false
}
