package keyfile_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// fuzzParse checks what must hold for every input: an error of the right type
// that shows no key, or entries in their places from which chains can be made.
func fuzzParse(t *testing.T, data []byte) {
	t.Helper()
	bundle, err := keyfile.Parse(data, keyfile.Options{Password: "changeit", MaxBytes: 1 << 20})
	if err != nil {
		wrong, ok := errors.AsType[*certificate.InputError](err)
		if !ok || wrong.Summary == "" || strings.Contains(wrong.Detail, ": . ") || len(wrong.Detail) > 4000 {
			t.Fatalf("%T %v", err, err)
		}
		return
	}
	if bundle.Profile != nil && len(bundle.Entries) == 0 {
		return
	}
	if len(bundle.Entries) == 0 || bundle.Format == "" {
		t.Fatalf("neither an error nor an entry: %+v", bundle)
	}
	places := map[int]bool{}
	for _, entry := range bundle.Entries {
		if entry.Index < 1 || places[entry.Index] {
			t.Fatalf("place %d", entry.Index)
		}
		places[entry.Index] = true
	}
	for _, problem := range bundle.Problems {
		if problem.Index < 1 || places[problem.Index] || problem.Where == "" || problem.Message == "" || problem.Reason == "" {
			t.Fatalf("problem %+v", problem)
		}
		places[problem.Index] = true
	}
	leaves, err := bundle.Leaves()
	if err != nil || len(leaves) == 0 {
		t.Fatalf("no leaves: %v", err)
	}
	if len(bundle.All()) < len(leaves) {
		t.Fatal("fewer certificates than leaves")
	}
	if single, err := bundle.Single(); err == nil && (len(single.Chain) == 0 || len(bundle.Problems) > 0) {
		t.Fatal("a single certificate of a file read in part")
	}
}

func FuzzFilePEM(f *testing.F) {
	w := newFileWorld()
	chain := certtest.Chain(w.leaf, w.intermediate)
	f.Add(chain)
	f.Add(chain[:400])
	f.Add(append(w.leaf.KeyPEM(), bytes.ReplaceAll(chain, []byte("\n"), []byte("\r\n"))...))
	f.Add([]byte("-----BEGIN TRUSTED CERTIFICATE-----\nA: b\n\nMAA=\n-----END TRUSTED CERTIFICATE-----"))
	f.Fuzz(fuzzParse)
}

func FuzzFilePKCS7(f *testing.F) {
	for _, name := range []string{"openssl.p7b", "openssl-signed-ber.p7m"} {
		f.Add(fixture(f, name))
	}
	f.Add([]byte{0x30, 0x80, 0x24, 0x80, 0x04, 0x01, 0x05, 0, 0, 0, 0})
	f.Fuzz(fuzzParse)
}

func FuzzFilePKCS12(f *testing.F) {
	for _, name := range []string{"openssl.p12", "openssl-legacy.p12", "openssl-nomac-encrypted.p12", "nss.p12", "keytool-nopassword.p12"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(fuzzParse)
}

func FuzzFileKeystore(f *testing.F) {
	for _, name := range []string{"keytool.jks", "keytool-secret.jceks"} {
		f.Add(fixture(f, name))
	}
	f.Add(newJKS(magicJKS, 1, 1).entry(2, "a").blob(nil).end())
	f.Fuzz(fuzzParse)
}

func FuzzFileKubernetes(f *testing.F) {
	w := newFileWorld()
	ca := b64(w.root.PEM())
	f.Add([]byte("apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\ndata:\n  tls.crt: &a " + ca + "\n  b: *a\nstringData: {c: d}\n"))
	f.Add([]byte("apiVersion: v1\nkind: List\nitems:\n- kind: ConfigMap\n  data: {a: b}\n- null\n---\n"))
	f.Add([]byte(kubeconfig(w, "client-certificate: a")))
	f.Add([]byte(`{"apiVersion":"v1","kind":"SecretList","items":[{"metadata":{"name":"a"},"data":{"ca.crt":"` + ca + `"}},null,5]}`))
	f.Fuzz(fuzzParse)
}

func fixture(f *testing.F, name string) []byte { return readFixture(f, name) }

func readFixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "keystores", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
