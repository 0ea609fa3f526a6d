package credential

import (
	"bytes"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Purpose is what an OpenPGP key is needed for.
type Purpose string

// The purposes. PurposeAny is all that the key ever could.
const (
	PurposeAny     Purpose = "any"
	PurposeSign    Purpose = "sign"
	PurposeEncrypt Purpose = "encrypt"
	PurposeCertify Purpose = "certify"
)

// Part is one key of an OpenPGP key.
type Part struct {
	Fingerprint string
	Primary     bool
	// Uses are "certify", "sign", "encrypt" and "authenticate".
	Uses []string
	End  deadline.End
	// Revoked says that its end is a revocation.
	Revoked bool

	flags    int
	from     time.Time // since when its end is what it is
	instable bool      // whether it was revoked or bound cannot be checked
}

const damagedPGP = "the OpenPGP key is damaged or cut short"

func parseArmoured(text []byte, options Options) (Bundle, *source.Failure) {
	if !bytes.Contains(text, []byte("-----BEGIN PGP PUBLIC KEY BLOCK-----")) {
		return Bundle{}, source.Fail(source.Unsupported, "it is an OpenPGP signature or message, not a public key")
	}
	data, err := dearmour(text)
	if err != nil {
		return Bundle{}, source.Fail(source.Malformed, damagedPGP)
	}
	return parseOpenPGP(data, options)
}

// parseOpenPGP reads public keys. Each primary key is one credential, also one that
// cannot be read.
func parseOpenPGP(data []byte, options Options) (Bundle, *source.Failure) {
	packets, err := readPackets(data)
	if err != nil || len(packets) == 0 {
		return Bundle{}, source.Fail(source.Malformed, "it is binary, and no OpenPGP key that is whole")
	}
	if tag := packets[0].tag; tag == tagSecretKey || tag == tagSecretSubkey {
		return Bundle{}, source.Fail(source.Unsupported, "it holds a private key, which is not to be given: export the public one (gpg --export)")
	}
	bundle := Bundle{Format: "openpgp", Parallel: true}
	var group []packet
	flush := func() {
		if len(group) > 0 {
			bundle.Credentials = append(bundle.Credentials, readPGPGroup(group, options))
		}
	}
	for _, p := range packets {
		switch p.tag {
		case tagMarker, tagTrust, tagPadding:
			continue
		case tagSecretKey, tagSecretSubkey:
			return Bundle{}, source.Fail(source.Unsupported, "it holds a private key, which is not to be given: export the public one (gpg --export)")
		case tagPublicKey:
			flush()
			group = nil
		case tagSignature, tagUserID, tagUserAttribute, tagPublicSubkey:
		default:
			return Bundle{}, source.Fail(source.Unsupported, "it is an OpenPGP message or signature, not a public key")
		}
		if len(group) == 0 && p.tag != tagPublicKey {
			return Bundle{}, source.Fail(source.Unsupported, "it is an OpenPGP message or signature, not a public key")
		}
		group = append(group, p)
	}
	flush()
	if len(bundle.Credentials) == 0 {
		return Bundle{}, source.Fail(source.Empty, "it holds no OpenPGP key")
	}
	return bundle, nil
}

// readPGPGroup takes one key apart and judges it.
func readPGPGroup(group []packet, options Options) Credential {
	primary, ok := readPGPKey(group[0].body)
	if !ok {
		return unread(KindOpenPGP, "", source.Unsupported, "the OpenPGP key is of a version that is not read: 4 and 6 are")
	}
	block := pgpBlock{primary: primary}
	signatures := &block.direct
	for _, p := range group[1:] {
		switch p.tag {
		case tagUserID, tagUserAttribute:
			block.uids = append(block.uids, newUID(p))
			signatures = &block.uids[len(block.uids)-1].signatures
		case tagPublicSubkey:
			key, ok := readPGPKey(p.body)
			block.subkeys = append(block.subkeys, pgpSubkey{key: key, unread: !ok})
			signatures = &block.subkeys[len(block.subkeys)-1].signatures
		case tagSignature:
			signature, ok := readPGPSignature(p.body)
			if !ok {
				return unread(KindOpenPGP, primary.fingerprint, source.Malformed, damagedPGP)
			}
			*signatures = append(*signatures, signature)
		}
	}
	return block.judge(options)
}
