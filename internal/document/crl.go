package document

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"strconv"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cryptobyte_asn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// parseCRLs reads revocation lists (RFC 5280, section 5), one or several, in PEM or
// DER. From nextUpdate on servers that check them let nobody in; of several the
// earliest counts.
func parseCRLs(data []byte) (Document, *source.Failure) {
	lists, certificates, others, failure := readCRLs(data)
	if failure != nil {
		kind := KindCRL
		if failure.Reason == source.Unsupported {
			kind = ""
		}
		return Document{Kind: kind}, failure
	}
	document := Document{Kind: KindCRL, Signer: lists[0].issuer, End: deadline.OpenEnded}
	var endless int
	var earliest time.Time
	for _, list := range lists {
		switch {
		case list.nextUpdate.IsZero():
			endless++
			continue
		case contradicts(list.thisUpdate, list.nextUpdate):
			return malformed(KindCRL, "a revocation list's nextUpdate is not after its thisUpdate")
		}
		if earliest.IsZero() || list.nextUpdate.Before(earliest) {
			earliest, document.Signer, document.IssuedAt = list.nextUpdate, list.issuer, list.thisUpdate
		}
	}
	if earliest.IsZero() {
		document.IssuedAt = lists[0].thisUpdate
	} else {
		document.endsAt(earliest)
	}
	if endless > 0 {
		message := "the revocation list names no nextUpdate: nobody notices when it is no longer renewed"
		if document.End.State == deadline.EndKnown {
			message = "a revocation list beside it names no nextUpdate"
		}
		document.find(deadline.RuleNeverExpires, message)
	}
	if others > 0 {
		document.find(deadline.RuleUnreadBeside, "beside it stands a block of another kind, whose end is not read")
	}
	document.because(unchecked)
	if len(lists) > 1 {
		document.because("it is the first to end of " + strconv.Itoa(len(lists)) + " revocation lists")
	}
	if certificates > 0 {
		document.because("the certificates beside it have ends of their own, which expiry_certificate reads")
	}
	return document, nil
}

// looksLikeDER tells a long SEQUENCE from a text that starts with the digit 0.
func looksLikeDER(data []byte) bool { return len(data) > 1 && data[0] == 0x30 && data[1] >= 0x80 }

func readCRLs(data []byte) (lists []revocationList, certificates, others int, failure *source.Failure) {
	damaged := source.Fail(source.Malformed, "a revocation list in it is damaged or cut short")
	add := func(der []byte) bool {
		list, ok := readCRL(der)
		if ok {
			lists = append(lists, list)
		}
		return ok
	}
	if looksLikeDER(data) {
		for rest := data; len(rest) > 0; {
			var element asn1.RawValue
			after, err := asn1.Unmarshal(rest, &element)
			if err != nil {
				return nil, 0, 0, damaged
			}
			if !add(element.FullBytes) {
				if _, err := x509.ParseCertificate(element.FullBytes); err == nil {
					return nil, 0, 0, source.Fail(source.Unsupported, "it is a certificate, which expiry_certificate reads")
				}
				return nil, 0, 0, source.Fail(source.Malformed, "it is DER and no revocation list that can be read")
			}
			rest = after
		}
		return lists, 0, 0, nil
	}
	blocks := 0
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		switch block.Type {
		case "X509 CRL", "CRL":
			if blocks++; !add(block.Bytes) {
				return nil, 0, 0, damaged
			}
		case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE":
			certificates++
		default:
			others++
		}
	}
	// A block that is cut short or garbled is passed over by the decoder, and so is
	// DER that was joined to PEM.
	if blocks == 0 || blocks != source.BlockLines(data, "CRL") || source.CutWithinBegin(data[bytes.LastIndexByte(data, '\n')+1:]) || joinedDER(data) {
		return nil, 0, 0, damaged
	}
	return lists, certificates, others, nil
}

// joinedDER tells a long SEQUENCE within a text, in which its bytes do not stand.
func joinedDER(data []byte) bool {
	return bytes.Contains(data, []byte{0x30, 0x81}) || bytes.Contains(data, []byte{0x30, 0x82}) || bytes.Contains(data, []byte{0x30, 0x83})
}

// revocationList is what of one counts here.
type revocationList struct {
	issuer                 string
	thisUpdate, nextUpdate time.Time // UTC; nextUpdate is zero where there is none
}

// readCRL reads the head of a list. crypto/x509 refuses those of version 1, which
// openssl makes where nobody asks for extensions.
func readCRL(der []byte) (revocationList, bool) {
	var list revocationList
	var whole, signed, issuer, skipped cryptobyte.String
	input := cryptobyte.String(der)
	if !input.ReadASN1(&whole, cryptobyte_asn1.SEQUENCE) || !input.Empty() || !whole.ReadASN1(&signed, cryptobyte_asn1.SEQUENCE) ||
		!whole.ReadASN1(&skipped, cryptobyte_asn1.SEQUENCE) || !whole.ReadASN1(&skipped, cryptobyte_asn1.BIT_STRING) || !whole.Empty() {
		return list, false
	}
	if !signed.SkipOptionalASN1(cryptobyte_asn1.INTEGER) || !signed.ReadASN1(&skipped, cryptobyte_asn1.SEQUENCE) ||
		!signed.ReadASN1Element(&issuer, cryptobyte_asn1.SEQUENCE) {
		return list, false
	}
	var name pkix.RDNSequence
	if _, err := asn1.Unmarshal(issuer, &name); err != nil {
		return list, false
	}
	list.issuer = shown(name.String())
	var ok bool
	if list.thisUpdate, ok = readTime(&signed); !ok {
		return list, false
	}
	if signed.PeekASN1Tag(cryptobyte_asn1.UTCTime) || signed.PeekASN1Tag(cryptobyte_asn1.GeneralizedTime) {
		list.nextUpdate, ok = readTime(&signed)
	}
	return list, ok
}

func readTime(input *cryptobyte.String) (at time.Time, ok bool) {
	if input.PeekASN1Tag(cryptobyte_asn1.UTCTime) {
		ok = input.ReadASN1UTCTime(&at)
	} else {
		ok = input.ReadASN1GeneralizedTime(&at)
	}
	return at.UTC(), ok
}
