package software_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
)

func TestAllowedRefuses(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "  ", ">=", "8.2 to 9", ">= x", ">= 8.2 < 9", "latest", "=> 8", strings.Repeat(">= 1, ", 50) + "< 9"} {
		if _, err := software.ParseAllowed(bad); err == nil || !strings.Contains(err.Error(), `">= 8.2, < 9"`) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, test := range []struct{ product, constraint, version, says string }{
		{"php", ">= 8.2, < 9", "8.1.29", "not among"},
		{"php", ">= 8.2, < 9", "9.0.0", "not among"},
		{"php", ">= 8.2, < 9", "", "not known"},
		{"php", ">= 8.2, < 9", "latest", "cannot be told"},
		// A part of a version does not tell.
		{"php", ">= 8.2, < 9", "8", "only a part"},
		{"php", "< 8.2.5", "8.2", "only a part"},
		{"php", ">= 8.2, < 9", "8.3.0RC1", "pre-release"},
		{"php", "!= 8.2.5", "8.2.5", "not among"},
		{"php", "~> 8.2.1", "8.3.0", "not among"},
		{"php", "~> 8.2.1", "8.2.0", "not among"},
		{"php", "~> 8.2", "9.0.0", "not among"},
		{"openssl", "> 1.1.1", "1.1.1", "not among"},
		{"terraform", ">= 1.11, < 2", "1.12.0-rc1", "not among"},
		{"terraform", "~> 1.11.0", "1.12.0", "not among"},
		{"terraform", "~> 1.11.0", "a1", "not among"},
	} {
		allowed, err := software.ParseAllowed(test.constraint)
		if err != nil {
			t.Fatal(err)
		}
		if got := allowed.Refuses(test.product, test.version); !strings.Contains(got, test.says) {
			t.Errorf("%s %q against %q: %q, want %q", test.product, test.version, test.constraint, got, test.says)
		}
	}
}

func TestAllowed(t *testing.T) {
	t.Parallel()
	if got := (software.Allowed{}).Refuses("php", "5.2"); got != "" {
		t.Errorf("nothing asked for: %q", got)
	}
	for _, test := range []struct{ product, constraint, version string }{
		{"php", ">= 8.2, < 9", "8.2"},
		{"php", ">= 8.2, < 9", "8.4.10"},
		{"php", ">= 8.1", "8.1.2-1ubuntu2.14"},
		{"openssl", ">= 1.1.1", "1.1.1w"},
		{"openssl", ">= 1.1.1", "1.1.1"},
		{"openssl", ">= 1.1.1k", "1.1.1w"},
		{"openssh", ">= 9.2", "1:9.2p1-2+deb12u3"},
		{"php", "8.3.6", "8.3.6"},
		{"php", "= 8.2", "8.2.0"},
		{"php", "<= 8.2", "8.2.0"},
		{"php", "~> 8", "9.1"},
		{"php", "~> 8.2", "8.4.1"},
		{"php", "~> 8.2.1", "8.2.9"},
		{"python", "= 3.14.0b2", "3.14.0b2"},
		{"terraform", ">= 1.11, < 2", "v1.15.9"},
		{"terraform", "~> 1.11.0", "1.11.4"},
	} {
		allowed, err := software.ParseAllowed(test.constraint)
		if err != nil {
			t.Fatal(err)
		}
		if got := allowed.Refuses(test.product, test.version); got != "" {
			t.Errorf("%s %q against %q: %q", test.product, test.version, test.constraint, got)
		}
		if allowed.String() != test.constraint {
			t.Errorf("%q", allowed)
		}
	}
}

func FuzzParseAllowed(f *testing.F) {
	f.Add(">= 8.2, < 9", "8.3.6")
	f.Add("~> 99999999999999999999.1", "1.1.1w")
	f.Add("!= 1.0-beta+x", "1:2-3")
	f.Fuzz(func(t *testing.T, constraint, version string) {
		allowed, err := software.ParseAllowed(constraint)
		if err != nil {
			return
		}
		if version == "" && allowed.Refuses("php", version) == "" {
			t.Errorf("%q allows what is not known", constraint)
		}
		allowed.Refuses("terraform", version)
	})
}
