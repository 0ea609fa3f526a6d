package keyfile_test

import (
	"bytes"
	"encoding/pem"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func TestPEMWrongInput(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	text := string(w.leaf.PEM())
	lines := strings.Split(strings.TrimSpace(text), "\n")
	block := func(label string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: []byte("0123456789abcdef")}))
	}
	for _, c := range []struct {
		name, text, summary string
		words               []string
	}{
		{"empty", "", "Empty certificate file", []string{"it is empty", "-----BEGIN CERTIFICATE-----"}},
		{"blank", " \r\n\t\n", "Empty certificate file", nil},
		{"byte order mark only", "\xEF\xBB\xBF", "Empty certificate file", nil},
		{"private key alone", string(w.leaf.KeyPEM()), "Private key alone", []string{"holds a private key and no certificate"}},
		{"encrypted key alone", block("ENCRYPTED PRIVATE KEY"), "Private key alone", nil},
		{"request", block("CERTIFICATE REQUEST"), "Request, not a certificate", []string{"(CSR)"}},
		{"request of old label", block("NEW CERTIFICATE REQUEST"), "Request, not a certificate", nil},
		{"public key", block("PUBLIC KEY"), "Public key alone", nil},
		{"revocation list", block("X509 CRL"), "Not a certificate", []string{"revocation list"}},
		{"parameters", block("DH PARAMETERS"), "Not a certificate", []string{"key parameters"}},
		{"OpenPGP", block("PGP PUBLIC KEY BLOCK"), "Not a certificate", []string{"OpenPGP"}},
		{"OpenSSH private key", block("OPENSSH PRIVATE KEY"), "Not a certificate", []string{"an SSH key"}},
		{"SSH public key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample user@host\n", "Not a certificate", []string{"an SSH key"}},
		{"no END", strings.Join(lines[:len(lines)-1], "\n"), "Damaged certificate file", []string{"block 1 (line 1)", "starts at line 1 has no END line"}},
		{"END cut short", strings.Join(lines[:len(lines)-1], "\n") + "\n-----END CERT", "Damaged certificate file", []string{"cut short"}},
		{"comment, then no END", "# our site\n\n" + strings.Join(lines[:4], "\n"), "Damaged certificate file", []string{"starts at line 3"}},
		{"END of another kind", strings.Replace(text, "END CERTIFICATE", "END PUBLIC KEY", 1), "Damaged certificate file", []string{"another kind"}},
		{"bad character", strings.Replace(text, lines[2], "!"+lines[2][1:], 1), "Damaged certificate file", []string{"line 3 has a character"}},
		{"characters missing", strings.Replace(text, lines[2], lines[2][1:], 1), "Damaged certificate file", []string{"characters are missing"}},
		{"a line missing", strings.Replace(text, lines[2]+"\n", "", 1), "Damaged certificate file", []string{"cut short or damaged"}},
		{"nothing inside", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "Damaged certificate file", []string{"nothing between"}},
		{"key under the label of a certificate", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: derKey(t)})), "Private key alone", nil},
		{"one line", strings.ReplaceAll(text, "\n", " "), "Damaged certificate file", []string{"line breaks are lost"}},
		{"escaped line breaks", strings.ReplaceAll(text, "\n", `\n`), "Damaged certificate file", []string{`two characters \n`}},
		{"escaped in an assignment", `cert="` + strings.ReplaceAll(text, "\n", `\n`) + `"`, "Damaged certificate file", []string{`two characters \n`}},
		{"four dashes", strings.ReplaceAll(text, "-----", "----"), "Damaged certificate file", []string{"five dashes"}},
		{"base64 of something else", strings.Repeat("c29tZXRoaW5nIGVsc2UK", 9), "Not a certificate", []string{"base64 text of something"}},
		// certificates.md S3: files joined without a line break between them.
		{"END and BEGIN on one line", strings.TrimSpace(text) + text, "Line break missing", []string{"an END and a BEGIN stand on one line"}},
		{"HTML", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "Not a certificate", []string{"an HTML page"}},
		{"JSON", `{"error": "not found"}`, "Not a certificate", []string{"JSON"}},
		{"a path", "certs/www.pem", "Not a certificate", []string{"give it as file"}},
		{"prose", "Dear colleague,\nplease find the certificate attached.\n", "Not a certificate", []string{"text that is no certificate"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.Parse([]byte(c.text), keyfile.Options{})
			wantInput(t, err, c.summary, c.words...)
		})
	}
}

