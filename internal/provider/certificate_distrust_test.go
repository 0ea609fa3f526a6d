package provider_test

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"golang.org/x/crypto/x509roots/fallback/bundle"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// A public root, whose day Mozilla has announced by the age of its key. Nothing can
// be issued below it here, but it is judged like what rests on it.
func publicRoot(t *testing.T, name string) []byte {
	t.Helper()
	for root := range bundle.Roots() {
		cert, err := x509.ParseCertificate(root.Certificate)
		if err == nil && strings.Contains(cert.Subject.String(), name) {
			return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate})
		}
	}
	t.Skipf("%s is no longer in the bundle", name)
	return nil
}

func TestCertificateTrustedUntil(t *testing.T) {
	t.Parallel()
	file := tempFile(t, "root.pem", publicRoot(t, "NetLock Arany")) // its key is of 2008
	findings := `
output "findings" {
  value = join(" ", sort([for f in data.expiry_certificate.x.findings : "${f.rule} ${f.severity}"]))
}`
	body := "file = " + hcl(file) + "\nroot_program = \"mozilla\"\nlead_time = \"30d\"\nenforcement = \"none\"\n"
	for name, test := range map[string]struct {
		asOf     string
		passes   bool
		trusted  bool
		findings string
	}{
		"announced":            {"2026-12-01", true, true, "distrust-announced warn distrust-announced warn"},
		"within the lead time": {"2027-03-16", false, true, "distrust-announced error distrust-announced error"},
		"from the day on":      {"2027-04-15", false, false, "distrust-announced error distrusted error"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config: certificateSource(body+"as_of = "+hcl(test.asOf)) + findings,
				ConfigStateChecks: []statecheck.StateCheck{
					expectText("trusted_until", "2027-04-15T00:00:00Z"), expectText("status", "ok"),
					expectBool("passes", test.passes), expectBool("trusted", test.trusted),
					statecheck.ExpectKnownOutputValue("findings", knownvalue.StringExact(test.findings)),
				},
			})
		})
	}
	private := certtest.Root("Example Root")
	leaf := tempFile(t, "leaf.pem", private.Leaf([]string{"www.example.test"}).PEM())
	trust := "file = " + hcl(leaf) + "\nca_file = " + hcl(tempFile(t, "ca.pem", private.PEM())) + "\nroot_program = \"mozilla\""
	plans(t, resource.TestStep{
		Config:            certificateSource(trust),
		ConfigStateChecks: []statecheck.StateCheck{expectNull("trusted_until"), expectBool("trusted", true)},
	})
	plans(t, resource.TestStep{
		Config: fleetSource("files = [" + hcl(file) + "]\nroot_program = \"mozilla\"\nenforcement = \"none\""),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.expiry_certificates.fleet", tfjsonpath.New("worst").AtMapKey("trusted_until"), knownvalue.StringExact("2027-04-15T00:00:00Z")),
		},
	})
	plans(t, refuses(certificateSource("file = "+hcl(leaf)+"\nroot_program = \"chrome\""), "root_program", "mozilla"))
}
