package statefacts_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

func TestWhoAnswersForIt(t *testing.T) {
	t.Parallel()
	type identity = deadline.Identity
	for name, test := range map[string]struct {
		attributes string
		tags       map[string][]string
		want       identity
	}{
		"none":               {`{}`, nil, identity{Owner: "fallback"}},
		"blank words":        {`{"tags": {"Owner": "n/a", "Environment": "-", "Team": "なし"}}`, nil, identity{Owner: "fallback"}},
		"other forms":        {`{"tags": {"Owner": 5, "Environment": ["production"]}}`, nil, identity{Owner: "fallback"}},
		"no map":             {`{"tags": "Owner=team"}`, nil, identity{Owner: "fallback"}},
		"a map":              {`{"tags": {"Owner": "team-erp@example.test", "ENV": "production", "Application": "erp"}}`, nil, identity{Owner: "team-erp@example.test", Environment: "production", System: "erp"}},
		"either case":        {`{"labels": {"owned-by": "team-a", "Business_Criticality": "high", "Technical Owner": "ops"}}`, nil, identity{Owner: "team-a", Criticality: "high", Maintainer: "ops"}},
		"owner before team":  {`{"tags": {"team": "b", "owner": "a"}}`, nil, identity{Owner: "a"}},
		"own before common":  {`{"tags_all": {"Owner": "all"}, "tags": {"Owner": "own"}}`, nil, identity{Owner: "own"}},
		"common where alone": {`{"tags_all": {"Owner": "all"}, "tags": null}`, nil, identity{Owner: "all"}},
		"key and value":      {`{"tag": [{"key": "Owner", "value": "a"}, {"key": "Stage", "value": "test"}]}`, nil, identity{Owner: "a", Environment: "test"}},
		"texts":              {`{"tags": ["owner:a", "env=test", "plain", ":x"]}`, nil, identity{Owner: "a", Environment: "test"}},
		"kubernetes":         {`{"metadata": [{"labels": {"app.kubernetes.io/part-of": "shop", "acme.example/owner": "a"}}]}`, nil, identity{Owner: "a", System: "shop"}},
		"asked for":          {`{"tags": {"Owner": "a", "CostCentre": "cc-1", "ENV": "x"}}`, map[string][]string{"owner": {"cost_centre"}}, identity{Owner: "cc-1", Environment: "x"}},
		"asked for none":     {`{"tags": {"Owner": "a"}}`, map[string][]string{"owner": {}}, identity{Owner: "fallback"}},
	} {
		o := options()
		o.Tags, o.Otherwise = test.tags, identity{Owner: "fallback"}
		got := judged(t, resource("aws_appsync_api_key", test.attributes), o).Identity
		if got.Name = ""; got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestWhereToReadItLive(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"www.example.test":                       "www.example.test:443",
		"https://user:secret@www.example.test":   "www.example.test:443",
		"tls://mail.example.test:993/path?q=1":   "mail.example.test:993",
		"www.example.test:8443":                  "www.example.test:8443",
		"*.example.test":                         "", // a wildcard is no host
		"localhost":                              "",
		"":                                       "",
		"a b.example.test":                       "",
		"www.example.test\" }\nresource \"x\" {": "",
	} {
		r := statefacts.Resource{Address: "data.tls_certificate.x", Mode: statefacts.ModeData, Type: "tls_certificate", Attributes: []byte(`{"certificates": [{"not_after": "2027-05-01T00:00:00Z"}], "url": ` + quotedJSON(name) + `}`)}
		fact := judged(t, r, options())
		if fact.Endpoint != want || (fact.Live() == "") != (want == "") {
			t.Errorf("%q: %q, want %q; %s", name, fact.Endpoint, want, fact.Live())
		}
		if strings.Contains(fact.Name, "user:") || strings.Contains(fact.Name, "q=1") || fact.Name == "" {
			t.Errorf("%q is shown as %q", name, fact.Name)
		}
	}
}
