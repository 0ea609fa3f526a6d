package definition

import (
	"bytes"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Approved are the digests that were approved, by path: relative, with slashes.
type Approved map[string]Digest

// Paths are the approved paths in order.
func (a Approved) Paths() []string { return slices.Sorted(maps.Keys(a)) }

// ApprovedMap reads digests that are given by path. Its error is an *Error on the
// attribute approved.
func ApprovedMap(given map[string]string) (Approved, error) {
	approved := Approved{}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		digest, wrong := parseDigest(given[name])
		if wrong == nil {
			wrong = approved.add(name, digest)
		}
		if wrong != nil {
			wrong.Message = "The digest of " + shown(name) + ": " + wrong.Message
			return nil, wrong
		}
	}
	if len(approved) == 0 {
		return nil, approvedFault(ReasonEmpty, "Nothing approved", "No digest is given, so nothing is approved. %s", acceptedDigests)
	}
	return approved, nil
}

var (
	// gnuLine is "HEX  path" of sha256sum, with * for binary mode; BSD's md5 -r
	// leaves one blank between.
	gnuLine = text.Pattern(`^([0-9A-Fa-f]{8,}) (?: |\*)?(.+)$`)
	// bsdLine is "SHA256 (path) = HEX" of BSD and sha256sum --tag, and OpenSSL's
	// "SHA2-256(path)= HEX".
	bsdLine = text.Pattern(`^([A-Za-z][A-Za-z0-9/_-]*) ?\((.+)\) ?= ?([0-9A-Fa-f]+)$`)
)

const acceptedSums = "Accepted is what sha256sum and sha512sum write: a digest, two blanks and a path in each line, or `SHA256 (path) = digest`."

// ParseSums reads a list of digests as sha256sum, sha512sum, shasum and OpenSSL
// write it (coreutils manual, "md5 invocation"): names with a line end or a
// backslash in them are escaped and their line begins with a backslash. Its error
// is an *Error on the attribute approved.
func ParseSums(content []byte) (Approved, error) {
	approved, wrong := parseSums(content)
	if wrong != nil {
		return nil, wrong
	}
	return approved, nil
}

func parseSums(content []byte) (Approved, *Error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	switch {
	case len(content) > MaxSumsBytes:
		return nil, approvedFault(ReasonTooLarge, "List too large", "The list of approved digests is larger than 16 MiB.")
	case !utf8.Valid(content) || bytes.IndexByte(content, 0) >= 0:
		return nil, approvedFault(ReasonMalformed, "Malformed list", "The list of approved digests is not text in UTF-8. %s", acceptedSums)
	case bytes.Contains(content, []byte("-----BEGIN PGP")):
		return nil, approvedFault(ReasonUnsupported, "Signed list", "The list of approved digests is signed, and the signature is not checked here. Check it, and give the plain list.")
	}
	approved := Approved{}
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if len(approved) >= MaxFiles {
			return nil, approvedFault(ReasonTooLarge, "List too long", "The list of approved digests names more than %d files.", MaxFiles)
		}
		if wrong := approved.line(line); wrong != nil {
			wrong.Message = "Line " + decimal(number) + " of the approved digests: " + wrong.Message
			return nil, wrong
		}
	}
	if len(approved) == 0 {
		return nil, approvedFault(ReasonEmpty, "Nothing approved", "The list of approved digests is empty: did the command that writes it fail? %s", acceptedSums)
	}
	return approved, nil
}

func (a Approved) line(line string) *Error {
	rest, escaped := strings.CutPrefix(line, `\`)
	name, algorithm, value := "", "", ""
	if parts := bsdLine().FindStringSubmatch(rest); parts != nil {
		algorithm, name, value = parts[1], parts[2], parts[3]
	} else if parts := gnuLine().FindStringSubmatch(rest); parts != nil {
		value, name = parts[1], parts[2]
	} else {
		return approvedFault(ReasonMalformed, "Malformed list", "It is no digest with a path. %s", acceptedSums)
	}
	if escaped {
		var ok bool
		if name, ok = unescape(name); !ok {
			return approvedFault(ReasonMalformed, "Malformed list", "It begins with a backslash, and its path is not escaped as it then should be.")
		}
	}
	digest, wrong := digestOf(algorithm, value)
	if wrong != nil {
		return wrong
	}
	return a.add(name, digest)
}

// unescape undoes how coreutils write a name that would not stay on its line.
func unescape(name string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] != '\\' {
			b.WriteByte(name[i])
			continue
		}
		i++
		if i == len(name) {
			return "", false
		}
		switch name[i] {
		case '\\':
			b.WriteByte('\\')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		default:
			return "", false
		}
	}
	return b.String(), true
}

var driveForm = text.Pattern(`^[A-Za-z]:`)

// add takes a path that stays below the folder of the files.
func (a Approved) add(name string, digest Digest) *Error {
	clean := path.Clean(name)
	switch {
	case strings.HasPrefix(name, "/"), strings.HasPrefix(name, `\\`), driveForm().MatchString(name):
		return approvedFault(ReasonUnsupported, "Absolute path", "The path %s is absolute. Paths are relative to the folder of the files, so that they mean the same on every machine.", shown(name))
	case clean == "..", strings.HasPrefix(clean, "../"), strings.Contains("/"+name+"/", "/../"):
		return approvedFault(ReasonUnsupported, "Path leaves the folder", "The path %s goes up with \"..\". Paths stay below the folder of the files.", shown(name))
	case clean == ".", name == "-", strings.HasSuffix(name, "/"), strings.ContainsRune(name, 0):
		return approvedFault(ReasonMalformed, "No file's path", "The path %s is not that of a file.", shown(name))
	}
	if before, twice := a[clean]; twice && before != digest {
		return approvedFault(ReasonMalformed, "Two digests for one", "The path %s stands twice with digests that differ, so it cannot be told which of them was approved.", shown(name))
	}
	a[clean] = digest
	return nil
}
