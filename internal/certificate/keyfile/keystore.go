package keyfile

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
)

// Magic numbers of Java's keystores. Certificates stand in clear in both, only
// keys are encrypted.
const (
	magicJKS   = 0xFEEDFEED
	magicJCEKS = 0xCECECECE
)

// Tags of entries.
const (
	keystoreKey         = 1
	keystoreCertificate = 2
	keystoreSecret      = 3
)

func isKeystore(data []byte) bool {
	if len(data) < 4 {
		return false
	}
	magic := binary.BigEndian.Uint32(data)
	return magic == magicJKS || magic == magicJCEKS
}

// keystore reads a JKS or JCEKS file, versions 1 and 2, without its password
// (the format is that of sun.security.provider.JavaKeyStore in OpenJDK). The
// digest at its end is keyed with the password and is not checked.
func (p *parser) keystore(data []byte) *fault {
	p.bundle.Format, p.relied = "jks", true
	s := cryptobyte.String(data)
	var version, count uint32
	if !s.Skip(4) || !s.ReadUint32(&version) || !s.ReadUint32(&count) {
		return damagedKeystore("")
	}
	if version != 1 && version != 2 {
		return unsupported(fmt.Sprintf("it is a Java keystore of version %d; versions 1 and 2 are known", version),
			"Convert it with keytool -importkeystore -deststoretype pkcs12.")
	}
	for n := range count {
		entry, ok := readKeystoreEntry(&s, version)
		if !ok {
			p.problem(fmt.Sprintf("entry %d", n+1), damagedKeystore(fmt.Sprintf(" at entry %d of %d", n+1, count)))
			return nil
		}
		p.keystoreEntry(entry)
		if entry.tag == keystoreSecret && n+1 < count && !skipSecret(&s, version) {
			p.problem(fmt.Sprintf("entry %d", n+2), damagedKeystore(fmt.Sprintf(" behind entry %d of %d, a secret key", n+1, count)))
			return nil
		}
	}
	return nil
}

func damagedKeystore(where string) *fault {
	return malformed("it is a Java keystore (JKS) that is cut short or damaged" + where)
}

// keystoreEntry is one entry before its certificates are parsed.
type keystoreEntry struct {
	tag          uint32
	alias        string
	certificates []cryptobyte.String // nil in place of what is no X.509 certificate
}

func (p *parser) keystoreEntry(entry keystoreEntry) {
	where := "entry " + quoted(entry.alias)
	if len(entry.certificates) == 0 {
		p.skip(where, kindEncryptedKey)
	}
	for n, der := range entry.certificates {
		where := where
		if len(entry.certificates) > 1 {
			where += fmt.Sprintf(", certificate %d", n+1)
		}
		if der == nil {
			p.problem(where, unsupported("the entry is no X.509 certificate", ""))
		} else {
			p.add(where, entry.alias, der)
		}
	}
}

func readKeystoreEntry(s *cryptobyte.String, version uint32) (entry keystoreEntry, ok bool) {
	var alias, key cryptobyte.String
	if !s.ReadUint32(&entry.tag) || !s.ReadUint16LengthPrefixed(&alias) || !s.Skip(8) { // milliseconds of creation
		return entry, false
	}
	entry.alias = string(alias)
	certificates := uint32(1)
	switch entry.tag {
	case keystoreKey:
		if !readUint32LengthPrefixed(s, &key) || !s.ReadUint32(&certificates) {
			return entry, false
		}
	case keystoreCertificate:
	case keystoreSecret:
		return entry, bytes.HasPrefix(*s, javaObject)
	default:
		return entry, false
	}
	if certificates > maxFileChain {
		return entry, false
	}
	for range certificates {
		var kind, der cryptobyte.String
		if version == 2 && !s.ReadUint16LengthPrefixed(&kind) || !readUint32LengthPrefixed(s, &der) {
			return entry, false
		}
		if version == 2 && string(kind) != "X.509" && string(kind) != "X509" {
			der = nil
		}
		entry.certificates = append(entry.certificates, der)
	}
	return entry, true
}

// javaObject starts every object that Java serialises.
var javaObject = []byte{0xac, 0xed, 0x00, 0x05}

// skipSecret moves from a secret key, which is a serialised Java object of no
// stated length, to the next thing that is an entry beyond doubt.
func skipSecret(s *cryptobyte.String, version uint32) bool {
	for at := len(javaObject); at+4 < len(*s); at++ {
		if tag := binary.BigEndian.Uint32((*s)[at:]); tag < keystoreKey || tag > keystoreSecret {
			continue
		}
		rest := (*s)[at:]
		entry, ok := readKeystoreEntry(&rest, version)
		if ok && (entry.tag == keystoreSecret || len(entry.certificates) > 0 && derKind(entry.certificates[0]) == kindCertificate) {
			*s = (*s)[at:]
			return true
		}
	}
	return false
}

func readUint32LengthPrefixed(s, out *cryptobyte.String) bool {
	var length uint32
	return s.ReadUint32(&length) && uint64(length) <= uint64(len(*s)) && s.ReadBytes((*[]byte)(out), int(length))
}
