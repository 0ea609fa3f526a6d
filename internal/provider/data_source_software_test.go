package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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

func TestSoftwareBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config string
		says   []string
	}{
		"unknown product":     {`data "expiry_software" "x" { product = "pph", version = "1" }`, []string{"Unknown product", "php"}},
		"no version":          {`data "expiry_software" "x" { product = "php" }`, []string{"Not a version"}},
		"latest":              {`data "expiry_software" "x" { product = "php", version = "latest" }`, []string{"Not a version", "latest"}},
		"wrong level":         {`data "expiry_software" "x" { product = "php", version = "8.3", support_level = "paid" }`, []string{"support_level", "extended"}},
		"no site":             {`data "expiry_server" "x" { name = "x" }`, []string{"There is nothing to read", "https://www.example.test"}},
		"two sources":         {`data "expiry_server" "x" { url = "https://127.0.0.1", headers = { Server = "nginx" } }`, []string{"Give one of url, headers and banner"}},
		"banner alone":        {`data "expiry_server" "x" { name = "x", banner = "220 x" }`, []string{"protocol", "smtp"}},
		"unknown protocol":    {`data "expiry_server" "x" { url = "gopher://127.0.0.1" }`, []string{"gopher"}},
		"record without name": {`data "expiry_server" "x" { headers = { Server = "nginx" } }`, []string{"Record without a name"}},
		"no sites":            {`data "expiry_servers" "x" {}`, []string{"No sites"}},
		"one wrong site":      {`data "expiry_servers" "x" { sites = { a = { headers = { Server = "nginx" } }, b = {} } }`, []string{"Site b, url", "nothing to read"}},
		"no such sites file":  {`data "expiry_servers" "x" { sites_file = "/nowhere.csv" }`, []string{"There is no file /nowhere.csv"}},
		"wrong as_of":         {`data "expiry_servers" "x" { sites = { a = { headers = { Server = "nginx" }, as_of = "then" } } }`, []string{`"then"`}},
		"two catalogs":        {"provider \"expiry\" {\n catalog = { url = \"https://127.0.0.1\", path = \"x\" }\n}\n" + `data "expiry_software" "x" { product = "php", version = "8.3" }`, []string{"Invalid catalog", "both a URL and a path"}},
		"catalog not there":   {"provider \"expiry\" {\n catalog = { path = \"/nowhere\" }\n}\n" + `data "expiry_software" "x" { product = "php", version = "8.3" }`, []string{"/nowhere"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(multiline(test.config), test.says...))
		})
	}
}

// multiline lets a test write a block of arguments on one line, which HCL does
// not.
func multiline(config string) string {
	open := strings.LastIndex(config, "\" {") + 3
	end := strings.LastIndex(config, "}")
	var body strings.Builder
	depth := 0
	for _, r := range config[open:end] {
		switch r {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == 0 {
				r = '\n'
			}
		}
		body.WriteRune(r)
	}
	return config[:open] + "\n" + body.String() + "\n}"
}

func softwareFact(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_software.x", tfjsonpath.New(name), check)
}

