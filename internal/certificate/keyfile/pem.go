package keyfile

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
)

var (
	pemBegin = []byte("-----BEGIN ")
	pemEnd   = []byte("-----END ")
	pemDash  = []byte("-----")
)

// Labels of RFC 7468, and those that OpenSSL reads besides.
var (
	certificateLabels = []string{"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"}
	pkcs7Labels       = []string{"PKCS7", "PKCS #7 SIGNED DATA", "CMS"}
)

// pem reads the blocks of a PEM text. encoding/pem passes over what it cannot
// decode without a word; here a damaged block keeps its place, with its line.
func (p *parser) pem(text []byte) *fault {
	if !bytes.ContainsRune(text, '\n') {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	p.bundle.Format = "pem"
	pkcs7Only, stray, line, block := true, 0, 1, 0
	whole, read, readTo := text, 0, 1 // up to where blocks were found, and its line
	var lost []pemLost
	for {
		at := bytes.Index(text, pemBegin)
		if at < 0 {
			break
		}
		line += bytes.Count(text[:at], []byte("\n"))
		starts := startsLine(text, at)
		header, after := cutHeader(text[at+len(pemBegin):])
		label, closed := bytes.CutSuffix(header, pemDash)
		if !starts || !closed || bytes.Contains(label, pemDash) {
			// Without base64 behind it these are words about certificates.
			if behind, found := bytes.CutPrefix(header, []byte("CERTIFICATE-")); found && stray == 0 && (starts || encodedBehind(behind)) && !cutWithinBegin(text[at:]) {
				stray = line
			}
			text = text[at+len(pemBegin):]
			continue
		}
		lost = append(lost, p.between(whole[read:len(whole)-len(text)+at], readTo, false)...)
		body, rest, wrong := pemBody(after, label, line)
		wanted := slices.Contains(certificateLabels, string(label))
		if wanted || slices.Contains(pkcs7Labels, string(label)) {
			block++
			where := fmt.Sprintf("block %d (line %d)", block, line)
			var der []byte
			if wrong == nil {
				der, wrong = decodeBase64(pemHeaders(body), line+1+bytes.Count(body[:len(body)-len(pemHeaders(body))], []byte("\n")))
			}
			switch {
			case wrong != nil:
				p.problem(where, wrong)
			case wanted:
				pkcs7Only = false
				p.pemCertificate(where, string(label), der)
			default:
				p.pkcs7(der, where+": ")
			}
		} else {
			p.pemOther(fmt.Sprintf("line %d", line), pemKind(string(label)), body, wrong)
		}
		line += bytes.Count(text[at:len(text)-len(rest)], []byte("\n"))
		text = rest
		read, readTo = len(whole)-len(rest), line
	}
	lost = append(lost, p.between(whole[read:], readTo, true)...)
	if stray > 0 {
		lost = []pemLost{{fmt.Sprintf("line %d", stray), malformed("-----BEGIN CERTIFICATE----- does not stand alone on its line: " +
			"line breaks are lost, or are written as the two characters \\n")}}
	}
	for _, part := range lost {
		p.problem(part.where, part.wrong)
	}
	if pkcs7Only && block > 0 && len(p.bundle.Entries) > 0 {
		p.bundle.Format = "pkcs7"
	}
	return nil
}

// pemOther notes a block that holds no certificate. A revocation list is read for
// its end.
func (p *parser) pemOther(where, kind string, body []byte, wrong *fault) {
	p.skip(where, kind)
	if kind != kindCRL {
		return
	}
	var der []byte
	if wrong == nil {
		der, wrong = decodeBase64(body, 0)
	}
	if wrong != nil {
		der = nil
	}
	p.list(where, der)
}

// pemCertificate adds the certificate of a block. A TRUSTED CERTIFICATE has
// OpenSSL's own trust settings behind it, and some programs write PKCS#7 under
// the label of a certificate.
func (p *parser) pemCertificate(where, label string, der []byte) {
	element, rest := firstElement(der)
	switch {
	case element == nil:
		p.add(where, "", der)
	case label == "TRUSTED CERTIFICATE" && len(rest) > 0:
		p.add(where, "", element)
	case derKind(element) == kindPKCS7:
		p.pkcs7(der, where+": ")
	default:
		p.add(where, "", der)
	}
}

// pemBody cuts the text behind a BEGIN line into the body of the block and what
// follows its END line. The line is that of BEGIN.
func pemBody(text, label []byte, line int) (body, rest []byte, wrong *fault) {
	at := bytes.Index(text, pemDash)
	if at >= 0 && bytes.HasPrefix(text[at:], pemEnd) {
		end, after := cutHeader(text[at+len(pemEnd):])
		if name, closed := bytes.CutSuffix(end, pemDash); closed && bytes.Equal(name, label) {
			return text[:at], after, nil
		}
		if bytes.Contains(end, pemBegin) {
			return nil, after, &fault{
				reason: ReasonMalformed, summary: "Line break missing",
				clause: fmt.Sprintf("an END and a BEGIN stand on one line, %d, as happens when files are joined of which one has no line break at its end", line+1+bytes.Count(text[:at], []byte("\n"))),
				help:   "Put a line break between -----END CERTIFICATE----- and -----BEGIN CERTIFICATE-----.",
			}
		}
		return nil, after, malformed(fmt.Sprintf("the block that starts at line %d has an END line of another kind, or one that is cut short", line))
	}
	if at < 0 {
		at = len(text)
	}
	return nil, text[at:], malformed(fmt.Sprintf("the block that starts at line %d has no END line", line))
}

// pemHeaders takes away headers in the manner of RFC 1421 ("Key: value" lines
// up to an empty one).
func pemHeaders(body []byte) []byte {
	if !bytes.ContainsRune(body, ':') {
		return body
	}
	for rest := body; len(rest) > 0; {
		var line []byte
		line, rest = cutLine(rest)
		if len(line) == 0 {
			return rest
		}
	}
	return body
}

// decodeBase64 decodes a body whose first line has the number given.
func decodeBase64(body []byte, line int) ([]byte, *fault) {
	der := make([]byte, base64.StdEncoding.DecodedLen(len(body)))
	if n, err := base64.StdEncoding.Decode(der, body); err == nil {
		if n == 0 {
			return nil, malformed("the block has nothing between BEGIN and END")
		}
		return der[:n], nil
	}
	// Blanks at the ends of lines are harmless; the decoder does not take them.
	kept := make([]byte, 0, len(body))
	for _, c := range body {
		switch {
		case c == '\n':
			line++
		case c == ' ', c == '\t', c == '\r':
		case c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '/', c == '=':
			kept = append(kept, c)
		default:
			return nil, malformed(fmt.Sprintf("line %d has a character that base64 does not know", line))
		}
	}
	n, err := base64.StdEncoding.Decode(der, kept)
	if err != nil {
		return nil, malformed(fmt.Sprintf("the base64 text that ends at line %d is not whole: characters are missing", line-1))
	}
	return der[:n], nil
}

func startsLine(text []byte, at int) bool {
	for at--; at >= 0 && text[at] != '\n'; at-- {
		if text[at] != ' ' && text[at] != '\t' {
			return false
		}
	}
	return true
}

// encodedBehind tells a certificate whose line breaks are lost from words about
// one: base64 comes behind the dashes.
func encodedBehind(text []byte) bool {
	text = bytes.TrimLeft(text, "- \t")
	for _, escape := range []string{`\r`, `\n`, `\\r`, `\\n`} {
		text = bytes.TrimPrefix(text, []byte(escape))
	}
	return bytes.HasPrefix(text, []byte("MI"))
}

// maxHeader bounds what may stand behind BEGIN on its line: without it a text of
// nothing but BEGINs would take time that grows with the square of its length.
const maxHeader = 256

// cutHeader is cutLine for a line that cannot be long.
func cutHeader(text []byte) (line, rest []byte) {
	if end := bytes.IndexByte(text[:min(len(text), maxHeader)], '\n'); end < 0 && len(text) > maxHeader {
		return text[:maxHeader], text
	}
	return cutLine(text)
}

// cutLine gives the first line without blanks at its ends, and what follows.
func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte("\n"))
	return bytes.TrimSpace(line), rest
}
