package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// planted stands in states wherever no reader may look.
const planted = "SECRET-MUST-NOT-APPEAR"

// stateDay is the day on which states are judged.
var stateDay = time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC)

// stateSample is one of the sample states, with a certificate in it.
func stateSample(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "states", name))
	if err != nil {
		t.Fatal(err)
	}
	leaf := certtest.SelfSigned([]string{"www.example.test"}, certtest.ValidBetween(stateDay.AddDate(0, -1, 0), stateDay.AddDate(0, 6, 0)))
	return strings.ReplaceAll(string(content), "@PEM@", strings.ReplaceAll(string(leaf.PEM()), "\n", `\n`))
}

// stateFiles writes states into a directory; all were written a week before the
// day.
func stateFiles(t testing.TB, files map[string]string) string {
	t.Helper()
	place := t.TempDir()
	for name, content := range files {
		file := filepath.Join(place, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, stateDay, stateDay.AddDate(0, 0, -7)); err != nil {
			t.Fatal(err)
		}
	}
	return place
}

// stateTold is what a data source gave: its results, and what was said.
type stateTold struct {
	values map[string]any
	diags  []*tfprotov6.Diagnostic
}

// tell reads a data source without Terraform.
func (d *direct) tell(name string, config values) stateTold {
	d.t.Helper()
	answer, err := d.server.ReadDataSource(d.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: d.object(d.schema.DataSourceSchemas[name], config)})
	if err != nil {
		d.t.Fatal(err)
	}
	said := stateTold{diags: answer.Diagnostics}
	if answer.State == nil {
		return said
	}
	state, err := answer.State.Unmarshal(d.schema.DataSourceSchemas[name].ValueType())
	if err != nil {
		d.t.Fatal(err)
	}
	if state.IsNull() {
		return said
	}
	if said.values, err = attribute.PlainObject(state); err != nil {
		d.t.Fatal(err)
	}
	return said
}

// list are the objects of a result.
func (a stateTold) list(t testing.TB, name string) []map[string]any {
	t.Helper()
	elements, ok := a.values[name].([]any)
	if !ok {
		t.Fatalf("%s is %T: %s", name, a.values[name], said(a.diags))
	}
	objects := make([]map[string]any, len(elements))
	for i, element := range elements {
		objects[i], _ = element.(map[string]any)
	}
	return objects
}

// said is all that was said, one diagnostic on a line.
func said(diags []*tfprotov6.Diagnostic) string {
	var text strings.Builder
	for _, d := range diags {
		fmt.Fprintf(&text, "%s %s %s: %s\n", d.Severity, d.Attribute, d.Summary, d.Detail)
	}
	return text.String()
}

