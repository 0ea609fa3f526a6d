package keyfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Object identifiers of RFC 7292, in DER without tag and length.
const (
	oidData          = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"     // 1.2.840.113549.1.7.1
	oidEncryptedData = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06"     // 1.2.840.113549.1.7.6
	oidBags          = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01" // 1.2.840.113549.1.12.10.1
	oidX509          = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01" // 1.2.840.113549.1.9.22.1
	oidFriendlyName  = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14"     // 1.2.840.113549.1.9.20
	bagKey           = oidBags + "\x01"
	bagShroudedKey   = oidBags + "\x02"
	bagCertificate   = oidBags + "\x03"
	bagNested        = oidBags + "\x06"
)

var errPKCS12 = errors.New("malformed PKCS#12")

// pkcs12 reads the certificates of a PKCS#12 file. Keys are neither decrypted
// nor looked at, so that several of them, or kinds that Go does not know, do no
// harm.
func (p *parser) pkcs12(plain []byte) *fault {
	p.bundle.Format, p.relied = "pkcs12", true
	input := cryptobyte.String(plain)
	var pfx, safes cryptobyte.String
	var version int
	if !input.ReadASN1(&pfx, asn1.SEQUENCE) || !pfx.ReadASN1Integer(&version) {
		return damagedPKCS12()
	}
	kind, content, err := contentInfo(&pfx)
	if err != nil {
		return damagedPKCS12()
	}
	if kind != oidData {
		return unsupportedPKCS12("is protected by a public key in place of a password")
	}
	if !content.ReadASN1(&safes, asn1.OCTET_STRING) {
		return damagedPKCS12()
	}
	// The integrity code is over the bytes as written, BER or not.
	opener := &pkcs12Opener{budget: maxIterations}
	err = opener.unlock(p.options.Password, pfx, safes)
	if err == nil {
		err = p.safes(opener, safes)
	}
	switch {
	case errors.Is(err, errWrongPassword) && p.options.Password == "":
		return &fault{
			reason: ReasonPassword, summary: "Password needed",
			clause: "it is a PKCS#12 file protected by a password, and none was given",
			help:   "Give its password to expiry_certificate by password_env.",
		}
	case errors.Is(err, errWrongPassword), err == nil && opener.integrity == mismatch && p.options.Password != "":
		return &fault{
			reason: ReasonPassword, summary: "Wrong password",
			clause: "the password does not open this PKCS#12 file",
			help:   "Check the password; if it is right, the file is damaged.",
		}
	case errors.Is(err, errIterations):
		return unsupportedPKCS12(fmt.Sprintf("asks for more than %d iterations to derive its keys", maxIterations))
	}
	if algorithm, ok := errors.AsType[unsupportedAlgorithm](err); ok {
		return unsupportedPKCS12("uses the algorithm " + string(algorithm) + ", which is not implemented")
	}
	if err != nil {
		return damagedPKCS12()
	}
	if len(p.bundle.Entries)+len(p.bundle.Problems) == 0 {
		p.empty = noCertificate("No certificate found", "it is a keystore (PKCS#12) without a certificate: "+contentsOf(p.bundle.Aside), "Export it again together with the certificate. "+accepted)
	}
	return nil
}

// contentsOf says what a keystore holds in place of certificates.
func contentsOf(asides []Aside) string {
	if len(asides) == 0 {
		return "it is empty"
	}
	keys := 0
	for _, aside := range asides {
		if aside.What == kindPrivateKey {
			keys++
		}
	}
	if keys == len(asides) {
		return "it holds keys alone"
	}
	return "it holds keys, secrets or lists alone"
}

func damagedPKCS12() *fault {
	return malformed("it is a PKCS#12 file that is cut short or damaged")
}

func unsupportedPKCS12(how string) *fault {
	return unsupported("it is a PKCS#12 file that "+how, "Export it again with the defaults of openssl pkcs12 -export or of keytool.")
}

// contentInfo reads a ContentInfo (RFC 5652 §3).
func contentInfo(s *cryptobyte.String) (kind string, content cryptobyte.String, err error) {
	var info, oid cryptobyte.String
	if !s.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) || !info.ReadASN1(&content, contextTag0) {
		return "", nil, errPKCS12
	}
	return string(oid), content, nil
}

