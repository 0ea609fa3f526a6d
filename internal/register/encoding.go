package register

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
)

const (
	encodingUTF8        = "utf-8"
	encodingShiftJIS    = "shift_jis"
	encodingUTF16       = "utf-16"
	encodingWindows1252 = "windows-1252"
	encodingEUCJP       = "euc-jp"
	encodingISO2022JP   = "iso-2022-jp"
)

// Encodings are those that are read. Only the first three and the last are found
// out: nearly anything can be read as one of the others.
var Encodings = []string{encodingUTF8, encodingShiftJIS, encodingUTF16, encodingWindows1252, encodingEUCJP, encodingISO2022JP}

const theEncodings = "The encodings read are utf-8, shift_jis, utf-16, windows-1252, euc-jp and iso-2022-jp"

// text is the content of a file in UTF-8, without a byte order mark.
type text struct {
	content  []byte
	original []byte
	// guessed: it is not UTF-8 and happens to be readable as Shift_JIS.
	guessed bool
}

// decode reads a text in the encoding given, or else finds it out: byte order
// marks, the NULs of UTF-16, UTF-8 where it is valid, else Shift_JIS.
func decode(name string, content []byte, said string) (text, *Error) {
	decoded := text{original: content}
	var wrong *Error
	switch strings.ToLower(said) {
	case encodingUTF8:
		decoded.content = bytes.TrimPrefix(content, []byte("\ufeff"))
		if !utf8.Valid(content) {
			return text{}, notUTF8(name, content, "It is said to be utf-8")
		}
	case encodingShiftJIS:
		decoded.content, wrong = decodeShiftJIS(name, content)
	case encodingUTF16:
		decoded.content, wrong = decodeUTF16(name, content)
	case encodingWindows1252:
		decoded.content, wrong = decodeBy(name, content, charmap.Windows1252, "Windows-1252")
	case encodingEUCJP:
		decoded.content, wrong = decodeBy(name, content, japanese.EUCJP, "EUC-JP")
	case encodingISO2022JP:
		decoded.content, wrong = decodeBy(name, content, japanese.ISO2022JP, "ISO-2022-JP")
	case "":
		switch {
		case isISO2022JP(content):
			decoded.content, wrong = decodeBy(name, content, japanese.ISO2022JP, "ISO-2022-JP")
		case looksLikeUTF16(content):
			decoded.content, wrong = decodeUTF16(name, content)
		case utf8.Valid(content):
			decoded.content = bytes.TrimPrefix(content, []byte("\ufeff"))
		default:
			decoded.guessed = true
			if decoded.content, wrong = decodeShiftJIS(name, content); wrong != nil {
				wrong = notUTF8(name, content, "It is not Shift_JIS either")
			}
		}
	default:
		return text{}, optionFaultf(optionEncoding, "%q is no encoding that is read. %s; without one it is found out where it can be.", said, theEncodings)
	}
	if wrong != nil {
		return text{}, wrong
	}
	if at := bytes.IndexByte(decoded.content, 0); at >= 0 {
		return text{}, faultf("%s is no text: line %d has a NUL character. A register is CSV, XLSX, JSON or YAML.", name, lineAt(decoded.content, at))
	}
	return decoded, nil
}

