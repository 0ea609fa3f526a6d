package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// A data source makes Terraform configure the provider.
const anyDataSource = "\ndata \"expiry_certificates\" \"none\" {\n  endpoints = []\n  enforcement = \"none\"\n}\n"

func TestProviderBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"as_of of tomorrow":       {`as_of = "tomorrow"`, []string{"Invalid instant", "2027-03-31"}},
		"no such zone":            {`time_zone = "Asia/Atlantis"`, []string{"Invalid time zone", "Asia/Tokyo"}},
		"zone of the machine":     {`time_zone = "Local"`, []string{"IANA name"}},
		"wrong enforcement":       {`enforcement = "strict"`, []string{"enforcement", `"none" "warn" "error"`}},
		"wrong default":           {`defaults = { certificate = { lead_time = "30" } }`, []string{"Invalid period", `"30" has no unit`}},
		"unknown country":         {`business_calendar = { country = "XX" }`, []string{"Invalid business calendar", "JP"}},
		"weekend every day":       {`business_calendar = { weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] }`, []string{"no business day"}},
		"holiday that is no day":  {`business_calendar = { holidays = ["2026-02-30"] }`, []string{"28 days"}},
		"window never fires":      {`maintenance_window = { rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", start = "20:00", duration = "4h" }`, []string{"rrule", "never fires"}},
		"interval without anchor": {`maintenance_window = { rrule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", start = "20:00", duration = "4h" }`, []string{"first_on"}},
		"not a network":           {`network = { denied_networks = ["10.0.0.0/99"] }`, []string{"Not a network", "169.254.0.0/16"}},
		"not a proxy":             {`network = { proxy_url = "gopher://user:secret@host" }`, []string{"gopher"}},
		"timeout of zero":         {`network = { timeout = "0s" }`, []string{"Invalid timeout"}},
		"pace below zero":         {`network = { rdap_pace = "-1s" }`, []string{"Invalid pace", "0s for none"}},
		"pace of hours":           {`network = { rdap_pace = "1h" }`, []string{"Invalid pace", "at most a minute"}},
		"too many connections":    {`network = { concurrency = 100000 }`, []string{"4096"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses("provider \"expiry\" {\n"+test.body+"\n}\n"+anyDataSource, test.says...))
		})
	}
}

func TestUnknownProviderSettingIsAnError(t *testing.T) {
	t.Parallel()
	plans(t, refuses("resource \"terraform_data\" \"z\" {\n input = \"UTC\"\n}\nprovider \"expiry\" {\n time_zone = terraform_data.z.output\n}\n"+anyDataSource,
		"Unknown provider setting", "time_zone depends on something that is known only after apply"))
}

// With an empty block everything works; a day in the past is warned of.
func TestAsOf(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, map[string]string{"main.tf": asset("a", "2026-12-10") + gateOnLocal})
	for day, want := range map[string]struct {
		code int
		warn bool
	}{"2026-10-01": {0, true}, "2999-01-01": {1, false}} {
		w.asOf = day
		code, output := w.run("plan")
		if code != want.code || strings.Contains(output, "lies in the past") != want.warn {
			t.Errorf("as of %s: exit code %d\n%s", day, code, output)
		}
	}
	w.asOf = "tomorrow"
	if code, output := w.run("plan"); code != 1 || !says("Invalid as_of", `"tomorrow"`).MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}

func TestReportIsWrittenBeforeTheError(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	w := newWorkspace(t, map[string]string{
		"main.tf": asset("a", "2026-12-10") + gateOnLocal + "\nprovider \"expiry\" {\n report = { directory = \"out/report\" }\n}\n" +
			certificateSource("name = \"www\"\nfile = \"www.pem\"\nenforcement = \"error\""),
		"www.pem": string(root.Leaf([]string{"www.example.test"}, certtest.Valid(-85, 5)).PEM()),
	})
	if code, output := w.run("plan"); code != 1 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	for name, piece := range map[string]string{
		"gate-default.md": "asset/a", "gate-default.json": `"passed": false`, "gate-default.html": "asset/a", "gate-default.sarif": "asset/a",
		"certificate-www.json": `"status":"overdue"`, "certificate-www.md": "certificate/www",
	} {
		content, err := os.ReadFile(filepath.Join(w.dir, "out", "report", name))
		if err != nil || !strings.Contains(string(content), piece) {
			t.Errorf("%s: %v\n%s", name, err, content)
		}
	}
}

// No private key and no password stands in what Terraform prints, logs or stores.
func TestNoSecretLeaks(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	bundle, err := certtest.PKCS12(leaf, "s3cr3t-p4ss", root)
	if err != nil {
		t.Fatal(err)
	}
	const proxyPassword = "pr0xy-s3cr3t"
	w := newWorkspace(t, map[string]string{
		"main.tf": `
provider "expiry" {
  enforcement = "none"
  network     = { proxy_url = "http://user:` + proxyPassword + `@127.0.0.1:1" }
}
data "expiry_certificate" "p12" {
  file         = "www.p12"
  password_env = "P12_PASSWORD"
}
data "expiry_certificate" "wrong" {
  count        = var.wrong ? 1 : 0
  file         = "www.p12"
  password_env = "WRONG_PASSWORD"
}
variable "wrong" { default = false }
data "expiry_certificate" "mtls" {
  endpoint           = "127.0.0.1:1"
  client_certificate = { certificate_file = "www.pem", key_env = "CLIENT_KEY" }
}
resource "terraform_data" "keep" { input = data.expiry_certificate.p12.expires_at }`,
		"www.p12": string(bundle), "www.pem": string(leaf.PEM()),
	})
	key := string(leaf.KeyPEM())
	w.env = []string{"P12_PASSWORD=s3cr3t-p4ss", "WRONG_PASSWORD=wr0ng-p4ss", "CLIENT_KEY=" + key, "TF_LOG=TRACE"}
	_, printed := w.run("apply", "-auto-approve")
	if !strings.Contains(printed, "Apply complete") {
		t.Fatalf("not applied:\n%s", printed[max(0, len(printed)-3000):])
	}
	code, refused := w.run("plan", "-var", "wrong=true")
	if code == 0 || !says("password").MatchString(refused) {
		t.Errorf("a wrong password is not refused: exit code %d", code)
	}
	state, err := os.ReadFile(filepath.Join(w.dir, "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Split(key, "\n")[1]
	for _, secret := range []string{"s3cr3t-p4ss", "wr0ng-p4ss", body} {
		for place, text := range map[string]string{"output and log": printed + refused, "state": string(state)} {
			if strings.Contains(text, secret) {
				t.Errorf("a secret stands in the %s", place)
			}
		}
	}
	for place, text := range map[string]string{"state": string(state)} {
		if strings.Contains(text, proxyPassword) {
			t.Errorf("the proxy's password stands in the %s", place)
		}
	}
}

func TestWarningsNameTheWorst(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	files := map[string]string{"main.tf": "data \"expiry_certificates\" \"fleet\" {\n files = [\"certs/*.pem\"]\n}"}
	for i := range 7 {
		files["certs/"+string(rune('a'+i))+".pem"] = string(root.Leaf([]string{"www.example.test"}, certtest.Valid(-80, -i-1)).PEM())
	}
	w := newWorkspace(t, files)
	output := w.must("plan")
	if !says("Warning: Deadline expired", "certificate/certs/g.pem expired", "and 2 more").MatchString(output) {
		t.Error(output)
	}
}
