package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// All calls of one test stand in one configuration: each plan costs a second.
func TestFunctions(t *testing.T) {
	t.Parallel()
	calls := map[string]string{
		`days_between("2026-01-01", "2026-02-01")`:                                                   "31",
		`days_between("2026-01-01T12:00:00Z", "2026-01-01T11:00:00Z")`:                               "-1",
		`days_between("2026-03-29", "2026-03-30", "Europe/Berlin")`:                                  "1",
		`days_between("2026-03-28", "2026-03-30", "Europe/Berlin")`:                                  "2",
		`days_between("2026-03-28T23:00:00Z", "2026-03-30", "Europe/Berlin")`:                        "0",
		`add_period("2026-01-31", "1mo")`:                                                            "2026-02-28",
		`add_period("2024-02-29", "1y")`:                                                             "2025-02-28",
		`add_period("2026-11-20", "1bd")`:                                                            "2026-11-23",
		`add_period("2026-11-20T10:00:00Z", "PT36H")`:                                                "2026-11-21T22:00:00Z",
		`add_period("2026-03-28T01:30:00Z", "1d", "Europe/Berlin")`:                                  "2026-03-29T01:30:00Z",
		`act_by("2020-10-31", "30d", "Asia/Tokyo")`:                                                  "2020-10-01T15:00:00Z",
		`act_by("2027-03-31T15:00:00Z", "12h")`:                                                      "2027-03-31T03:00:00Z",
		`status("2026-11-21", null, null, null)`:                                                     "unknown",
		`status("2026-11-21", "2026-11-20", null, null)`:                                             "expired",
		`status("2026-11-21", "2026-11-21", null, null)`:                                             "ok",
		`status("2026-11-21", "2026-12-01", "2026-11-21", "2026-10-01")`:                             "overdue",
		`status("2026-11-21", "2026-12-01", "2026-11-22", "2026-11-21")`:                             "due",
		`last_window("2020-11-01", "FREQ=MONTHLY;BYDAY=4WE", "20:00", "4h", "Asia/Tokyo")`:           "2020-10-28T11:00:00Z",
		`last_window("2020-10-28T14:59:59Z", "FREQ=MONTHLY;BYDAY=4WE", "20:00", "4h", "Asia/Tokyo")`: "2020-09-23T11:00:00Z",
		`parse_date("2027/3/31")`:                                                                    "2027-03-31",
		`parse_date("令和2年10月31日")`:                                                                   "2020-10-31",
	}
	config, checks := "", []statecheck.StateCheck{}
	i := 0
	for call, want := range calls {
		name := "f" + string(rune('a'+i))
		i++
		config += "output \"" + name + "\" {\n value = tostring(provider::expiry::" + call + ")\n}\n"
		checks = append(checks, statecheck.ExpectKnownOutputValue(name, knownvalue.StringExact(want)))
	}
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test", "127.0.0.1"})
	config += "locals {\n c = provider::expiry::certificate(" + hcl(string(certtest.Chain(root, leaf))) + ")\n}\n" +
		"output \"certificate\" {\n value = join(\" \", [local.c.subject, local.c.not_after, local.c.expires_at, local.c.dns_names[0], local.c.ip_addresses[0], local.c.key_algorithm, local.c.key_bits, local.c.is_ca, length(local.c.chain), local.c.chain[1].is_ca])\n}\n"
	checks = append(checks, statecheck.ExpectKnownOutputValue("certificate",
		knownvalue.StringExact("CN=www.example.test,O=Example 2027-01-19T23:59:59Z 2027-01-20T00:00:00Z www.example.test 127.0.0.1 ECDSA 256 false 2 true")))
	plans(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
}

func TestFunctionsBadInput(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	for call, pieces := range map[string][]string{
		`days_between("tomorrow", "2026-02-01")`:                             {`"tomorrow"`},
		`days_between("2026-02-30", "2026-03-01")`:                           {"28 days"},
		`days_between("2026-02-01", "2026-03-01", "Asia/Atlantis")`:          {"no time zone", "Asia/Tokyo"},
		`days_between("2026-02-01", "2026-03-01", "UTC", "UTC")`:             {"Only one time zone"},
		`add_period("2026-02-01", "3m")`:                                     {"3mo for months"},
		`add_period("2026-02-01", "33%")`:                                    {"percentage needs"},
		`add_period("2026-02-01", "12h")`:                                    {"do not add up to a date"},
		`act_by("2026-02-01", "-5d")`:                                        {"is negative"},
		`status("now", "2026-02-01", null, null)`:                            {`"now"`},
		`last_window("2026-02-01", "FREQ=SOMETIMES", "20:00", "4h")`:         {"FREQ=SOMETIMES"},
		`last_window("2026-02-01", "FREQ=WEEKLY;BYDAY=SU", "25:00", "4h")`:   {"is not a time of day"},
		`last_window("2026-02-01", "FREQ=WEEKLY;BYDAY=SU", "20:00", "3mo")`:  {"not a length in hours"},
		`parse_date("2026-02-30")`:                                           {"28 days"},
		`certificate("hello")`:                                               {"certificate"},
		`certificate(` + hcl(string(leaf.PEM())+string(leaf.KeyPEM())) + `)`: {"Private key in text"},
	} {
		t.Run(call[:min(len(call), 60)], func(t *testing.T) {
			t.Parallel()
			plans(t, refuses("output \"f\" {\n value = provider::expiry::"+call+"\n}", pieces...))
		})
	}
}
