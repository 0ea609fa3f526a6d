package keyfile_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// aside lists what was left aside, "?" before what was not read.
func aside(bundle keyfile.Bundle) string {
	var list []string
	for _, a := range bundle.Aside {
		mark := ""
		if a.Unread {
			mark = "?"
		}
		list = append(list, mark+a.Where+": "+a.What)
		if a.Reason == "" {
			list = append(list, "WITHOUT REASON")
		}
	}
	return strings.Join(list, "; ")
}

// places lists where entries stand; "+" marks those relied on.
func places(bundle keyfile.Bundle, leaf *x509.Certificate) string {
	var list []string
	for _, n := range bundle.Each() {
		if n.Certificate.Equal(leaf) {
			continue
		}
		mark := ""
		if n.Relied {
			mark = "+"
		}
		list = append(list, mark+n.Certificate.Subject.CommonName+" at "+n.Where)
	}
	return strings.Join(list, "; ")
}

func crl(t *testing.T, issuer certtest.Pair, days int) []byte {
	t.Helper()
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: certtest.Today.AddDate(0, 0, -30), NextUpdate: certtest.Today.AddDate(0, 0, days),
	}, issuer.Certificate, issuer.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// certificates.md S1 1: what a selection leaves out is known, with its place.
func TestEach(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	stranger := certtest.Root("Stranger", certtest.Valid(-100, -1))
	versionOne := certtest.Root("Version One", func(c *x509.Certificate) { c.BasicConstraintsValid, c.IsCA, c.KeyUsage = false, false, 0 })
	keystore, err := certtest.PKCS12(w.leaf, "x", w.intermediate)
	if err != nil {
		t.Fatal(err)
	}
	secret := func(data string) []byte {
		return []byte("apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: web}\ndata: {" + data + "}\n")
	}
	tlsCrt := "tls.crt: " + b64(w.leaf.PEM())
	for name, c := range map[string]struct {
		data     []byte
		password string
		single   string
		want     string
	}{
		"leaf and chain":                    {certtest.Chain(w.leaf, w.intermediate, stranger), "", "www.example.test", "File Intermediate at block 2 (line 11); Stranger at block 3 (line 22)"},
		"a root of version 1":               {certtest.Chain(w.leaf, versionOne), "", "www.example.test", "Version One at block 2 (line 11)"},
		"authorities alone":                 {certtest.Chain(w.root, stranger, versionOne), "", "Stranger", "+File Root at block 1 (line 1); +Version One at block 3 (line 21)"},
		"keystore":                          {keystore, "x", "www.example.test", "+File Intermediate at certificate 2"},
		"ca.crt of a Secret":                {secret(tlsCrt + ", ca.crt: " + b64(w.root.PEM())), "", "www.example.test", "+File Root at web:ca.crt, block 1 (line 1)"},
		"self-signed, in ca.crt too":        {secret("tls.crt: " + b64(stranger.PEM()) + ", ca.crt: " + b64(stranger.PEM())), "", "Stranger", ""},
		"another value of a Secret":         {secret(tlsCrt + ", old.pem: " + b64(stranger.PEM())), "", "www.example.test", "Stranger at web:old.pem, block 1 (line 1)"},
		"twice, once where it is relied on": {secret(tlsCrt + ", a.pem: " + b64(stranger.PEM()) + ", ca.crt: " + b64(stranger.PEM())), "", "www.example.test", "+Stranger at web:a.pem, block 1 (line 1)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, c.data, c.password)
			single, err := bundle.Single()
			if err != nil {
				t.Fatal(err)
			}
			if single.Chain[0].Subject.CommonName != c.single {
				t.Errorf("judged is %s", single.Chain[0].Subject.CommonName)
			}
			got := places(bundle, single.Chain[0])
			if strip(got) != strip(c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// strip takes line numbers away, which depend on how long a signature is.
func strip(text string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(text, " (line") {
		if _, rest, cut := strings.Cut(part, ")"); cut {
			part = rest
		}
		b.WriteString(part)
	}
	return b.String()
}

// Authorities that issued one another have no leaf, and are judged all the same.
func TestLeavesOfACircle(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	a, b := certtest.Root("A"), certtest.Root("B")
	bundle := mustParse(t, certtest.Chain(w.leaf, b.CrossSign(a), a.CrossSign(b)), "")
	if got := leafNames(t, bundle); got != "www.example.test | A, B" {
		t.Errorf("%q", got)
	}
	circle := mustParse(t, certtest.Chain(b.CrossSign(a), a.CrossSign(b)), "")
	if _, err := circle.Single(); err != nil {
		t.Errorf("%v", err)
	}
}

func TestAside(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	block := func(label string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}) }
	locked, err := certtest.PKCS12(w.leaf, "s3cret", w.intermediate)
	if err != nil {
		t.Fatal(err)
	}
	certManager := "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nmetadata: {name: web}\ndata:\n  tls.crt: " + b64(w.leaf.PEM()) + "\n  keystore.p12: " + b64(locked) + "\n"
	good := "apiVersion: v1\nkind: Secret\nmetadata: {name: good}\ndata: {tls.crt: " + b64(w.leaf.PEM()) + "}\n---\n"
	webhook := func(bundle string) string {
		return "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: hook}\nwebhooks:\n- name: a.example.test\n  clientConfig: {caBundle: " + bundle + "}\n"
	}
	ca := b64(w.root.PEM())
	for name, c := range map[string]struct{ text, names, want string }{
		"keys and requests":        {string(append(append(w.leaf.KeyPEM(), w.leaf.PEM()...), block("CERTIFICATE REQUEST", []byte{1})...)), "=www.example.test", "line 1: private key; line 16: certificate request (CSR)"},
		"revocation list":          {string(append(w.leaf.PEM(), block("X509 CRL", crl(t, w.intermediate, -1))...)), "=www.example.test", "line 11: certificate revocation list (CRL)"},
		"damaged list":             {string(append(w.leaf.PEM(), block("X509 CRL", []byte{1})...)), "=www.example.test", "?line 11: certificate revocation list (CRL)"},
		"a block of no known kind": {string(append(w.leaf.PEM(), block("SOMETHING", []byte{1})...)), "=www.example.test", "?line 11: PEM block of another kind"},

		// certificates.md S2 2
		"a locked keystore beside tls.crt":    {certManager, "web:tls.crt=www.example.test", "?web:keystore.p12: keystore"},
		"its password in a key beside it":     {certManager + "  keystore-password: " + b64([]byte("s3cret\n")) + "\n", "web:keystore.p12=www.example.test; web:keystore.p12=File Intermediate; web:tls.crt=www.example.test", "web:keystore.p12, an entry without a name: private key"},
		"a wrong password beside it":          {certManager + "  password: " + b64([]byte("guess")) + "\n", "web:tls.crt=www.example.test", "?web:keystore.p12: keystore"},
		"a locked keystore alone in a Secret": {strings.Replace(certManager, "kubernetes.io/tls", "Opaque", 1), "web:tls.crt=www.example.test; !web:keystore.p12", ""},

		// certificates.md S1 2
		"webhook":                 {webhook(ca), "hook:webhooks:a.example.test:clientConfig:caBundle=File Root", ""},
		"beside a Secret":         {good + webhook(ca), "good:tls.crt=www.example.test; hook:webhooks:a.example.test:clientConfig:caBundle=File Root", ""},
		"an empty caBundle":       {good + webhook("''"), "good:tls.crt=www.example.test", "hook:webhooks:a.example.test:clientConfig:caBundle: caBundle"},
		"a stand-in":              {good + webhook("Cg=="), "good:tls.crt=www.example.test", "hook:webhooks:a.example.test:clientConfig:caBundle: caBundle"},
		"a damaged caBundle":      {good + webhook("'!'"), "good:tls.crt=www.example.test; !hook:webhooks:a.example.test:clientConfig:caBundle", ""},
		"APIService":              {"apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.x}\nspec: {caBundle: " + ca + "}\n", "v1.x:spec:caBundle=File Root", ""},
		"conversion of a CRD":     {"apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {conversion: {webhook: {clientConfig: {caBundle: " + ca + "}}}}\n", "x:spec:conversion:webhook:clientConfig:caBundle=File Root", ""},
		"PEM in a route":          {`{"apiVersion":"route.openshift.io/v1","kind":"Route","metadata":{"name":"r"},"spec":{"tls":{"certificate":` + fmt.Sprintf("%q", w.leaf.PEM()) + `}}}`, "r:spec:tls:certificate=www.example.test", ""},
		"other kinds":             {good + "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: n}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: x}\n", "good:tls.crt=www.example.test", `Service "n/s": Kubernetes object; Secret "db": Secret`},
		"a document of no kind":   {good + "a: b\n", "good:tls.crt=www.example.test", "a document: YAML or JSON"},
		"a token in a kubeconfig": {"apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {certificate-authority-data: " + ca + "}\nusers:\n- name: sa\n  user: {token: abc}\n- name: eve\n  user: {exec: {command: x}}\n- name: none\n  user: {token: ''}\n", "cluster/c=File Root", "?user/sa: token; ?user/eve: program; ?user/none: user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, []byte(c.text), "")
			if got := named(bundle); got != c.names {
				t.Errorf("got  %q\nwant %q", got, c.names)
			}
			got := aside(bundle)
			if numberless(got) != numberless(c.want) {
				t.Errorf("aside %q\nwant  %q", got, c.want)
			}
			if strings.Contains(got, "s3cret") {
				t.Error("a password is shown")
			}
		})
	}
}

func numberless(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, text)
}

