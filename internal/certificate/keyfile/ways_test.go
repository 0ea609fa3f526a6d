package keyfile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// Certificates inside of what other programs write (issue 13, ways in;
// certificates.md S3: Vault's answer).
func TestOtherWaysIn(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	quote := func(text []byte) string { return fmt.Sprintf("%q", text) }
	leaf, ca, key := quote(w.leaf.PEM()), quote(w.intermediate.PEM()), quote(w.leaf.KeyPEM())
	der := func(data []byte) string { return quote([]byte(b64(data))) }
	vault := `{"request_id":"x","lease_duration":0,"data":{"certificate":` + leaf + `,"issuing_ca":` + ca + `,"ca_chain":[` + ca + `],"private_key":` + key + `,"serial_number":"1a"},"warnings":null}`
	acme := `{"le":{"Account":{"Email":"a@example.test","PrivateKey":"MIIJ"},"Certificates":[{"domain":{"main":"www.example.test"},"certificate":` + quote([]byte(b64(append(w.leaf.PEM(), w.intermediate.PEM()...)))) + `,"key":` + quote([]byte(b64(w.leaf.KeyPEM()))) + `,"Store":"default"}]}}`
	jwks := `{"keys":[{"kty":"EC","kid":"k1","x5c":[` + der(w.leaf.Certificate.Raw) + `,` + der(w.intermediate.Certificate.Raw) + `]},{"kty":"EC","kid":"k2"}]}`
	saml := func(inside string) string {
		return `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example.test/"` + inside + `</md:EntityDescriptor>`
	}
	descriptor := func(use string) string {
		return `<md:IDPSSODescriptor><md:KeyDescriptor` + use + `><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` + "\n" + b64(w.leaf.Certificate.Raw) + "\n" +
			`</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor>`
	}
	signature := `<ds:Signature><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` + b64(w.other.Certificate.Raw) + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>`
	for name, c := range map[string]struct{ text, want, aside string }{
		"Vault":                        {vault, "json: data:ca_chain:1=File Intermediate; data:certificate=www.example.test; data:issuing_ca=File Intermediate", ""},
		"Traefik":                      {acme, "json: le:Certificates:www.example.test:certificate=www.example.test; le:Certificates:www.example.test:certificate=File Intermediate", ""},
		"key set":                      {jwks, "json: keys:k1:x5c:1=www.example.test; keys:k1:x5c:2=File Intermediate", ""},
		"a list":                       {"[" + leaf + "]", "json: 1=www.example.test", ""},
		"a damaged one in a key set":   {strings.Replace(jwks, `"x5c":[`, `"x5c":["!",`, 1), "json: keys:k1:x5c:2=www.example.test; keys:k1:x5c:3=File Intermediate; !keys:k1:x5c:1", ""},
		"SAML":                         {saml(">" + descriptor(` use="signing"`)), "saml: https://idp.example.test/ IDPSSODescriptor signing=www.example.test", ""},
		"SAML for any use":             {saml(">" + descriptor(``)), "saml: https://idp.example.test/ IDPSSODescriptor any=www.example.test", ""},
		"SAML, signed and with an end": {saml(` validUntil="2026-12-01T00:00:00Z">` + signature + descriptor(` use="signing"`)), "saml: https://idp.example.test/ IDPSSODescriptor signing=www.example.test", `?EntityDescriptor "2026-12-01T00:00:00Z": validUntil of the metadata; https://idp.example.test/: certificate of the signer`},
		"SAML with a damaged one":      {saml(">" + descriptor("") + strings.Replace(descriptor(` use="encryption"`), "MII", "!", 1)), "saml: https://idp.example.test/ IDPSSODescriptor any=www.example.test; !https://idp.example.test/ IDPSSODescriptor encryption", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.HasPrefix(c.text, "{") && !json.Valid([]byte(c.text)) {
				t.Fatal("what is quoted for Go is no JSON here")
			}
			bundle := mustParse(t, []byte(c.text), "")
			if got := bundle.Format + ": " + named(bundle); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
			if got := aside(bundle); got != c.aside {
				t.Errorf("aside %q, want %q", got, c.aside)
			}
		})
	}
	t.Run("the leaf of Vault's answer", func(t *testing.T) {
		t.Parallel()
		bundle := mustParse(t, []byte(vault), "")
		single, err := bundle.Single()
		if err != nil || subjects(single.Chain) != "www.example.test, File Intermediate" {
			t.Errorf("%v: %v", single, err)
		}
		for _, entry := range bundle.Each() {
			if entry.Relied != (entry.Certificate.Subject.CommonName == "File Intermediate") {
				t.Errorf("%s: relied on %t", entry.Where, entry.Relied)
			}
		}
	})
	for name, c := range map[string]struct{ text, summary string }{
		"JSON cut short":           {vault[:len(vault)-9], "Malformed JSON"},
		"XML cut short":            {saml(">" + descriptor(""))[:400], "Malformed XML"},
		"XML of no certificate":    {"<a>X509Certificate</a>", "No certificate found"},
		"XML nested without end":   {strings.Repeat("<a>", 1000) + "X509Certificate", "Malformed XML"},
		"JSON with a key alone":    {`{"key":` + key + `}`, "No certificate found"},
		"JSON without certificate": {`{"x5c":[]}`, "No certificate found"},
	} {
		_, err := keyfile.Parse([]byte(c.text), keyfile.Options{})
		t.Log(name)
		wantInput(t, err, c.summary)
	}
}

func FuzzFileJSON(f *testing.F) {
	w := newFileWorld()
	f.Add([]byte(`{"data":{"certificate":` + fmt.Sprintf("%q", w.leaf.PEM()) + `}}`))
	f.Add([]byte(`{"keys":[{"x5c":["` + b64(w.leaf.Certificate.Raw) + `"]}]}`))
	f.Fuzz(fuzzParse)
}

func FuzzFileSAML(f *testing.F) {
	w := newFileWorld()
	f.Add([]byte(`<EntityDescriptor entityID="a"><KeyDescriptor use="signing"><X509Certificate>` + b64(w.leaf.Certificate.Raw) + `</X509Certificate></KeyDescriptor></EntityDescriptor>`))
	f.Add([]byte(`<Signature validUntil=""><X509Certificate>!</X509Certificate></Signature>`))
	f.Fuzz(fuzzParse)
}

func FuzzFileProfile(f *testing.F) {
	f.Add([]byte(`<plist><dict><key>Name</key><string>x</string><key>ExpirationDate</key><date>2026-12-01T10:00:00Z</date></dict></plist>`))
	f.Fuzz(func(t *testing.T, content []byte) {
		bundle, err := keyfile.Parse(signedMessage(t, content, nil), keyfile.Options{})
		if err == nil && (bundle.Profile == nil || bundle.Profile.ExpiresAt.IsZero()) {
			t.Errorf("%+v", bundle)
		}
	})
}
