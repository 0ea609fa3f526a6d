package certificate

import (
	"crypto/x509"
	"crypto/x509/pkix"
	encoding_asn1 "encoding/asn1"
	"math/big"
	"net"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

func contextTag(number uint8) asn1.Tag { return asn1.Tag(number).ContextSpecific() }

// parsePlain reads a certificate (RFC 5280 4.1) as far as it can be read without
// understanding its key: names, validity, and of the extensions those on which
// paths and names depend. False where there is no validity.
func parsePlain(der []byte) (*x509.Certificate, bool) {
	input := cryptobyte.String(der)
	var outer, body, whole cryptobyte.String
	if !input.ReadASN1Element(&whole, asn1.SEQUENCE) || !whole.ReadASN1(&outer, asn1.SEQUENCE) {
		return nil, false
	}
	cert := &x509.Certificate{Raw: der[:len(der)-len(input)], Version: 1, MaxPathLen: -1}
	var raw, signed, serial, algorithm, names, validity cryptobyte.String
	if !outer.ReadASN1Element(&signed, asn1.SEQUENCE) {
		return nil, false
	}
	cert.RawTBSCertificate = signed
	if !signed.ReadASN1(&body, asn1.SEQUENCE) {
		return nil, false
	}
	var version int
	if body.PeekASN1Tag(contextTag(0).Constructed()) {
		var wrapped cryptobyte.String
		if !body.ReadASN1(&wrapped, contextTag(0).Constructed()) {
			return nil, false
		}
		if wrapped.ReadASN1Integer(&version) {
			cert.Version = version + 1
		}
	}
	if !body.ReadASN1(&serial, asn1.INTEGER) || !body.ReadASN1(&algorithm, asn1.SEQUENCE) {
		return nil, false
	}
	cert.SerialNumber = signedInteger(serial)
	cert.SignatureAlgorithm = signatureAlgorithm(algorithm)
	if !body.ReadASN1Element(&names, asn1.SEQUENCE) {
		return nil, false
	}
	cert.RawIssuer, cert.Issuer = names, nameFrom(names)
	if !body.ReadASN1(&validity, asn1.SEQUENCE) {
		return nil, false
	}
	var ok bool
	if cert.NotBefore, ok = readTime(&validity); !ok {
		return nil, false
	}
	if cert.NotAfter, ok = readTime(&validity); !ok {
		return nil, false
	}
	if !body.ReadASN1Element(&names, asn1.SEQUENCE) || !body.ReadASN1Element(&raw, asn1.SEQUENCE) {
		return nil, false
	}
	cert.RawSubject, cert.Subject = names, nameFrom(names)
	cert.RawSubjectPublicKeyInfo = raw
	readExtensions(cert, body)
	var signature encoding_asn1.BitString
	var outerAlgorithm cryptobyte.String
	if outer.ReadASN1(&outerAlgorithm, asn1.SEQUENCE) && outer.ReadASN1BitString(&signature) {
		cert.Signature = signature.RightAlign()
	}
	return cert, true
}

// signedInteger reads a number of any length, negative ones too.
func signedInteger(octets []byte) *big.Int {
	number := new(big.Int).SetBytes(octets)
	if len(octets) > 0 && octets[0]&0x80 != 0 {
		number.Sub(number, new(big.Int).Lsh(big.NewInt(1), uint(8*len(octets))))
	}
	return number
}

func nameFrom(der []byte) pkix.Name {
	var sequence pkix.RDNSequence
	var name pkix.Name
	if rest, err := encoding_asn1.Unmarshal(der, &sequence); err == nil && len(rest) == 0 {
		name.FillFromRDNSequence(&sequence)
	}
	return name
}

// readTime reads a UTCTime or GeneralizedTime, also without seconds, with an
// offset, or with a leap second, which stands for the next one.
func readTime(s *cryptobyte.String) (time.Time, bool) {
	var text cryptobyte.String
	var tag asn1.Tag
	if !s.ReadAnyASN1(&text, &tag) {
		return time.Time{}, false
	}
	digits := string(text)
	number := func(n int) int {
		if len(digits) < n {
			n, digits = 0, "x"
		}
		value := 0
		for _, c := range []byte(digits[:n]) {
			if c < '0' || c > '9' {
				digits = "x" // nothing that follows can be right
				return -1
			}
			value = value*10 + int(c-'0')
		}
		digits = digits[n:]
		return value
	}
	var year int
	switch tag {
	case asn1.UTCTime:
		// RFC 5280 4.1.2.5.1: from 50 on it is the last century.
		if year = number(2) + 1900; year < 1950 {
			year += 100
		}
	case asn1.GeneralizedTime:
		year = number(4)
	default:
		return time.Time{}, false
	}
	month, day, hour, minute, second := number(2), number(2), number(2), number(2), 0
	if len(digits) > 0 && digits[0] >= '0' && digits[0] <= '9' {
		second = number(2)
	}
	if len(digits) > 0 && (digits[0] == '.' || digits[0] == ',') {
		for digits = digits[1:]; len(digits) > 0 && digits[0] >= '0' && digits[0] <= '9'; digits = digits[1:] {
		}
	}
	if month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 {
		return time.Time{}, false
	}
	at := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	if second < 60 && at.Day() != day {
		return time.Time{}, false // 30 February
	}
	switch {
	case digits == "Z", digits == "":
		return at, true
	case digits[0] == '+', digits[0] == '-':
		east := digits[0] == '+'
		digits = digits[1:]
		hours, minutes := number(2), number(2)
		if digits != "" || hours < 0 || hours > 14 || minutes < 0 || minutes > 59 {
			return time.Time{}, false
		}
		offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
		if east {
			offset = -offset
		}
		return at.Add(offset), true
	}
	return time.Time{}, false
}

// readExtensions reads what comes behind the key, as far as it is well formed.
func readExtensions(cert *x509.Certificate, body cryptobyte.String) {
	for n := range uint8(2) { // the unique identifiers of X.509 version 2
		if !body.SkipOptionalASN1(contextTag(n + 1)) {
			return
		}
	}
	var wrapped, list cryptobyte.String
	if !body.ReadASN1(&wrapped, contextTag(3).Constructed()) || !wrapped.ReadASN1(&list, asn1.SEQUENCE) {
		return
	}
	for !list.Empty() {
		var extension, value cryptobyte.String
		var id encoding_asn1.ObjectIdentifier
		var critical bool
		if !list.ReadASN1(&extension, asn1.SEQUENCE) || !extension.ReadASN1ObjectIdentifier(&id) ||
			!readFlag(&extension, &critical) || !extension.ReadASN1(&value, asn1.OCTET_STRING) {
			return
		}
		cert.Extensions = append(cert.Extensions, pkix.Extension{Id: id, Critical: critical, Value: value})
		if len(id) == 4 && id[0] == 2 && id[1] == 5 && id[2] == 29 {
			readExtension(cert, id[3], value)
		}
	}
}

// readFlag reads a BOOLEAN DEFAULT FALSE.
func readFlag(s *cryptobyte.String, flag *bool) bool {
	return !s.PeekASN1Tag(asn1.BOOLEAN) || s.ReadASN1Boolean(flag)
}

func readExtension(cert *x509.Certificate, number int, value cryptobyte.String) {
	var content cryptobyte.String
	switch number {
	case 14: // subject key identifier
		if value.ReadASN1(&content, asn1.OCTET_STRING) {
			cert.SubjectKeyId = content
		}
	case 35: // authority key identifier
		var id cryptobyte.String
		if value.ReadASN1(&content, asn1.SEQUENCE) && content.ReadASN1(&id, contextTag(0)) {
			cert.AuthorityKeyId = id
		}
	case 19: // basic constraints
		if value.ReadASN1(&content, asn1.SEQUENCE) {
			cert.BasicConstraintsValid = readFlag(&content, &cert.IsCA)
			if length := -1; content.ReadASN1Integer(&length) && length >= 0 {
				cert.MaxPathLen, cert.MaxPathLenZero = length, length == 0
			}
		}
	case 15: // key usage
		var bits encoding_asn1.BitString
		if value.ReadASN1BitString(&bits) {
			for i := range 9 {
				cert.KeyUsage |= x509.KeyUsage(bits.At(i) << i)
			}
		}
	case 37: // extended key usages
		readUsages(cert, value)
	case 17: // subject alternative name
		if value.ReadASN1(&content, asn1.SEQUENCE) {
			readNames(cert, content)
		}
	}
}

func readUsages(cert *x509.Certificate, value cryptobyte.String) {
	var content cryptobyte.String
	if !value.ReadASN1(&content, asn1.SEQUENCE) {
		return
	}
	for !content.Empty() {
		var id encoding_asn1.ObjectIdentifier
		if !content.ReadASN1ObjectIdentifier(&id) {
			return
		}
		switch id.String() {
		case "1.3.6.1.5.5.7.3.1":
			cert.ExtKeyUsage = append(cert.ExtKeyUsage, x509.ExtKeyUsageServerAuth)
		case "1.3.6.1.5.5.7.3.2":
			cert.ExtKeyUsage = append(cert.ExtKeyUsage, x509.ExtKeyUsageClientAuth)
		case "2.5.29.37.0":
			cert.ExtKeyUsage = append(cert.ExtKeyUsage, x509.ExtKeyUsageAny)
		default:
			cert.UnknownExtKeyUsage = append(cert.UnknownExtKeyUsage, id)
		}
	}
}

// readNames reads the alternative names that servers have (RFC 5280 4.2.1.6).
func readNames(cert *x509.Certificate, names cryptobyte.String) {
	for !names.Empty() {
		var name cryptobyte.String
		var tag asn1.Tag
		if !names.ReadAnyASN1(&name, &tag) {
			return
		}
		switch {
		case tag == contextTag(2) && isASCII(name):
			cert.DNSNames = append(cert.DNSNames, string(name))
		case tag == contextTag(7) && (len(name) == net.IPv4len || len(name) == net.IPv6len):
			cert.IPAddresses = append(cert.IPAddresses, net.IP(name))
		}
	}
}

func isASCII(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}
