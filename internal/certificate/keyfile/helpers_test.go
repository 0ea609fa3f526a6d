package keyfile_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// fileWorld is one small authority with what tests of files need.
type fileWorld struct {
	root, intermediate, leaf, other certtest.Pair
}

func newFileWorld() fileWorld {
	root := certtest.Root("File Root")
	intermediate := root.Issue("File Intermediate")
	return fileWorld{
		root: root, intermediate: intermediate,
		leaf:  intermediate.Leaf([]string{"www.example.test"}),
		other: intermediate.Leaf([]string{"mail.example.test"}),
	}
}

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustParse(t *testing.T, data []byte, password string) keyfile.Bundle {
	t.Helper()
	bundle, err := keyfile.Parse(data, keyfile.Options{Password: password})
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return bundle
}

// subjects lists common names in order.
func subjects(certificates []*x509.Certificate) string {
	names := make([]string, len(certificates))
	for i, c := range certificates {
		names[i] = c.Subject.CommonName
	}
	return strings.Join(names, ", ")
}

func entrySubjects(entries []keyfile.Entry) string {
	list := make([]*x509.Certificate, len(entries))
	for i, entry := range entries {
		list[i] = entry.Certificate
	}
	return subjects(list)
}

// wantInput checks an error for wrong input: its summary, and words of its
// detail.
func wantInput(t *testing.T, err error, summary string, words ...string) {
	t.Helper()
	wrong, ok := errors.AsType[*certificate.InputError](err)
	if !ok {
		t.Fatalf("error %v (%T), want *InputError %q", err, err, summary)
	}
	if wrong.Summary != summary {
		t.Errorf("summary %q, want %q (detail %q)", wrong.Summary, summary, wrong.Detail)
	}
	for _, word := range words {
		if !strings.Contains(wrong.Detail, word) {
			t.Errorf("detail %q lacks %q", wrong.Detail, word)
		}
	}
}

func isRead(err error, reason certificate.Reason) bool {
	read, ok := errors.AsType[*certificate.ReadError](err)
	return ok && read.Reason == reason
}

// refusedCertificate makes a certificate whose end cannot be read: there is no
// thirteenth month.
func refusedCertificate(t *testing.T, der []byte) []byte {
	t.Helper()
	at := bytes.LastIndex(der, []byte{0x17, 13})
	if at < 0 {
		t.Fatal("no UTCTime")
	}
	changed := bytes.Clone(der)
	copy(changed[at+4:], "13")
	return changed
}
