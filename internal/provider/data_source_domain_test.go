package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// rdapServer answers as an RDAP server and counts what it is asked.
type rdapServer struct {
	*httptest.Server
	asked atomic.Int64
}

func newRDAP(t *testing.T, answer http.HandlerFunc) *rdapServer {
	t.Helper()
	s := &rdapServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		s.asked.Add(1)
		answer(w, request)
	}))
	t.Cleanup(s.Close)
	return s
}

// registered answers every question about a domain with its registration.
func registered(status, end string) http.HandlerFunc {
	return func(w http.ResponseWriter, request *http.Request) {
		_, name, _ := strings.Cut(request.URL.Path, "/domain/")
		events := `{"eventAction":"registration","eventDate":"2016-11-21T09:00:00Z"}`
		if end != "" {
			events += `,{"eventAction":"expiration","eventDate":"` + end + `"}`
		}
		w.Header().Set("Content-Type", "application/rdap+json")
		fmt.Fprintf(w, `{"objectClassName":"domain","ldhName":%q,"status":["client transfer prohibited",%q],"events":[%s],"nameservers":[{"ldhName":"NS1.example.net"}],
			"entities":[{"roles":["registrar"],"publicIds":[{"type":"IANA Registrar ID","identifier":"9999"}],"vcardArray":["vcard",[["fn",{},"text","Example Registrar"]]]}]}`, name, status, events)
	}
}

func answers(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

func texts(pairs ...string) tftypes.Value {
	entries := map[string]tftypes.Value{}
	for i := 0; i < len(pairs); i += 2 {
		entries[pairs[i]] = str(pairs[i+1])
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, entries)
}

func textList(items ...string) tftypes.Value {
	var elements []tftypes.Value
	for _, item := range items {
		elements = append(elements, str(item))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
}

func textMaps(items ...tftypes.Value) tftypes.Value {
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.Map{ElementType: tftypes.String}}, items)
}

// domains is a provider that asks registries without a pause, and others as
// configured.
func domains(t *testing.T, network values) *direct {
	t.Helper()
	all := map[string]tftypes.Type{}
	kinds := map[string]tftypes.Type{"concurrency": tftypes.Number, "retries": tftypes.Number, "denied_networks": tftypes.List{ElementType: tftypes.String}, "allowed_networks": tftypes.List{ElementType: tftypes.String}}
	settings := values{"rdap_pace": str("0s")}
	maps.Copy(settings, network)
	for _, name := range []string{"timeout", "concurrency", "retries", "rdap_pace", "proxy_url", "ca_file", "denied_networks", "allowed_networks"} {
		all[name] = tftypes.String
		if kind := kinds[name]; kind != nil {
			all[name] = kind
		}
		if _, set := settings[name]; !set {
			settings[name] = tftypes.NewValue(all[name], nil)
		}
	}
	d, said := configured(t, today, values{"enforcement": str("none"), "network": tftypes.NewValue(tftypes.Object{AttributeTypes: all}, map[string]tftypes.Value(settings))})
	if len(said) > 0 {
		t.Fatalf("%s: %s", said[0].Summary, said[0].Detail)
	}
	return d
}

// state reads a data source and gives its values as well.
func (d *direct) state(name string, config values) (map[string]tftypes.Value, []*tfprotov6.Diagnostic) {
	d.t.Helper()
	schema := d.schema.DataSourceSchemas[name]
	answer, err := d.server.ReadDataSource(d.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: d.object(schema, config)})
	if err != nil {
		d.t.Fatal(err)
	}
	var all map[string]tftypes.Value
	if answer.State != nil {
		value, err := answer.State.Unmarshal(schema.ValueType())
		if err == nil {
			err = value.As(&all)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
	return all, answer.Diagnostics
}

// validated is what validation says of a data source.
func (d *direct) validated(name string, config values) []*tfprotov6.Diagnostic {
	d.t.Helper()
	answer, err := d.server.ValidateDataResourceConfig(d.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: d.object(d.schema.DataSourceSchemas[name], config)})
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.Diagnostics
}

// textIn is a text among values, "" for null.
func textIn(all map[string]tftypes.Value, name string) string {
	var text *string
	if all[name].As(&text) != nil || text == nil {
		return ""
	}
	return *text
}