func TestSoftware(t *testing.T) {
	t.Parallel()
	text := knownvalue.StringExact
	for name, test := range map[string]struct {
		body   string
		checks []statecheck.StateCheck
	}{
		"newest on that day": {"product = \"php\"\nversion = \"5.3.27\"\nas_of = \"2013-11-01\"", []statecheck.StateCheck{
			softwareFact("patch_class", text("latest")), softwareFact("cycle", text("5.3")), softwareFact("id", text("software/php@5.3.27")),
			softwareFact("support_class", text("supported")), softwareFact("support_ends_on", text("2014-08-14")),
			softwareFact("expires_at", text("2014-08-15T00:00:00Z")), softwareFact("releases_behind", knownvalue.Int64Exact(0)),
		}},
		"behind a day later": {"product = \"php\"\nversion = \"5.3.27\"\nas_of = \"2013-12-13\"", []statecheck.StateCheck{
			softwareFact("patch_class", text("behind")), softwareFact("latest_version", text("5.3.28")), softwareFact("latest_released_on", text("2013-12-12")),
		}},
		"the last day": {"product = \"php\"\nversion = \"5.3.3\"\nas_of = \"2014-08-14\"", []statecheck.StateCheck{
			softwareFact("support_class", text("supported")), softwareFact("status", text("overdue")), softwareFact("days_left", knownvalue.Int64Exact(1)),
		}},
		"the day after": {"product = \"php\"\nversion = \"5.3.3\"\nas_of = \"2014-08-15\"", []statecheck.StateCheck{
			softwareFact("support_class", text("ended_within_1y")), softwareFact("status", text("expired")), softwareFact("passes", knownvalue.Bool(false)),
		}},
		"unknown version": {"product = \"php\"\nversion = \"99.1.2\"", []statecheck.StateCheck{
			softwareFact("support_class", text("unknown")), softwareFact("patch_class", text("unknown")), softwareFact("status", text("unknown")),
			softwareFact("cycle", knownvalue.Null()), softwareFact("passes", knownvalue.Bool(false)),
		}},
		"distributor counts": {"product = \"apache-http-server\"\nversion = \"2.2.15\"\ndistro = \"centos 6\"\nas_of = \"2018-06-01\"", []statecheck.StateCheck{
			softwareFact("support_class", text("ended_within_1y")), softwareFact("distro_support_class", text("supported")),
			softwareFact("possible_backport", knownvalue.Bool(true)), softwareFact("status", text("ok")),
			softwareFact("expires_at", text("2020-12-01T00:00:00Z")),
		}},
		"upstream counts": {"product = \"apache-http-server\"\nversion = \"2.2.15\"\ndistro = \"centos 6\"\nsupport_from = \"upstream\"\nas_of = \"2018-06-01\"", []statecheck.StateCheck{
			softwareFact("status", text("expired")), softwareFact("expires_at", text("2017-07-12T00:00:00Z")), softwareFact("distro_support_class", text("supported")),
		}},
		// software.md 3: a module stream ends before its distribution.
		"a stream that ended": {"product = \"php\"\nversion = \"7.2.24\"\ndistro = \"rhel 8\"\nas_of = \"2026-11-28\"", []statecheck.StateCheck{
			softwareFact("status", text("expired")), softwareFact("distro_support_ends_on", text("2021-05-31")), softwareFact("expires_at", text("2021-06-01T00:00:00Z")),
		}},
		"a stream that lasts": {"product = \"php\"\nversion = \"7.4.33\"\ndistro = \"rhel 8\"\nas_of = \"2026-11-28\"", []statecheck.StateCheck{
			softwareFact("status", text("ok")), softwareFact("distro_support_ends_on", text("2029-05-31")), softwareFact("passes", knownvalue.Bool(true)),
		}},
		"a package that nobody lists": {"product = \"nginx\"\nversion = \"1.25.3\"\ndistro = \"rhel 9\"\nas_of = \"2026-11-28\"", []statecheck.StateCheck{
			softwareFact("status", text("unknown")), softwareFact("distro_support_class", text("unknown")), softwareFact("passes", knownvalue.Bool(false)),
			softwareFact("reason", knownvalue.StringRegexp(says("an end of its own"))),
		}},
		"an old package of an old distribution": {"product = \"nginx\"\nversion = \"1.6.2\"\ndistro = \"debian 8\"\nas_of = \"2026-11-28\"", []statecheck.StateCheck{
			softwareFact("status", text("expired")),
		}},
		"a distributor that nobody knows": {"product = \"php\"\nversion = \"8.4.1\"\ndistro = \"debain 12\"\nas_of = \"2026-03-01\"", []statecheck.StateCheck{
			softwareFact("status", text("unknown")), softwareFact("support_class", text("supported")),
		}},
		"possible backport": {"product = \"openssh\"\nversion = \"8.7\"\nas_of = \"2026-11-28\"", []statecheck.StateCheck{
			softwareFact("possible_backport", knownvalue.Bool(true)), softwareFact("status", text("expired")),
			softwareFact("shipped_by", knownvalue.ListExact([]knownvalue.Check{text("Red Hat Enterprise Linux 9")})),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{Config: "data \"expiry_software\" \"x\" {\n" + test.body + "\n}", ConfigStateChecks: test.checks})
		})
	}
}

