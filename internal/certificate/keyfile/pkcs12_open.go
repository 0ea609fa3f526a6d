package keyfile

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"hash"
	"unicode/utf16"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// maxIterations bounds the work that a file can ask for, all keys together:
// some five seconds. OpenSSL writes 2,048, keytool 10,000, NSS and GnuTLS
// 600,000.
const maxIterations = 10_000_000

var (
	errWrongPassword = errors.New("wrong password")
	errIterations    = errors.New("too many iterations")
)

// unsupportedAlgorithm is the dotted object identifier of an algorithm that is
// not implemented.
type unsupportedAlgorithm string

func (u unsupportedAlgorithm) Error() string { return string(u) }

// Hash functions by the object identifiers of the plain hash and of its HMAC.
var hashes = map[string]func() hash.Hash{
	"\x2b\x0e\x03\x02\x1a":                 sha1.New,
	"\x60\x86\x48\x01\x65\x03\x04\x02\x04": sha256.New224,
	"\x60\x86\x48\x01\x65\x03\x04\x02\x01": sha256.New,
	"\x60\x86\x48\x01\x65\x03\x04\x02\x02": sha512.New384,
	"\x60\x86\x48\x01\x65\x03\x04\x02\x03": sha512.New,
	oidHMACWithSHA1:                        sha1.New,
	"\x2a\x86\x48\x86\xf7\x0d\x02\x08":     sha256.New224,
	"\x2a\x86\x48\x86\xf7\x0d\x02\x09":     sha256.New,
	"\x2a\x86\x48\x86\xf7\x0d\x02\x0a":     sha512.New384,
	"\x2a\x86\x48\x86\xf7\x0d\x02\x0b":     sha512.New,
}

const (
	oidHMACWithSHA1 = "\x2a\x86\x48\x86\xf7\x0d\x02\x07"     // 1.2.840.113549.2.7
	oidPBKDF2       = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c" // 1.2.840.113549.1.5.12
	oidPBES2        = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d" // 1.2.840.113549.1.5.13
	oidPBMAC1       = "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0e" // 1.2.840.113549.1.5.14
)

// pkcs12Opener derives the keys of one file.
type pkcs12Opener struct {
	utf8   string
	bmp    []byte // UTF-16 with its terminator; nil is the null password
	budget int
	// integrity tells what the integrity code says of the password.
	integrity integrity
}

type integrity int

const (
	absent   integrity = iota // no code: decryption will tell
	match                     // the password is right and the file is whole
	mismatch                  // a wrong password or a damaged file
)

// unlock finds the password that fits the integrity code in what follows the
// contents. Without a password both readings of "none" are tried: the empty
// string and null. It is no error if none fits: the certificates may stand in
// clear.
func (o *pkcs12Opener) unlock(password string, rest cryptobyte.String, safes []byte) error {
	candidates := [][]byte{append(bmpBytes(password), 0, 0)}
	if password == "" {
		candidates = append(candidates, nil)
	}
	o.utf8, o.bmp = password, candidates[0]
	if rest.Empty() {
		return nil
	}
	for _, candidate := range candidates {
		o.bmp = candidate
		fits, err := o.verify(rest, safes)
		if err != nil {
			return err
		}
		if fits {
			o.integrity = match
			return nil
		}
	}
	o.integrity = mismatch
	return nil
}

func bmpBytes(s string) []byte {
	out := make([]byte, 0, 2*len(s)+2)
	for _, unit := range utf16.Encode([]rune(s)) {
		out = binary.BigEndian.AppendUint16(out, unit)
	}
	return out
}

// verify checks the MacData (RFC 7292 §4 and appendix B; RFC 9879 for PBMAC1).
func (o *pkcs12Opener) verify(rest cryptobyte.String, safes []byte) (bool, error) {
	var data, digestInfo, want, salt cryptobyte.String
	if !rest.ReadASN1(&data, asn1.SEQUENCE) || !data.ReadASN1(&digestInfo, asn1.SEQUENCE) {
		return false, errPKCS12
	}
	algorithm, parameters, err := algorithmIdentifier(&digestInfo)
	if err != nil || !digestInfo.ReadASN1(&want, asn1.OCTET_STRING) || !data.ReadASN1(&salt, asn1.OCTET_STRING) {
		return false, errPKCS12
	}
	iterations := 1
	if !data.Empty() && !data.ReadASN1Integer(&iterations) {
		return false, errPKCS12
	}
	var key []byte
	newHash := hashes[algorithm]
	if algorithm == oidPBMAC1 {
		if key, newHash, err = o.pbmac1(parameters); err != nil {
			return false, err
		}
	} else {
		if newHash == nil {
			return false, unsupportedAlgorithm(dotted(algorithm))
		}
		if key, err = o.derive(newHash, 3, salt, iterations, newHash().Size()); err != nil {
			return false, err
		}
	}
	mac := hmac.New(newHash, key)
	mac.Write(safes)
	return hmac.Equal(mac.Sum(nil), want), nil
}

