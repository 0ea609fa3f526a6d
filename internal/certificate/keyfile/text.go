package keyfile

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// looksLikeText says whether the start of the data is text: the byte 0x30 is
// both an ASN.1 SEQUENCE and the digit zero.
func looksLikeText(data []byte) bool {
	head := data[:min(len(data), 512)]
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return false
		}
	}
	return utf8.Valid(head) || len(head) == 512 && utf8.Valid(head[:508])
}

// Beginnings that tell what a file is in place of certificates.
var beginnings = []struct{ prefix, kind string }{
	{"<!doctype html", "an HTML page"},
	{"<html", "an HTML page"},
	{"<?xml", "XML"},
	{"ssh-", "an SSH key"},
	{"ecdsa-sha2-", "an SSH key"},
	{"sk-ssh-", "an SSH key"},
	{"sk-ecdsa-", "an SSH key"},
	{"PuTTY-User-Key-File", "an SSH key of PuTTY"},
	{"PK\x03\x04", "a ZIP archive"},
	{"\x1f\x8b", "gzip-compressed data"},
	{"\x28\xb5\x2f\xfd", "zstd-compressed data"},
	{"%PDF-", "a PDF document"},
	{"\x89PNG", "a picture"},
	{"\xff\xd8\xff", "a picture"},
	{"\x7fELF", "a program"},
	{"SQLite format 3", "an SQLite database"},
	{"{", "JSON"},
	{"[", "JSON"},
}

// notCertificates says what data looks like that is in none of the formats.
func notCertificates(data, text []byte) *fault {
	kind := ""
	for _, beginning := range beginnings {
		head := text[:min(len(text), len(beginning.prefix))]
		if string(head) == beginning.prefix || looksLikeText(head) && strings.EqualFold(string(head), beginning.prefix) {
			kind = beginning.kind
			break
		}
	}
	switch {
	case kind == "an HTML page":
		return noCertificate("Not a certificate", "it holds an HTML page", "It may be a login or error page that was saved in place of the certificate. "+accepted)
	case strings.HasPrefix(kind, "an SSH key"):
		return noCertificate("Not a certificate", "it holds "+kind, "SSH keys have no end date of their own. "+accepted)
	case kind != "":
		return noCertificate("Not a certificate", "it holds "+kind, accepted)
	case isBouncyCastle(data):
		return unsupported("it is a Bouncy Castle keystore (BKS)", "Convert it with keytool -importkeystore -deststoretype pkcs12. "+accepted)
	case !looksLikeText(data):
		return noCertificate("Not a certificate", "it holds binary data of an unknown kind", accepted)
	case bytes.Contains(text, []byte("BEGIN CERTIFICATE")):
		return malformed("the words BEGIN CERTIFICATE stand in it, but not as a line -----BEGIN CERTIFICATE----- with five dashes on each side")
	case isBase64(text):
		return noCertificate("Not a certificate", "it holds base64 text of something that is no certificate", accepted)
	case len(text) < 1024 && !bytes.ContainsAny(text, "\n\r"):
		return noCertificate("Not a certificate", "it holds a single line of text", "If that is the path of a certificate, give it as file. "+accepted)
	}
	return noCertificate("Not a certificate", "it holds text that is no certificate", accepted)
}

// decodedBase64 is what a text of base64 holds that is DER, PEM or a keystore, as
// cloud services hand certificates over; nil for any other text.
func decodedBase64(text []byte) []byte {
	if len(text) < 64 || text[0] != 'M' && text[0] != 'L' && text[0] != '/' && text[0] != 'z' { // 0x30, "-----BEGIN", JKS, JCEKS
		return nil
	}
	joined := bytes.Join(bytes.Fields(text), nil)
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		inner := make([]byte, encoding.DecodedLen(len(joined)))
		n, err := encoding.Decode(inner, joined)
		if err != nil {
			continue
		}
		inner = inner[:n]
		if isKeystore(inner) || bytes.Contains(inner, pemBegin) || len(inner) > 0 && inner[0] == 0x30 && !looksLikeText(inner) {
			return inner
		}
		return nil
	}
	return nil
}

func isBase64(text []byte) bool {
	plain := bytes.Join(bytes.Fields(text), nil)
	_, err := base64.StdEncoding.Decode(make([]byte, base64.StdEncoding.DecodedLen(len(plain))), plain)
	return err == nil && len(plain) >= 64
}

// isBouncyCastle knows BKS: version 1 or 2, then a salt of 20 bytes with its
// length.
func isBouncyCastle(data []byte) bool {
	return len(data) > 8 && (data[3] == 1 || data[3] == 2) && string(data[:3]) == "\x00\x00\x00" && string(data[4:8]) == "\x00\x00\x00\x14"
}

// isBouncyCastleFIPS knows BCFKS by its shape: encrypted contents and a code over
// them (ObjectStore in org.bouncycastle.asn1.bc), or by its name.
func isBouncyCastleFIPS(data []byte) bool {
	if bytes.Contains(data[:min(len(data), 64)], []byte("BCFKS")) {
		return true
	}
	input := cryptobyte.String(data)
	var outer, store, check, algorithm, content cryptobyte.String
	return input.ReadASN1(&outer, asn1.SEQUENCE) && outer.ReadASN1(&store, asn1.SEQUENCE) && outer.ReadASN1(&check, asn1.SEQUENCE) && outer.Empty() &&
		store.ReadASN1(&algorithm, asn1.SEQUENCE) && store.ReadASN1(&content, asn1.OCTET_STRING) && store.Empty()
}