func TestServerLive(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Server", "Apache/2.4.62 (Debian)")
		w.Header().Set("X-Powered-By", "PHP/8.2.29")
	}))
	t.Cleanup(server.Close)
	at := func(path tfjsonpath.Path, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.expiry_server.x", path, check)
	}
	software := tfjsonpath.New("software")
	plans(t, resource.TestStep{
		Config:           fmt.Sprintf("data \"expiry_server\" \"x\" {\n url = %q\n enforcement = \"none\"\n}", server.URL),
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		ConfigStateChecks: []statecheck.StateCheck{
			at(software, knownvalue.ListSizeExact(2)),
			at(software.AtSliceIndex(0).AtMapKey("product"), knownvalue.StringExact("apache-http-server")),
			at(software.AtSliceIndex(0).AtMapKey("version"), knownvalue.StringExact("2.4.62")),
			at(software.AtSliceIndex(0).AtMapKey("distro"), knownvalue.StringExact("debian")),
			at(software.AtSliceIndex(0).AtMapKey("possible_backport"), knownvalue.Bool(true)),
			at(software.AtSliceIndex(1).AtMapKey("product"), knownvalue.StringExact("php")),
			at(software.AtSliceIndex(1).AtMapKey("support_ends_on"), knownvalue.StringExact("2026-12-31")),
			at(tfjsonpath.New("id"), knownvalue.StringExact("server/"+server.URL)),
			at(tfjsonpath.New("read_error"), knownvalue.Null()),
		},
	})
	silent := certtest.Raw(t, certtest.CloseAfterHello)
	plans(t, resource.TestStep{
		Config: fmt.Sprintf("data \"expiry_server\" \"x\" {\n url = \"ssh://%s\"\n timeout = \"2s\"\n enforcement = \"none\"\n}", silent),
		ConfigStateChecks: []statecheck.StateCheck{
			at(software, knownvalue.ListSizeExact(0)), at(tfjsonpath.New("status"), knownvalue.StringExact("unknown")),
			at(tfjsonpath.New("passes"), knownvalue.Bool(false)), at(tfjsonpath.New("read_error"), knownvalue.NotNull()),
		},
	})
}

func TestServersSites(t *testing.T) {
	t.Parallel()
	first := tfjsonpath.New("sites").AtMapKey("shop").AtMapKey("software").AtSliceIndex(0)
	plans(t, resource.TestStep{
		Config:           "data \"expiry_servers\" \"x\" {\nenforcement = \"none\"\nsites = { shop = { headers = { Server = \"Apache/2.2.15 (CentOS)\" }, as_of = \"2013-09-30\" } }\n}",
		ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.expiry_servers.x", first.AtMapKey("id"), knownvalue.StringExact("software/shop/apache-http-server@2.2.15")),
			statecheck.ExpectKnownValue("data.expiry_servers.x", first.AtMapKey("support_class"), knownvalue.StringExact("supported")),
		},
	})
}

