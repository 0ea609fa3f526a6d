package statefile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// Each source has a name of its own, as short as that allows.
func TestNames(t *testing.T) {
	t.Chdir(t.TempDir())
	put := func(path string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(documents["empty state"]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"alone.tfstate", "prod/terraform.tfstate", "test/terraform.tfstate", "eu/prod/x.json", "us/prod/x.json", "plan.json", "plan.tfstate", "v1.2", "a/.tfstate"} {
		put(path)
	}
	sources, err := statefile.Files(t.Context(), "**/*", "v1.2")
	if err != nil {
		t.Fatal(err)
	}
	web := statefile.Web{Getenv: func(string) string { return "" }}
	for _, address := range []string{
		"https://gitlab.example.test/api/v4/projects/42/terraform/state/alone", "https://user:" + marker + "@states.example.test/", "https://states.example.test/?sig=" + marker, "https://states.example.test/dns.tfstate?x",
	} {
		source, err := web.URL(address)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, source)
	}
	names := statefile.Names(sources)
	same(t, names, []string{
		".tfstate", "alone", "eu/prod/x", "plan.json", "plan.tfstate", "prod/terraform", "test/terraform", "us/prod/x", "v1.2",
		"state/alone", "states.example.test~1", "states.example.test~2", "dns",
	})

	if strings.Contains(strings.Join(names, " "), marker) {
		t.Error("a secret is in a name")
	}
}