// strs is a list of texts.
func strs(texts ...string) tftypes.Value {
	elements := make([]tftypes.Value, len(texts))
	for i, text := range texts {
		elements[i] = str(text)
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
}

// states reads states as a configuration says.
func states(t testing.TB, config values) stateTold {
	t.Helper()
	d, problems := configured(t, stateDay, values{"enforcement": str("none")})
	if len(problems) > 0 {
		t.Fatal(said(problems))
	}
	return d.tell("expiry_state", config)
}

// brief is a deadline in short: when it ends and how it stands.
func brief(deadline map[string]any) string {
	at, _ := deadline["expires_at"].(string)
	if at == "" {
		at, _ = deadline["end"].(string)
	}
	return fmt.Sprint(at, " ", deadline["status"])
}

// TestStateBadInput: wrong arguments are errors on them, and quote nothing that
// might be a secret.
func TestStateBadInput(t *testing.T) {
	t.Parallel()
	place := stateFiles(t, map[string]string{"a.tfstate": stateSample(t, "many.json"), "own.yaml": "types:\n  - type: acme_gadget\n    ends: " + planted + "\n"})
	here := func(name string) string { return filepath.Join(place, name) }
	pgType := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"conn_str": tftypes.String, "schema": tftypes.String, "workspaces": tftypes.List{ElementType: tftypes.String}}}
	pg := func(connection string) tftypes.Value {
		return tftypes.NewValue(pgType, map[string]tftypes.Value{"conn_str": str(connection), "schema": str("x"), "workspaces": strs()})
	}
	for name, c := range map[string]struct {
		config values
		says   []string
	}{
		"no such file":       {values{"files": strs(here("a.tfstate"), here("none.tfstate"))}, []string{`files").ElementKeyInt(1)`, "No such file"}},
		"nothing matches":    {values{"files": strs(here("*.state"))}, []string{`files").ElementKeyInt(0)`, "Nothing matches"}},
		"text of a state":    {values{"files": strs(`{"version": 4, "secret": "` + planted + `"}`)}, []string{`files").ElementKeyInt(0)`, "never its text"}},
		"an empty element":   {values{"files": strs(here("a.tfstate"), " ")}, []string{`files").ElementKeyInt(1)`, "Nothing given"}},
		"another scheme":     {values{"urls": strs("s3://bucket/" + planted)}, []string{`urls").ElementKeyInt(0)`, "Unusable address"}},
		"no database":        {values{"pg": pg("mysql://u:" + planted + "@h/d")}, []string{`conn_str`, "Unusable address", "PG_CONN_STR"}},
		"a tag of what":      {values{"files": strs(here("a.tfstate")), "tags": tagsValue("boss", "Owner")}, []string{`tags").ElementKeyString("boss")`, "owner", "criticality"}},
		"an own table":       {values{"files": strs(here("a.tfstate")), "own_file": str(here("own.yaml"))}, []string{"own_file", "Table cannot be used", "acme_gadget"}},
		"an own table gone":  {values{"files": strs(here("a.tfstate")), "own_file": str(here("gone.yaml"))}, []string{"own_file", "no such file"}},
		"a lead time beyond": {values{"files": strs(here("a.tfstate")), "lead_time": str("50%")}, []string{"lead_time", "act_by"}},
		"a tracked id blank": {values{"files": strs(here("a.tfstate")), "tracked_ids": strs("")}, []string{`tracked_ids").ElementKeyInt(0)`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := said(states(t, c.config).diags)
			for _, piece := range c.says {
				if !strings.Contains(got, piece) {
					t.Errorf("%q is not said:\n%s", piece, got)
				}
			}
			if strings.Contains(got, planted) {
				t.Errorf("a secret is told:\n%s", got)
			}
		})
	}
}

func tagsValue(field string, names ...string) tftypes.Value {
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.List{ElementType: tftypes.String}}, map[string]tftypes.Value{field: strs(names...)})
}

// TestStatePasswords: what Terraform keeps in its state is warned of.
func TestStatePasswords(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://u:" + planted + "@127.0.0.1:1/state"} {
		got := states(t, values{"urls": strs(address)})
		if text := said(got.diags); !strings.Contains(text, "Password in arguments") || strings.Contains(text, planted) {
			t.Error(text)
		}
		if one := got.list(t, "deadlines"); len(one) != 1 || one[0]["status"] != "unknown" || strings.Contains(fmt.Sprint(one, got.values["sources"]), planted) {
			t.Error(one)
		}
	}
}

// shapes are documents that hold nothing to judge, and what is said of each; "" of
// a good one that is empty.
func shapes(t testing.TB) map[string][2]string {
	many := stateSample(t, "many.json")
	return map[string][2]string{
		"nothing.tfstate":   {`{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "0", "outputs": {}, "resources": []}`, ""},
		"shown-none.json":   {`{"format_version": "1.0"}`, ""},
		"wrapped.json":      {`{"plan": {"format_version": "1.2", "prior_state": {"format_version": "1.0", "values": {"root_module": {}}}}, "run": {"id": "run-1"}}`, ""},
		"old.tfstate":       {`{"version": 3, "serial": 1, "lineage": "0", "modules": [{"path": ["root"], "resources": {"aws_iam_server_certificate.x": {"primary": {"attributes": {"expiration": "2027-01-01T00:00:00Z"}}}}}]}`, "version 3"},
		"to-come.tfstate":   {`{"version": 5, "resources": []}`, "version 5"},
		"encrypted.tfstate": {`{"serial": 3, "lineage": "0", "meta": {"key_provider.pbkdf2.k": "e30="}, "encrypted_data": "` + planted + `", "encryption_version": "v0"}`, "encrypted"},
		"cut.tfstate":       {many[:3000], "cut short"},
		"pulled.txt":        {"", "empty"},
		"raw.tfplan":        {"PK\x03\x04 tfplan", "ZIP archive"},
		"held.tflock":       {`{"ID": "` + planted + `", "Operation": "OperationTypeApply", "Who": "ci@example.test"}`, "lock"},
		"page.html":         {"<!DOCTYPE html><title>Sign in</title>" + planted, "HTML"},
		"other.json":        {`{"password": "` + planted + `"}`, "Accepted are a state"},
	}
}

