package provider_test

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func fleetSource(body string) string {
	return "data \"expiry_certificates\" \"fleet\" {\n" + body + "\n}"
}

func TestCertificatesBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"no source":            {``, []string{"No source", "endpoints, targets or files"}},
		"one wrong endpoint":   {`endpoints = ["127.0.0.1:443", "127.0.0.1"]`, []string{"127.0.0.1:443"}},
		"a target without one": {`targets = [{ server_name = "a.example.test" }]`, []string{"Endpoint empty"}},
		"an unknown key":       {`targets = [{ endpoint = "127.0.0.1:443", sni = "a" }]`, []string{`A target has no "sni"`, "server_name"}},
		"unknown starttls":     {`targets = [{ endpoint = "127.0.0.1:443", starttls = "smpt" }]`, []string{"smtp"}},
		"no such file":         {`files = ["/nowhere/www.pem"]`, []string{"/nowhere/www.pem"}},
		"nothing matches":      {`files = ["/nowhere/*.pem"]`, []string{"/nowhere/*.pem"}},
		"wrong timeout":        {"endpoints = []\noverall_timeout = \"fast\"", []string{"Invalid timeout"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(fleetSource(test.body), test.says...))
		})
	}
}

// house.md 2: what validation does not know yet is not absent. The port is known
// once the plan begins.
func TestSourcesThatValidationDoesNotKnow(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	leaf := filepath.Join(directory, "leaf.pem")
	if err := os.WriteFile(leaf, certtest.Root("Example Root").Leaf([]string{"a.example.test"}).PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	config := `
provider "expiry" {
  enforcement = "none"
}
variable "port" {
  default = 1
}
variable "nothing" {
  type    = string
  default = null
}
variable "file" {
  default = ` + hcl(filepath.ToSlash(leaf)) + `
}
data "expiry_certificates" "targets" {
  targets = [{ endpoint = "127.0.0.1:${var.port}" }, { endpoint = "127.0.0.1:1", server_name = "s${var.port}.example.test" }, { endpoint = "127.0.0.1:1", name = "mail", starttls = var.port == 1 ? "smtp" : "imap" }]
  timeout = "1s"
}
data "expiry_certificates" "endpoints" {
  endpoints = ["127.0.0.1:${var.port}"]
  timeout   = "1s"
}
data "expiry_certificates" "files" {
  files = [var.file]
}
data "expiry_certificate" "either" {
  endpoint = var.nothing
  file     = var.file
}
data "expiry_certificate" "file_of_a_server_or_not" {
  file     = ` + hcl(filepath.ToSlash(leaf)) + `
  starttls = var.nothing
}
data "expiry_servers" "sites" {
  sites = {
    a = { url = "http://127.0.0.1:${var.port}" }
    b = { headers = { Server = "Apache/2.4.${var.port}" }, as_of = "2026-11-0${var.port}" }
    c = { url = var.nothing, protocol = var.port == 1 ? "ssh" : "smtp", banner = "SSH-2.0-OpenSSH_9.${var.port}" }
  }
}
data "expiry_server" "one" {
  name    = "one"
  url     = var.nothing
  headers = { Server = "Apache/2.4.${var.port}" }
}
`
	plans(t, resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
		statecheck.ExpectKnownValue("data.expiry_certificate.either", tfjsonpath.New("status"), knownvalue.StringExact("ok")),
		statecheck.ExpectKnownValue("data.expiry_certificates.targets", tfjsonpath.New("certificates"), knownvalue.ListSizeExact(3)),
	}})
	// What is known, and wrong, is told all the same.
	for says, target := range map[string]string{
		`A target has no "sni"`: `{ endpoint = "127.0.0.1:${var.port}", sni = "a" }`,
		"Endpoint empty":        `{ endpoint = var.empty, server_name = "s${var.port}.example.test" }`,
	} {
		plans(t, refuses("variable \"port\" {\n default = 1\n}\nvariable \"empty\" {\n default = \"\"\n}\n"+fleetSource("targets = ["+target+"]"), says))
	}
	plans(t, refuses("variable \"file\" {\n default = \"b.pem\"\n}\ndata \"expiry_certificate\" \"x\" {\n endpoint = \"127.0.0.1:1\"\n file = var.file\n}", "Two sources"))
}

