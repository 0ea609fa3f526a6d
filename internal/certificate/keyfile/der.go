package keyfile

import (
	"bytes"
	"fmt"
	"strconv"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// der reads a file that starts with an ASN.1 SEQUENCE: certificates one behind
// the other, PKCS#7, PKCS#12, or something that is none of these.
func (p *parser) der(data []byte) *fault {
	plain, behind, err := rewriteBER(make([]byte, 0, len(data)), data, 0)
	if err != nil {
		plain, behind = data, nil
	}
	switch derKind(plain) {
	case kindPKCS7:
		p.bundle.Format = "pkcs7"
		p.pkcs7(data, "")
		p.trailing(behind)
		return nil
	case kindPKCS12:
		if wrong := p.pkcs12(plain); wrong != nil {
			return wrong
		}
		p.trailing(behind)
		return nil
	}
	if isBouncyCastleFIPS(plain) {
		return unsupported("it is a Bouncy Castle FIPS keystore (BCFKS)", "Convert it with keytool -importkeystore -srcstoretype BCFKS -deststoretype pkcs12. "+accepted)
	}
	p.bundle.Format = "der"
	for n := 1; ; n++ {
		element, rest := firstElement(data)
		where := "certificate " + strconv.Itoa(n)
		if element == nil {
			if n > 1 {
				p.problem(where, malformed(fmt.Sprintf("the %d bytes behind the last certificate are no certificate", len(data))))
				return nil
			}
			return truncatedDER(data)
		}
		if kind := derKind(element); kind == kindCertificate || kind == "" {
			p.add(where, "", element)
		} else {
			p.skip("element "+strconv.Itoa(n), kind)
			if kind == kindCRL {
				p.list("element "+strconv.Itoa(n), element)
			}
		}
		if data = rest; len(bytes.Trim(data, filling)) == 0 {
			return nil
		}
	}
}

// filling may stand behind the end of DER.
const filling = "\x00\t\n\r "

// trailing tells of what stands behind the one element of a file: a second bag of
// certificates, joined to the first, is read by nobody.
func (p *parser) trailing(behind []byte) {
	if len(bytes.Trim(behind, filling)) > 0 {
		p.problem("the end", malformed(fmt.Sprintf("the %d bytes behind its end are no part of it: a file holds one of its kind", len(behind))))
	}
}

func truncatedDER(data []byte) *fault {
	if want, ok := declaredLength(data); ok && want > len(data) {
		return malformed(fmt.Sprintf("it starts like DER and is cut short: it should have %d bytes and has %d", want, len(data)))
	}
	return malformed("it starts like DER, but its ASN.1 structure is damaged")
}

// declaredLength is the length of the first element with its header.
func declaredLength(data []byte) (int, bool) {
	if len(data) < 2 {
		return 2, true
	}
	length, header := int(data[1]), 2
	if data[1] >= 0x80 {
		count := int(data[1] & 0x7f)
		if count == 0 || count > 4 || len(data) < 2+count {
			return 0, false
		}
		length = 0
		for _, b := range data[2 : 2+count] {
			length = length<<8 | int(b)
		}
		header += count
	}
	return header + length, true
}

// firstElement cuts off the first SEQUENCE; nil if it is not whole.
func firstElement(data []byte) (element, rest []byte) {
	input := cryptobyte.String(data)
	var first cryptobyte.String
	if !input.ReadASN1Element(&first, asn1.SEQUENCE) {
		return nil, data
	}
	return first, input
}
