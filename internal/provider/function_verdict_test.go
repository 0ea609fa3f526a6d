package provider_test

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// object makes an object of texts.
func object(parts map[string]string) cty.Value {
	values := map[string]cty.Value{}
	for name, part := range parts {
		values[name] = words(part)
	}
	return cty.ObjectVal(values)
}

func licence(name string, days int) cty.Value {
	return cty.ObjectVal(map[string]cty.Value{"id": words("licence/" + name), "owner": words("ops@example.test"), "expires_at": day(days)})
}

func several(values ...cty.Value) cty.Value { return cty.TupleVal(values) }

// What is wrong in an argument is told in one sentence: which, what was found, what
// is accepted.
func TestJudgingFunctionsBadInput(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	setting := func(name string, value cty.Value) cty.Value { return cty.ObjectVal(map[string]cty.Value{name: value}) }
	fine := several(licence("a", 300))
	waiver := map[string]string{"rule": "overdue", "asset": "licence/*", "reason": "late offer", "approver": "cto", "granted_on": "2026-11-20", "ends_on": "2026-12-20"}
	with := func(name, value string) cty.Value {
		changed := map[string]string{name: value}
		for name, value := range waiver {
			if _, own := changed[name]; !own {
				changed[name] = value
			}
		}
		return setting("waivers", several(object(changed)))
	}
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	for name, test := range map[string]struct {
		function  string
		arguments []cty.Value
		position  int64
		pieces    []string
	}{
		"no list":               {"verdict", []cty.Value{cty.NumberIntVal(3), thisDay, noSettings}, 0, []string{"no list"}},
		"an empty list":         {"verdict", []cty.Value{cty.EmptyTupleVal, thisDay, noSettings}, 0, []string{"given no deadline", "allow_empty"}},
		"an empty JSON list":    {"verdict", []cty.Value{words("[]"), thisDay, noSettings}, 0, []string{"given no deadline"}},
		"no JSON":               {"verdict", []cty.Value{words("licence"), thisDay, noSettings}, 0, []string{"no JSON", "jsonencode"}},
		"no id":                 {"verdict", []cty.Value{several(object(map[string]string{"owner": "o"})), thisDay, noSettings}, 0, []string{"number 1", "no id"}},
		"a null among them":     {"verdict", []cty.Value{several(noSettings), thisDay, noSettings}, 0, []string{"number 1", "no id"}},
		"two mistakes":          {"verdict", []cty.Value{several(noSettings, noSettings), thisDay, noSettings}, 0, []string{"1 more"}},
		"no instant":            {"verdict", []cty.Value{several(object(map[string]string{"id": "a/b", "expires_at": "soon"})), thisDay, noSettings}, 0, []string{"expires_at", "soon"}},
		"no day":                {"verdict", []cty.Value{fine, words("tomorrow"), noSettings}, 1, []string{`"tomorrow"`}},
		"blank day":             {"verdict", []cty.Value{fine, words(""), noSettings}, 1, []string{"2027-03-31"}},
		"settings are a list":   {"verdict", []cty.Value{fine, thisDay, several(words("a"))}, 2, []string{"settings is a list", "an object"}},
		"settings are a text":   {"verdict", []cty.Value{fine, thisDay, words("{}")}, 2, []string{"settings is a text"}},
		"misspelt setting":      {"verdict", []cty.Value{fine, thisDay, setting("failon", words("due"))}, 2, []string{`"failon"`, "nearest is fail_on", "time_zone"}},
		"misspelt, though null": {"verdict", []cty.Value{fine, thisDay, setting("waiver", noSettings)}, 2, []string{`"waiver"`, "nearest is waivers"}},
		"no such fail_on":       {"verdict", []cty.Value{fine, thisDay, setting("fail_on", words("never"))}, 2, []string{"settings.fail_on", `"never"`, "due, overdue or expired"}},
		"no such on_unknown":    {"verdict", []cty.Value{fine, thisDay, setting("on_unknown", words("off"))}, 2, []string{"settings.on_unknown", `"off"`, "error or warn"}},
		"no such zone":          {"verdict", []cty.Value{fine, thisDay, setting("time_zone", words("Mars/Base"))}, 2, []string{"settings.time_zone", "Mars/Base"}},
		"rules are a list":      {"verdict", []cty.Value{fine, thisDay, setting("rules", several())}, 2, []string{"settings.rules is a list"}},
		"no such rule":          {"verdict", []cty.Value{fine, thisDay, setting("rules", setting("owner-mising", object(map[string]string{"severity": "error"})))}, 2, []string{"owner-mising", "owner-missing"}},
		"misspelt in a rule":    {"verdict", []cty.Value{fine, thisDay, setting("rules", setting("due", object(map[string]string{"sevrity": "off"})))}, 2, []string{`settings.rules["due"]`, "sevrity", "nearest is severity"}},
		"no severity":           {"verdict", []cty.Value{fine, thisDay, setting("rules", setting("due", object(map[string]string{"severity": "loud"})))}, 2, []string{"loud", "off, warn and error"}},
		"a rule of null":        {"verdict", []cty.Value{fine, thisDay, setting("rules", setting("due", noSettings))}, 2, []string{"null"}},
		"no period":             {"verdict", []cty.Value{fine, thisDay, setting("defaults", setting("licence", object(map[string]string{"lead_time": "3m"})))}, 2, []string{"settings.defaults", "3mo"}},
		"defaults of null":      {"verdict", []cty.Value{fine, thisDay, setting("defaults", setting("licence", noSettings))}, 2, []string{`settings.defaults["licence"] is null`}},
		"misspelt default":      {"verdict", []cty.Value{fine, thisDay, setting("defaults", setting("licence", object(map[string]string{"leadtime": "30d"})))}, 2, []string{"leadtime", "lead_time"}},
		"no such country":       {"verdict", []cty.Value{fine, thisDay, setting("business_calendar", object(map[string]string{"country": "XX"}))}, 2, []string{"settings.business_calendar", "XX"}},
		"no such window":        {"verdict", []cty.Value{fine, thisDay, setting("maintenance_window", object(map[string]string{"rrule": "FREQ=SOMETIMES", "start": "20:00", "duration": "4h"}))}, 2, []string{"settings.maintenance_window", "SOMETIMES"}},
		"misspelt in a waiver":  {"verdict", []cty.Value{fine, thisDay, with("end_on", "2026-12-01")}, 2, []string{"settings.waivers[0]", "end_on", "nearest is ends_on"}},
		"a waiver of no ticket": {"verdict", []cty.Value{fine, thisDay, with("granted_on", "")}, 2, []string{"waivers[0].granted_on"}},
		"a waiver too long":     {"verdict", []cty.Value{fine, thisDay, with("ends_on", "2027-06-01")}, 2, []string{"at most 90"}},
		"assertions are a text": {"verdict", []cty.Value{fine, thisDay, setting("assertions", words("yes"))}, 2, []string{"settings.assertions is a text"}},

		"no type":                  {"resource_verdict", []cty.Value{words(" "), cty.EmptyObjectVal, thisDay, noSettings}, 0, []string{"type is empty", "aws_db_instance"}},
		"attributes are a text":    {"resource_verdict", []cty.Value{words("aws_vpc"), words("x"), thisDay, noSettings}, 1, []string{"attributes is a text"}},
		"attributes are a list":    {"state_deadlines", []cty.Value{words("aws_vpc"), several(), thisDay}, 1, []string{"attributes is a list"}},
		"a name means nothing":     {"resource_verdict", []cty.Value{words("aws_vpc"), cty.EmptyObjectVal, thisDay, setting("name", words("x"))}, 3, []string{`"name"`}},
		"no certificate":           {"certificate_deadline", []cty.Value{words("hello"), thisDay, noSettings}, 0, []string{"certificate"}},
		"an empty text":            {"certificate_deadline", []cty.Value{words(""), thisDay, noSettings}, 0, []string{"empty"}},
		"a private key":            {"certificate_deadline", []cty.Value{words(string(leaf.PEM()) + string(leaf.KeyPEM())), thisDay, noSettings}, 0, []string{"rivate key"}},
		"authorities that are not": {"certificate_deadline", []cty.Value{words(string(leaf.PEM())), thisDay, setting("ca_pem", words("hello"))}, 2, []string{"settings.ca_pem"}},
		"no terms":                 {"contract_deadline", []cty.Value{words("lease"), thisDay, noSettings}, 0, []string{"terms is a text"}},
		"misspelt term":            {"contract_deadline", []cty.Value{object(map[string]string{"contract": "a", "end_on": "2027-01-01"}), thisDay, noSettings}, 0, []string{"end_on", "nearest is ends_on"}},
		"no key":                   {"contract_deadline", []cty.Value{object(map[string]string{"ends_on": "2027-01-01"}), thisDay, noSettings}, 0, []string{"terms has no contract"}},
		"a term of no form":        {"contract_deadline", []cty.Value{object(map[string]string{"contract": "a", "ends_on": "soon"}), thisDay, noSettings}, 0, []string{"terms.ends_on", "soon"}},
		"no such product":          {"software_deadline", []cty.Value{words("phpp"), words("8"), thisDay, noSettings}, 0, []string{"phpp", "php"}},
		"no version":               {"software_deadline", []cty.Value{words("php"), words("latest"), thisDay, noSettings}, 1, []string{"latest"}},
		"no support level":         {"software_deadline", []cty.Value{words("php"), words("8.4"), thisDay, setting("support_level", words("gold"))}, 3, []string{"settings.support_level", `"gold"`, "active, security or extended"}},
		"no constraint":            {"software_deadline", []cty.Value{words("php"), words("8.4"), thisDay, setting("allowed", words("new ones"))}, 3, []string{"settings.allowed"}},
	} {
		result, fault := f.call(test.function, test.arguments...)
		if fault == nil {
			t.Errorf("%s: accepted: %#v", name, result)
			continue
		}
		if fault.FunctionArgument == nil || *fault.FunctionArgument != test.position {
			t.Errorf("%s: it is put on argument %v: %s", name, fault.FunctionArgument, fault.Text)
		}
		for _, piece := range test.pieces {
			if !strings.Contains(fault.Text, piece) {
				t.Errorf("%s: %q is not said: %s", name, piece, fault.Text)
			}
		}
		if strings.Contains(fault.Text, "\n") || strings.HasSuffix(fault.Text, ".") || strings.Contains(fault.Text, ". ") && !strings.Contains(fault.Text, "...") {
			t.Errorf("%s: no sentence: %q", name, fault.Text)
		}
		for _, word := range []string{"tftypes", "basetypes", "goroutine", "interface", "MII", "unmarshal"} {
			if strings.Contains(fault.Text, word) {
				t.Errorf("%s: %q is said: %s", name, word, fault.Text)
			}
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	waivers := cty.ObjectVal(map[string]cty.Value{"waivers": several(object(map[string]string{
		"rule": "overdue", "asset": "licence/late", "reason": "an offer is awaited", "approver": "cto", "ticket": "OPS-1", "granted_on": "2026-11-20", "ends_on": "2026-12-20",
	}))})
	resource := cty.ObjectVal(map[string]cty.Value{"waivers": several(object(map[string]string{
		"rule": "overdue", "asset": "licence/late", "reason": "an offer is awaited", "approver": "cto", "ticket": "OPS-1", "granted_on": "2026-11-20", "ends_on": "2026-12-20",
		"kind": "waiver", "id": "waiver/late", "expires_at": "2026-12-21T00:00:00Z", "system": "another", "status": "ok",
	}))})
	for name, test := range map[string]struct {
		deadlines, settings cty.Value
		passed              bool
		worst               string
		says                string
	}{
		"fine":               {several(licence("fine", 300)), noSettings, true, "licence/fine", "nothing fails"},
		"no settings":        {several(licence("fine", 300)), cty.EmptyObjectVal, true, "licence/fine", "1 ok"},
		"ended":              {several(licence("fine", 300), licence("gone", -2)), noSettings, false, "licence/gone", "licence/gone"},
		"one JSON text":      {words(`[{"id": "licence/gone", "expires_at": "2020-01-01T00:00:00Z"}]`), noSettings, false, "licence/gone", "(expired)"},
		"JSON texts":         {several(words(`{"id": "licence/gone", "expires_at": "2020-01-01T00:00:00Z"}`), licence("fine", 300)), noSettings, false, "licence/gone", "(expired)"},
		"unknown fails":      {several(object(map[string]string{"id": "licence/x"})), noSettings, false, "licence/x", "(unknown)"},
		"unknown may warn":   {several(object(map[string]string{"id": "licence/x", "owner": "o"})), object(map[string]string{"on_unknown": "warn"}), true, "licence/x", "1 warning"},
		"due fails if asked": {several(licence("soon", 45)), object(map[string]string{"fail_on": "due"}), false, "licence/soon", "(due)"},
		"due warns else":     {several(licence("soon", 45)), noSettings, true, "licence/soon", "1 warning: "},
		"waived":             {several(licence("late", 5)), waivers, true, "licence/late", "1 violation is waived: overdue of licence/late by cto until 2026-12-20"},
		"waived by resource": {several(licence("late", 5)), resource, true, "licence/late", "is waived"},
		"nothing, allowed":   {cty.EmptyTupleVal, cty.ObjectVal(map[string]cty.Value{"allow_empty": cty.True}), true, "", "there are no deadlines"},
		"misspelt key is told": {several(cty.ObjectVal(map[string]cty.Value{
			"id": words("licence/fine"), "ownr": words("x"), "expires_at": day(300),
		})), noSettings, true, "licence/fine", "is not read"},
		"defaults": {
			several(licence("fine", 50)), cty.ObjectVal(map[string]cty.Value{"defaults": cty.ObjectVal(map[string]cty.Value{"licence": object(map[string]string{"lead_time": "60d"})})}),
			false, "licence/fine", "(overdue)",
		},
		"an assertion": {
			several(licence("fine", 300)), cty.ObjectVal(map[string]cty.Value{"assertions": cty.ObjectVal(map[string]cty.Value{
				"reviewed": cty.ObjectVal(map[string]cty.Value{"passed": cty.False, "message": words("nobody reviewed it")}),
			})}),
			false, "licence/fine", "nobody reviewed it",
		},
	} {
		result, fault := f.call("verdict", test.deadlines, thisDay, test.settings)
		if fault != nil {
			t.Errorf("%s: %s", name, fault.Text)
			continue
		}
		message := result.GetAttr("message").AsString()
		if result.GetAttr("passed").True() != test.passed || !strings.Contains(message, test.says) {
			t.Errorf("%s: passed %v, %s", name, result.GetAttr("passed").True(), message)
		}
		worst := ""
		if one := result.GetAttr("worst"); !one.IsNull() {
			worst = one.GetAttr("id").AsString()
		}
		if worst != test.worst {
			t.Errorf("%s: the worst is %q", name, worst)
		}
	}
}

// What a function makes of a thing can be handed to verdict as it is.
func TestDeadlinesOfFunctions(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	owner := object(map[string]string{"owner": "ops@example.test"})
	lease := map[string]string{"contract": "lease", "starts_on": "2026-01-01", "term": "1y", "renewal": "none"}
	rds := func(version string) cty.Value {
		return object(map[string]string{"identifier": "orders", "engine": "mysql", "engine_version": version, "ca_cert_identifier": "rds-ca-rsa2048-g1"})
	}
	for name, test := range map[string]struct {
		function  string
		arguments []cty.Value
		id        string
		status    string
	}{
		"certificate":   {"certificate_deadline", []cty.Value{words(string(certtest.Chain(root, leaf))), thisDay, owner}, "certificate/www.example.test", "ok"},
		"later":         {"certificate_deadline", []cty.Value{words(string(leaf.PEM())), words("2027-02-01"), object(map[string]string{"name": "www"})}, "certificate/www", "expired"},
		"lead time":     {"certificate_deadline", []cty.Value{words(string(leaf.PEM())), thisDay, object(map[string]string{"lead_time": "60d"})}, "certificate/www.example.test", "overdue"},
		"contract":      {"contract_deadline", []cty.Value{object(lease), thisDay, owner}, "contract/lease", "due"},
		"no term":       {"contract_deadline", []cty.Value{object(map[string]string{"contract": "lease"}), thisDay, owner}, "contract/lease", "unknown"},
		"software":      {"software_deadline", []cty.Value{words("php"), words("7.4.33"), thisDay, owner}, "software/php@7.4.33", "expired"},
		"not allowed":   {"software_deadline", []cty.Value{words("php"), words("8.4.1"), thisDay, object(map[string]string{"allowed": ">= 8.5"})}, "software/php@8.4.1", ""},
		"of a resource": {"state_deadlines", []cty.Value{words("aws_db_instance"), rds("5.6.40"), thisDay}, "resource/aws_db_instance/orders", "expired"},
		"no version":    {"state_deadlines", []cty.Value{words("aws_db_instance"), rds(""), thisDay}, "resource/aws_db_instance/orders", "unknown"},
	} {
		result, fault := f.call(test.function, test.arguments...)
		if fault != nil {
			t.Errorf("%s: %s", name, fault.Text)
			continue
		}
		deadlines := several(result)
		if test.function == "state_deadlines" {
			deadlines, result = result, result.Index(cty.NumberIntVal(0))
		}
		if id, status := result.GetAttr("id").AsString(), result.GetAttr("status").AsString(); id != test.id || test.status != "" && status != test.status {
			t.Errorf("%s: %s is %s: %s", name, id, status, result.GetAttr("reason").AsString())
		}
		verdict, fault := f.call("verdict", deadlines, test.arguments[len(test.arguments)-1-boolInt(test.function != "state_deadlines")], noSettings)
		if fault != nil || verdict.GetAttr("passed").True() != (result.GetAttr("passes").True() && len(deadlines.AsValueSlice()) == 1) {
			t.Errorf("%s: %v %v", name, fault, verdict)
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestResourceVerdict(t *testing.T) {
	t.Parallel()
	f := newFunctions(t)
	for name, test := range map[string]struct {
		kind          string
		attributes    cty.Value
		settings      cty.Value
		passed, known bool
		says          string
	}{
		"does not end":       {"aws_vpc", object(map[string]string{"cidr_block": "10.0.0.0/8"}), noSettings, true, false, "not in the table"},
		"looks like an end":  {"acme_licence", object(map[string]string{"expires_at": "2020-01-01T00:00:00Z"}), noSettings, true, false, "look like ends that nobody judges: expires_at"},
		"nothing in it":      {"aws_db_instance", cty.EmptyObjectVal, noSettings, false, true, "(unknown)"},
		"ended":              {"aws_eks_cluster", object(map[string]string{"name": "shop", "version": "1.24"}), noSettings, false, true, "resource/aws_eks_cluster/shop"},
		"another form":       {"aws_eks_cluster", object(map[string]string{"name": "shop", "version": "newest"}), noSettings, false, true, "(unknown)"},
		"unknown may warn":   {"aws_eks_cluster", object(map[string]string{"name": "shop", "version": "newest"}), object(map[string]string{"on_unknown": "warn"}), true, true, "warning"},
		"null":               {"aws_eks_cluster", cty.ObjectVal(map[string]cty.Value{"version": cty.NullVal(cty.String)}), noSettings, false, true, "(unknown)"},
		"skipped on purpose": {"aws_cloudfront_key_group", cty.EmptyObjectVal, noSettings, true, true, "Left out: public keys have no end"},
		"a secret stays one": {"aws_eks_cluster", object(map[string]string{"version": "SECRET-MUST-NOT-APPEAR"}), noSettings, false, true, "(unknown)"},
	} {
		result, fault := f.call("resource_verdict", words(test.kind), test.attributes, thisDay, test.settings)
		if fault != nil {
			t.Errorf("%s: %s", name, fault.Text)
			continue
		}
		message := result.GetAttr("message").AsString()
		if result.GetAttr("passed").True() != test.passed || result.GetAttr("known").True() != test.known || !strings.Contains(message, test.says) || strings.Contains(message, "SECRET") {
			t.Errorf("%s: passed %v, known %v: %s", name, result.GetAttr("passed").True(), result.GetAttr("known").True(), message)
		}
	}
}
