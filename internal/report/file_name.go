package report

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestStem is how many bytes a file name may have before its extension: file
// systems take 255, with the extension, and some count a letter as four.
const longestStem = 100

// reserved are names that Windows gives to devices, with any extension.
var reserved = strings.Fields("con prn aux nul com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 conin$ conout$")

// FileName makes a title fit for a file name on every system, without an
// extension. The slash after the kind becomes a hyphen, letters and digits of any
// script stay. Where that changes anything else, so that two titles could meet,
// or where two spellings could look the same to a file system, a short hash of
// the title tells them apart: gate/release is gate-release, gate/本番 is
// gate-本番-5cb2e7f7.
func FileName(title string) string {
	plain := strings.Replace(title, "/", "-", 1)
	safe := strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return '-'
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		case r > unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)):
			return r
		}
		return '-'
	}, plain)
	name, _, _ := strings.Cut(safe, ".")
	if slices.Contains(reserved, strings.ToLower(name)) {
		safe = "report-" + safe
	}
	trimmed := strings.Trim(safe, "-.")
	kind, _, _ := strings.Cut(title, "/")
	if trimmed == plain && plain != "" && len(plain) <= longestStem && ascii(plain) && !strings.Contains(kind, "-") {
		return plain
	}
	for strings.Contains(trimmed, "--") {
		trimmed = strings.ReplaceAll(trimmed, "--", "-")
	}
	sum := sha256.Sum256([]byte(title))
	mark := hex.EncodeToString(sum[:4])
	for len(trimmed) > longestStem-len(mark)-1 {
		_, size := utf8.DecodeLastRuneInString(trimmed)
		trimmed = trimmed[:len(trimmed)-size]
	}
	trimmed = strings.TrimRight(trimmed, "-.")
	if trimmed == "" {
		trimmed = "report"
	}
	return trimmed + "-" + mark
}

func ascii(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}
