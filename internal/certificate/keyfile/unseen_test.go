package keyfile_test

import (
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// What stands in a file in a form of its own, beside what is read, is read or named:
// before, an authority in force passed for the leaf that nobody saw.
func TestValuesInOtherForms(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	list := crl(t, w.root, -3)
	listPEM := pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list})
	wide := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(string(w.leaf.PEM()))) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	object := func(kind, data string) string {
		return "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: web}\ndata: {ca.crt: " + data + "}\n"
	}
	secret := func(more string) string { return object("Secret", b64(w.root.PEM())+more) }
	quoted := func(text []byte) string {
		raw, _ := json.Marshal(string(text))
		return string(raw)
	}
	user := func(of string) string {
		return `{"kind":"Config","apiVersion":"v1","users":[{"name":"u","user":{` + of + `}}],"clusters":[{"name":"c","cluster":{"certificate-authority-data":"` + b64(w.root.PEM()) + `"}}]}`
	}
	keys := strings.Repeat(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("0123456789")})), 1001)
	const both = "File Root, www.example.test"
	for name, c := range map[string]struct{ text, entries, problem, unread string }{
		"a Secret, base64 twice":                {secret(", tls.crt: " + b64([]byte(b64(w.leaf.PEM())))), both, "", ""},
		"a Secret, base64 of DER twice":         {secret(", site: " + b64([]byte(b64(w.leaf.Certificate.Raw)))), both, "", ""},
		"a Secret, UTF-16":                      {secret(", tls.crt: " + b64(wide)), both, "", ""},
		"a ConfigMap, base64":                   {object("ConfigMap", quoted(w.root.PEM())+", old.crt: "+b64(w.leaf.PEM())), both, "", ""},
		"a Secret with an empty tls.crt":        {secret(`, tls.crt: ""`), "File Root", "empty", ""},
		"a Secret with words for tls.crt":       {secret(", tls.crt: " + b64([]byte("to be filled in"))), "File Root", "single line of text", ""},
		"a Secret with a damaged list":          {secret(", ca.crl: " + b64(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list[:50]}))), "File Root", "", "web:ca.crl, line 1"},
		"a Secret with a list":                  {secret(", ca.crl: " + b64(listPEM)), "File Root", "", "LIST web:ca.crl, line 1"},
		"a Secret with a list in DER":           {secret(", ca.crl: " + b64(list)), "File Root", "", "LIST web:ca.crl, element 1"},
		"a user with an empty certificate":      {user(`"client-certificate-data":""`), "File Root", "", "user/u"},
		"a user whose certificate is misspelt":  {user(`"client-certificate-date":"` + b64(w.leaf.PEM()) + `"`), "File Root", "", "user/u"},
		"JSON with PEM and base64 of DER":       {`{"ca":` + quoted(w.root.PEM()) + `,"certificate":"` + b64(w.leaf.Certificate.Raw) + `","key":"` + b64(derKey(t)) + `"}`, both, "", ""},
		"JSON with a name twice":                {`{"certificate":` + quoted(w.leaf.PEM()) + `,"certificate":` + quoted(w.root.PEM()) + `}`, "", "twice", ""},
		"JSON with a name twice, deep":          {`{"a":[{"b":1,"c":{"x":` + quoted(w.leaf.PEM()) + `,"\u0078":` + quoted(w.root.PEM()) + `}}]}`, "", "twice", ""},
		"JSON of Kubernetes with a name twice":  {`{"apiVersion":"v1","kind":"Secret","data":{"tls.crt":"` + b64(w.leaf.PEM()) + `","tls.crt":"` + b64(w.root.PEM()) + `"}}`, "", "twice", ""},
		"JSON with a name in two objects":       {`{"a":{"c":` + quoted(w.root.PEM()) + `},"b":{"c":` + quoted(w.leaf.PEM()) + `},"d":["c","c"]}`, both, "", ""},
		"a damaged list behind a thousand keys": {keys + string(w.leaf.PEM()) + string(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: list[:50]})), "www.example.test", "", "line "},
		"another block behind a thousand keys":  {keys + string(w.leaf.PEM()) + string(pem.EncodeToMemory(&pem.Block{Type: "OCSP RESPONSE", Bytes: list[:50]})), "www.example.test", "", "line "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle, err := keyfile.Parse([]byte(c.text), keyfile.Options{})
			got := ""
			if err != nil {
				got = err.Error()
			}
			for _, problem := range bundle.Problems {
				got += problem.Message
			}
			if entrySubjects(bundle.Entries) != c.entries || (c.problem == "") != (got == "") || !strings.Contains(got, c.problem) {
				t.Errorf("%q with %q, want %q with %q", entrySubjects(bundle.Entries), got, c.entries, c.problem)
			}
			var unread []string
			for _, aside := range bundle.Aside {
				if aside.Unread {
					unread = append(unread, aside.Where)
				}
			}
			for _, list := range bundle.Lists {
				unread = append(unread, "LIST "+list.Where)
			}
			if found := strings.Join(unread, "; "); (c.unread == "") != (found == "") || !strings.Contains(found, c.unread) {
				t.Errorf("unread %q, want %q", found, c.unread)
			}
		})
	}
}

// Behind a keystore or a bag of certificates nothing may stand that goes unread.
func TestBehindTheEnd(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	bag := signedData(t, w.root.Certificate.Raw)
	keystore, err := certtest.PKCS12(w.leaf, "x")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"PKCS#7": bag, "PKCS#12": keystore} {
		for behind, problems := range map[string]int{"": 0, "\n": 0, "\x00\x00": 0, string(w.other.Certificate.Raw): 1, "x": 1} {
			bundle := mustParse(t, append([]byte(string(data)), behind...), "x")
			if len(bundle.Entries) != 1 || len(bundle.Problems) != problems {
				t.Errorf("%s and %d bytes: %s", name, len(behind), fmt.Sprint(bundle.Problems))
			}
		}
	}
}
