package provider_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func TestAllowedBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"no constraint":   {"data \"expiry_software\" \"x\" {\n product = \"php\"\n version = \"8.3.6\"\n allowed = \"8.2 to 9\"\n}", []string{"Not a version constraint", ">= 8.2, < 9"}},
		"none in a map":   {"data \"expiry_server\" \"x\" {\n name = \"x\"\n headers = { Server = \"nginx/1.30.0\" }\n allowed = { nginx = \"=> 1\" }\n}", []string{"Not a version constraint"}},
		"unknown product": {"data \"expiry_server\" \"x\" {\n name = \"x\"\n headers = { Server = \"nginx/1.30.0\" }\n allowed = { ngnix = \">= 1\" }\n}", []string{"Unknown product", "nginx"}},
		"given twice":     {"data \"expiry_server\" \"x\" {\n name = \"x\"\n headers = { Server = \"nginx/1.30.0\" }\n allowed = { httpd = \">= 1\", apache-http-server = \">= 2\" }\n}", []string{"Product given twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(test.config, test.says...))
		})
	}
}

func TestAllowedVersions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body   string
		passes bool
	}{
		"allowed":            {"product = \"php\"\nversion = \"8.3.6\"\nallowed = \">= 8.2, < 9\"", true},
		"a package":          {"product = \"php\"\nversion = \"8.3.6-0ubuntu0.24.04.11\"\nallowed = \">= 8.3\"", true},
		"not allowed":        {"product = \"php\"\nversion = \"8.3.6\"\nallowed = \">= 8.4, < 9\"", false},
		"only a part of one": {"product = \"php\"\nversion = \"8.3\"\nallowed = \">= 8.3.2\"", false},
		"in a package URL":   {"product = \"pkg:docker/library/php@8.3.6\"\nallowed = \"< 8.3\"", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config: "data \"expiry_software\" \"x\" {\n as_of = \"2025-01-01\"\n" + test.body + "\n}\n" +
					"output \"refused\" {\n value = contains(data.expiry_software.x.findings[*].rule, \"version-not-allowed\")\n}",
				ConfigStateChecks: []statecheck.StateCheck{
					softwareFact("status", knownvalue.StringExact("ok")), softwareFact("passes", knownvalue.Bool(test.passes)),
					statecheck.ExpectKnownOutputValue("refused", knownvalue.Bool(!test.passes)),
				},
			})
		})
	}
}

// A gate fails by a version that is not allowed, also where the server hides it.
func TestAllowedOnServers(t *testing.T) {
	t.Parallel()
	config := func(header string) string {
		return `data "expiry_server" "x" {
  name        = "x"
  owner       = "team@example.test"
  headers     = { Server = "` + header + `" }
  as_of       = "2023-12-01"
  enforcement = "none"
  allowed     = { httpd = "~> 2.4.50" }
}
output "rules" {
  value = join(" ", data.expiry_server.x.software[0].findings[*].rule)
}
output "passes" {
  value = data.expiry_server.x.software[0].passes
}`
	}
	for header, want := range map[string]bool{"Apache/2.4.58": true, "Apache/2.4.41": false, "Apache": false} {
		plans(t, resource.TestStep{Config: config(header), ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("passes", knownvalue.Bool(want)),
		}})
	}
	plans(t, resource.TestStep{Config: config("Apache"), ConfigStateChecks: []statecheck.StateCheck{
		statecheck.ExpectKnownOutputValue("rules", knownvalue.StringExact("version-not-allowed")),
	}})
}

// software.md 6: a site says who built what it runs, who answers for it, and what
// it is called.
func TestServersDeclareTheirSites(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sites.csv")
	if err := os.WriteFile(path, []byte("site,name,owner,distro,protocol,banner\nb,bastion,team-b@example.test,rhel 9,ssh,SSH-2.0-OpenSSH_8.7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := tfjsonpath.New("sites").AtMapKey("a").AtMapKey("software").AtSliceIndex(0)
	at := func(path tfjsonpath.Path, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.expiry_servers.x", path, check)
	}
	plans(t, resource.TestStep{
		Config: `data "expiry_servers" "x" {
  as_of       = "2026-11-28"
  owner       = "team@example.test"
  enforcement = "none"
  sites_file  = ` + hcl(filepath.ToSlash(path)) + `
  allowed     = { openssh = ">= 8" }
  sites = {
    a = { protocol = "ssh", banner = "SSH-2.0-OpenSSH_8.7", distro = "rhel 9", owner = "team-a@example.test", name = "jump" }
    c = { protocol = "ssh", banner = "SSH-2.0-OpenSSH_8.7" }
  }
}
output "b" {
  value = join(" ", [for s in jsondecode(data.expiry_servers.x.sites_json).b.software : join(" ", [s.id, s.owner, s.status])])
}`,
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		ConfigStateChecks: []statecheck.StateCheck{
			at(first.AtMapKey("id"), knownvalue.StringExact("software/jump/openssh@8.7")),
			at(first.AtMapKey("owner"), knownvalue.StringExact("team-a@example.test")),
			at(first.AtMapKey("status"), knownvalue.StringExact("ok")),
			at(tfjsonpath.New("sites").AtMapKey("c").AtMapKey("software").AtSliceIndex(0).AtMapKey("status"), knownvalue.StringExact("expired")),
			at(tfjsonpath.New("sites").AtMapKey("c").AtMapKey("software").AtSliceIndex(0).AtMapKey("owner"), knownvalue.StringExact("team@example.test")),
			statecheck.ExpectKnownOutputValue("b", knownvalue.StringExact("software/bastion/openssh@8.7 team-b@example.test ok")),
		},
	})
}