// Everything keeps its place: what is read, what is not, and what is given twice.
func TestCertificates(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	serve := func(name string, options ...certtest.Option) string {
		leaf := root.Leaf([]string{name}, options...)
		return certtest.ServeTLS(t, &tls.Config{Certificates: []tls.Certificate{leaf.TLS()}, MinVersion: tls.VersionTLS12})
	}
	healthy, expired := serve("a.example.test"), serve("b.example.test", certtest.Valid(-90, -1))
	dead := certtest.Raw(t, certtest.CloseAfterHello)
	directory := t.TempDir()
	for name, content := range map[string][]byte{
		"one.pem":   root.Leaf([]string{"file.example.test"}, certtest.Valid(-85, 5)).PEM(),
		"two.pem":   certtest.Chain(root.Leaf([]string{"x.example.test"}), root.Leaf([]string{"y.example.test"})),
		"ca.pem":    root.PEM(),
		"notes.pem": []byte("nothing to see here\n"),
	} {
		if err := os.WriteFile(filepath.Join(directory, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("gone.pem", filepath.Join(directory, "broken.pem")); err != nil {
		t.Skip("no symbolic links here")
	}
	config := fleetSource(fmt.Sprintf(`
  endpoints = [%q, %q]
  targets   = [
    { endpoint = %q, server_name = "a.example.test", owner = "team-a" },
    { endpoint = %q, server_name = "b.example.test", name = "b" },
  ]
  files       = [%s]
  ca_file     = %s
  owner       = "everybody"
  timeout     = "5s"
  enforcement = "none"`,
		dead, dead, healthy, expired, hcl(filepath.ToSlash(directory)+"/*.pem"), hcl(filepath.ToSlash(directory)+"/ca.pem"))) + `
locals {
  by_id = { for c in data.expiry_certificates.fleet.certificates : c.id => c }
}
output "ids" {
  value = join("\n", data.expiry_certificates.fleet.certificates[*].id)
}
output "facts" {
  value = join("\n", [for c in data.expiry_certificates.fleet.certificates : join(" ", [c.status, c.owner, c.trusted, length(c.findings)])])
}
output "begins" {
  value = join(" ", [for c in data.expiry_certificates.fleet.certificates : coalesce(c.not_before, "-")])
}
output "unread" {
  value = join(" ", sort([for c in data.expiry_certificates.fleet.certificates : c.read_error if c.read_error != null]))
}`
	file := "certificate/" + filepath.ToSlash(directory) + "/"
	fleet := func(check knownvalue.Check, names ...string) statecheck.StateCheck {
		at := tfjsonpath.New(names[0])
		for _, name := range names[1:] {
			at = at.AtMapKey(name)
		}
		return statecheck.ExpectKnownValue("data.expiry_certificates.fleet", at, check)
	}
	plans(t, resource.TestStep{
		Config:           config,
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		ConfigStateChecks: []statecheck.StateCheck{
			// By act_by, then id; what has none comes last. The dead server is
			// given twice and stands once.
			statecheck.ExpectKnownOutputValue("ids", knownvalue.StringExact(strings.Join([]string{
				"certificate/b", file + "one.pem",
				file + "two.pem#1", file + "two.pem#2", "certificate/a.example.test@" + healthy,
				file + "ca.pem", file + "broken.pem", file + "notes.pem", "certificate/" + dead,
			}, "\n"))),
			statecheck.ExpectKnownOutputValue("facts", knownvalue.StringExact(strings.Join([]string{
				"expired everybody false 0", "overdue everybody true 1",
				"ok everybody true 0", "ok everybody true 0", "ok team-a true 0",
				"ok everybody true 0", "unknown everybody false 0", "unknown everybody false 0", "unknown everybody false 1",
			}, "\n"))),
			statecheck.ExpectKnownOutputValue("begins", knownvalue.StringExact(strings.Join([]string{
				"2026-08-23T00:00:00Z", "2026-08-28T00:00:00Z", "2026-10-22T00:00:00Z", "2026-10-22T00:00:00Z", "2026-10-22T00:00:00Z", "2021-11-22T00:00:00Z", "-", "-", "-",
			}, " "))),
			statecheck.ExpectKnownOutputValue("unread", knownvalue.StringExact("broken_link connection_closed no_certificate")),
			fleet(knownvalue.Int64Exact(3), "counts", "unknown"),
			fleet(knownvalue.Int64Exact(1), "counts", "expired"),
			fleet(knownvalue.Int64Exact(1), "counts", "overdue"),
			fleet(knownvalue.Int64Exact(0), "counts", "due"),
			fleet(knownvalue.Int64Exact(4), "counts", "ok"),
			fleet(knownvalue.StringExact("certificate/b"), "worst", "id"),
			fleet(knownvalue.StringExact("certificates/fleet"), "id"),
			fleet(knownvalue.StringExact("expired"), "status"),
			fleet(knownvalue.Bool(false), "passes"),
			fleet(knownvalue.StringExact("2026-11-20T00:00:00Z"), "expires_at"),
		},
	})
	plans(t, refuses(config+"\nresource \"expiry_gate\" \"g\" {\n deadlines = data.expiry_certificates.fleet.certificates\n}",
		"Deadlines not met", "certificate/b expired", "(expired)", "one.pem expires", "(overdue)"))
}

// Nothing read is nothing known.
func TestCertificatesOfNothing(t *testing.T) {
	t.Parallel()
	plans(t, resource.TestStep{
		Config: fleetSource("endpoints = []\nname = \"empty\"\nenforcement = \"none\""),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("status"), knownvalue.StringExact("unknown")),
			statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("passes"), knownvalue.Bool(false)),
			statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("worst"), knownvalue.Null()),
			statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("id"), knownvalue.StringExact("certificates/empty")),
		},
	})
}

// Two servers under one name are two certificates: the one that has expired must
// not vanish behind the healthy one.
func TestCertificatesOfOneName(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	serve := func(options ...certtest.Option) string {
		leaf := root.Leaf([]string{"a.example.test"}, options...)
		return certtest.ServeTLS(t, &tls.Config{Certificates: []tls.Certificate{leaf.TLS()}, MinVersion: tls.VersionTLS12})
	}
	config := fleetSource(fmt.Sprintf("enforcement = \"none\"\ntargets = [{ endpoint = %q, name = \"www\" }, { endpoint = %q, name = \"www\" }]",
		serve(), serve(certtest.Valid(-90, -1)))) + `
output "statuses" {
  value = join(" ", [for c in data.expiry_certificates.fleet.certificates : "${c.status}:${contains(c.findings[*].rule, "duplicate")}"])
}`
	plans(t, resource.TestStep{
		Config:            config,
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("statuses", knownvalue.StringExact("expired:true ok:true"))},
	})
	plans(t, refuses(config+"\nresource \"expiry_gate\" \"g\" {\n deadlines = data.expiry_certificates.fleet.certificates\n}", "certificate/www expired"))
}
