package provider_test

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// secretOf is a Secret of the type kubernetes.io/tls with more values.
func secretOf(leaf certtest.Pair, more map[string][]byte) []byte {
	text := "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: web, namespace: shop}\ndata:\n  tls.crt: " + base64.StdEncoding.EncodeToString(leaf.PEM()) + "\n"
	for key, value := range more {
		text += "  " + key + ": " + base64.StdEncoding.EncodeToString(value) + "\n"
	}
	return []byte(text)
}

// certificates.md S1: nothing in a file goes unjudged.
func TestCertificateBeside(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	expired := certtest.Root("Expired CA", certtest.Valid(-900, -1))
	oldest := certtest.Root("Version One", func(c *x509.Certificate) { c.BasicConstraintsValid, c.IsCA, c.KeyUsage = false, false, 0 })
	list := func(from, to int, revoked ...certtest.Pair) []byte {
		entries := make([]x509.RevocationListEntry, len(revoked))
		for i, one := range revoked {
			entries[i] = x509.RevocationListEntry{SerialNumber: one.Certificate.SerialNumber, RevocationTime: certtest.Today.AddDate(0, 0, from)}
		}
		der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
			Number: big.NewInt(1), ThisUpdate: certtest.Today.AddDate(0, 0, from), NextUpdate: certtest.Today.AddDate(0, 0, to), RevokedCertificateEntries: entries,
		}, root.Certificate, root.Key)
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})
	}
	another := root.Leaf([]string{"mail.example.test"})
	keystore, err := certtest.PKCS12(leaf, "s3cret", root)
	if err != nil {
		t.Fatal(err)
	}
	odd := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.SM2([]string{"sm2.example.test"})})
	webhook := func(bundle []byte) []byte {
		return append(secretOf(leaf, nil), []byte("---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: hook}\nwebhooks:\n- name: a\n  clientConfig: {caBundle: "+base64.StdEncoding.EncodeToString(bundle)+"}\n")...)
	}
	token := "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {certificate-authority-data: " + base64.StdEncoding.EncodeToString(root.PEM()) + "}\nusers:\n- name: sa\n  user: {token: abc}\n"
	trust := tempFile(t, "root.pem", root.PEM())
	for name, test := range map[string]struct {
		content  []byte
		status   string
		passes   bool
		findings string
		aside    string
	}{
		"leaf and chain":                {certtest.Chain(leaf, root), "ok", true, "", ""},
		"an expired stranger":           {certtest.Chain(leaf, root, expired), "ok", true, "expired-beside warn", "block 3"},
		"the same, in ca.crt":           {secretOf(leaf, map[string][]byte{"ca.crt": expired.PEM()}), "ok", false, "expired-beside error", "shop/web:ca.crt, block 1"},
		"the same, in a caBundle":       {webhook(expired.PEM()), "ok", false, "expired-beside error", "hook:webhooks:a:clientConfig:caBundle, block 1"},
		"a bundle with an old root":     {certtest.Chain(root, expired, oldest), "expired", false, "untrusted warn", "block 1 block 3"},
		"a revocation list out of date": {append(leaf.PEM(), list(-30, -1)...), "ok", false, "expired-beside error", ""},
		"the same, in ca.crl":           {secretOf(leaf, map[string][]byte{"ca.crl": list(-30, -1)}), "ok", false, "expired-beside error", "shop/web:ca.crl, line 1"},
		"a revocation list of tomorrow": {append(leaf.PEM(), list(1, 30)...), "ok", true, "not-yet-valid warn", ""},
		"revoked by the list beside it": {append(leaf.PEM(), list(-1, 30, another, leaf)...), "ok", false, "untrusted error", ""},
		"another is revoked":            {append(leaf.PEM(), list(-1, 30, another)...), "ok", true, "", ""},
		"a strange one":                 {append(leaf.PEM(), odd...), "ok", true, "unread-beside warn", "block 2"},
		"strange by itself":             {odd, "ok", true, "untrusted warn", ""},
		"a locked keystore":             {secretOf(leaf, map[string][]byte{"keystore.p12": keystore}), "ok", true, "unread-beside warn", "shop/web:keystore.p12"},
		"with its password beside it":   {secretOf(leaf, map[string][]byte{"keystore.p12": keystore, "password": []byte("s3cret")}), "ok", true, "", "shop/web:keystore.p12, an entry without a name"},
		"a kubeconfig with a token":     {[]byte(token), "ok", true, "unread-beside warn", "user/sa"},
		"a key beside it":               {append(leaf.KeyPEM(), leaf.PEM()...), "ok", true, "", ""},
		"an object of another kind":     {append(secretOf(leaf, nil), []byte("---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n")...), "ok", true, "", `Service "s"`},
		"base64 of DER":                 {[]byte(base64.StdEncoding.EncodeToString(leaf.Certificate.Raw)), "ok", true, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config: certificateSource("file = "+hcl(tempFile(t, "x", test.content))+"\nca_file = "+hcl(trust)+"\ntimeout = \"5s\"\nenforcement = \"none\"") + `
output "findings" {
  value = join(" ", [for f in data.expiry_certificate.x.findings : "${f.rule} ${f.severity}"])
}
output "aside" {
  value = join(" ", [for a in data.expiry_certificate.x.left_aside : replace(a.place, "/(^| .)line [0-9]+.?$/", "") if a.reason != ""])
}`,
				ConfigStateChecks: []statecheck.StateCheck{
					expectText("status", test.status), expectBool("passes", test.passes),
					statecheck.ExpectKnownOutputValue("findings", knownvalue.StringExact(test.findings)),
					statecheck.ExpectKnownOutputValue("aside", knownvalue.StringExact(test.aside)),
				},
			})
		})
	}
}

