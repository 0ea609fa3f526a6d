package document_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
)

const samlNames = `xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`

// entity makes metadata of one entity; of its role too.
func entity(attributes, role, inside string) string {
	return fmt.Sprintf(`<?xml version="1.0"?><EntityDescriptor %s entityID="https://idp.example.net" %s>%s<IDPSSODescriptor %s/></EntityDescriptor>`, samlNames, attributes, inside, role)
}

func TestSAMLMetadata(t *testing.T) {
	t.Parallel()
	const until = `validUntil="2027-03-31T00:00:00Z"`
	const good = "saml_metadata 2027-03-31T00:00:00Z"
	group := func(attributes string, entities ...string) string {
		var inside string
		for _, one := range entities {
			inside += strings.TrimPrefix(one, `<?xml version="1.0"?>`)
		}
		return `<EntitiesDescriptor ` + samlNames + ` ` + attributes + `>` + inside + `</EntitiesDescriptor>`
	}
	rows{
		"no validUntil":              {entity("", "", ""), "saml_metadata open never-expires"},
		"cacheDuration alone":        {entity(`cacheDuration="PT1H"`, "", ""), "saml_metadata open never-expires"},
		"validUntil of another name": {entity(`xmlns:x="urn:x" x:validUntil="2027-03-31T00:00:00Z"`, "", ""), "saml_metadata open never-expires"},
		"in a comment":               {entity("", "", `<!-- validUntil="2027-03-31T00:00:00Z" -->`), "saml_metadata open never-expires"},
		"an empty one":               {entity(`validUntil=""`, "", ""), "saml_metadata malformed"},
		"a day":                      {entity(`validUntil="2027-03-31"`, "", ""), "saml_metadata malformed"},
		"words":                      {entity(`validUntil="never"`, "", ""), "saml_metadata malformed"},
		"twice":                      {entity(until+` `+until, "", ""), "saml_metadata malformed"},
		"cut short":                  {entity(until, "", "")[:200], "saml_metadata malformed"},
		"a DOCTYPE":                  {`<!DOCTYPE x [<!ENTITY a "b">]>` + entity(until, "", "")[21:], "saml_metadata malformed"},
		"two roots":                  {entity(until, "", "") + entity(until, "", "")[21:], "saml_metadata malformed"},
		"nested without end":         {entity(until, "", strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100)), "saml_metadata malformed"},
		"another namespace":          {`<EntityDescriptor validUntil="2027-03-31T00:00:00Z"/>`, "unsupported"},
		"one":                        {entity(until, "", ""), good},
		"without a zone, in UTC":     {entity(`validUntil="2027-03-31T00:00:00"`, "", ""), good},
		"in another zone":            {entity(`validUntil="2027-03-31T09:00:00.000+09:00"`, "", ""), good},
		"a role ends first":          {entity(`validUntil="2028-01-01T00:00:00Z"`, until, ""), good},
		"a role alone":               {entity("", until, ""), good},
		"the group ends first":       {group(until, entity(`validUntil="2028-01-01T00:00:00Z"`, "", ""), entity("", "", "")), good},
		"one of a group ends first":  {group(`validUntil="2028-01-01T00:00:00Z"`, entity("", "", ""), group("", entity(until, "", ""))), good},
		"expired":                    {entity(`validUntil="2020-10-17T00:00:00Z"`, "", ""), "saml_metadata 2020-10-17T00:00:00Z"},
	}.try(t, asOf)

	der := func(name string) string {
		return base64.StdEncoding.EncodeToString(certtest.Root(name).Certificate.Raw)
	}
	signed := entity(until, "", `<ds:Signature><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
`+der("federation")+`
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature><KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>`+der("key")+`</ds:X509Certificate></ds:X509Data></ds:KeyInfo></KeyDescriptor>`)
	read, failure := document.Parse([]byte(signed), asOf)
	if failure != nil || read.Signer != "CN=federation,O=Example" || !strings.Contains(read.Cause, "of which there are 1") || !strings.Contains(read.Cause, "not checked") {
		t.Errorf("%+v %v", read, failure)
	}
	if read, _ := document.Parse([]byte(entity(until, "", "")), asOf); read.Signer != "" || !strings.Contains(read.Cause, "not signed") {
		t.Errorf("%+v", read)
	}
}

// How long metadata lives is known where the federation says when it made it.
func TestSAMLPublication(t *testing.T) {
	t.Parallel()
	info := func(value string) string {
		return `<Extensions><r:PublicationInfo xmlns:r="urn:oasis:names:tc:SAML:metadata:rpi" publisher="https://federation.example.net" creationInstant="` + value + `"/></Extensions>`
	}
	const until = `validUntil="2026-12-05T00:00:00Z"`
	for inside, want := range map[string]string{
		"":                           "0s",
		info("yesterday"):            "0s",
		info("2026-12-06T00:00:00Z"): "0s",
		info("2026-11-28T00:00:00Z"): "168h0m0s",
		"<x>" + info("2026-11-28T00:00:00Z") + "</x>":                                            "0s",
		"<Extensions><x xmlns=\"urn:x\" creationInstant=\"2026-11-28T00:00:00Z\"/></Extensions>": "0s",
	} {
		read, failure := document.Parse([]byte(entity(until, "", inside)), asOf)
		if failure != nil || read.Lifetime.String() != want {
			t.Errorf("%s: a life of %s, want %s (%v)", inside, read.Lifetime, want, failure)
		}
	}
}