// The survey of the example of the product's documentation, from arguments and
// from both kinds of file.
func TestServersSurvey(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	for name, content := range map[string]string{
		"sites.csv": "site,as_of,protocol,banner,Server,X-Powered-By\n" +
			"shop,2013-09-30,,,Apache/2.2.15 (CentOS),PHP/5.3.3\nmail,2016-03-02,smtp,220 mail.example.test ESMTP Exim 4.84_2,,\nmute,,,,nginx,\n",
		"sites.json": `{"shop": {"headers": {"Server": "Apache/2.2.15 (CentOS)", "X-Powered-By": "PHP/5.3.3"}, "as_of": "2013-09-30"},
			"mail": {"protocol": "smtp", "banner": "220 mail.example.test ESMTP Exim 4.84_2", "as_of": "2016-03-02"}, "mute": {"headers": {"Server": "nginx"}}}`,
	} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, source := range map[string]string{
		"arguments": `sites = {
  shop = { headers = { Server = "Apache/2.2.15 (CentOS)", "X-Powered-By" = "PHP/5.3.3" }, as_of = "2013-09-30" }
  mail = { protocol = "smtp", banner = "220 mail.example.test ESMTP Exim 4.84_2", as_of = "2016-03-02" }
  mute = { headers = { Server = "nginx" } }
}`,
		"CSV":  "sites_file = " + hcl(filepath.ToSlash(directory)+"/sites.csv"),
		"JSON": "sites_file = " + hcl(filepath.ToSlash(directory)+"/sites.json"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := func(path tfjsonpath.Path, check knownvalue.Check) statecheck.StateCheck {
				return statecheck.ExpectKnownValue("data.expiry_servers.x", path, check)
			}
			plans(t, resource.TestStep{
				Config: "data \"expiry_servers\" \"x\" {\nenforcement = \"none\"\n" + source + "\n}\n" + `
output "support" {
  value = join("\n", [for r in data.expiry_servers.x.support_table : "${r.product} ${r.cycle == null ? "all" : r.cycle} ${r.supported} ${r.ended_within_1y} ${r.ended_over_1y} ${r.unknown} ${r.sites}"])
}
output "shop" {
  value = join(" ", [for s in jsondecode(data.expiry_servers.x.sites_json).shop.software : join(" ", [s.id, s.support_class, s.patch_class])])
}
output "mute" {
  value = jsondecode(data.expiry_servers.x.sites_json).mute.software[0].status
}`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("shop", knownvalue.StringExact("software/shop/apache-http-server@2.2.15 supported behind software/shop/php@5.3.3 supported behind")),
					statecheck.ExpectKnownOutputValue("mute", knownvalue.StringExact("unknown")),
					at(tfjsonpath.New("status"), knownvalue.StringExact("expired")),
					at(tfjsonpath.New("id"), knownvalue.StringExact("servers/survey")),
					statecheck.ExpectKnownOutputValue("support", knownvalue.StringRegexp(says("apache-http-server all 1 0 0 0 1", "apache-http-server 2.2 1 0 0 0 1", "exim all", "nginx all 0 0 0 1 1", "php all 1 0 0 0 1", "php 5.3 1 0 0 0 1"))),
					at(tfjsonpath.New("markdown"), knownvalue.StringRegexp(says("# Server software of 3 sites", "What these numbers do not say"))),
				},
			})
		})
	}
}

