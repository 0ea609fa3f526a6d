package keyfile

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// pemLost is what of a PEM text stands in no block and was one: programs that load
// the file pass over it without a word.
type pemLost struct {
	where string
	wrong *fault
}

// endLine is the END line of a certificate or a revocation list as people and
// programs damage it: with fewer dashes, other ones, or in small letters.
var endLine = text.Pattern(`(?i)^(.*?)[-–—]{1,10} ?END ((?:X509 |TRUSTED )?CERTIFICATE|PKCS ?#?7(?: SIGNED DATA)?|CMS|X509 CRL) ?[-–—]{1,10}`)

// between looks at the text between two blocks, or behind the last one. Comments
// and words about certificates may stand there; a block that has lost its BEGIN line
// may not, and neither may DER. Base64 of PEM, as in the values of a chart, is read.
func (p *parser) between(text []byte, line int, last bool) []pemLost {
	lost := p.binaryBetween(text, line)
	encoded := false // whether the line before was base64
	for rest := text; len(rest) > 0; line++ {
		var raw []byte
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			raw, rest = rest[:end], rest[end+1:]
		} else {
			raw, rest = rest, nil
			if last && cutWithinBegin(raw) {
				lost = append(lost, pemLost{fmt.Sprintf("line %d", line), malformed(fmt.Sprintf("the file is cut short within a BEGIN line, at line %d", line))})
			}
		}
		shown := bytes.Trim(raw, "\x00 \t\r")
		if len(shown) > 0 && shown[0] == '#' {
			encoded = false
			continue
		}
		shown = bytes.TrimLeft(shown, "> \t")
		p.encodedBetween(shown, line)
		if found := damagedEnd(shown); found != nil && (encoded || isBase64Line(found[1])) {
			label := strings.ToUpper(string(found[2]))
			if where := fmt.Sprintf("line %d", line); label == "X509 CRL" {
				p.leave(Aside{Where: where, What: kindCRL, Reason: "it has no BEGIN line, or a damaged one", Unread: true})
			} else {
				lost = append(lost, pemLost{where, malformed(fmt.Sprintf("the block that ends at line %d has no BEGIN line, or a damaged one: "+
					"it should start with the line -----BEGIN %s-----, with five dashes on each side", line, label))})
			}
		}
		encoded = isBase64Line(shown)
	}
	return lost
}

// damagedEnd finds an END line; most lines are told apart without the pattern.
func damagedEnd(line []byte) [][]byte {
	line = line[:min(len(line), maxHeader)]
	if !bytes.Contains(line, []byte("END ")) && !bytes.Contains(line, []byte("end ")) {
		return nil
	}
	return endLine().FindSubmatch(line)
}

// binaryBetween finds a certificate in DER that was joined to PEM.
func (p *parser) binaryBetween(text []byte, line int) []pemLost {
	for at := 0; ; at++ {
		next := bytes.IndexByte(text[at:], 0x30)
		if next < 0 {
			return nil
		}
		at += next
		if at+1 >= len(text) || text[at+1] < 0x81 || text[at+1] > 0x83 { // of more than 127 bytes
			continue
		}
		if element, _ := firstElement(text[at:]); element != nil && slices.Contains([]string{kindCertificate, kindCRL, kindPKCS7, kindPKCS12}, derKind(element)) {
			line += bytes.Count(text[:at], []byte("\n"))
			return []pemLost{{fmt.Sprintf("line %d", line), malformed(fmt.Sprintf("binary data stands at line %d among PEM blocks: a file holds the one or the other", line))}}
		}
	}
}

// encodedBetween reads base64 of PEM in one line.
func (p *parser) encodedBetween(line []byte, number int) {
	at := bytes.Index(line, []byte(encodedPEM))
	if at < 0 {
		return
	}
	value := line[at:]
	if end := bytes.IndexFunc(value, func(r rune) bool { return !inBase64(r) }); end >= 0 {
		value = value[:end]
	}
	where := fmt.Sprintf("line %d", number)
	decoded, wrong := decodeValue(string(value))
	if wrong != nil {
		p.problem(where, wrong)
		return
	}
	if wrong := p.nested(nestedValue{where: where, value: decoded}); wrong != nil {
		p.problem(where, wrong)
	}
}

// cutWithinBegin tells a file that ends within the BEGIN line of a block.
func cutWithinBegin(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	return len(line) <= maxHeader && source.CutWithinBegin(line)
}

func isBase64Line(line []byte) bool {
	return len(line) > 0 && bytes.IndexFunc(line, func(r rune) bool { return !inBase64(r) }) < 0
}

func inBase64(r rune) bool {
	return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/' || r == '='
}