// safes reads the AuthenticatedSafe, which is a list of SafeContents in clear
// or encrypted.
func (p *parser) safes(opener *pkcs12Opener, data []byte) error {
	plain, err := toDER(data)
	if err != nil {
		return errPKCS12
	}
	input := cryptobyte.String(plain)
	var list cryptobyte.String
	if !input.ReadASN1(&list, asn1.SEQUENCE) {
		return errPKCS12
	}
	for !list.Empty() {
		kind, content, err := contentInfo(&list)
		if err != nil {
			return err
		}
		var bags []byte
		switch kind {
		case oidData:
			var octets cryptobyte.String
			if !content.ReadASN1(&octets, asn1.OCTET_STRING) {
				return errPKCS12
			}
			bags = octets
		case oidEncryptedData:
			if bags, err = opener.decryptData(content); err != nil {
				return err
			}
		default:
			return unsupportedAlgorithm("of encryption to a public key")
		}
		plain, err := toDER(bags)
		if err != nil || p.bags(plain, 0) != nil {
			return opener.failed(kind == oidEncryptedData)
		}
	}
	return nil
}

// bags reads SafeContents (RFC 7292 §4.2). Bags may be nested.
func (p *parser) bags(plain []byte, depth int) error {
	input := cryptobyte.String(plain)
	var list cryptobyte.String
	if depth > 10 || !input.ReadASN1(&list, asn1.SEQUENCE) {
		return errPKCS12
	}
	for !list.Empty() {
		var bag, oid, value cryptobyte.String
		if !list.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) || !bag.ReadASN1(&value, contextTag0) {
			return errPKCS12
		}
		switch string(oid) {
		case bagCertificate:
			p.certificateBag(value, friendlyName(bag))
		case bagNested:
			if err := p.bags(value, depth+1); err != nil {
				return err
			}
		case bagKey, bagShroudedKey:
			p.skip(bagPlace(bag), kindPrivateKey)
		default:
			p.skip(bagPlace(bag), kindBag)
		}
	}
	return nil
}

// bagPlace says which bag it is that holds no certificate.
func bagPlace(bag cryptobyte.String) string {
	if name := friendlyName(bag); name != "" {
		return "entry " + quoted(name)
	}
	return "an entry without a name"
}

func (p *parser) certificateBag(value cryptobyte.String, name string) {
	where := fmt.Sprintf("certificate %d", p.index+1)
	if name != "" {
		where = "entry " + quoted(name)
	}
	var bag, kind, wrapped, der cryptobyte.String
	if !value.ReadASN1(&bag, asn1.SEQUENCE) || !bag.ReadASN1(&kind, asn1.OBJECT_IDENTIFIER) ||
		!bag.ReadASN1(&wrapped, contextTag0) || !wrapped.ReadASN1(&der, asn1.OCTET_STRING) {
		p.problem(where, malformed("the entry is damaged"))
		return
	}
	if string(kind) != oidX509 {
		p.problem(where, unsupported("the entry is no X.509 certificate", ""))
		return
	}
	p.add(where, name, der)
}

// friendlyName reads the alias among the attributes of a bag, "" if there is
// none.
func friendlyName(bag cryptobyte.String) string {
	var attributes cryptobyte.String
	if !bag.ReadASN1(&attributes, asn1.SET) {
		return ""
	}
	for !attributes.Empty() {
		var attribute, oid, values, name cryptobyte.String
		if !attributes.ReadASN1(&attribute, asn1.SEQUENCE) || !attribute.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) {
			return ""
		}
		const bmpString = asn1.Tag(30)
		if string(oid) == oidFriendlyName && attribute.ReadASN1(&values, asn1.SET) && values.ReadASN1(&name, bmpString) {
			units := make([]uint16, 0, len(name)/2)
			for ; len(name) >= 2; name = name[2:] {
				units = append(units, binary.BigEndian.Uint16(name))
			}
			return strings.TrimRight(string(utf16.Decode(units)), "\x00")
		}
	}
	return ""
}
