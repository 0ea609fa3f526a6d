package provider_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// formatRow is a line of the guide's table of file formats.
var formatRow = regexp.MustCompile(`(?m)^\| ([^|]+?) \| [^|]* \|$`)

// Every format of the guide's table is read (issue 13): for each row files as other
// programs write them, all by one plan.
func TestCertificateGuideFormats(t *testing.T) {
	t.Setenv("EXPIRY_TEST_KEYSTORE", "s3cret")
	guide, err := os.ReadFile("../../templates/guides/which-certificates-are-read.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(guide), "| format | needs |\n| --- | --- |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	files := formatFiles(t)
	directory := t.TempDir()
	var wants []string
	for _, row := range formatRow.FindAllStringSubmatch(table+"\n", -1) {
		if files[row[1]] == nil {
			t.Errorf("the guide tells of %q, which is not tested", row[1])
		}
		for name, content := range files[row[1]] {
			if err := os.WriteFile(filepath.Join(directory, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
			want := "read"
			if strings.HasPrefix(name, "refused") {
				want = "unknown"
			}
			wants = append(wants, strconv.Quote(name)+" = "+strconv.Quote(want))
		}
		delete(files, row[1])
	}
	for row := range files {
		t.Errorf("the guide does not tell of %q", row)
	}
	plans(t, resource.TestStep{
		Config: fleetSource("files = ["+hcl(filepath.ToSlash(directory)+"/*")+"]\npassword_envs = { \"*.p12*\" = \"EXPIRY_TEST_KEYSTORE\" }\nenforcement = \"none\"") + `
locals {
  want = {
    ` + strings.Join(wants, "\n    ") + `
  }
  found = { for name, entries in { for c in data.expiry_certificates.fleet.certificates : basename(c.file) => c... } :
    name => alltrue([for c in entries : c.expires_at != null]) ? "read" : "unknown" }
}
output "differ" {
  value = join(", ", [for name in setunion(keys(local.want), keys(local.found)) : "${name}: ${lookup(local.found, name, "not there")}" if lookup(local.found, name, "") != lookup(local.want, name, "")])
}`,
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("differ", knownvalue.StringExact(""))},
	})
}

// formatFiles are files by the row of the guide that they stand for.
func formatFiles(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	b64 := func(data []byte) string { return base64.StdEncoding.EncodeToString(data) }
	keystore, err := certtest.PKCS12(leaf, "s3cret", root)
	if err != nil {
		t.Fatal(err)
	}
	fixture := func(name string) []byte {
		content, err := os.ReadFile("../certificate/keyfile/testdata/keystores/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	object := func(kind, body string) []byte {
		return []byte("apiVersion: example.test/v1\nkind: " + kind + "\nmetadata: {name: hook}\n" + body)
	}
	ca := b64(root.PEM())
	quoted := strconv.Quote(string(leaf.PEM()))
	plist := []byte(`<?xml version="1.0"?><plist version="1.0"><dict><key>Name</key><string>Shop</string><key>ExpirationDate</key><date>2027-11-01T00:00:00Z</date></dict></plist>`)
	return map[string]map[string][]byte{
		"PEM: many blocks, junk between, keys beside": {
			"a.pem": append(append([]byte("Bag Attributes\n"), leaf.KeyPEM()...), certtest.Chain(leaf, root)...),
		},
		"DER, also as base64 text": {"b.der": leaf.Certificate.Raw, "b.txt": []byte(b64(leaf.Certificate.Raw))},
		"PKCS#7 (`.p7b`), PEM or DER": {
			"c.p7b": fixture("openssl.p7b"), "c.pem": fixture("openssl.p7.pem"), "refused.p7m": certtest.SignedMessage([]byte("Dear colleague"), leaf),
		},
		"PKCS#12 (`.p12`, `.pfx`), also as base64 text: with keys, several of them, or a trust store": {
			"d.p12": keystore, "d.p12.txt": []byte(b64(keystore)), "d.pfx": fixture("keytool-nopassword.p12"),
		},
		"JKS and JCEKS": {"e.jks": fixture("keytool.jks"), "e.jceks": fixture("keytool.jceks")},
		"kubeconfig":    {"f.yaml": []byte("apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {certificate-authority-data: " + ca + "}\nusers:\n- name: u\n  user: {token: abc}\n")},
		"Kubernetes Secret or ConfigMap, YAML or JSON, several documents or a list": {
			"g.yaml": append(secretOf(leaf, nil), []byte("---\n"+string(secretOf(leaf, map[string][]byte{"ca.crt": root.PEM()})))...),
			"g.json": fmt.Appendf(nil, `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"ca.crt":%s}}]}`, quoted),
		},
		"`caBundle` of webhooks, APIService and CustomResourceDefinition, and PEM text in any other object": {
			"h1.yaml": object("ValidatingWebhookConfiguration", "webhooks:\n- name: a\n  clientConfig: {caBundle: "+ca+"}\n"),
			"h2.yaml": object("APIService", "spec: {caBundle: "+ca+"}\n"),
			"h3.yaml": object("CustomResourceDefinition", "spec: {conversion: {webhook: {clientConfig: {caBundle: "+ca+"}}}}\n"),
			"h4.json": fmt.Appendf(nil, `{"apiVersion":"route.openshift.io/v1","kind":"Route","metadata":{"name":"r"},"spec":{"tls":{"certificate":%s}}}`, quoted),
		},
		"What Vault answers, `acme.json` of Traefik, key sets (JWKS) with `x5c`, any JSON with PEM text in it": {
			"i1.json": fmt.Appendf(nil, `{"request_id":"x","data":{"certificate":%s}}`, quoted),
			"i2.json": []byte(`{"le":{"Certificates":[{"domain":{"main":"www.example.test"},"certificate":"` + b64(leaf.PEM()) + `"}]}}`),
			"i3.json": []byte(`{"keys":[{"kty":"EC","kid":"k1","x5c":["` + b64(leaf.Certificate.Raw) + `"]}]}`),
			"i4.json": fmt.Appendf(nil, `{"anything":[{"deep":%s}]}`, quoted),
		},
		"SAML metadata": {"j.xml": []byte(`<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example.test/">` +
			`<md:IDPSSODescriptor><md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>` + b64(leaf.Certificate.Raw) + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor></md:EntityDescriptor>`)},
		"Apple provisioning profile (`.mobileprovision`)": {"k.mobileprovision": certtest.SignedMessage(plist, leaf)},
	}
}