func TestRevocationListBeside(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	for _, text := range [][]byte{
		append(w.leaf.PEM(), pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: crl(t, w.intermediate, -1)})...),
		append(bytes.Clone(w.leaf.Certificate.Raw), crl(t, w.intermediate, -1)...),
	} {
		bundle := mustParse(t, text, "")
		if len(bundle.Lists) != 1 || bundle.Lists[0].Issuer != "CN=File Intermediate,O=Example" || !bundle.Lists[0].NextUpdate.Equal(certtest.Today.AddDate(0, 0, -1)) {
			t.Errorf("%+v", bundle.Lists)
		}
	}
}

// signedMessage makes a SignedData over a content, with a certificate of its
// signer.
func signedMessage(t *testing.T, content, certificates []byte) []byte {
	t.Helper()
	octets, err := asn1.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	plain := signedData(t, certificates)
	var outer, inner struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}
	if _, err := asn1.Unmarshal(plain, &outer); err != nil {
		t.Fatal(err)
	}
	var signed struct {
		Version      int
		Digests      asn1.RawValue
		Content      asn1.RawValue
		Certificates asn1.RawValue `asn1:"optional,tag:0"`
		Signers      asn1.RawValue
	}
	if _, err := asn1.Unmarshal(outer.Content.Bytes, &signed); err != nil {
		t.Fatal(err)
	}
	inner.Type = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	inner.Content = asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: octets}
	wrapped, err := asn1.Marshal(inner)
	if err != nil {
		t.Fatal(err)
	}
	signed.Content = asn1.RawValue{FullBytes: wrapped}
	body, err := asn1.Marshal(signed)
	if err != nil {
		t.Fatal(err)
	}
	outer.Content = asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: body}
	der, err := asn1.Marshal(outer)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// certificates.md S1 3: a signed message is not its signer's certificate.
