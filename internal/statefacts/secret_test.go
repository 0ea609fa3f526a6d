package statefacts_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// TestNoSecretLeaves plants a marker where the ends of every type stand, in
// several forms, and around them: whatever the table reads of it is not a date, no
// version and no word, and is not told.
func TestNoSecretLeaves(t *testing.T) {
	t.Parallel()
	for _, entry := range statefacts.Embedded().Entries() {
		mode := entry.Mode
		if mode == "" {
			mode = statefacts.ModeManaged
		}
		for _, end := range entry.Ends {
			for _, source := range append(append([]statefacts.Source{}, end.At...), end.Spare...) {
				for _, value := range []string{secret, "2027-05-01T00:00:00Z " + secret, "1.29 " + secret, "-----BEGIN CERTIFICATE-----\n" + secret, "postgres:" + secret, "12345678901234567890" + secret} {
					for _, form := range []string{"%s", "[%s]", `{"inner": %s}`, `{%s: 1}`} {
						text, _ := json.Marshal(value)
						r := statefacts.Resource{Address: "a.b", Mode: mode, Type: entry.Type, Attributes: nested(t, source.Path.String(), fmt.Sprintf(form, text))}
						o := options()
						o.Scan = true
						facts := statefacts.Embedded().Judge(r, o)
						told := fmt.Sprintf("%+v %v", facts, statefacts.Embedded().Candidates(r))
						for _, fact := range facts {
							told += statefacts.Suggestion("state/a/a.b", fact) + fmt.Sprintf("%+v", fact.Deadline("x"))
						}
						if strings.Contains(told, secret) {
							t.Fatalf("%s at %s holds %s, and this is told: %s", entry.Type, source.Path, value, told)
						}
					}
				}
			}
		}
	}
}

func TestUnknownTypesGiveNoSecret(t *testing.T) {
	t.Parallel()
	leaf := certtest.SelfSigned([]string{"www.example.test"})
	pem, _ := json.Marshal(string(leaf.PEM()) + string(leaf.KeyPEM()))
	r := resource("acme_thing", fmt.Sprintf(`{
		"password": %[1]q, "expires_at": "2027-05-01", "valid_until": %[1]q,
		"by_key": {%[1]q: {"expires_at": "2027-05-01"}, "ghp_1234567890abcdefgh": {"expiry": "2027-05-01"}, "Key With Space": {"not_after": "2027-05-01"}},
		"cert": %[2]s, "other_cert": "-----BEGIN CERTIFICATE-----\n%[1]s"
	}`, secret, pem))
	o := options()
	o.Scan = true
	paths, facts := statefacts.Embedded().Candidates(r), statefacts.Embedded().Judge(r, o)
	if len(paths) < 2 || len(facts) != 2 {
		t.Fatalf("%q, %d facts", paths, len(facts))
	}
	if told := fmt.Sprintf("%q %+v", paths, facts); strings.Contains(told, secret) || strings.Contains(told, "ghp_") || strings.Contains(told, "Key With") || strings.Contains(told, "2027-05-01") {
		t.Errorf("told: %s", told)
	}
	if facts := statefacts.Embedded().Judge(r, options()); len(facts) != 0 {
		t.Errorf("without being asked to scan: %+v", facts)
	}
}

// TestScanOfKubernetesSecrets reads tls.crt and never tls.key.
func TestScanOfKubernetesSecrets(t *testing.T) {
	t.Parallel()
	leaf := certtest.SelfSigned([]string{"www.example.test"}, certtest.Valid(-1, 100))
	pem, _ := json.Marshal(string(leaf.PEM()))
	r := resource("kubernetes_secret_v1", fmt.Sprintf(`{"metadata": [{"name": "www"}], "type": "kubernetes.io/tls", "data": {"tls.crt": %s, "tls.key": %q}}`, pem, secret))
	o := options()
	o.Scan = true
	facts := statefacts.Embedded().Judge(r, o)
	if len(facts) != 2 || facts[0].Unknown != "" || facts[0].Begins.IsZero() || facts[1].Skip == "" {
		t.Errorf("%+v", facts)
	}
	if strings.Contains(fmt.Sprintf("%+v", facts), secret) {
		t.Errorf("the key is told: %+v", facts)
	}
	for _, fact := range statefacts.Embedded().Judge(r, options()) {
		if fact.Skip == "" {
			t.Errorf("without being asked to scan: %+v", fact)
		}
	}
}
