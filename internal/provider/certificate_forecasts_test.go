package provider_test

import (
	"crypto/tls"
	"crypto/x509"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

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

// Issue 13, forecasts: below a root of the system, what the next renewal brings,
// and whether the lead time of today would fit it.
func TestCertificateForecasts(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only here the system's roots can be given for one process")
	}
	root := certtest.Root("Example Root")
	from := time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC)
	issue := func(name string, to time.Time) string {
		return string(root.Leaf([]string{name}, certtest.Public, certtest.ValidBetween(from, to.Add(-time.Second))).PEM())
	}
	w := newWorkspace(t, map[string]string{
		"roots.pem": string(root.PEM()),
		"to100.pem": issue("to100.example.test", from.AddDate(0, 0, 199)),
		"same.pem":  issue("same.example.test", from.AddDate(0, 0, 90)),
	})
	w.env = []string{"SSL_CERT_FILE=roots.pem"}
	const shorter = "is valid for 199 days; from 2027-03-15 on a public authority gives 100 days at most"
	for _, test := range []struct {
		file, terms string
		says, never []string
	}{
		{"to100.pem", `lead_time = "20d"`, []string{shorter, "client-auth-ending"}, []string{"does not fit", "maintenance window"}},
		{"to100.pem", `lead_time = "33%"`, []string{shorter}, []string{"does not fit"}},
		{"to100.pem", `lead_time = "99d"` + "\n" + `reminder = "0d"`, []string{shorter}, []string{"does not fit"}},
		{"to100.pem", `lead_time = "100d"`, []string{shorter, "a lead time of 100d does not fit into 100 days: it would be overdue from its first day on"}, nil},
		{"to100.pem", `lead_time = "60d"` + "\n" + `reminder = "40d"`, []string{shorter, "a lead time of 60d with a reminder of 40d does not fit into 100 days: it would be due from its first day on"}, nil},
		{
			"to100.pem", `lead_time = "10d"` + "\n" + `maintenance_window = { rrule = "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=15", start = "20:00", duration = "4h" }`,
			[]string{shorter, "a lead time of 10d with the maintenance windows does not fit into 100 days"},
			nil,
		},
		{"same.pem", `lead_time = "80d"`, []string{"client-auth-ending"}, []string{"renewal-shorter", "does not fit"}},
	} {
		w.write("main.tf", certificateSource("file = \""+test.file+"\"\nenforcement = \"none\"\n"+test.terms)+`
output "found" {
  value = [for f in data.expiry_certificate.x.findings : "${f.rule}: ${f.message}"]
}
`)
		code, output := w.run("plan")
		if code != 0 {
			t.Fatal(output)
		}
		for _, piece := range test.says {
			if !strings.Contains(output, piece) {
				t.Errorf("%s: nothing says %q\n%s", test.terms, piece, output)
			}
		}
		for _, piece := range test.never {
			if strings.Contains(output, piece) {
				t.Errorf("%s: it says %q\n%s", test.terms, piece, output)
			}
		}
	}
}

// certificates.md S3: one address serves two certificates in turn, and luck decides
// which of them one read sees.
func TestCertificateSamples(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf, old := root.Leaf([]string{"www.example.test"}), root.Leaf([]string{"www.example.test"}, certtest.Valid(-89, -1))
	address := func() string {
		var next atomic.Int64
		return certtest.ServeTLS(t, &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			pair := leaf.TLS()
			if next.Add(1)%2 == 0 {
				pair = old.TLS()
			}
			return &pair, nil
		}})
	}
	trust := "\nca_file = " + hcl(tempFile(t, "root.pem", root.PEM())) + "\nenforcement = \"none\"\n"
	one := func(more string) string {
		return certificateSource("endpoint = " + hcl(address()) + "\nserver_name = \"www.example.test\"\nkey_types = [\"ecdsa\"]" + trust + more)
	}
	plans(t, resource.TestStep{
		Config: one("samples = 4"),
		ConfigStateChecks: []statecheck.StateCheck{
			expectText("status", "expired"), expectBool("passes", false), expectBool("trusted", false), expectText("trust_error", "expired"),
			expectFindings("nodes-disagree: " + "127.0.0.1"),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("nodes"), knownvalue.ListSizeExact(2)),
		},
	})
	many := func(more string) string {
		return fleetSource("targets = [{ endpoint = " + hcl(address()) + ", server_name = \"www.example.test\" }]" + trust + more)
	}
	plans(t, resource.TestStep{
		Config: many("samples = 2"),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("status"), knownvalue.StringExact("expired")),
		},
	})
	for body, piece := range map[string]string{
		"endpoint = \"127.0.0.1:443\"\nsamples = 21":                         "between 1 and 20",
		"endpoint = \"127.0.0.1:443\"\nsamples = 0":                          "between 1 and 20",
		"name = \"www\"\npem = " + hcl(string(leaf.PEM())) + "\nsamples = 2": "Argument without a server",
	} {
		plans(t, refuses(certificateSource(body), piece))
	}
}