// certificates.md S1 3: a provisioning profile ends by its own date, which is not
// that of whoever signed it.
func TestCertificateOfProfile(t *testing.T) {
	t.Parallel()
	signer := certtest.Root("Apple").Leaf([]string{"signer.example.test"})
	for name, test := range map[string]struct{ end, status string }{
		"expired": {"2026-11-01T00:00:00Z", "expired"},
		"healthy": {"2027-11-01T00:00:00Z", "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plist := []byte(`<?xml version="1.0"?><plist version="1.0"><dict><key>Name</key><string>Shop</string><key>ExpirationDate</key><date>` + test.end + `</date></dict></plist>`)
			file := hcl(tempFile(t, "x.mobileprovision", certtest.SignedMessage(plist, signer)))
			plans(t, resource.TestStep{
				Config: certificateSource("file = " + file + "\nenforcement = \"none\""),
				ConfigStateChecks: []statecheck.StateCheck{
					expectText("status", test.status), expectText("expires_at", test.end), expectReason("Shop"), expectNull("read_error"),
					statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("leaf").AtMapKey("not_after"), knownvalue.Null()),
				},
			})
			plans(t, resource.TestStep{
				Config: fleetSource("files = [" + file + "]\nenforcement = \"none\""),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("worst").AtMapKey("expires_at"), knownvalue.StringExact(test.end)),
				},
			})
		})
	}
	letter := hcl(tempFile(t, "letter.p7m", certtest.SignedMessage([]byte("Dear colleague"), signer)))
	plans(t, refuses(certificateSource("file = "+letter), "Signed message", "those of its signer"))
}

// certificates.md S3: a certificate of the year 0 stopped the plan.
func TestCertificateOfTheYearZero(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	year := func(month time.Month) time.Time { return time.Date(0, month, 1, 0, 0, 0, 0, time.UTC) }
	file := hcl(tempFile(t, "zero.pem", root.Leaf([]string{"www.example.test"}, certtest.ValidBetween(year(time.January), year(time.June))).PEM()))
	plans(t, resource.TestStep{
		Config:            certificateSource("file = " + file + "\nenforcement = \"none\""),
		ConfigStateChecks: []statecheck.StateCheck{expectText("status", "expired"), expectBool("passes", false), expectReason("its end is in the year 0")},
	})
}

