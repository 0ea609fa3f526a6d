package statefacts_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

func quotedJSON(text string) string {
	out, _ := json.Marshal(text)
	return string(out)
}

func TestCandidates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		attributes string
		want       []string
	}{
		"name and value":  {`{"valid_until": "2027-05-01T00:00:00Z"}`, []string{"valid_until"}},
		"plain day":       {`{"end_date": "2027-05-01"}`, []string{"end_date"}},
		"Go's text":       {`{"expiration": "2027-05-01 00:00:00 +0000 UTC"}`, []string{"expiration"}},
		"a count":         {`{"expiry": 1809129600, "expires": "1809129600000"}`, []string{"expires", "expiry"}},
		"longer names":    {`{"certificate_expires_at": "2027-05-01", "notAfter": "2027-05-01"}`, []string{"certificate_expires_at", "notAfter"}},
		"in a list":       {`{"keys": [{"id": 1}, {"expire_time": "2027-05-01"}]}`, []string{"keys[1].expire_time"}},
		"policy of IAM":   {`{"policy": "{\"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\": \"2027-05-01\"}}}"}`, []string{"policy"}},
		"name alone":      {`{"expires_at": "soon", "expiration": "3600s", "expiry": null, "valid_until": true}`, nil},
		"value alone":     {`{"created_at": "2027-05-01", "begins": "2027-05-01"}`, nil},
		"small numbers":   {`{"expiration": 3600, "expires": 30}`, nil},
		"before 1990":     {`{"expires_at": "1970-01-01T00:00:00Z"}`, nil},
		"no object":       {`["expires_at", "2027-05-01"]`, nil},
		"no JSON":         {`{"expires_at": "2027-05-01"`, nil},
		"a key of a map":  {`{"by": {"Anna Example": {"expires_at": "2027-05-01"}}}`, []string{"by[*].expires_at"}},
		"many, in bounds": {`{"keys": [` + strings.TrimSuffix(strings.Repeat(`{"expires_at": "2027-05-01"},`, 100), ",") + `]}`, nil},
	} {
		got := statefacts.Embedded().Candidates(resource("acme_thing", test.attributes))
		if strings.HasPrefix(name, "many") {
			if len(got) != 20 {
				t.Errorf("%s: %d", name, len(got))
			}
			continue
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if got := statefacts.Embedded().Candidates(resource("tfe_team_token", `{"expires_at": "2027-05-01"}`)); got != nil {
		t.Errorf("a type that the table knows: %q", got)
	}
	// tls_certificate is a data source; a resource of that name is another thing.
	if got := statefacts.Embedded().Candidates(resource("tls_certificate", `{"not_after": "2027-05-01"}`)); len(got) != 1 {
		t.Errorf("another mode: %q", got)
	}
}

func TestSuggestion(t *testing.T) {
	t.Parallel()
	r := resource("aws_acm_certificate", `{"not_after": "2027-05-01T00:00:00Z"}`)
	r.Address = `module.a["${b}\"%{c}"].aws_acm_certificate.www`
	fact := judged(t, r, options())
	want := `resource "expiry_asset" "live_module_a_b_c_aws_acm_certificate_www" {
  name       = "live/module.a[\"$${b}\\\"%%{c}\"].aws_acm_certificate.www\n"
  kind       = "certificate"
  expires_at = "2027-05-01T00:00:01Z"
  tracks     = ["state/live/module.a[\"$${b}\\\"%%{c}\"].aws_acm_certificate.www\n"]
  # owner = "FILL IN: who renews it, a person or team that can be reached"
}
`
	if got := statefacts.Suggestion("state/live/"+r.Address+"\n", fact); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	for attributes, line := range map[string]string{
		`{"expiration_date": ""}`:     `expires_at = "9999-12-31T00:00:00Z" #`,
		`{"expiration_date": "soon"}`: `# expires_on = "FILL IN`,
		`{"expiration_date": "2027-05-01T00:00:00Z", "tags": {"owner": "a\"b"}}`: `owner      = "a\"b" # from its tags`,
	} {
		text := statefacts.Suggestion("id", judged(t, resource("azurerm_key_vault_secret", attributes), options()))
		if !strings.Contains(text, line) {
			t.Errorf("%s: %q is not in\n%s", attributes, line, text)
		}
	}
	// The same address in two workspaces is two things.
	if text := statefacts.Suggestion("state/9/a.b/ca", statefacts.Fact{Address: "a.b", Part: "ca"}); !strings.Contains(text, `"asset_9_a_b_ca" {`) || !strings.Contains(text, `= "9/a.b/ca"`) {
		t.Error(text)
	}
	if id := statefacts.SuggestedID("state/9/a.b/ca"); id != "asset/9/a.b/ca" {
		t.Error(id)
	}
}