// rulesIn are the findings of a face, each with its severity.
func rulesIn(t *testing.T, all map[string]tftypes.Value) (rules []string) {
	t.Helper()
	var findings []tftypes.Value
	if err := all["findings"].As(&findings); err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		var fields map[string]tftypes.Value
		if err := finding.As(&fields); err != nil {
			t.Fatal(err)
		}
		if severity := textIn(fields, "severity"); severity != "off" {
			rules = append(rules, textIn(fields, "rule")+" "+severity)
		}
	}
	return rules
}

func TestDomainBadInput(t *testing.T) {
	t.Parallel()
	d := domains(t, nil)
	base := "https://rdap.example.net/"
	for name, test := range map[string]struct {
		source string
		config values
		at     string
		says   []string
	}{
		"empty":                 {"domain", values{"domain": str("")}, "domain", []string{"No domain", "example.com"}},
		"none":                  {"domain", values{"domain": str("なし")}, "domain", []string{"No domain"}},
		"a suffix":              {"domain", values{"domain": str("co.uk")}, "domain", []string{"A suffix, not a domain", "example.co.uk"}},
		"a URL":                 {"domain", values{"domain": str("https://www.example.com/")}, "domain", []string{"A URL, not a domain", "www.example.com"}},
		"a URL with a login":    {"domain", values{"domain": str("https://u:s3cr@www.example.com/")}, "", []string{"A URL, not a domain", "In domain"}},
		"mail":                  {"domain", values{"domain": str("a@example.com")}, "", []string{"An address, not a domain", "example.com"}},
		"an address":            {"domain", values{"domain": str("192.0.2.1")}, "domain", []string{"An address, not a domain"}},
		"a name of the house":   {"domain", values{"domain": str("db.internal")}, "domain", []string{"Not a public name", "servers = { internal ="}},
		"no date":               {"domain", values{"domain": str("example.de"), "expires_on": str("next spring")}, "expires_on", []string{"Invalid end", "2027-03-31", "無期限", "next spring"}},
		"no such day":           {"domain", values{"domain": str("example.de"), "expires_on": str("2027-02-30")}, "expires_on", []string{"Invalid end"}},
		"whether it has no end": {"domain", values{"domain": str("example.de"), "expires_on": str("無期限?")}, "expires_on", []string{"Invalid end"}},
		"another scheme":        {"domain", values{"domain": str("example.com"), "servers": texts("com", "ftp://example.net/")}, `servers["com"]`, []string{"Unusable RDAP server", "https://"}},
		"a login and a query":   {"domain", values{"domain": str("example.com"), "servers": texts("com", "https://u:s3cr@example.net/?a=b")}, "", []string{"Unusable RDAP server", "In servers"}},
		"a URL without value":   {"domain", values{"domain": str("example.com"), "servers": texts("com", "")}, `servers["com"]`, []string{"is empty"}},
		"no suffix":             {"domain", values{"domain": str("example.com"), "servers": texts("_x", base)}, `servers["_x"]`, []string{"Not a suffix"}},
		"a suffix twice":        {"domain", values{"domain": str("example.com"), "servers": texts("com", base, ".COM", base)}, `servers["com"]`, []string{"Suffix named twice"}},
		"no time":               {"domain", values{"domain": str("example.com"), "timeout": str("fast")}, "timeout", []string{"Invalid timeout"}},
		"no domains":            {"domains", values{}, "domains", []string{"No domains", "targets = [{ domain ="}},
		"one wrong of many":     {"domains", values{"domains": textList("example.com", "co.uk")}, "domains[1]", []string{"A suffix, not a domain"}},
		"one empty of many":     {"domains", values{"domains": textList("example.com", "")}, "domains[1]", []string{"No domain"}},
		"a target without one":  {"domains", values{"targets": textMaps(texts("name", "shop"))}, "targets[0]", []string{"No domain"}},
		"an unknown key":        {"domains", values{"targets": textMaps(texts("domain", "example.com", "expires_at", "2027-01-01"))}, `targets[0]["expires_at"]`, []string{`A target has no "expires_at"`, "expires_on"}},
		"a date of a target":    {"domains", values{"targets": textMaps(texts("domain", "example.com", "expires_on", "31.3.2027"))}, `targets[0]["expires_on"]`, []string{"Invalid end", "31.3.2027"}},
		"a wrong period":        {"domains", values{"domains": textList("example.com"), "due_within": str("3m")}, "due_within", []string{"Invalid period"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := d.validated("expiry_"+test.source, test.config)
			if len(said) != 1 {
				t.Fatalf("%d diagnostics: %+v", len(said), said)
			}
			text, at := said[0].Summary+" "+said[0].Detail, ""
			if said[0].Attribute != nil {
				at = steps(said[0].Attribute)
			}
			if !says(test.says...).MatchString(text) || at != test.at || strings.Contains(text, "s3cr") {
				t.Errorf("on %q: %s", at, text)
			}
			// What only the plan knows is told in the same words.
			if !strings.HasPrefix(said[0].Summary, "Invalid timeout") && !strings.HasPrefix(said[0].Summary, "Invalid period") && name != "no domains" {
				if again := d.read("expiry_"+test.source, test.config); len(again) != 1 || again[0].Summary != said[0].Summary {
					t.Errorf("read: %+v", again)
				}
			}
		})
	}
}

