package credential

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

const accepted = "read are tokens (JWT), SSH certificates, OpenPGP keys, kubeconfigs, and the JSON in which OAuth, AWS and Kubernetes hand credentials out"

// Parse reads the credentials of a text or of the bytes of a file. A failure is
// about the whole; credentials that cannot be read stand in the Bundle with theirs.
// Files that a kubeconfig names are not read.
func Parse(data []byte, options Options) (Bundle, *source.Failure) {
	if int64(len(data)) > options.maxBytes() {
		return Bundle{}, source.Fail(source.TooLarge, "it holds more than "+strconv.FormatInt(options.maxBytes(), 10)+" bytes, the most that is read")
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if len(text) == 0 {
		return Bundle{}, source.Fail(source.Empty, "it is empty")
	}
	if failure := foreign(data, text); failure != nil {
		return Bundle{}, failure
	}
	switch {
	case data[0]&0x80 != 0 && !bytes.HasPrefix(data, []byte("\ufeff")):
		return parseOpenPGP(data, options)
	case bytes.Contains(text, []byte("-----BEGIN PGP ")):
		return parseArmoured(text, options)
	case text[0] == '{':
		return parseJSON(text, options)
	case looksLikeSSH(text):
		return parseSSH(string(text), options)
	case looksLikeKubeconfig(text):
		return parseKubeconfig(text, options)
	}
	return parseTokens(string(text), options)
}

// parseTokens reads one token, which may be broken into lines, or one on each.
func parseTokens(text string, options Options) (Bundle, *source.Failure) {
	var lines []string
	for line := range strings.Lines(text) {
		if line = unwrapped(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return Bundle{}, source.Fail(source.Empty, "it holds comments alone")
	}
	whole := 0
	for _, line := range lines {
		if _, _, shaped := compactParts(line); shaped && strings.Count(line, ".") >= 2 {
			whole++
		}
	}
	if len(lines) > 1 && whole < 2 && !signedWhole(lines[0]) {
		joined := unwrapped(strings.Join(lines, ""))
		if parts, header, shaped := compactParts(joined); shaped {
			return Bundle{Format: "jwt", Credentials: []Credential{readCompact(parts, header, options)}}, nil
		}
		return Bundle{}, source.Fail(source.Unsupported, "it is none of the credentials that are read; "+accepted)
	}
	bundle := Bundle{Format: "jwt", Parallel: true}
	for i, line := range lines {
		name := ""
		if len(lines) > 1 {
			name = "token " + strconv.Itoa(i+1)
		}
		token, ok := readToken(name, line, options)
		if !ok {
			return Bundle{}, source.Fail(source.Unsupported, "it is none of the credentials that are read; "+accepted)
		}
		if token.Kind == KindOpaque {
			bundle.Format = "opaque"
		}
		bundle.Credentials = append(bundle.Credentials, token)
	}
	return bundle, nil
}

// signedWhole says that a line is a token with all of its signature: what stands
// beneath is no part of it, though base64 would let it be.
func signedWhole(line string) bool {
	parts, header, shaped := compactParts(line)
	if !shaped || len(parts) != 3 {
		return false
	}
	least := map[string]int{ // octets (RFC 7518 3.2 to 3.5, RFC 8037 3.1)
		"HS256": 32, "HS384": 48, "HS512": 64, "ES256": 64, "ES256K": 64, "ES384": 96, "ES512": 132, "EdDSA": 64,
		"RS256": 128, "RS384": 128, "RS512": 128, "PS256": 128, "PS384": 128, "PS512": 128,
	}[header.Text("alg")]
	signature, ok := decodePart(parts[2])
	return ok && least > 0 && len(signature) >= least
}

// foreign names what is known and not read here, so that the way to who reads it is
// told. Private keys above all: they were given by mistake.
func foreign(data, text []byte) *source.Failure {
	has := func(part string) bool { return bytes.Contains(text, []byte(part)) }
	elsewhere := func(what, reader string) *source.Failure {
		return source.Fail(source.Unsupported, "it is "+what+", which "+reader+" reads")
	}
	switch {
	case has("PRIVATE KEY-----"), has("-----BEGIN PGP PRIVATE KEY BLOCK"):
		if !looksLikeKubeconfig(text) && text[0] != '{' {
			return source.Fail(source.Unsupported, "it holds a private key, which carries no end and is not to be given: give the certificate or the public key that belongs to it")
		}
	case bytes.HasPrefix(data, []byte("SSHKRL\n\x00")):
		return source.Fail(source.Unsupported, "it is a list of revoked SSH keys (KRL), which has no end")
	case bytes.HasPrefix(data, []byte{0xfe, 0xed, 0xfe, 0xed}), bytes.HasPrefix(data, []byte{0xce, 0xce, 0xce, 0xce}):
		return elsewhere("a Java keystore", "expiry_certificate")
	case len(data) > 1 && data[0] == 0x30 && data[1] >= 0x80:
		return elsewhere("a certificate, a keystore or a revocation list in DER", "expiry_certificate or expiry_document")
	case bytes.HasPrefix(text, []byte("-----BEGIN X509 CRL-----")):
		return elsewhere("a revocation list", "expiry_document")
	case bytes.HasPrefix(text, []byte("-----BEGIN CMS-----")), bytes.HasPrefix(text, []byte("-----BEGIN PKCS7-----")):
		return source.Fail(source.Unsupported, "it is a signed message (CMS); how long its signature holds is not read, and expiry_certificate reads the certificates in it")
	case bytes.HasPrefix(text, []byte("-----BEGIN CERTIFICATE-----")), bytes.HasPrefix(text, []byte("-----BEGIN TRUSTED CERTIFICATE-----")):
		return elsewhere("a certificate", "expiry_certificate")
	case has("-----BEGIN PGP SIGNED MESSAGE-----"):
		return elsewhere("a signed text", "expiry_document")
	case text[0] == '<' && has("<plist"):
		return elsewhere("a property list, as in a provisioning profile", "expiry_certificate")
	case text[0] == '<':
		return source.Fail(source.Unsupported, "it is HTML or XML, no credential; expiry_document reads SAML metadata")
	}
	return nil
}
