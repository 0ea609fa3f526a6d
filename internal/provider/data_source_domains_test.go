package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// rowsOf are the rows of deadlines_json.
func rowsOf(t *testing.T, all map[string]tftypes.Value) (rows []map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(textIn(all, "deadlines_json")), &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// Fifty registrations, three names of each, two data sources: fifty questions.
func TestDomainsAskOnce(t *testing.T) {
	t.Parallel()
	server := newRDAP(t, registered("active", "2036-11-21T09:00:00Z"))
	d := domains(t, nil)
	var names []string
	for i := range 150 {
		names = append(names, fmt.Sprintf("host%d.example%d.com", i, i%50))
	}
	config := values{"domains": textList(names...), "servers": texts("com", server.URL)}
	for range 2 {
		all, said := d.state("expiry_domains", config)
		if len(said) > 0 {
			t.Fatalf("%s: %s", said[0].Summary, said[0].Detail)
		}
		if rows := rowsOf(t, all); len(rows) != 150 || rows[0]["status"] != "ok" || server.asked.Load() != 50 {
			t.Errorf("%d rows, %d questions: %v", len(rows), server.asked.Load(), rows[0])
		}
	}
}

// The pace is kept, and what does not get its turn in time is unknown, also where
// an end is declared, save for one that is over.
func TestDomainsPace(t *testing.T) {
	t.Parallel()
	server, other := newRDAP(t, registered("active", "2036-11-21T09:00:00Z")), newRDAP(t, registered("active", "2036-11-21T09:00:00Z"))
	all, said := domains(t, values{"rdap_pace": str("1m")}).state("expiry_domains", values{
		"targets": textMaps(texts("domain", "a.com", "expires_on", "2030-01-01"), texts("domain", "b.com", "expires_on", "2030-01-01"),
			texts("domain", "c.com", "expires_on", "2026-01-01"), texts("domain", "d.net")),
		"servers": texts("com", server.URL, "net", other.URL), "overall_timeout": str("2s"),
	})
	if len(said) > 0 {
		t.Fatalf("%s: %s", said[0].Summary, said[0].Detail)
	}
	if server.asked.Load() != 1 || other.asked.Load() != 1 {
		t.Errorf("%d and %d questions", server.asked.Load(), other.asked.Load())
	}
	read := 0
	for _, row := range rowsOf(t, all) {
		reason := fmt.Sprint(row["reason"])
		switch {
		case row["source"] != nil:
			read++
		case row["status"] == "expired" && row["id"] == "domain/c.com":
		case row["status"] != "unknown" || row["read_error"] != "unreachable" || !strings.Contains(reason, "overall_timeout was over"):
			t.Errorf("%v", row)
		}
	}
	if read != 2 {
		t.Errorf("%d were read", read)
	}
}

// Everything keeps its place: what is read, what is not, and what is given twice.
func TestDomains(t *testing.T) {
	t.Parallel()
	server := newRDAP(t, func(w http.ResponseWriter, request *http.Request) {
		switch _, name, _ := strings.Cut(request.URL.Path, "/domain/"); name {
		case "lost.com":
			registered("redemption period", "2036-11-21T09:00:00Z")(w, request)
		case "gone.com":
			w.WriteHeader(http.StatusNotFound)
		case "declared.com":
			registered("active", "")(w, request)
		default:
			registered("active", "2036-11-21T09:00:00Z")(w, request)
		}
	})
	servers := texts("com", server.URL)
	d := domains(t, nil)
	all, said := d.state("expiry_domains", values{
		"domains": textList("www.shop.com", "www.shop.com", "gone.com", "lost.com"), "owner": str("everybody"), "servers": servers,
		"targets": textMaps(texts("domain", "declared.com", "expires_on", "2026-12-31", "owner", "team-a"),
			texts("domain", "shop.com", "name", "twice"), texts("domain", "gone.com", "name", "twice")),
	})
	if len(said) > 0 {
		t.Fatalf("%s: %s", said[0].Summary, said[0].Detail)
	}
	var got []string
	for _, row := range rowsOf(t, all) {
		got = append(got, fmt.Sprint(row["id"], " ", row["domain"], " ", row["registrable_domain"], " ", row["status"], " ", row["owner"], " ", row["read_error"]))
	}
	want := []string{
		"domain/declared.com declared.com declared.com due team-a <nil>",
		"domain/twice shop.com shop.com ok everybody <nil>",
		"domain/www.shop.com www.shop.com shop.com ok everybody <nil>",
		"domain/gone.com gone.com gone.com unknown everybody not_found",
		"domain/lost.com lost.com lost.com expired everybody <nil>",
		"domain/twice gone.com gone.com unknown everybody not_found",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if !strings.Contains(textIn(all, "deadlines_json"), "duplicate") {
		t.Error("one name of two things is not told")
	}
	var worst map[string]tftypes.Value
	if err := all["worst"].As(&worst); err != nil || textIn(worst, "id") != "domain/lost.com" || textIn(all, "id") != "domains/all" || textIn(all, "status") != "expired" {
		t.Errorf("%v, %s %s", worst, textIn(all, "id"), textIn(all, "status"))
	}
	// Of nothing nothing is known, and that is enforced.
	all, said = d.state("expiry_domains", values{"domains": textList(), "enforcement": str("error")})
	if textIn(all, "status") != "unknown" || len(said) != 1 || !strings.Contains(said[0].Detail, "no domain is given") {
		t.Errorf("%s, %+v", textIn(all, "status"), said)
	}
}

// Real plans: a gate that fails on one of three, what is known only at apply, and
// a login in an argument of a data source that is put off.
func TestDomainsInPlans(t *testing.T) {
	t.Parallel()
	server := newRDAP(t, func(w http.ResponseWriter, request *http.Request) {
		status := "active"
		if strings.HasSuffix(request.URL.Path, "/lost.com") {
			status = "redemption period"
		}
		registered(status, "2036-11-21T09:00:00Z")(w, request)
	})
	servers := fmt.Sprintf("servers = { com = %q }\n", strings.Replace(server.URL, "http://", "http://u:s3cr@", 1))
	const provider = "provider \"expiry\" {\n  enforcement = \"none\"\n  network     = { rdap_pace = \"0s\" }\n}\n"
	config := provider + `
variable "domain" {
  default = "www.shop.com"
}
data "expiry_domain" "www" {
  domain = var.domain
  ` + servers + `}
data "expiry_domains" "all" {
  domains = ["ours.com", "www.lost.com"]
  ` + servers + `}
resource "expiry_gate" "domains" {
  deadlines = concat([data.expiry_domain.www], data.expiry_domains.all.deadlines)
}
output "ends" {
  value = [data.expiry_domain.www.expires_at, data.expiry_domains.all.worst.id]
}
`
	w := newWorkspace(t, map[string]string{"main.tf": config})
	code, output := w.run("plan")
	if code != 1 || !says("Deadlines not met", "domain/www.lost.com has ended", "redemption period", "(expired)").MatchString(output) || strings.Count(output, "(expired)") != 1 || strings.Contains(output, "s3cr") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.write("main.tf", strings.Replace(config, "www.lost.com", "www.kept.com", 1))
	if code, output = w.run("apply", "-auto-approve"); code != 0 || !strings.Contains(output, "2036-11-21T09:00:00Z") || strings.Contains(output, "s3cr") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	if code, output = w.run("plan", "-detailed-exitcode"); code != 0 {
		t.Errorf("a second plan: exit code %d\n%s", code, output)
	}
	w.write("main.tf", provider+`
resource "terraform_data" "name" {
  input = "example.com"
}
data "expiry_domain" "later" {
  domain = terraform_data.name.output
  `+servers+`}
`)
	if code, output = w.run("plan"); code != 0 || !says("data.expiry_domain.later").MatchString(output) || strings.Contains(output, "s3cr") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.write("main.tf", provider+"data \"expiry_domain\" \"x\" {\n  domain  = \"example.com\"\n  servers = { com = \"ftp://u:s3cr@example.net/\" }\n}\n")
	if code, output = w.run("plan"); code != 1 || !says("Unusable RDAP server").MatchString(output) || strings.Contains(output, "s3cr") {
		t.Errorf("exit code %d\n%s", code, output)
	}
}