func TestSignedMessages(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	signer := w.leaf.Certificate.Raw
	plist := func(inside string) []byte {
		return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` + "\n" +
			`<plist version="1.0"><dict><key>Name</key><string>Shop</string>` + inside + `</dict></plist>`)
	}
	const ends = `<key>ExpirationDate</key><date>2026-12-01T10:00:00Z</date>`
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			content []byte
			summary string
		}{
			"a letter":                  {[]byte("Dear colleague"), "Signed message"},
			"a list without a date":     {plist(""), "Signed message"},
			"no date":                   {plist(`<key>ExpirationDate</key><date>soon</date>`), "Damaged provisioning profile"},
			"a date in a list below it": {plist(`<key>Entitlements</key><dict>` + ends + `</dict>`), "Damaged provisioning profile"},
		} {
			_, err := keyfile.Parse(signedMessage(t, c.content, signer), keyfile.Options{})
			wantInput(t, err, c.summary)
			if err != nil && strings.Contains(err.Error(), "export it again, whole") {
				t.Errorf("%s: advice that cannot work: %v", name, err)
			}
		}
		_, err := keyfile.Parse(readFixture(t, "openssl-signed-ber.p7m"), keyfile.Options{})
		wantInput(t, err, "Signed message", "those of its signer")
	})
	t.Run("provisioning profile", func(t *testing.T) {
		t.Parallel()
		developer := base64.StdEncoding.EncodeToString(w.other.Certificate.Raw)
		der := signedMessage(t, plist(ends+`<key>CreationDate</key><date>2025-12-01T10:00:00Z</date><key>DeveloperCertificates</key><array><data>`+developer+`</data></array>`), signer)
		for _, data := range [][]byte{der, pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: der}), []byte(b64(der))} {
			bundle := mustParse(t, data, "")
			if bundle.Profile == nil || bundle.Profile.Name != "Shop" || bundle.Profile.ExpiresAt.Format("2006-01-02T15") != "2026-12-01T10" || named(bundle) != "=mail.example.test" {
				t.Errorf("%+v %s", bundle.Profile, named(bundle))
			}
		}
	})
}

// certificates.md S2 6: base64 of DER, of a keystore, of PEM.
func TestBase64Text(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	keystore, err := certtest.PKCS12(w.leaf, "x")
	if err != nil {
		t.Fatal(err)
	}
	folded := b64(w.leaf.Certificate.Raw)
	folded = folded[:64] + "\r\n" + folded[64:]
	for name, c := range map[string]struct{ text, want string }{
		"DER":            {b64(w.leaf.Certificate.Raw), "der: =www.example.test"},
		"folded":         {folded, "der: =www.example.test"},
		"URL alphabet":   {base64.RawURLEncoding.EncodeToString(w.leaf.Certificate.Raw), "der: =www.example.test"},
		"keystore":       {b64(keystore), "pkcs12: =www.example.test"},
		"PEM":            {b64(w.leaf.PEM()), "pem: =www.example.test"},
		"base64 of that": {b64([]byte(b64(w.leaf.PEM()))), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle, err := keyfile.Parse([]byte(c.text), keyfile.Options{Password: "x"})
			if c.want == "" {
				wantInput(t, err, "Not a certificate")
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := bundle.Format + ": " + named(bundle); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	bundle, err := keyfile.ParseBase64(b64(keystore), keyfile.Options{Password: "x"})
	if err != nil || named(bundle) != "=www.example.test" {
		t.Errorf("%v %v", bundle, err)
	}
	_, err = keyfile.ParseBase64("hunter2-c0ffee!", keyfile.Options{})
	wantInput(t, err, "Not base64")
	if strings.Contains(err.Error(), "c0ffee") {
		t.Errorf("%v shows what was given", err)
	}
}
