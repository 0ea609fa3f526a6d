package credential

import (
	"crypto"
	"crypto/sha1" //nolint:gosec // old self-signatures are checked, and told to be weak
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strings"
	"time"
)

// The types of signatures that say when a key ends (RFC 9580, section 5.2.1).
const (
	typeCertification    = 0x10 // to 0x13
	typeBinding          = 0x18
	typePrimaryBinding   = 0x19
	typeDirect           = 0x1f
	typeRevocation       = 0x20
	typeSubkeyRevocation = 0x28
	typeUIDRevocation    = 0x30
)

// The uses of a key (RFC 9580, section 5.2.3.29).
const (
	flagCertify      = 0x01
	flagSign         = 0x02
	flagEncrypt      = 0x04 | 0x08
	flagAuthenticate = 0x20
)

// pgpSignature is a signature of version 4 or 6, with what its hashed subpackets
// say. The others are not covered by the signature, and only tell whose it may be.
type pgpSignature struct {
	version, kind, algorithm, hash byte
	signed                         []byte // the part that is hashed
	salt, value                    []byte

	created     time.Time
	expiresIn   time.Duration // of the signature itself, 0 for never
	keyLives    time.Duration // from the key's creation, 0 for ever
	flags       int           // -1 where it says none
	primaryUID  bool
	revokers    []string // fingerprints of keys that may revoke this one
	issuers     []string // fingerprints and key ids
	embedded    []byte
	soft        bool // a revocation for a reason that leaves the past untouched
	unreadable  bool // it says something critical that is not known here, or contradicts itself
	unsupported bool // of another version
}

func readPGPSignature(body []byte) (pgpSignature, bool) {
	if len(body) < 1 {
		return pgpSignature{}, false
	}
	s := pgpSignature{version: body[0], flags: -1}
	width := 2
	switch s.version {
	case 4:
	case 6:
		width = 4
	default:
		s.unsupported = true
		return s, true
	}
	if len(body) < 4+width {
		return s, false
	}
	s.kind, s.algorithm, s.hash = body[1], body[2], body[3]
	hashed, rest, ok := sized(body[4:], width)
	if !ok {
		return s, false
	}
	s.signed = body[:4+width+len(hashed)]
	unhashed, rest, ok := sized(rest, width)
	if !ok || len(rest) < 2 {
		return s, false
	}
	rest = rest[2:] // the start of the digest, for those in a hurry
	if s.version == 6 {
		if len(rest) < 1 || len(rest) < 1+int(rest[0]) {
			return s, false
		}
		s.salt, rest = rest[1:1+int(rest[0])], rest[1+int(rest[0]):]
	}
	s.value = rest
	return s, s.subpackets(hashed, true) && s.subpackets(unhashed, false)
}

func sized(data []byte, width int) (part, rest []byte, ok bool) {
	if len(data) < width {
		return nil, nil, false
	}
	length := 0
	for _, b := range data[:width] {
		length = length<<8 | int(b)
	}
	if length > len(data)-width {
		return nil, nil, false
	}
	return data[width : width+length], data[width+length:], true
}

// subpackets reads one of the two areas (RFC 9580, section 5.2.3.7).
func (s *pgpSignature) subpackets(area []byte, hashed bool) bool {
	seen := map[byte]bool{}
	for len(area) > 0 {
		length, size, ok := newLength(area)
		if !ok || length < 1 || length > len(area)-size {
			return false
		}
		kind, critical, data := area[size]&0x7f, area[size]&0x80 != 0, area[size+1:size+length]
		area = area[size+length:]
		switch {
		case kind == 16 && len(data) == 8:
			s.issuers = append(s.issuers, strings.ToUpper(hex.EncodeToString(data)))
		case kind == 33 && len(data) > 1:
			s.issuers = append(s.issuers, strings.ToUpper(hex.EncodeToString(data[1:])))
		case kind == 32:
			s.embedded = data // it is signed itself
		case hashed:
			if kind == 2 || kind == 3 || kind == 9 {
				s.unreadable = s.unreadable || seen[kind] || len(data) != 4
			}
			seen[kind] = true
			s.fact(kind, critical, data)
		}
	}
	if hashed && s.created.IsZero() {
		s.unreadable = true
	}
	return true
}

func (s *pgpSignature) fact(kind byte, critical bool, data []byte) {
	seconds := func() time.Duration {
		if len(data) != 4 {
			return 0
		}
		return time.Duration(binary.BigEndian.Uint32(data)) * time.Second
	}
	switch kind {
	case 2:
		s.created = time.Unix(int64(seconds()/time.Second), 0).UTC()
	case 3:
		s.expiresIn = seconds()
	case 9:
		s.keyLives = seconds()
	case 12:
		if len(data) == 22 {
			s.revokers = append(s.revokers, strings.ToUpper(hex.EncodeToString(data[2:])))
		}
	case 25:
		s.primaryUID = len(data) == 1 && data[0] != 0
	case 27:
		if s.flags = 0; len(data) > 0 {
			s.flags = int(data[0])
		}
	case 29:
		s.soft = len(data) > 0 && (data[0] == 1 || data[0] == 3)
	default:
		if critical && kind > 39 {
			s.unreadable = true
		}
	}
}

// by says whether a signature claims to be from a key; one that names nobody may be.
func (s pgpSignature) by(key pgpKey) bool {
	for _, issuer := range s.issuers {
		if issuer == key.fingerprint || issuer == key.id() {
			return true
		}
	}
	return len(s.issuers) == 0
}

// expired says that the signature itself has ended by now.
func (s pgpSignature) expired(now time.Time) bool {
	return s.expiresIn > 0 && !now.IsZero() && !now.Before(s.created.Add(s.expiresIn))
}

// check checks the signature of a key over what it signs, given in the order in
// which it is hashed (RFC 9580, section 5.2.4).
func (s pgpSignature) check(key pgpKey, over ...[]byte) checked {
	if s.unsupported || s.unreadable {
		return uncheckable
	}
	if s.version == 6 != (key.version == 6) || s.algorithm != key.algorithm {
		return forged
	}
	number, digest := pgpHash(s.hash)
	if digest == nil {
		return uncheckable
	}
	digest.Write(s.salt)
	for _, part := range over {
		digest.Write(part)
	}
	digest.Write(s.signed)
	digest.Write(binary.BigEndian.AppendUint32([]byte{s.version, 0xff}, uint32(len(s.signed))))
	return key.verify(number, digest.Sum(nil), s.value)
}

// pgpHash knows the digests of RFC 9580, section 9.5. MD5 is not among them: what
// rests on it can be forged.
func pgpHash(number byte) (crypto.Hash, hash.Hash) {
	switch number {
	case 2:
		return crypto.SHA1, sha1.New() //nolint:gosec // see above
	case 8:
		return crypto.SHA256, sha256.New()
	case 9:
		return crypto.SHA384, sha512.New384()
	case 10:
		return crypto.SHA512, sha512.New()
	case 11:
		return crypto.SHA224, sha256.New224()
	case 12:
		return crypto.SHA3_256, sha3.New256()
	case 14:
		return crypto.SHA3_512, sha3.New512()
	}
	return 0, nil
}
