package definition

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Digest is what was approved: the algorithm ("sha256" or "sha512") and the value
// in lower-case hexadecimal digits, never shortened.
type Digest struct {
	Algorithm string
	Hex       string
}

// String is the digest as it is written in configurations, "sha256:…".
func (d Digest) String() string { return d.Algorithm + ":" + d.Hex }

// algorithms are those that approve something; length is in hexadecimal digits.
var algorithms = map[string]struct {
	length int
	make   func() hash.Hash
}{
	"sha256": {64, sha256.New},
	"sha512": {128, sha512.New},
}

// otherLengths are the lengths of digests that approve nothing here, by what they
// are of: MD5 and SHA-1 can be forged.
var otherLengths = map[int]string{32: "MD5", 40: "SHA-1", 56: "SHA-224", 96: "SHA-384"}

var hexForm = text.Pattern(`^[0-9a-fA-F]+$`)

const acceptedDigests = `Accepted are SHA-256 and SHA-512, in full: "sha256:" or "sha512:" and hexadecimal digits, these alone (64 or 128), or as in SRI, "sha256-…=".`

// ParseDigest reads a digest: "sha256:HEX", HEX alone, whose length tells the
// algorithm, or base64 as in SRI, "sha256-BASE64". Its error is an *Error on the
// attribute approved.
func ParseDigest(text string) (Digest, error) {
	digest, wrong := parseDigest(text)
	if wrong != nil {
		return Digest{}, wrong
	}
	return digest, nil
}

func parseDigest(text string) (Digest, *Error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Digest{}, approvedFault(ReasonEmpty, "No digest", "A digest is empty. %s", acceptedDigests)
	}
	if name, value, ok := strings.Cut(text, ":"); ok {
		return digestOf(name, value)
	}
	if name, value, ok := strings.Cut(text, "-"); ok {
		algorithm, wrong := algorithmNamed(name)
		if wrong != nil {
			return Digest{}, wrong
		}
		raw, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return Digest{}, approvedFault(ReasonMalformed, "Malformed digest", "A digest begins like one of SRI and is no base64 after that. %s", acceptedDigests)
		}
		return digestOf(algorithm, hex.EncodeToString(raw))
	}
	return digestOf("", text)
}

// digestOf checks a digest in hexadecimal digits; without a name its length tells
// the algorithm.
func digestOf(name, value string) (Digest, *Error) {
	if !hexForm().MatchString(value) {
		return Digest{}, approvedFault(ReasonMalformed, "Malformed digest", "A digest has something other than hexadecimal digits in it. %s", acceptedDigests)
	}
	if name != "" {
		algorithm, wrong := algorithmNamed(name)
		if wrong != nil {
			return Digest{}, wrong
		}
		if want := algorithms[algorithm].length; len(value) != want {
			return Digest{}, approvedFault(ReasonMalformed, "Digest of wrong length", "A digest of %s has %d digits, and %d are needed: one that is shortened approves nothing.", algorithm, len(value), want)
		}
		return Digest{algorithm, strings.ToLower(value)}, nil
	}
	for algorithm, facts := range algorithms {
		if len(value) == facts.length {
			return Digest{algorithm, strings.ToLower(value)}, nil
		}
	}
	if other, known := otherLengths[len(value)]; known {
		return Digest{}, refusedAlgorithm(other)
	}
	return Digest{}, approvedFault(ReasonMalformed, "Digest of wrong length", "A digest has %d digits: one that is shortened approves nothing. %s", len(value), acceptedDigests)
}

// algorithmNamed knows the names under which tools write an algorithm: SHA256,
// sha-256, SHA2-256.
func algorithmNamed(name string) (string, *Error) {
	plain := strings.ToLower(strings.TrimSpace(name))
	switch plain {
	case "sha256", "sha-256", "sha2-256", "sha_256":
		return "sha256", nil
	case "sha512", "sha-512", "sha2-512", "sha_512":
		return "sha512", nil
	}
	return "", refusedAlgorithm(name)
}

func refusedAlgorithm(name string) *Error {
	why := ""
	switch strings.ToLower(strings.ReplaceAll(name, "-", "")) {
	case "md5", "sha1", "sha":
		why = ", of which a second file with the same digest can be made"
	}
	return approvedFault(ReasonUnsupported, "Other digest algorithm", "A digest is of %s%s. %s", fmt.Sprintf("%q", shown(name)), why, acceptedDigests)
}