func notUTF8(name string, content []byte, also string) *Error {
	at := 0
	for at < len(content) {
		r, size := utf8.DecodeRune(content[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return optionFaultf(optionEncoding, "%s is not UTF-8 from byte %d on, on line %d. %s. %s: say which it is, for example encoding = \"shift_jis\" or \"windows-1252\", or save the file as UTF-8.",
		name, at, lineAt(content, at), also, theEncodings)
}

// decodeShiftJIS reads Shift_JIS with Microsoft's additions (code page 932), in
// which Japanese spreadsheet programs write CSV.
func decodeShiftJIS(name string, content []byte) ([]byte, *Error) {
	decoded, err := japanese.ShiftJIS.NewDecoder().Bytes(content)
	// Shift_JIS has no replacement character of its own, and nothing at 0x80.
	at := bytes.Index(decoded, []byte("\ufffd"))
	if second := bytes.Index(decoded, []byte("\u0080")); at < 0 || second >= 0 && second < at {
		at = second
	}
	if err == nil && at < 0 {
		return decoded, nil
	}
	// Up to there every character is good, so that the n-th is the n-th.
	characters, offset := utf8.RuneCount(decoded[:max(at, 0)]), 0
	for ; characters > 0; characters-- {
		if b := content[offset]; b >= 0x81 && b <= 0x9f || b >= 0xe0 && b <= 0xfc {
			offset++
		}
		offset++
	}
	return nil, optionFaultf(optionEncoding, "%s cannot be read as Shift_JIS: at byte %d, on line %d, stands what it does not have, or a private character. %s. Save the file in one of them.",
		name, offset, lineAt(content, offset), theEncodings)
}

// decodeBy reads an encoding in which whatever it does not have becomes the
// replacement character.
func decodeBy(name string, content []byte, by encoding.Encoding, called string) ([]byte, *Error) {
	decoded, err := by.NewDecoder().Bytes(content)
	at := bytes.Index(decoded, []byte("\ufffd"))
	if control := bytes.IndexFunc(decoded, func(r rune) bool { return r >= 0x80 && r < 0xa0 || r == 0x1b }); at < 0 || control >= 0 && control < at {
		at = control
	}
	if err == nil && at < 0 {
		return decoded, nil
	}
	return nil, optionFaultf(optionEncoding, "%s cannot be read as %s: on line %d stands what it does not have. %s.", name, called, lineAt(decoded, max(at, 0)), theEncodings)
}

// isISO2022JP looks for the sequences that change to kanji (RFC 1468): all bytes
// are ASCII, so that it would be taken for UTF-8.
func isISO2022JP(content []byte) bool {
	return bytes.Contains(content, []byte("\x1b$B")) || bytes.Contains(content, []byte("\x1b$@"))
}

func lineAt(content []byte, offset int) int {
	return 1 + bytes.Count(content[:min(offset, len(content))], []byte("\n"))
}

// units counts line ends, tabs and commas of UTF-16 in both orders of bytes, and
// NULs, in the beginning of a file. The other way round these four are letters
// that no register has; most others, such as 0 and the ideographic space, could
// be either.
func units(content []byte) (little, big, nulls int) {
	content = content[:min(len(content), utf16Window)]
	for i := 0; i+1 < len(content); i += 2 {
		first, second := content[i], content[i+1]
		switch {
		case second == 0 && isMark(first):
			little++
		case first == 0 && isMark(second):
			big++
		}
	}
	return little, big, bytes.Count(content, []byte{0})
}

const utf16Window = 1 << 16

func isMark(b byte) bool { return b == '\n' || b == '\r' || b == '\t' || b == ',' }

func looksLikeUTF16(content []byte) bool {
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		return true
	}
	// Some NULs are needed: one in a damaged UTF-8 file does not make it UTF-16.
	little, big, nulls := units(content)
	return (little == 0) != (big == 0) && nulls*64 >= min(len(content), utf16Window)
}

// decodeUTF16 goes by the byte order mark, else by line ends and delimiters.
func decodeUTF16(name string, content []byte) ([]byte, *Error) {
	little, big, _ := units(content)
	var bigEndian bool
	body := content
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		body = content[2:]
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		body, bigEndian = content[2:], true
	case little > 0 && big == 0:
	case big > 0 && little == 0:
		bigEndian = true
	default:
		return nil, optionFaultf(optionEncoding, "%s cannot be read as UTF-16: it has no byte order mark, and which byte of two comes first cannot be told. Save it with a byte order mark, or as UTF-8.", name)
	}
	low, high := 0, 1
	if bigEndian {
		low, high = 1, 0
	}
	decoded := make([]byte, 0, len(body))
	for i := 0; i < len(body); i += 2 {
		if i+1 == len(body) {
			return nil, badUTF16(name, decoded, len(content)-len(body)+i)
		}
		r := rune(body[i+low]) | rune(body[i+high])<<8
		if utf16.IsSurrogate(r) {
			second := rune(0)
			if i+3 < len(body) {
				second = rune(body[i+2+low]) | rune(body[i+2+high])<<8
			}
			if r = utf16.DecodeRune(r, second); r == utf8.RuneError {
				return nil, badUTF16(name, decoded, len(content)-len(body)+i)
			}
			i += 2
		}
		decoded = utf8.AppendRune(decoded, r)
	}
	return decoded, nil
}

func badUTF16(name string, decoded []byte, offset int) *Error {
	return optionFaultf(optionEncoding, "%s cannot be read as UTF-16: at byte %d, on line %d, stands half a character. %s.",
		name, offset, lineAt(decoded, len(decoded)), theEncodings)
}