// certificates.md S2 6 and 7.
func TestCertificateInBase64(t *testing.T) {
	leaf := certtest.Root("Example Root").Leaf([]string{"www.example.test"})
	keystore, err := certtest.PKCS12(leaf, "s3cret")
	if err != nil {
		t.Fatal(err)
	}
	text := hcl(base64.StdEncoding.EncodeToString(keystore))
	t.Setenv("EXPIRY_TEST_P12", "s3cret")
	plans(t, resource.TestStep{
		Config:            certificateSource("name = \"www\"\npassword_env = \"EXPIRY_TEST_P12\"\npkcs12_base64 = " + text),
		ConfigStateChecks: []statecheck.StateCheck{expectText("id", "certificate/www"), expectText("status", "ok")},
	})
	plans(t, resource.TestStep{
		Config:            certificateSource("name = \"www\"\npem = " + hcl(base64.StdEncoding.EncodeToString(leaf.Certificate.Raw))),
		ConfigStateChecks: []statecheck.StateCheck{expectText("status", "ok")},
	})
	for _, test := range []struct {
		body string
		says []string
	}{
		{"name = \"www\"\npkcs12_base64 = " + text, []string{"Password needed"}},
		{"pkcs12_base64 = " + text, []string{"Text without a name", "given as pkcs12_base64"}},
		{"name = \"www\"\npkcs12_base64 = \"c0ffee!\"", []string{"Not base64", "filebase64"}},
		{"name = \"www\"\npkcs12_base64 = " + text + "\nfile = \"x.pem\"", []string{"Two sources"}},
	} {
		plans(t, refuses(certificateSource(test.body), test.says...))
	}
}

// suites.md 1: with a name the purpose is known.
func TestCertificateFileWithServerName(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	client := root.Leaf([]string{"c.example.test"}, certtest.Usages(x509.ExtKeyUsageClientAuth))
	trust := "\nca_file = " + hcl(tempFile(t, "root.pem", root.PEM())) + "\nenforcement = \"none\""
	file := "file = " + hcl(tempFile(t, "client.pem", client.PEM())) + trust
	plans(t, resource.TestStep{Config: certificateSource(file), ConfigStateChecks: []statecheck.StateCheck{expectBool("trusted", true)}})
	plans(t, resource.TestStep{
		Config: certificateSource(file + "\nserver_name = \"c.example.test\""),
		ConfigStateChecks: []statecheck.StateCheck{
			expectBool("trusted", false), expectText("trust_error", "wrong_usage"), expectBool("hostname_matches", true),
		},
	})
	for _, source := range []string{file, `endpoint = "127.0.0.1:443"`} {
		for name, says := range map[string]string{"c.example.test:443": "a port behind the name", "https://c.example.test/": "is a URL", "2001:db8": "no IPv6 address"} {
			plans(t, refuses(certificateSource(source+"\nserver_name = "+hcl(name)), "Not a server name", "server_name", says))
		}
	}
}