// software.md 1 and 2: what facts of an earlier day say is no promise for ever.
func TestSoftwareKnowsUntilADay(t *testing.T) {
	t.Parallel()
	facts := filepath.Join(t.TempDir(), "own.json")
	if err := os.WriteFile(facts, []byte(`{"product": "our-app", "facts_as_of": "2026-03-01", "cycles": [
		{"cycle": "1", "released": "2020-01-01", "security_ends": "none announced", "latest": "1.9", "latest_released": "2026-02-01"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	text := knownvalue.StringExact
	for name, test := range map[string]struct {
		catalog, asOf string
		checks        []statecheck.StateCheck
	}{
		"soon after": {"", "2026-03-10", []statecheck.StateCheck{
			softwareFact("status", text("ok")), softwareFact("known_until", text("2026-09-07")), softwareFact("patch_class", text("latest")),
			softwareFact("findings", knownvalue.ListSizeExact(0)),
		}},
		"half a year later": {"", "2026-09-07", []statecheck.StateCheck{
			softwareFact("status", text("ok")), softwareFact("patch_class", text("latest_known")), softwareFact("findings", knownvalue.ListSizeExact(2)),
			softwareFact("latest_version", text("1.9")),
		}},
		"a year later": {"", "2027-03-01", []statecheck.StateCheck{
			softwareFact("status", text("unknown")), softwareFact("passes", knownvalue.Bool(false)), softwareFact("support_class", text("unknown")),
		}},
		"the year was allowed": {`unknown_after = "2y"`, "2027-03-01", []statecheck.StateCheck{
			softwareFact("status", text("ok")), softwareFact("known_until", text("2028-03-01")),
		}},
		"nothing was allowed": {`unknown_after = "1w"`, "2026-03-10", []statecheck.StateCheck{softwareFact("status", text("unknown"))}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config: fmt.Sprintf("provider \"expiry\" {\n catalog = {\n own_file = %s\n %s\n }\n}\ndata \"expiry_software\" \"x\" {\n product = \"our-app\"\n version = \"1.9\"\n as_of = %q\n}",
					hcl(filepath.ToSlash(facts)), test.catalog, test.asOf),
				ConfigStateChecks: test.checks,
			})
		})
	}
	for bad, says := range map[string]string{"0d": "unknown_after", "12h": "unknown_after", "soon": `"soon"`} {
		plans(t, refuses(fmt.Sprintf("provider \"expiry\" {\n catalog = { unknown_after = %q }\n}\ndata \"expiry_software\" \"x\" {\n product = \"php\"\n version = \"8.3\"\n}", bad), says))
	}
}

// software.md 7: a module that no calendar is about is told, and fails no gate.
func TestServerModulesAreNotices(t *testing.T) {
	t.Parallel()
	at := func(path tfjsonpath.Path, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.expiry_server.x", path, check)
	}
	plans(t, resource.TestStep{
		Config: `data "expiry_server" "x" {
  name    = "x"
  headers = { Server = "Apache/2.4.58 (Unix) mod_fcgid/2.3.9" }
  as_of   = "2023-12-01"
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			at(tfjsonpath.New("status"), knownvalue.StringExact("ok")), at(tfjsonpath.New("software"), knownvalue.ListSizeExact(1)),
			at(tfjsonpath.New("notices").AtSliceIndex(0).AtMapKey("kind"), knownvalue.StringExact("outside-catalog")),
		},
	})
	// A server that no calendar is about is unknown: that is what answers.
	plans(t, resource.TestStep{
		Config: `data "expiry_server" "x" {
  name        = "x"
  headers     = { Server = "our-server/1.2" }
  enforcement = "none"
}`,
		ConfigStateChecks: []statecheck.StateCheck{at(tfjsonpath.New("status"), knownvalue.StringExact("unknown"))},
	})
	// Microsoft builds and patches OpenSSH for Windows.
	plans(t, resource.TestStep{
		Config: `data "expiry_server" "x" {
  name        = "x"
  protocol    = "ssh"
  banner      = "SSH-2.0-OpenSSH_for_Windows_9.5"
  as_of       = "2026-11-28"
  enforcement = "none"
}`,
		ConfigStateChecks: []statecheck.StateCheck{at(tfjsonpath.New("status"), knownvalue.StringExact("unknown"))},
	})
}

// suites.md 5: one server that said nothing stopped a survey of thousands.
func TestServersSilentSite(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sites.csv")
	if err := os.WriteFile(path, []byte("site,protocol,banner,Server\na,,,nginx/1.30.0\nb,smtp,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	plans(t, resource.TestStep{
		Config: "data \"expiry_servers\" \"x\" {\nenforcement = \"none\"\nsites_file = " + hcl(filepath.ToSlash(path)) + "\n}\n" + `
output "silent" {
  value = jsondecode(data.expiry_servers.x.sites_json).b.notices[0].kind
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("silent", knownvalue.StringExact("silent")),
			statecheck.ExpectKnownValue("data.expiry_servers.x", tfjsonpath.New("status"), knownvalue.StringExact("unknown")),
		},
	})
}

// The file of facts of a newer release renews an older provider.
func TestSoftwareFactsFile(t *testing.T) {
	t.Parallel()
	facts := filepath.Join(t.TempDir(), "facts.json")
	if err := os.WriteFile(facts, []byte(`{"products": [{"product": "nginx", "name": "nginx", "source": "nginx.org", "facts_as_of": "2031-05-01", "cycles": [
		{"cycle": "1.40", "released": "2031-04-20", "security_ends": "none announced", "latest": "1.40.0", "latest_released": "2031-04-20"}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	plans(t, resource.TestStep{
		Config: "provider \"expiry\" {\n catalog = { path = " + hcl(filepath.ToSlash(facts)) + " }\n}\n" +
			"data \"expiry_software\" \"x\" {\n product = \"nginx\"\n version = \"1.40.0\"\n as_of = \"2031-05-02\"\n}",
		ConfigStateChecks: []statecheck.StateCheck{
			softwareFact("status", knownvalue.StringExact("ok")), softwareFact("facts_as_of", knownvalue.StringExact("2031-05-01")),
			softwareFact("patch_class", knownvalue.StringExact("latest")),
		},
	})
}
