package provider_test

import (
	"crypto/x509"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// Issue 13, forecasts: a certificate that clients show must be for clients.
func TestCertificateClientAuth(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	trust := "\nca_file = " + hcl(tempFile(t, "root.pem", root.PEM())) + "\nenforcement = \"none\"\n"
	both := "file = " + hcl(tempFile(t, "both.pem", root.Leaf([]string{"mail.example.test"}).PEM())) + trust
	server := "file = " + hcl(tempFile(t, "server.pem", root.Leaf([]string{"mail.example.test"}, certtest.Usages(x509.ExtKeyUsageServerAuth)).PEM())) + trust
	for name, test := range map[string]struct {
		body    string
		trusted bool
	}{
		"of both purposes": {both + "client_auth = true", true}, "for servers": {server + "client_auth = true", false}, "nobody asks": {server, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checks := []statecheck.StateCheck{expectBool("trusted", test.trusted)}
			if !test.trusted {
				checks = append(checks, expectText("trust_error", "wrong_usage"))
			}
			plans(t, resource.TestStep{Config: certificateSource(test.body), ConfigStateChecks: checks})
		})
	}
}

// Issue 13, forecasts: the kind of a key reaches the policy, of one certificate and
// of many, and only a policy with a day finds anything.
func TestCertificateQuantumVulnerable(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	file := hcl(tempFile(t, "www.pem", root.LeafWithKey(certtest.Key("rsa"), []string{"www.example.test"}).PEM()))
	config := certificateSource("file = "+file+"\nname = \"www\"") + "\n" + fleetSource("files = ["+file+"]")
	for name, given := range map[string]string{
		"one": "[data.expiry_certificate.x]", "list": "data.expiry_certificates.fleet.certificates", "json": "[data.expiry_certificates.fleet.deadlines_json]",
	} {
		config += strings.NewReplacer("NAME", name, "GIVEN", given).Replace(`
data "expiry_policy" "NAME" {
  deadlines   = GIVEN
  enforcement = "none"
  RULES
}
`)
	}
	config += `
output "broken" {
  value = join(" ", [for name, p in { one = data.expiry_policy.one, list = data.expiry_policy.list, json = data.expiry_policy.json } :
    "${name}:${length([for v in p.violations : v if v.rule == "quantum-vulnerable"])}"])
}`
	for rules, want := range map[string]string{
		"": "json:0 list:0 one:0",
		`rules = { quantum-vulnerable = { severity = "warn", after = "2025-12-31" } }`: "json:1 list:1 one:1",
		`rules = { quantum-vulnerable = { severity = "warn", after = "2035-12-31" } }`: "json:0 list:0 one:0",
	} {
		plans(t, resource.TestStep{
			Config: strings.ReplaceAll(config, "RULES", rules),
			ConfigStateChecks: []statecheck.StateCheck{
				expectText("key_algorithm", "RSA"), statecheck.ExpectKnownOutputValue("broken", knownvalue.StringExact(want)),
			},
		})
	}
}
