package keyfile

import (
	"crypto/aes"
	"crypto/des" //nolint:gosec // older files are encrypted with it
	"crypto/sha1"
	encoding "encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// blockDecrypter is the half of a block cipher that reading needs.
type blockDecrypter interface {
	BlockSize() int
	Decrypt(dst, src []byte)
}

const (
	oidPBE12 = "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01" // 1.2.840.113549.1.12.1

	pbe3DES   = oidPBE12 + "\x03"
	pbe2DES   = oidPBE12 + "\x04"
	pbeRC2    = oidPBE12 + "\x05"
	pbeRC2_40 = oidPBE12 + "\x06"

	oidAES128 = "\x60\x86\x48\x01\x65\x03\x04\x01\x02" // 2.16.840.1.101.3.4.1.2, in CBC
	oidAES192 = "\x60\x86\x48\x01\x65\x03\x04\x01\x16"
	oidAES256 = "\x60\x86\x48\x01\x65\x03\x04\x01\x2a"
	oid3DES   = "\x2a\x86\x48\x86\xf7\x0d\x03\x07" // 1.2.840.113549.3.7, in CBC
)

// decryptData decrypts an EncryptedData (RFC 5652 §8).
func (o *pkcs12Opener) decryptData(content cryptobyte.String) ([]byte, error) {
	if o.integrity == mismatch {
		return nil, errWrongPassword
	}
	var data, version, info, kind cryptobyte.String
	if !content.ReadASN1(&data, asn1.SEQUENCE) || !data.ReadASN1(&version, asn1.INTEGER) ||
		!data.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1(&kind, asn1.OBJECT_IDENTIFIER) {
		return nil, errPKCS12
	}
	algorithm, parameters, err := algorithmIdentifier(&info)
	if err != nil {
		return nil, err
	}
	var ciphertext cryptobyte.String
	if info.PeekASN1Tag(contextTag0) { // in pieces, as BER allows
		var pieces, piece cryptobyte.String
		if !info.ReadASN1(&pieces, contextTag0) {
			return nil, errPKCS12
		}
		for !pieces.Empty() {
			if !pieces.ReadASN1(&piece, asn1.OCTET_STRING) {
				return nil, errPKCS12
			}
			ciphertext = append(ciphertext, piece...)
		}
	} else if !info.ReadASN1(&ciphertext, asn1.Tag(0).ContextSpecific()) {
		return nil, errPKCS12
	}
	cipher, vector, err := o.cipher(algorithm, parameters)
	if err != nil {
		return nil, err
	}
	size := cipher.BlockSize()
	if len(ciphertext) == 0 || len(ciphertext)%size != 0 || len(vector) != size {
		return nil, errPKCS12
	}
	plain := make([]byte, len(ciphertext))
	for at := 0; at < len(plain); at += size {
		cipher.Decrypt(plain[at:at+size], ciphertext[at:at+size])
		for i := range size {
			plain[at+i] ^= vector[i]
		}
		vector = ciphertext[at : at+size]
	}
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > size {
		return nil, o.failed(true)
	}
	for _, b := range plain[len(plain)-padding:] {
		if int(b) != padding {
			return nil, o.failed(true)
		}
	}
	return plain[:len(plain)-padding], nil
}

// failed is what garbage means: after decryption a wrong password, unless the
// integrity code has proved the password right.
func (o *pkcs12Opener) failed(encrypted bool) error {
	if encrypted && o.integrity != match {
		return errWrongPassword
	}
	return errPKCS12
}

// cipher gives the block cipher with its key and initial vector.
func (o *pkcs12Opener) cipher(algorithm string, parameters cryptobyte.String) (blockDecrypter, []byte, error) {
	if algorithm == oidPBES2 {
		return o.pbes2(parameters)
	}
	size, vectorSize := map[string]int{pbe3DES: 24, pbe2DES: 16, pbeRC2: 16, pbeRC2_40: 5}[algorithm], 8
	if size == 0 {
		return nil, nil, unsupportedAlgorithm(dotted(algorithm))
	}
	var params, salt cryptobyte.String
	var iterations int
	if !parameters.ReadASN1(&params, asn1.SEQUENCE) || !params.ReadASN1(&salt, asn1.OCTET_STRING) || !params.ReadASN1Integer(&iterations) {
		return nil, nil, errPKCS12
	}
	key, err := o.derive(sha1.New, 1, salt, iterations, size)
	if err != nil {
		return nil, nil, err
	}
	vector, err := o.derive(sha1.New, 2, salt, iterations, vectorSize)
	if err != nil {
		return nil, nil, err
	}
	switch algorithm {
	case pbeRC2, pbeRC2_40:
		return newRC2(key), vector, nil
	case pbe2DES:
		key = append(key, key[:8]...)
	}
	block, err := des.NewTripleDESCipher(key)
	return block, vector, err
}

// pbes2 reads PBES2-params (RFC 8018 §A.4).
func (o *pkcs12Opener) pbes2(parameters cryptobyte.String) (blockDecrypter, []byte, error) {
	var params cryptobyte.String
	if !parameters.ReadASN1(&params, asn1.SEQUENCE) {
		return nil, nil, errPKCS12
	}
	kdf, kdfParameters, err := algorithmIdentifier(&params)
	if err != nil {
		return nil, nil, err
	}
	scheme, vectorParameter, err := algorithmIdentifier(&params)
	if err != nil {
		return nil, nil, err
	}
	size := map[string]int{oidAES128: 16, oidAES192: 24, oidAES256: 32, oid3DES: 24}[scheme]
	if size == 0 {
		return nil, nil, unsupportedAlgorithm(dotted(scheme))
	}
	var vector cryptobyte.String
	if !vectorParameter.ReadASN1(&vector, asn1.OCTET_STRING) {
		return nil, nil, errPKCS12
	}
	key, err := o.pbkdf2(kdf, kdfParameters, size)
	if err != nil {
		return nil, nil, err
	}
	if scheme == oid3DES {
		block, err := des.NewTripleDESCipher(key)
		return block, vector, err
	}
	block, err := aes.NewCipher(key)
	return block, vector, err
}

// dotted gives an object identifier as people write it.
func dotted(oid string) string {
	var id encoding.ObjectIdentifier
	der := append([]byte{0x06, byte(len(oid))}, oid...)
	if _, err := encoding.Unmarshal(der, &id); err != nil {
		return "of an unreadable identifier"
	}
	return id.String()
}