// steps is a path as people write it.
func steps(at *tftypes.AttributePath) string {
	var out strings.Builder
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			out.WriteString(string(step))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&out, "[%q]", string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&out, "[%d]", int64(step))
		}
	}
	return out.String()
}

// What validation does not know yet is not absent, and what is known and wrong is
// told all the same.
func TestDomainsThatValidationDoesNotKnow(t *testing.T) {
	t.Parallel()
	d := domains(t, nil)
	later := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	mapOf := func(key string, value tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{key: value, "owner": str("a")})
	}
	unknownServer := tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"corp": later})
	for name, test := range map[string]struct {
		source string
		config values
		says   string
	}{
		"domain":             {"domain", values{"domain": later}, ""},
		"end":                {"domain", values{"domain": str("example.de"), "expires_on": later}, ""},
		"end, wrong domain":  {"domain", values{"domain": str("co.uk"), "expires_on": later}, "A suffix, not a domain"},
		"servers":            {"domain", values{"domain": str("db.corp"), "servers": unknownServer}, ""},
		"domain, wrong end":  {"domain", values{"domain": later, "expires_on": str("soon")}, "Invalid end"},
		"domains":            {"domains", values{"domains": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, tftypes.UnknownValue)}, ""},
		"one of them":        {"domains", values{"domains": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{later, str("co.uk")})}, "A suffix, not a domain"},
		"target":             {"domains", values{"targets": textMaps(mapOf("domain", later))}, ""},
		"target's end":       {"domains", values{"targets": textMaps(mapOf("expires_on", later))}, ""},
		"target, wrong name": {"domains", values{"targets": textMaps(mapOf("domian", later))}, `A target has no "domian"`},
	} {
		said := d.validated("expiry_"+test.source, test.config)
		switch {
		case test.says == "" && len(said) > 0:
			t.Errorf("%s: %s %s", name, said[0].Summary, said[0].Detail)
		case test.says != "" && (len(said) != 1 || !strings.Contains(said[0].Summary+said[0].Detail, test.says)):
			t.Errorf("%s: %+v", name, said)
		}
	}
}

