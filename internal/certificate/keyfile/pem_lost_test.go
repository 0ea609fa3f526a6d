package keyfile_test

import (
	"bytes"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
)

// A certificate without its BEGIN line is read by nobody: the next one in the file
// must not stand for it.
func TestPEMLostBlock(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	leaf, authority := string(w.leaf.PEM()), string(w.intermediate.PEM())
	list := string(pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: crl(t, w.intermediate, 30)}))
	withoutBegin := func(text string) string { return text[strings.Index(text, "\n")+1:] }
	quoted := func(mark string) string {
		return mark + strings.ReplaceAll(strings.TrimSpace(leaf), "\n", "\n"+mark) + "\n"
	}
	respelt := func(dashes, word string) string {
		return strings.NewReplacer("-----BEGIN CERTIFICATE-----", dashes+word+dashes, "-----END CERTIFICATE-----", dashes+strings.Replace(word, "BEGIN", "END", 1)+dashes).Replace(leaf)
	}
	for name, c := range map[string]struct{ text, problem, aside string }{
		"the first dash of the leaf":   {leaf[1:] + authority, "no BEGIN line", ""},
		"the BEGIN line of the leaf":   {withoutBegin(leaf) + authority, "no BEGIN line", ""},
		"the first dash of the second": {authority + leaf[1:], "no BEGIN line", ""},
		"the start of a page":          {leaf[40:] + authority, "no BEGIN line", ""},
		"overwritten by a hole":        {authority + strings.Repeat("\x00", 40) + leaf[40:], "no BEGIN line", ""},
		"four dashes":                  {authority + strings.ReplaceAll(leaf, "-----", "----"), "no BEGIN line", ""},
		"long dashes":                  {authority + respelt("–––", "BEGIN CERTIFICATE"), "no BEGIN line", ""},
		"blanks at the label":          {authority + respelt("-----", " BEGIN CERTIFICATE "), "no BEGIN line", ""},
		"small letters":                {authority + strings.NewReplacer("BEGIN CERTIFICATE", "begin certificate", "END CERTIFICATE", "end certificate").Replace(leaf), "no BEGIN line", ""},
		"quoted in a mail":             {authority + quoted("> "), "no BEGIN line", ""},
		"cut within BEGIN":             {leaf + "-----BEGIN CERTIF", "cut short within a BEGIN line", ""},
		"cut within BEGIN's dashes":    {leaf + "-----BEGIN CERTIFICATE--", "cut short within a BEGIN line", ""},
		"cut within another BEGIN":     {leaf + "-----BEGIN X5", "cut short within a BEGIN line", ""},
		"DER behind it":                {authority + string(w.leaf.Certificate.Raw), "binary data", ""},
		"a revocation list in DER":     {authority + string(crl(t, w.intermediate, 30)), "binary data", ""},
		"of a revocation list":         {leaf + list[1:], "", "certificate revocation list (CRL)"},
		"commented out":                {authority + quoted("# "), "", ""},
		"words about one":              {"Paste what follows, up to the line\n-----END CERTIFICATE-----\n\n" + leaf + "\n-----END CERTIFICATE----- is the last line.\n", "", ""},
		"a rule at the end":            {leaf + "-----", "", ""},
		"zeroes behind it":             {leaf + strings.Repeat("\x00", 512), "", ""},
		"words in Latin-1":             {"Zertifikat f\xfcr den Laden\n" + leaf, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, []byte(c.text), "")
			var problems []string
			for _, problem := range bundle.Problems {
				problems = append(problems, problem.Message)
			}
			got := strings.Join(problems, "; ")
			if (c.problem == "") != (got == "") || !strings.Contains(got, c.problem) || len(problems) > 1 {
				t.Errorf("problems %q, want %q", got, c.problem)
			}
			if unread := aside(bundle); c.aside != "" && !(strings.HasPrefix(unread, "?") && strings.Contains(unread, c.aside)) {
				t.Errorf("left aside %q, want %q", unread, c.aside)
			}
		})
	}
}

// YAML of no kind, such as the values of a chart, may hold PEM and base64 of it.
func TestPEMEncodedBetween(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	indented := "tls:\n  crt: |\n    " + strings.ReplaceAll(string(w.leaf.PEM()), "\n", "\n    ")
	bundle := mustParse(t, []byte(indented+"\n  ca: \""+b64(w.root.PEM())+"\"\n  key: "+b64(w.leaf.KeyPEM())+"\n  # old: "+b64(w.other.PEM())+"\n"), "")
	if got := entrySubjects(bundle.Entries); got != "www.example.test, File Root" || len(bundle.Problems) > 0 {
		t.Errorf("%s %+v", got, bundle.Problems)
	}
}

// Many false BEGINs and lines cost no more than their number.
func TestPEMLostBlockBounded(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	for _, part := range []string{"x-----BEGIN ", "\x30\x82\x00\x00", "AAAA\nEND CERTIFICATE-----\n", "LS0tLS1CRUdJTi "} {
		text := append(bytes.Repeat([]byte(part), (2<<20)/len(part)), w.leaf.PEM()...)
		if _, err := keyfile.Parse(text, keyfile.Options{}); err != nil && strings.Contains(err.Error(), "panic") {
			t.Error(err)
		}
	}
}