// TestStateShapes: what is no state keeps its place as unknown and is named for
// what it is; one that is empty is told, and is no end.
func TestStateShapes(t *testing.T) {
	t.Parallel()
	files := map[string]string{"bom.tfstate": "\ufeff" + `{"version": 4, "serial": 1, "lineage": "0", "resources": []}`}
	for name, shape := range shapes(t) {
		files[name] = shape[0]
	}
	got := states(t, values{"files": strs(stateFiles(t, files) + "/*")})
	deadlines := map[string]map[string]any{}
	for _, one := range got.list(t, "deadlines") {
		deadlines[filepath.Base(one["id"].(string))] = one
	}
	sources := map[string]map[string]any{}
	for _, one := range got.list(t, "sources") {
		sources[filepath.Base(one["source"].(string))] = one
	}
	for name, shape := range shapes(t) {
		base := sources[name]["name"].(string)
		wrong, _ := sources[name]["error"].(string)
		one, there := deadlines[base]
		if shape[1] == "" {
			if wrong != "" || there || sources[name]["format"] == nil {
				t.Errorf("%s: %q, %v", name, wrong, one)
			}
			continue
		}
		if !strings.Contains(wrong, shape[1]) || one["id"] != "state/"+base || one["status"] != "unknown" || one["passes"] != false || !strings.Contains(fmt.Sprint(one["reason"]), shape[1]) {
			t.Errorf("%s: %q, %v", name, wrong, one)
		}
	}
	if len(deadlines) != 9 || len(sources) != 13 {
		t.Errorf("%d unreadable of %d", len(deadlines), len(sources))
	}
	tellsNoSecret(t, got)
	// Nothing at all is nothing known.
	empty := states(t, values{"files": strs(stateFiles(t, map[string]string{"a.tfstate": shapes(t)["nothing.tfstate"][0]}) + "/*")})
	if empty.values["status"] != "unknown" || empty.values["passes"] != false || len(empty.list(t, "deadlines")) != 0 {
		t.Errorf("%v %v", empty.values["status"], empty.values["reason"])
	}
}

func tellsNoSecret(t testing.TB, got stateTold) {
	t.Helper()
	if all := fmt.Sprint(got.values) + said(got.diags); strings.Contains(all, planted) || strings.Contains(all, "BEGIN CERTIFICATE") || strings.Contains(all, "PRIVATE KEY") {
		t.Error("a secret is told")
	}
}

