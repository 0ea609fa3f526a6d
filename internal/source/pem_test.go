package source_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

func TestBlockLines(t *testing.T) {
	t.Parallel()
	block := "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n"
	for name, test := range map[string]struct {
		text string
		want int
	}{
		"nothing":              {"", 0},
		"two":                  {block + block, 2},
		"an END alone":         {block + "MIIB\n-----END X509 CRL-----\n", 2},
		"fewer dashes":         {"----BEGIN X509 CRL----\nMIIB\n", 1},
		"small letters":        {strings.ToLower(block), 1},
		"a comment":            {"# -----BEGIN X509 CRL-----\n" + block, 1},
		"another label":        {"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 0},
		"without line breaks":  {"-----BEGIN X509 CRL-----" + strings.Repeat("MIIB", 100) + "-----END X509 CRL-----", 1},
		"far behind in a line": {strings.Repeat("x", 300) + "-----BEGIN X509 CRL-----\n", 0},
	} {
		if got := source.BlockLines([]byte(test.text), "CRL"); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}

func TestCutWithinBegin(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"": false, "-----": false, "-----B": true, "-----BEGIN ": true, "  -----BEGIN CERT": true, "-----BEGIN CERTIFICATE----": true,
		"-----BEGIN CERTIFICATE-----": false, "-----BEGIN CERTIFICATE-----\r": false, "-----END CERTIFICATE-----": false, "words": false,
	} {
		if got := source.CutWithinBegin([]byte(line)); got != want {
			t.Errorf("%q: %t", line, got)
		}
	}
}
