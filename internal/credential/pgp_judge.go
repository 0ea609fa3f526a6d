package credential

import (
	"encoding/binary"
	"slices"
	"time"
)

// maxSelfSignatures bounds what is checked on one key: key servers were flooded
// with certificates of a hundred thousand signatures.
const maxSelfSignatures = 500

// pgpBlock is a primary key with what stands behind it.
type pgpBlock struct {
	primary pgpKey
	direct  []pgpSignature
	uids    []pgpUID
	subkeys []pgpSubkey
}

type pgpUID struct {
	text       string
	hashed     []byte
	signatures []pgpSignature
}

type pgpSubkey struct {
	key        pgpKey
	unread     bool // of a version that is not known
	signatures []pgpSignature
}

func newUID(p packet) pgpUID {
	prefix := byte(0xb4)
	if p.tag == tagUserAttribute {
		prefix = 0xd1
	}
	uid := pgpUID{hashed: append(binary.BigEndian.AppendUint32([]byte{prefix}, uint32(len(p.body))), p.body...)}
	if p.tag == tagUserID {
		uid.text = shown(string(p.body))
	}
	return uid
}

// statement is what the signatures of one kind on one thing come to.
type statement struct {
	signature pgpSignature
	found     bool
	uncertain bool // a newer one could not be checked
	altered   bool // one that claims to be from the key is not
	future    bool // one is dated later than now
	count     int
}

// newest finds the newest signature of a kind that counts at now and is from key.
func newest(signatures []pgpSignature, kinds func(byte) bool, key pgpKey, now time.Time, over ...[]byte) statement {
	var candidates []pgpSignature
	var result statement
	for _, s := range signatures {
		switch {
		case s.unsupported:
			continue // version 3 has no subpackets, and says of no end
		case !kinds(s.kind) || !s.by(key):
			continue
		case !now.IsZero() && s.created.After(now):
			result.future = true
			continue
		case s.expired(now):
			continue
		}
		candidates = append(candidates, s)
	}
	slices.SortStableFunc(candidates, func(a, b pgpSignature) int { return b.created.Compare(a.created) })
	for _, s := range candidates {
		if result.count++; result.count > maxSelfSignatures {
			result.uncertain = true
			return result
		}
		switch s.check(key, over...) {
		case authenticated:
			result.signature, result.found = s, true
			return result
		case uncheckable:
			result.uncertain = true
		default:
			result.altered = true
		}
	}
	return result
}

// revocation is whether something was revoked.
type revocation struct {
	revoked   bool
	at        time.Time
	soft      bool
	uncertain bool
}

// revoked looks for revocations, dated whenever: who revokes knows why. One that
// claims to be from the key, or from one that may revoke it, and cannot be
// checked leaves the matter open.
func revoked(signatures []pgpSignature, kind byte, key pgpKey, revokers []string, over ...[]byte) revocation {
	var result revocation
	tried := 0
	for _, s := range signatures {
		if s.unsupported || s.kind != kind {
			continue
		}
		if tried++; tried > maxSelfSignatures {
			result.uncertain = true
			break
		}
		switch check := s.check(key, over...); {
		case check == authenticated:
			if !result.revoked || s.created.Before(result.at) {
				result.at, result.soft = s.created, s.soft
			}
			result.revoked = true
		case s.by(key):
			result.uncertain = true
		default:
			for _, issuer := range s.issuers {
				for _, revoker := range revokers {
					result.uncertain = result.uncertain || issuer == revoker || len(issuer) == 16 && issuer == revoker[len(revoker)-16:]
				}
			}
		}
	}
	return result
}

func isCertification(kind byte) bool { return kind >= typeCertification && kind <= typeCertification+3 }

func is(kind byte) func(byte) bool { return func(other byte) bool { return kind == other } }

// lives is the end of a key by one of its self-signatures; zero for none. The
// signature's own end counts too: after it nothing binds the key.
func (s pgpSignature) lives(key pgpKey) time.Time {
	var end time.Time
	if s.keyLives > 0 {
		end = key.created.Add(s.keyLives)
	}
	if s.expiresIn > 0 {
		if by := s.created.Add(s.expiresIn); end.IsZero() || by.Before(end) {
			end = by
		}
	}
	return end
}