// TestState reads every awkward resource of a state.
func TestState(t *testing.T) {
	t.Parallel()
	place := stateFiles(t, map[string]string{"prod.tfstate": stateSample(t, "many.json")})
	got := states(t, values{"files": strs(place + "/*.tfstate"), "scan": str("pem"), "owner": str("nobody-else@example.test")})
	tellsNoSecret(t, got)
	want := map[string]string{
		"aws_acm_certificate.shop":                         "2027-01-10T00:00:00Z due",
		"aws_acm_certificate.waiting":                      "unknown unknown",
		`module.site["kyoto"].tls_self_signed_cert.lab[0]`: "2027-04-30T00:00:01Z ok",
		`module.site["kyoto"].tls_self_signed_cert.lab[1]`: "2026-09-15T00:00:01Z expired",
		"aws_db_instance.ledger":                           "",
		"aws_db_instance.ledger/ca":                        "2024-08-22T00:00:00Z expired",
		`aws_lambda_function.resize["a"]`:                  "",
		`aws_lambda_function.resize["b\"c"]`:               "unknown unknown",
		"aws_eks_cluster.main":                             "",
		"azuread_application_password.robot":               "2026-12-10T08:00:00Z overdue",
		"gitlab_project_access_token.release":              "2027-04-30T00:00:00Z ok",
		"google_service_account_key.old":                   "open ok",
		"google_os_login_ssh_public_key.u":                 "2027-04-30T00:00:00Z ok",
		"google_bigquery_table.scratch":                    "2027-04-30T00:00:00Z ok",
		"vault_pki_secret_backend_cert.web":                "2027-04-30T00:00:01Z ok",
		"aws_api_gateway_client_certificate.front":         "2027-04-30T00:00:01Z ok",
		"aws_iam_saml_provider.login":                      "2027-04-30T00:00:00Z ok",
		"okta_app_saml.wiki":                               "2027-04-30T00:00:01Z ok", // in whole seconds, as all instants
		"alicloud_instance.vm":                             "2027-04-30T16:00:00Z ok",
		"aws_budgets_budget.all":                           "open ok",
		"acme_certificate.edge":                            "2027-03-09T00:00:01Z ok",
		"acme_certificate.edge/deposed-0badcafe":           "open ok",
		"aws_iam_server_certificate.flat":                  "unknown unknown",
		"data.tls_certificate.site":                        "2026-12-14T00:00:01Z overdue",
		"helm_release.cm":                                  "",
		"helm_release.argo":                                "",
		"kubernetes_secret.www":                            "",
	}
	says := map[string]string{
		`module.site["kyoto"].tls_self_signed_cert.lab[1]`: "tainted, so the next apply replaces it",
		"acme_certificate.edge/deposed-0badcafe":           "ended at 2026-11-10T00:00:01Z; the next apply destroys it",
		"aws_acm_certificate.waiting":                      "its not_after is empty",
		"aws_acm_certificate.shop":                         `read it live with expiry_certificate { endpoint = "shop.example.test:443" }; the state (serial 12) is of 2026-11-14 12:00 UTC, 7 days ago`,
		"aws_iam_server_certificate.flat":                  "of Terraform before 0.12",
		"data.tls_certificate.site":                        "held at its last refresh",
		"helm_release.cm":                                  "cert-manager 1.12.3",
		"helm_release.argo":                                "argo-cd 2.10.4",
		"aws_db_instance.ledger":                           "amazon-rds-postgresql 12.19",
	}
	found := map[string]bool{}
	for _, one := range got.list(t, "deadlines") {
		place, ok := strings.CutPrefix(one["id"].(string), "state/prod/")
		found[place] = true
		if expected, known := want[place]; !ok || !known || expected != "" && brief(one) != expected {
			t.Errorf("%s: %s, want %s", one["id"], brief(one), expected)
		}
		if !strings.Contains(one["reason"].(string), says[place]) {
			t.Errorf("%q is not said: %s", says[place], one["reason"])
		}
		if one["state"] != "prod" || one["owner"] == nil || one["tracked"] != false {
			t.Errorf("%v", one)
		}
	}
	for place := range want {
		if !found[place] {
			t.Errorf("nothing is told of %s", place)
		}
	}
	rules := map[string]string{}
	for _, one := range got.list(t, "deadlines") {
		for _, finding := range one["findings"].([]any) {
			rules[one["address"].(string)] += fmt.Sprint(finding.(map[string]any)["rule"], " ")
		}
		if one["address"] == "aws_acm_certificate.shop" && (one["owner"] != "team-shop@example.test" || one["environment"] != "production" || one["act_by"] != "2026-12-11T00:00:00Z") {
			t.Errorf("%v", one)
		}
		if one["address"] == "helm_release.argo" && (one["product"] != "argo-cd" || one["version"] != "2.10.4" || one["cycle"] != "2.10" || one["path"] != "metadata.app_version") {
			t.Errorf("%v", one)
		}
	}
	if !strings.Contains(rules["acme_certificate.edge"], "expired-beside") || strings.Contains(fmt.Sprint(rules), "untracked") {
		t.Errorf("findings %v", rules)
	}
	aside := fmt.Sprint(got.values["left_aside"])
	for _, kind := range []string{"azurerm_mssql_server", "random_password", "ovh_domain_zone", "expiry_asset"} {
		if !strings.Contains(aside, "type:"+kind) {
			t.Errorf("%s is not among what is left aside: %s", kind, aside)
		}
	}
	if lost := got.list(t, "unjudged"); len(lost) != 2 || lost[0]["address"] != "acme_gadget.lease" || lost[1]["path"] != "valid_until" || fmt.Sprint(got.values["unjudged_count"]) != "2" {
		t.Errorf("unjudged: %v", lost)
	}
	if byType := got.values["by_type"].(map[string]any); fmt.Sprintf("%v %v %v", byType["aws_db_instance"], byType["acme_certificate"], byType["acme_gadget"]) != "2 2 <nil>" {
		t.Errorf("by type: %v", byType)
	}
	source := got.list(t, "sources")[0]
	if fmt.Sprintf("%v %v %v %v %v %v %v", source["format"], source["serial"], source["read_at"], source["terraform_version"], source["tool"], source["deposed"], source["error"]) != "state v4 12 2026-11-14T12:00:00Z 1.11.4 Terraform 1 <nil>" {
		t.Errorf("%v", source)
	}
	if got.values["status"] != "expired" || got.values["id"] != "states/all" || len(got.diags) != 0 {
		t.Errorf("%v %v %s", got.values["id"], got.values["status"], said(got.diags))
	}
}