// Issue 13: what is due within a time, with what nobody could read.
func TestCertificatesDueWithin(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	directory := t.TempDir()
	for name, content := range map[string][]byte{
		"a.pem": root.Leaf([]string{"a.example.test"}, certtest.Valid(-30, 60)).PEM(), "b.pem": root.Leaf([]string{"b.example.test"}, certtest.Valid(-30, 20)).PEM(),
		"c.pem": root.Leaf([]string{"c.example.test"}, certtest.Valid(-30, -2)).PEM(), "d.pem": []byte("damaged"),
	} {
		if err := os.WriteFile(filepath.Join(directory, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	body := "files = [" + hcl(filepath.ToSlash(directory)+"/*") + "]\nenforcement = \"none\"\n"
	output := `
output "due" {
  value = join(" ", sort([for c in data.expiry_certificates.fleet.due : basename(c.file)]))
}`
	for within, want := range map[string]string{
		`due_within = "30d"`: "b.pem c.pem d.pem", `due_within = "20d"`: "b.pem c.pem d.pem", `due_within = "19d"`: "c.pem d.pem", `due_within = "3mo"`: "a.pem b.pem c.pem d.pem", "": "c.pem d.pem",
	} {
		plans(t, resource.TestStep{
			Config: fleetSource(body+within) + output,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("due", knownvalue.StringExact(want)),
				statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("reason"), knownvalue.StringRegexp(says("that is the end of certificate/", "c.pem"))),
			},
		})
	}
	plans(t, refuses(fleetSource(body+`due_within = "soon"`), "due_within", "30d"))
}

// Issue 13: over a directory of 200 mixed files judged + left aside = 200.
func TestCertificatesOfMixedFiles(t *testing.T) {
	t.Setenv("EXPIRY_TEST_LEGACY", "s3cret")
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	expired := certtest.Root("Expired CA", certtest.Valid(-900, -1))
	keystore, err := certtest.PKCS12(leaf, "s3cret", root)
	if err != nil {
		t.Fatal(err)
	}
	kinds := []struct {
		name    string
		content []byte
	}{
		{"%d.pem", leaf.PEM()},
		{"%d.key", leaf.KeyPEM()},
		{"%d-key.pem", leaf.KeyPEM()},
		{"%d.crt", leaf.KeyPEM()}, // a certificate that is missing
		{"%d.csr", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: []byte{1}})},
		{"%d.p12", keystore},
		{"%d.yaml", secretOf(leaf, map[string][]byte{"ca.crt": expired.PEM()})},
		{"%d.txt", []byte("nothing to see here\n")},
		{"old/%d.pem", expired.PEM()},
		{"%d.json", []byte(`{"x5c":["` + base64.StdEncoding.EncodeToString(leaf.Certificate.Raw) + `"]}`)},
	}
	directory := t.TempDir()
	for n := range 200 {
		kind := kinds[n%len(kinds)]
		file := filepath.Join(directory, filepath.FromSlash(fmt.Sprintf(kind.name, n)))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, kind.content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	at := filepath.ToSlash(directory)
	plans(t, resource.TestStep{
		Config: fleetSource("files = ["+hcl(at+"/**")+"]\nexclude = ["+hcl(at+"/old/**")+", \"*.csr\"]\npassword_envs = { \"*.p12\" = \"EXPIRY_TEST_LEGACY\" }\nca_file = "+hcl(tempFile(t, "root.pem", root.PEM()))+"\nenforcement = \"none\"") + `
locals {
  judged = data.expiry_certificates.fleet.certificates
  aside  = [for a in data.expiry_certificates.fleet.left_aside : a if a.place == null]
}
output "files" {
  value = length(distinct(concat(local.judged[*].file, local.aside[*].file)))
}
output "both" {
  value = length(setintersection(local.judged[*].file, local.aside[*].file))
}
output "aside" {
  value = join(" | ", sort(distinct([for a in local.aside : a.reason])))
}
output "judged" {
  value = join(" ", [for s in ["ok", "unknown"] : "${s} ${length([for c in local.judged : c if c.status == s])}"])
}
output "beside" {
  value = length([for c in local.judged : c if c.status == "expired" && strcontains(c.id, ".yaml#shop/web:ca.crt")])
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("files", knownvalue.Int64Exact(200)),
			statecheck.ExpectKnownOutputValue("both", knownvalue.Int64Exact(0)),
			statecheck.ExpectKnownOutputValue("aside", knownvalue.StringExact(`it holds a private key and no certificate | it is excluded by "*.csr" | it is excluded by "`+at+`/old/**"`)),
			statecheck.ExpectKnownOutputValue("judged", knownvalue.StringExact("ok 80 unknown 40")),
			statecheck.ExpectKnownOutputValue("beside", knownvalue.Int64Exact(20)),
		},
	})
	plans(t, refuses(fleetSource("files = ["+hcl(at+"/*.p12")+"]\npassword_envs = { \"*.p12\" = \"EXPIRY_TEST_UNSET\" }"), "No password", "EXPIRY_TEST_UNSET"))
	plans(t, refuses(fleetSource("files = ["+hcl(at+"/*.p12")+"]\nexclude = [\"[a\"]"), "Malformed pattern"))
}