func TestPEMReadsWhatIsOutThere(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	chain := certtest.Chain(w.leaf, w.intermediate)
	label := func(name string) []byte { return bytes.ReplaceAll(w.leaf.PEM(), []byte("CERTIFICATE"), []byte(name)) }
	trusted := pem.EncodeToMemory(&pem.Block{Type: "TRUSTED CERTIFICATE", Bytes: append(bytes.Clone(w.leaf.Certificate.Raw), 0x30, 0x00)})
	utf16Text := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(string(chain))) {
		utf16Text = append(utf16Text, byte(unit), byte(unit>>8))
	}
	indented := "    " + strings.ReplaceAll(string(chain), "\n", "\n    ")
	const both = "www.example.test, File Intermediate"
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"chain", chain, both},
		{"CRLF", bytes.ReplaceAll(chain, []byte("\n"), []byte("\r\n")), both},
		{"CR alone", bytes.ReplaceAll(chain, []byte("\n"), []byte("\r")), both},
		{"byte order mark", append([]byte("\xEF\xBB\xBF"), chain...), both},
		{"UTF-16", utf16Text, both},
		{"no line break at the end", bytes.TrimSpace(chain), both},
		{"indented, as in a heredoc", []byte(indented), both},
		{"blanks at line ends", bytes.ReplaceAll(chain, []byte("\n"), []byte(" \t\n")), both},
		{"junk between", append(append([]byte("subject=CN = www\n0 s:CN=x\n"), w.leaf.PEM()...), append([]byte("---\nissuer\n# -----BEGIN CERTIFICATE----- as a comment\n"), w.intermediate.PEM()...)...), both},
		{"key before, parameters between", append(append(w.leaf.KeyPEM(), w.leaf.PEM()...), append([]byte("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"), w.intermediate.PEM()...)...), both},
		{"truncated key before", append([]byte("-----BEGIN PRIVATE KEY-----\nMIIB\n"), chain...), both},
		{"headers", bytes.Replace(chain, []byte("-----\n"), []byte("-----\nComment: ours: really\nX: y\n\n"), 1), both},
		{"X509 CERTIFICATE", label("X509 CERTIFICATE"), "www.example.test"},
		{"TRUSTED CERTIFICATE without settings", label("TRUSTED CERTIFICATE"), "www.example.test"},
		{"TRUSTED CERTIFICATE with settings", trusted, "www.example.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bundle := mustParse(t, c.data, "not needed")
			if got := entrySubjects(bundle.Entries); got != c.want || bundle.Format != "pem" || len(bundle.Problems) != 0 {
				t.Errorf("%s %q, problems %v; want %q", bundle.Format, got, bundle.Problems, c.want)
			}
		})
	}
}

func TestPEMDamagedBlockKeepsItsPlace(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	broken := bytes.Replace(w.other.PEM(), []byte("-----\n"), []byte("-----\n?"), 1)
	cut := w.root.PEM()[:200]
	bundle := mustParse(t, bytes.Join([][]byte{w.leaf.PEM(), broken, w.intermediate.PEM(), cut}, nil), "")
	if got := entrySubjects(bundle.Entries); got != "www.example.test, File Intermediate" || bundle.Entries[1].Index != 3 {
		t.Errorf("entries %q, index %d", got, bundle.Entries[1].Index)
	}
	if len(bundle.Problems) != 2 {
		t.Fatalf("problems %v, want 2", bundle.Problems)
	}
	first, second := bundle.Problems[0], bundle.Problems[1]
	if first.Index != 2 || !strings.HasPrefix(first.Where, "block 2 (line ") || first.Reason != keyfile.ReasonMalformed {
		t.Errorf("first problem %+v", first)
	}
	if second.Index != 4 || !strings.Contains(second.Message, "has no END line") {
		t.Errorf("second problem %+v: %s", second, second.Message)
	}
	_, err := bundle.Single()
	wantInput(t, err, "Entry not readable", "2 of its 4 entries", "block 2")
}