// TestStateWithoutScan reads no document that nobody asked for.
func TestStateWithoutScan(t *testing.T) {
	t.Parallel()
	place := stateFiles(t, map[string]string{"prod.tfstate": stateSample(t, "many.json")})
	got := states(t, values{"files": strs(place + "/*.tfstate")})
	for _, one := range got.list(t, "deadlines") {
		if one["type"] == "kubernetes_secret" {
			t.Errorf("%v", one)
		}
	}
	if aside := fmt.Sprint(got.values["left_aside"]); !strings.Contains(aside, `scan = "pem"`) {
		t.Error(aside)
	}
}

// TestStateShownAndPlanned: the output of show, for a state and for a plan.
func TestStateShownAndPlanned(t *testing.T) {
	t.Parallel()
	place := stateFiles(t, map[string]string{"a/shown.json": stateSample(t, "shown.json"), "b/plan.json": stateSample(t, "plan.json")})
	got := states(t, values{"files": strs(place + "/**/*.json")})
	tellsNoSecret(t, got)
	want := map[string][2]string{
		"state/shown/aws_acm_certificate.shop":                           {"2027-01-10T00:00:00Z due", "the state is of"},
		"state/shown/module.data.aws_db_instance.ledger":                 {"", "amazon-rds-mysql 5.7.44"},
		"state/shown/module.data.aws_db_instance.ledger/ca":              {"2061-01-01T00:00:00Z ok", ""},
		"state/shown/module.data.acme_certificate.edge/deposed-0badcafe": {"open ok", "waits to be destroyed"},
		"state/plan/aws_acm_certificate.shop":                            {"unknown unknown", "known only after apply; the plan replaces it"},
		"state/plan/gitlab_project_access_token.fresh":                   {"2026-11-25T00:00:00Z overdue", "the plan creates it"},
		"state/plan/gitlab_project_access_token.release":                 {"2027-10-31T00:00:00Z ok", "as the plan changes it"},
		"state/plan/tls_self_signed_cert.lab":                            {"unknown unknown", "tainted"},
		"state/plan/aws_iam_server_certificate.left":                     {"2026-09-15T00:00:01Z expired", "the plan forgets it, and it lives on"},
		"state/plan/data.tls_certificate.site":                           {"2026-12-14T00:00:01Z overdue", "the plan is of 2026-11-20 06:00 UTC, a day ago"},
	}
	found := 0
	for _, one := range got.list(t, "deadlines") {
		expected, known := want[one["id"].(string)]
		found++
		if !known || expected[0] != "" && brief(one) != expected[0] || !strings.Contains(one["reason"].(string), expected[1]) {
			t.Errorf("%s: %s: %s", one["id"], brief(one), one["reason"])
		}
	}
	if found != len(want) {
		t.Errorf("%d deadlines, want %d", found, len(want))
	}
	plan := got.list(t, "sources")[1]
	if fmt.Sprintf("%v %v %v", plan["format"], plan["deleted"], plan["read_at_by"]) != "plan 2 the plan" || !strings.Contains(fmt.Sprint(got.values["left_aside"]), "the plan deletes it") {
		t.Errorf("%v %v", plan, got.values["left_aside"])
	}
}