// pbmac1 reads PBMAC1-params (RFC 8018 §A.5). RFC 9879 §4 wants keys of at
// least 20 bytes: shorter ones can be guessed.
func (o *pkcs12Opener) pbmac1(parameters cryptobyte.String) ([]byte, func() hash.Hash, error) {
	var params cryptobyte.String
	if !parameters.ReadASN1(&params, asn1.SEQUENCE) {
		return nil, nil, errPKCS12
	}
	kdf, kdfParameters, err := algorithmIdentifier(&params)
	if err != nil {
		return nil, nil, err
	}
	scheme, _, err := algorithmIdentifier(&params)
	if err != nil {
		return nil, nil, err
	}
	newHash := hashes[scheme]
	if newHash == nil {
		return nil, nil, unsupportedAlgorithm(dotted(scheme))
	}
	key, err := o.pbkdf2(kdf, kdfParameters, 0)
	if err == nil && len(key) < 20 {
		err = errPKCS12
	}
	return key, newHash, err
}

// pbkdf2 derives a key of the size given, or of the size that the parameters
// give if it is 0 (RFC 8018 §A.2).
func (o *pkcs12Opener) pbkdf2(algorithm string, parameters cryptobyte.String, size int) ([]byte, error) {
	if algorithm != oidPBKDF2 {
		return nil, unsupportedAlgorithm(dotted(algorithm))
	}
	var params, salt cryptobyte.String
	var iterations int
	if !parameters.ReadASN1(&params, asn1.SEQUENCE) || !params.ReadASN1(&salt, asn1.OCTET_STRING) || !params.ReadASN1Integer(&iterations) {
		return nil, errPKCS12
	}
	length := 0
	if params.PeekASN1Tag(asn1.INTEGER) && !params.ReadASN1Integer(&length) {
		return nil, errPKCS12
	}
	if size == 0 {
		size = length
	}
	if size < 1 || size > 64 {
		return nil, errPKCS12
	}
	prf := oidHMACWithSHA1
	if !params.Empty() {
		var err error
		if prf, _, err = algorithmIdentifier(&params); err != nil {
			return nil, err
		}
	}
	newHash := hashes[prf]
	if newHash == nil {
		return nil, unsupportedAlgorithm(dotted(prf))
	}
	if err := o.spend(iterations, size, newHash); err != nil {
		return nil, err
	}
	return pbkdf2.Key(newHash, o.utf8, salt, iterations, size)
}

// spend takes iterations from the budget, once for each hash that the key is
// long.
func (o *pkcs12Opener) spend(iterations, size int, newHash func() hash.Hash) error {
	if iterations < 1 {
		return errPKCS12
	}
	blocks := (size + newHash().Size() - 1) / newHash().Size()
	if iterations > maxIterations || iterations*blocks > o.budget {
		return errIterations
	}
	o.budget -= iterations * blocks
	return nil
}

// derive is the key derivation of RFC 7292 appendix B.2. The purpose is 1 for
// keys, 2 for initial vectors, 3 for integrity.
func (o *pkcs12Opener) derive(newHash func() hash.Hash, purpose byte, salt []byte, iterations, size int) ([]byte, error) {
	if err := o.spend(iterations, size, newHash); err != nil {
		return nil, err
	}
	h := newHash()
	block := h.BlockSize()
	diversifier := make([]byte, block)
	for i := range diversifier {
		diversifier[i] = purpose
	}
	input := append(repeated(salt, block), repeated(o.bmp, block)...)
	var out []byte
	for {
		h.Reset()
		h.Write(diversifier)
		h.Write(input)
		sum := h.Sum(nil)
		for range iterations - 1 {
			h.Reset()
			h.Write(sum)
			sum = h.Sum(sum[:0])
		}
		if out = append(out, sum...); len(out) >= size {
			return out[:size], nil
		}
		addend := repeated(sum, block)[:block]
		for at := 0; at < len(input); at += block {
			carry := 1
			for i := block - 1; i >= 0; i-- {
				carry += int(input[at+i]) + int(addend[i])
				input[at+i] = byte(carry)
				carry >>= 8
			}
		}
	}
}

// repeated repeats a pattern up to the next multiple of the block.
func repeated(pattern []byte, block int) []byte {
	if len(pattern) == 0 {
		return nil
	}
	out := make([]byte, (len(pattern)+block-1)/block*block)
	for n := 0; n < len(out); {
		n += copy(out[n:], pattern)
	}
	return out
}

// algorithmIdentifier reads an AlgorithmIdentifier (RFC 5280 §4.1.1.2).
func algorithmIdentifier(s *cryptobyte.String) (oid string, parameters cryptobyte.String, err error) {
	var identifier, id cryptobyte.String
	if !s.ReadASN1(&identifier, asn1.SEQUENCE) || !identifier.ReadASN1(&id, asn1.OBJECT_IDENTIFIER) {
		return "", nil, errPKCS12
	}
	return string(id), identifier, nil
}