// What a registry says, and what it does not, as it comes out.
func TestDomain(t *testing.T) {
	t.Parallel()
	const tenYears = "2036-11-21T09:00:00Z"
	inside := newRDAP(t, registered("active", tenYears))
	for name, test := range map[string]struct {
		answer               http.HandlerFunc
		domain, expiresOn    string
		status, ends, reason string
		passes               bool
		readError            string
		rules                []string
	}{
		"ten years":                {registered("active", tenYears), "www.example.com", "", "ok", tenYears, "example.com", true, "", nil},
		"in redemption":            {registered("redemption period", tenYears), "example.com", "", "expired", "", "redemption period", false, "", nil},
		"in redemption, declared":  {registered("redemption period", tenYears), "example.com", "2027-09-30", "expired", "", "redemption period", false, "", nil},
		"pending delete":           {registered("pending delete", tenYears), "example.com", "無期限", "expired", "", "pending delete", false, "", nil},
		"renewed by the registry":  {registered("auto renew period", "2027-11-10T09:00:00Z"), "example.com", "", "expired", "2026-11-10T09:00:00Z", "takes back", false, "", nil},
		"on hold":                  {registered("client hold", tenYears), "example.com", "", "ok", tenYears, "client hold", false, "", []string{"not-delegated error"}},
		"a status of its own":      {registered("seized by court", tenYears), "example.com", "", "ok", tenYears, "seized by court", false, "", []string{"registration-status error"}},
		"near its end":             {registered("active", "2026-12-10T09:00:00Z"), "example.com", "", "overdue", "2026-12-10T09:00:00Z", "", false, "", nil},
		"over":                     {registered("active", "2026-11-20T09:00:00Z"), "example.com", "", "expired", "2026-11-20T09:00:00Z", "", false, "", nil},
		"unknown to it":            {answers(404, `{"errorCode":404}`), "example.com", "", "unknown", "", "knows no such domain", false, "not_found", nil},
		"unknown to it, declared":  {answers(404, "<html>"), "example.com", "2030-01-01", "unknown", "", "knows no such domain", false, "not_found", []string{"registration-status error"}},
		"asked too often":          {answers(429, ""), "example.com", "2030-01-01", "unknown", "", "asked too often", false, "rate_limited", nil},
		"a page":                   {answers(200, "<!DOCTYPE html><title>Welcome</title>"), "example.com", "2030-01-01", "unknown", "", "HTML", false, "malformed", nil},
		"failing":                  {answers(503, ""), "example.com", "2030-01-01", "unknown", "", "503", false, "unreachable", nil},
		"nothing":                  {answers(200, ""), "example.com", "2030-01-01", "unknown", "", "empty", false, "empty", nil},
		"no end":                   {registered("active", ""), "example.com", "", "unknown", "", "declare expires_on", false, "empty", nil},
		"no end, none declared":    {registered("active", ""), "example.com", "n/a", "unknown", "", "declare expires_on", false, "empty", nil},
		"no end, declared":         {registered("active", ""), "example.com", "2027-09-30", "ok", "2027-10-01T00:00:00Z", "as declared", true, "", nil},
		"no end, declared in 令和":   {registered("active", ""), "example.com", "令和9年9月30日", "ok", "2027-10-01T00:00:00Z", "as declared", true, "", nil},
		"no end, declared as over": {registered("active", ""), "example.com", "2026-11-01", "expired", "2026-11-02T00:00:00Z", "as declared", false, "", nil},
		"no end, declared endless": {registered("active", ""), "example.com", "無期限", "ok", "", "as declared", true, "", nil},
		"both, declared earlier":   {registered("active", tenYears), "example.com", "2026-11-30", "overdue", "2026-12-01T00:00:00Z", "declared as", false, "", []string{"stale-facts warn"}},
		"both, declared endless":   {registered("active", "2026-12-10T09:00:00Z"), "example.com", "無期限", "overdue", "2026-12-10T09:00:00Z", "", false, "", []string{"stale-facts warn"}},
		"sent to this machine": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", inside.URL+"/domain/example.com")
			w.WriteHeader(http.StatusFound)
		}, "example.com", "2030-01-01", "unknown", "", "redirects", false, "malformed", nil},
		"a leased name": {registered("active", tenYears), "shop.uk.com", "", "ok", tenYears, "leased", true, "", []string{"unread-beside warn"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newRDAP(t, test.answer)
			config := values{"domain": str(test.domain), "servers": texts("com", server.URL)}
			if test.expiresOn != "" {
				config["expires_on"] = str(test.expiresOn)
			}
			all, said := domains(t, values{"timeout": str("1s")}).state("expiry_domain", config)
			if len(said) > 0 {
				t.Fatalf("%s: %s", said[0].Summary, said[0].Detail)
			}
			var passes bool
			if err := all["passes"].As(&passes); err != nil {
				t.Fatal(err)
			}
			if textIn(all, "status") != test.status || textIn(all, "expires_at") != test.ends || passes != test.passes || textIn(all, "read_error") != test.readError ||
				!strings.Contains(textIn(all, "reason"), test.reason) || !slices.Equal(rulesIn(t, all), test.rules) {
				t.Errorf("%s, ends %q, passes %t, %q, %q: %s", textIn(all, "status"), textIn(all, "expires_at"), passes, textIn(all, "read_error"), rulesIn(t, all), textIn(all, "reason"))
			}
			if textIn(all, "id") != "domain/"+test.domain || textIn(all, "kind") != "domain" {
				t.Errorf("id %q, kind %q", textIn(all, "id"), textIn(all, "kind"))
			}
			if test.readError == "" && (textIn(all, "registrar") != "Example Registrar" || textIn(all, "registrar_id") != "9999" || !strings.HasPrefix(textIn(all, "source"), server.URL) || textIn(all, "read_at") == "") {
				t.Errorf("%+v", all)
			}
		})
	}
	if n := inside.asked.Load(); n != 0 {
		t.Errorf("a host that nobody named was asked %d times", n)
	}
}