// TestStateUntracked: what nobody tracks, with the HCL that would.
func TestStateUntracked(t *testing.T) {
	t.Parallel()
	sample := stateSample(t, "many.json")
	place := stateFiles(t, map[string]string{"prod.tfstate": sample, "test.tfstate": sample})
	config := values{"files": strs(place + "/*.tfstate")}
	all := states(t, config).list(t, "untracked")
	// Most urgent first, without what has no end, is deposed, or tracks itself.
	previous := ""
	for _, one := range all {
		at, _ := one["expires_at"].(string)
		if at < previous || one["end"] == "open" || strings.Contains(one["id"].(string), "deposed") || one["type"] == "expiry_asset" {
			t.Errorf("%s %v after %s", one["id"], at, previous)
		}
		previous = at
		if !strings.Contains(one["suggestion"].(string), "tracks ") || strings.Contains(one["suggestion"].(string), planted) {
			t.Error(one["suggestion"])
		}
	}
	tracked := maps.Clone(config)
	tracked["tracked_ids"] = strs("asset/erp", "asset/*", "state/test/*", "asset/prod/aws_acm_certificate.shop", `state/prod/module.site["kyoto"].tls_self_signed_cert.lab[0]`, "asset/aws_eks_cluster.main", "asset/ledger")
	got := states(t, tracked)
	if left := got.list(t, "untracked"); len(left) != len(all)/2-2 || fmt.Sprint(got.values["untracked_count"]) != fmt.Sprint(len(left)) {
		t.Errorf("%d of %d", len(left), len(all))
	}
	for _, one := range got.list(t, "deadlines") {
		has := slices.ContainsFunc(one["findings"].([]any), func(f any) bool { return f.(map[string]any)["rule"] == "untracked" })
		address := one["address"].(string)
		wants := one["state"] == "prod" && one["end"] != "open" && address != "aws_acm_certificate.shop" && !strings.HasSuffix(address, "lab[0]")
		if has != wants {
			t.Errorf("%s: %v", one["id"], one["findings"])
		}
	}
}

// TestStateLimits: five hundred are listed, more are only in the text, and none is
// lost.
func TestStateLimits(t *testing.T) {
	t.Parallel()
	many := func(n int) string {
		var out strings.Builder
		out.WriteString(`{"version": 4, "serial": 1, "lineage": "0", "resources": [`)
		for i := range n {
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, `{"mode": "managed", "type": "aws_acm_certificate", "name": "c%d", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"attributes": {"not_after": "2027-05-01T00:00:00Z"}}]},
				{"mode": "managed", "type": "acme_gadget", "name": "g%d", "provider": "x", "instances": [{"attributes": {"valid_until": "2027-05-01"}}]}`, i, i)
		}
		return out.String() + "]}"
	}
	for n, listed := range map[int]bool{500: true, 501: false} {
		got := states(t, values{"files": strs(stateFiles(t, map[string]string{"a.tfstate": many(n)}) + "/*")})
		if (got.values["deadlines"] != nil) != listed || strings.Count(got.values["deadlines_json"].(string), `"id":"state/a/`) != n {
			t.Errorf("%d: %v", n, got.values["deadlines"] != nil)
		}
		if fmt.Sprintf("%v %v %v", got.values["counts"].(map[string]any)["ok"], got.values["untracked_count"], got.values["unjudged_count"]) != fmt.Sprintf("%d %d %d", n, n, n) {
			t.Errorf("%v %v %v", got.values["counts"], got.values["untracked_count"], got.values["unjudged_count"])
		}
		if len(got.list(t, "untracked")) != 500 || len(got.list(t, "unjudged")) != 500 {
			t.Error("the lists are longer or shorter than they may be")
		}
	}
	// Bounds of the arguments.
	large := values{"files": strs(stateFiles(t, map[string]string{"a.tfstate": many(100)}) + "/*"), "max_bytes": tftypes.NewValue(tftypes.Number, 1000)}
	if one := states(t, large).list(t, "deadlines"); len(one) != 1 || one[0]["id"] != "state/a" || one[0]["status"] != "unknown" {
		t.Errorf("%v", one)
	}
}

// TestStateOwnTable judges a type of one's own, and other tags.
func TestStateOwnTable(t *testing.T) {
	t.Parallel()
	place := stateFiles(t, map[string]string{
		"a.tfstate": `{"version": 4, "serial": 1, "lineage": "0", "resources": [{"mode": "managed", "type": "acme_gadget", "name": "g", "provider": "x", "instances": [{"attributes": {"valid_until": "2026-11-30", "tags": {"boss": "team-a", "team": "team-b"}}}]}]}`,
		"own.yaml":  "types:\n  - type: acme_gadget\n    source: our own\n    ends:\n      - kind: contract\n        at: [valid_until]\n",
	})
	got := states(t, values{"files": strs(place + "/a.tfstate"), "own_file": str(place + "/own.yaml"), "tags": tagsValue("owner", "Boss")})
	one := got.list(t, "deadlines")
	if len(one) != 1 || brief(one[0]) != "2026-12-01T00:00:00Z overdue" || one[0]["owner"] != "team-a" || one[0]["kind"] != "contract" || len(got.list(t, "unjudged")) != 0 {
		t.Errorf("%v %v", one, said(got.diags))
	}
}
