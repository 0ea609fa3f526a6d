package text_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

func TestAsClause(t *testing.T) {
	t.Parallel()
	for sentence, want := range map[string]string{
		"":                               "",
		".":                              "",
		"The store is busy. ":            "the store is busy",
		"There is no restic.json":        "there is no restic.json",
		"Terraform 1.11 is supported.":   "Terraform 1.11 is supported",
		"/srv/a cannot be read.":         "/srv/a cannot be read",
		"A":                              "a",
		"The first. The second is kept.": "the first. The second is kept",
	} {
		if got := text.AsClause(sentence); got != want {
			t.Errorf("%q is %q", sentence, got)
		}
	}
}
