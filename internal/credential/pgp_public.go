package credential

import (
	"bytes"
	"crypto"
	"crypto/dsa" //nolint:staticcheck // keys of this kind are still on key servers, and their signatures are only checked
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // the fingerprint of version 4 keys (RFC 9580, section 5.5.4.2)
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"strings"
	"time"
)

// pgpKey is a public key or subkey.
type pgpKey struct {
	version     byte
	created     time.Time
	algorithm   byte
	body        []byte // as it is hashed
	material    []byte
	fingerprint string // in capital hexadecimal digits
}

// readPGPKey reads a key of version 4 or 6 (RFC 9580, section 5.5.2).
func readPGPKey(body []byte) (pgpKey, bool) {
	if len(body) < 6 || body[0] != 4 && body[0] != 6 {
		return pgpKey{}, false
	}
	key := pgpKey{version: body[0], created: time.Unix(int64(binary.BigEndian.Uint32(body[1:5])), 0).UTC(), algorithm: body[5], body: body, material: body[6:]}
	if key.version == 6 {
		if len(body) < 10 || int64(binary.BigEndian.Uint32(body[6:10])) != int64(len(body)-10) {
			return pgpKey{}, false
		}
		key.material = body[10:]
		sum := sha256.Sum256(key.hashed())
		key.fingerprint = strings.ToUpper(hex.EncodeToString(sum[:]))
		return key, true
	}
	if len(body) > 0xffff {
		return pgpKey{}, false
	}
	sum := sha1.Sum(key.hashed()) //nolint:gosec // see above
	key.fingerprint = strings.ToUpper(hex.EncodeToString(sum[:]))
	return key, true
}

// hashed is the key as it stands in fingerprints and signatures.
func (k pgpKey) hashed() []byte {
	if k.version == 6 {
		return append(binary.BigEndian.AppendUint32([]byte{0x9b}, uint32(len(k.body))), k.body...)
	}
	return append(binary.BigEndian.AppendUint16([]byte{0x99}, uint16(len(k.body))), k.body...)
}

// id is the key id: the end of a fingerprint of version 4, the start of one of
// version 6.
func (k pgpKey) id() string {
	if k.version == 6 {
		return k.fingerprint[:16]
	}
	return k.fingerprint[len(k.fingerprint)-16:]
}

// checked is what came of checking a signature.
type checked int

const (
	forged        checked = iota // it is not from this key, or damaged
	authenticated                // it is from this key
	uncheckable                  // by an algorithm that is not known here
)

var curves = []struct {
	oid   []byte
	curve elliptic.Curve
}{
	{[]byte{0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07}, elliptic.P256()},
	{[]byte{0x2b, 0x81, 0x04, 0x00, 0x22}, elliptic.P384()},
	{[]byte{0x2b, 0x81, 0x04, 0x00, 0x23}, elliptic.P521()},
}

var oidEd25519 = []byte{0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x0f, 0x01}

// verify checks a signature over a digest (RFC 9580, sections 5.2.3 and 9.1).
// Curves and algorithms that Go's library does not have are uncheckable.
func (k pgpKey) verify(hash crypto.Hash, digest, signature []byte) checked {
	material, numbers := numberReader(k.material), numberReader(signature)
	result := func(ok bool) checked {
		if ok {
			return authenticated
		}
		return forged
	}
	switch k.algorithm {
	case 1, 3:
		modulus, exponent, value := material.next(), material.next(), numbers.next()
		if modulus == nil || exponent == nil || value == nil || exponent.BitLen() > 31 || exponent.Sign() <= 0 {
			return forged
		}
		public := &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}
		if modulus.BitLen() < 1024 || modulus.BitLen() > 16384 {
			return uncheckable // the library refuses such keys
		}
		if value.BitLen() > modulus.BitLen() {
			return forged
		}
		return result(rsa.VerifyPKCS1v15(public, hash, digest, value.FillBytes(make([]byte, public.Size()))) == nil)
	case 17:
		p, q, g, y := material.next(), material.next(), material.next(), material.next()
		r, s := numbers.next(), numbers.next()
		if y == nil || s == nil || p.BitLen() > 4096 || q.BitLen() < 8 {
			return forged
		}
		public := &dsa.PublicKey{Parameters: dsa.Parameters{P: p, Q: q, G: g}, Y: y}
		return result(dsa.Verify(public, digest[:min(len(digest), (q.BitLen()+7)/8)], r, s))
	case 19:
		oid, point := material.curve()
		r, s := numbers.next(), numbers.next()
		for _, known := range curves {
			if bytes.Equal(oid, known.oid) {
				public, err := ecdsa.ParseUncompressedPublicKey(known.curve, point)
				return result(err == nil && s != nil && ecdsa.Verify(public, digest, r, s))
			}
		}
		return uncheckable
	case 22:
		oid, point := material.curve()
		if !bytes.Equal(oid, oidEd25519) {
			return uncheckable
		}
		r, s := numbers.next(), numbers.next()
		if len(point) != 33 || point[0] != 0x40 || s == nil || r.BitLen() > 256 || s.BitLen() > 256 {
			return forged
		}
		joined := append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
		return result(ed25519.Verify(point[1:], digest, joined))
	case 27:
		return result(len(k.material) == ed25519.PublicKeySize && len(signature) == ed25519.SignatureSize && ed25519.Verify(k.material, digest, signature))
	}
	return uncheckable
}

// numberReader reads multiprecision integers (RFC 9580, section 3.2).
type numberReader []byte

func (r *numberReader) next() *big.Int {
	value := r.bytes()
	if value == nil {
		return nil
	}
	return new(big.Int).SetBytes(value)
}

func (r *numberReader) bytes() []byte {
	if len(*r) < 2 {
		return nil
	}
	size := (int(binary.BigEndian.Uint16(*r)) + 7) / 8
	if size == 0 || len(*r) < 2+size {
		return nil
	}
	value := (*r)[2 : 2+size]
	*r = (*r)[2+size:]
	return value
}

// curve reads the name of a curve and a point on it.
func (r *numberReader) curve() (oid, point []byte) {
	if len(*r) < 1 || len(*r) < 1+int((*r)[0]) {
		return nil, nil
	}
	oid = (*r)[1 : 1+int((*r)[0])]
	*r = (*r)[1+len(oid):]
	return oid, r.bytes()
}