// What stands around the question: time, networks, and who answers for a suffix.
func TestDomainWithoutAnswer(t *testing.T) {
	t.Parallel()
	alive := newRDAP(t, registered("active", "2036-11-21T09:00:00Z"))
	silent := newRDAP(t, func(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() })
	// Through a proxy that is not there nothing reaches IANA.
	offline := values{"proxy_url": str("http://127.0.0.1:1"), "retries": tftypes.NewValue(tftypes.Number, 0)}
	for name, test := range map[string]struct {
		network, config values
		status          string
		passes          bool
		says            []string
		rules           []string
	}{
		"denied network":     {values{"denied_networks": textList("127.0.0.0/8")}, values{"domain": str("example.com"), "servers": texts("com", alive.URL)}, "unknown", false, []string{"may not be connected to"}, nil},
		"silent":             {nil, values{"domain": str("example.com"), "servers": texts("com", silent.URL), "timeout": str("50ms")}, "unknown", false, []string{"did not answer in time"}, nil},
		"IANA not reached":   {offline, values{"domain": str("example.co.jp")}, "unknown", false, []string{"names no https server for .jp", "that of today could not be read", "declare expires_on, or name its server in servers"}, nil},
		"the same, declared": {offline, values{"domain": str("example.co.jp"), "expires_on": str("2028-03-31")}, "ok", true, []string{"as declared", "could not be read"}, []string{"stale-facts warn"}},
		"a suffix of ours":   {nil, values{"domain": str("db.corp"), "servers": texts("corp", alive.URL)}, "ok", true, []string{"2036"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, said := domains(t, test.network).state("expiry_domain", test.config)
			if len(said) > 0 {
				t.Fatalf("%s: %s", said[0].Summary, said[0].Detail)
			}
			var passes bool
			if err := all["passes"].As(&passes); err != nil {
				t.Fatal(err)
			}
			if textIn(all, "status") != test.status || passes != test.passes || !says(test.says...).MatchString(textIn(all, "reason")) || !slices.Equal(rulesIn(t, all), test.rules) {
				t.Errorf("%s, passes %t, %q: %s", textIn(all, "status"), passes, rulesIn(t, all), textIn(all, "reason"))
			}
		})
	}
}

// A login for a server is shown nowhere, whatever goes wrong.
func TestDomainLogin(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"read": registered("active", "2036-11-21T09:00:00Z"), "not found": answers(404, ""), "refused": answers(401, ""), "a page": answers(200, "<html>"),
		"sent away": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "//u:s3cr@example.net/")
			w.WriteHeader(http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var user atomic.Value
			server := newRDAP(t, func(w http.ResponseWriter, request *http.Request) {
				name, password, _ := request.BasicAuth()
				user.Store(name + ":" + password)
				answer(w, request)
			})
			d := domains(t, nil)
			if attribute := d.schema.DataSourceSchemas["expiry_domain"]; !slices.ContainsFunc(attribute.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == "servers" && a.Sensitive }) {
				t.Error("servers is not sensitive")
			}
			servers := texts("com", strings.Replace(server.URL, "http://", "http://u:s3cr@", 1))
			all, said := d.state("expiry_domain", values{"domain": str("example.com"), "servers": servers, "enforcement": str("error")})
			many, more := d.state("expiry_domains", values{"domains": textList("example.com"), "servers": servers, "enforcement": str("warn")})
			delete(all, "servers")
			delete(many, "servers")
			shown := fmt.Sprintf("%v %v", all, many)
			for _, one := range append(said, more...) {
				shown += one.Summary + one.Detail
			}
			if strings.Contains(shown, "s3cr") || user.Load() != "u:s3cr" || server.asked.Load() != 1 {
				t.Errorf("as %q, %d questions: %s", user.Load(), server.asked.Load(), shown)
			}
		})
	}
}
