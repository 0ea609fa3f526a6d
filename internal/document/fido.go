package document

import (
	"crypto/x509"
	"encoding/base64"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// parseFIDO reads the metadata of authenticators (FIDO Metadata Service 3, section
// 3.1.6): a JWT whose payload names the day of its nextUpdate. Clients compare with
// the first instant of that day in UTC, so that it ends then.
func parseFIDO(text string) (Document, *source.Failure) {
	parts := strings.Split(strings.Join(strings.Fields(text), ""), ".")
	if len(parts) != 3 {
		return Document{}, source.Fail(source.Malformed, "it looks like a signed token, and is cut short or encrypted")
	}
	var objects [2]source.Object
	for i := range objects {
		raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[i], "="))
		if err != nil {
			return Document{}, source.Fail(source.Malformed, "it looks like a signed token, and is not base64")
		}
		if objects[i], err = source.ReadObject(raw); err != nil {
			return Document{}, source.Fail(source.Malformed, "it looks like a signed token, and holds no JSON object")
		}
	}
	header, payload := objects[0], objects[1]
	switch {
	case !payload.Has("nextUpdate") && !payload.Has("entries"):
		return Document{}, source.Fail(source.Unsupported, "it is a token, which expiry_token reads")
	case payload.Twice || header.Twice || payload.Misspelt("nextUpdate"):
		return malformed(KindFIDO, "the FIDO metadata names something twice, and readers differ in which they take")
	}
	day, err := deadline.ParseDate(payload.Text("nextUpdate"))
	if err != nil || len(payload.Text("nextUpdate")) != len("2027-03-31") {
		return malformed(KindFIDO, "the nextUpdate of the FIDO metadata is no day like 2027-03-31")
	}
	document := Document{Kind: KindFIDO}
	document.endsAt(day.Start(time.UTC))
	document.because("its nextUpdate is a day, and clients take the first instant of it in UTC")
	if chain := header.Texts("x5c"); len(chain) > 0 {
		if der, err := base64.StdEncoding.DecodeString(chain[0]); err == nil {
			if certificate, err := x509.ParseCertificate(der); err == nil {
				document.Signer = shown(certificate.Subject.String())
			}
		}
		document.because("the certificates of its signer have ends of their own")
	}
	document.because(unchecked)
	return document, nil
}
