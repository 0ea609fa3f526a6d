package statefacts_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// TestAbsenceIsNeverGoodNews gives every end of the table nothing, in each way in
// which nothing can stand there: only what the table says to mean no end is open.
func TestAbsenceIsNeverGoodNews(t *testing.T) {
	t.Parallel()
	for _, entry := range statefacts.Embedded().Entries() {
		mode := entry.Mode
		if mode == "" {
			mode = statefacts.ModeManaged
		}
		for _, attributes := range []string{`{}`, ``, `null`, `[]`, `{"a": 1`, `{} {}`, `"text"`} {
			facts := statefacts.Embedded().Judge(statefacts.Resource{Mode: mode, Type: entry.Type, Attributes: []byte(attributes)}, options())
			if len(facts) == 0 || entry.Skip == "" && len(facts) != len(entry.Ends) {
				t.Errorf("%s with %s: %d facts of %d ends", entry.Type, attributes, len(facts), len(entry.Ends))
			}
			for i, fact := range facts {
				settled := fact.Skip != "" || entry.Skip == "" && !entry.Ends[i].Fixed.IsZero()
				if !settled && (fact.End.State != deadline.EndUnknown || fact.Unknown == "" || fact.Cause == "") {
					t.Errorf("%s %s with %s: %s %q %q", entry.Type, fact.Part, attributes, fact.End.State, fact.Unknown, fact.Cause)
				}
			}
		}
	}
}

func TestWhyAnEndIsUnknown(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind, attributes string
		reason           statefacts.Reason
		cause            string
	}{
		{"aws_appsync_api_key", `{}`, statefacts.ReasonMissing, "its expires is not there"},
		{"aws_appsync_api_key", `{"expires": null}`, statefacts.ReasonEmpty, "its expires is empty"},
		{"aws_appsync_api_key", `{"expires": ""}`, statefacts.ReasonEmpty, "its expires is empty"},
		{"aws_appsync_api_key", `{"expires": []}`, statefacts.ReasonEmpty, "nothing stands at its expires"},
		{"aws_appsync_api_key", `{"expires": {"a": 1}}`, statefacts.ReasonMalformed, "its expires holds an object"},
		{"aws_appsync_api_key", `{"expires": true}`, statefacts.ReasonMalformed, "its expires holds true or false"},
		{"aws_appsync_api_key", `{"expires": 1809129600}`, statefacts.ReasonMalformed, "its expires holds the number 1809129600"},
		{"aws_appsync_api_key", `{"expires": "2027-13-01"}`, statefacts.ReasonMalformed, `its expires holds "2027-13-01"`},
		{"azurerm_cdn_frontdoor_secret", `{"secret": []}`, statefacts.ReasonEmpty, "nothing stands at its secret[0].customer_certificate[0].expiration_date"},
		{"azurerm_cdn_frontdoor_secret", `{"secret": "text"}`, statefacts.ReasonMalformed, "another form"},
		{"confluent_certificate_authority", `{"expiration_dates": ["2027-05-01T00:00:00Z", "soon"]}`, statefacts.ReasonMalformed, "its expiration_dates[1] holds a text of 4 characters"},
		{"aws_eks_cluster", `{"version": "latest"}`, statefacts.ReasonMalformed, "its version names no product and version"},
		{"aws_eks_cluster", `{"version": "1.99"}`, statefacts.ReasonNoCalendar, "1.99 is in no release cycle"},
		{"aws_emr_cluster", `{"release_label": "emr-7.1.0"}`, statefacts.ReasonNoCalendar, "7.1.0 is in no release cycle of Amazon EMR"},
		{"aws_rds_cluster", `{"engine": "aurora-mysql", "engine_version_actual": "8.0.mysql_aurora.3.05.2"}`, statefacts.ReasonNoCalendar, "does not know when security support of Amazon Aurora MySQL 3 ends"},
		{"aws_codebuild_project", `{"environment": [{"image": "aws/codebuild/standard:5.0"}]}`, statefacts.ReasonNoCalendar, "the catalog has no calendar of aws-codebuild-image"},
		{"acme_certificate", `{"certificate_pem": "-----BEGIN CERTIFICATE-----"}`, statefacts.ReasonUnread, "its certificate_pem does not hold a certificate in PEM that can be read"},
		{"github_user_gpg_key", `{"armored_public_key": "x"}`, statefacts.ReasonUnread, "should hold an OpenPGP key"},
	} {
		fact := judged(t, resource(test.kind, test.attributes), options())
		if fact.Unknown != test.reason || !strings.Contains(fact.Cause, test.cause) || fact.End.State != deadline.EndUnknown {
			t.Errorf("%s with %s: %s %q: %s", test.kind, test.attributes, fact.End.State, fact.Unknown, fact.Cause)
		}
	}
}

// The zero times of programs are no dates, and no day by which to act lies before
// them.
func TestZeroTimes(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"0001-01-01T00:00:00Z", "0001-01-01 00:00:00 +0000 UTC", "0001-01-01", "1601-01-01T00:00:00Z", "Mon, 01 Jan 0001 00:00:00 UTC"} {
		fact := judged(t, resource("aws_acm_certificate", `{"not_after": "`+value+`"}`), options())
		if fact.Unknown != statefacts.ReasonMalformed || !strings.Contains(fact.Cause, "before 1950") {
			t.Errorf("%s: %s %q: %s", value, fact.End.State, fact.Unknown, fact.Cause)
		}
	}
}

func TestKnownAfterApply(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		kind, attributes, unknown string
		want                      string
	}{
		{"aws_acm_certificate", `{"not_after": "2027-05-01T00:00:00Z"}`, "not_after", "unknown"},
		{"aws_acm_certificate", `{}`, "not_after", "unknown"},
		{"aws_acm_certificate", `{"not_after": "2027-05-01T00:00:00Z"}`, `not_after[`, "unknown"}, // a path that cannot be read hides what it begins with
		{"aws_acm_certificate", `{"not_after": "2027-05-01T00:00:00Z"}`, "", "unknown"},           // everything
		{"azurerm_key_vault_secret", `{"expiration_date": ""}`, "", "unknown"},
		{"aws_acm_certificate", `{"not_after": "2027-05-01T00:00:00Z"}`, "arn", "2027-05-01T00:00:01Z"},
		{"confluent_certificate_authority", `{"expiration_dates": ["2027-05-01T00:00:00Z", null]}`, "expiration_dates[1]", "unknown"},
		{"azurerm_cdn_frontdoor_secret", `{"secret": []}`, "secret", "unknown"},
		{"azurerm_key_vault_secret", `{}`, "expiration_date", "unknown"}, // though empty would stand for no end
		{"vault_token", `{"lease_started": "2027-05-01T00:00:00Z"}`, "lease_duration", "unknown"},
		{"aws_eks_cluster", `{}`, "version", "unknown"},
		{"aws_rds_cluster", `{"engine": "aurora-postgresql"}`, "engine_version_actual", "unknown"},
		// The wish for a version is what will come, at the earliest.
		{"aws_rds_cluster", `{"engine": "aurora-postgresql", "engine_version": "13"}`, "engine_version_actual", "amazon-aurora-postgresql@13=13"},
	} {
		r := resource(test.kind, test.attributes)
		r.AfterApply = []string{test.unknown}
		fact := judged(t, r, options())
		if got, _, _ := strings.Cut(said(fact), " "); got != test.want {
			t.Errorf("%s with %s, %s after apply: %s, want %s: %s", test.kind, test.attributes, test.unknown, got, test.want, fact.Cause)
		}
	}
}

func TestEmptyThatStandsForNoEnd(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ kind, attributes, want string }{
		{"azurerm_key_vault_secret", `{"expiration_date": ""}`, "open"},
		{"azurerm_key_vault_secret", `{"expiration_date": null}`, "open"},
		{"azurerm_key_vault_secret", `{"expiration_date": "soon"}`, "unknown"},
		{"azurerm_key_vault_secret", `{"name": "x"}`, "unknown"}, // an older provider does not tell
		{"google_apigee_developer_app", `{"credentials": []}`, "skip"},
		{"google_apigee_developer_app", `{}`, "unknown"},
		{"google_service_account_key", `{"valid_before": ""}`, "unknown"},
		{"kubernetes_pod", `{"spec": [{"container": []}]}`, "unknown"},
	} {
		fact := judged(t, resource(test.kind, test.attributes), options())
		if got := said(fact); got != test.want {
			t.Errorf("%s with %s: %s, want %s: %s%s", test.kind, test.attributes, got, test.want, fact.Cause, fact.Skip)
		}
	}
}

func TestOneOfSeveralIsUnknown(t *testing.T) {
	t.Parallel()
	const future, past = `"2027-05-01T00:00:00Z"`, `"2026-05-01T00:00:00Z"`
	for _, test := range []struct{ dates, want string }{
		{future + `, ` + past, "2026-05-01T00:00:01Z"},
		{future + `, ""`, "unknown"},
		{future + `, null`, "unknown"},
		{past + `, ""`, "2026-05-01T00:00:01Z"}, // it has ended, whatever the other is
		{`"", ""`, "unknown"},
		{``, "unknown"},
	} {
		fact := judged(t, resource("confluent_certificate_authority", fmt.Sprintf(`{"expiration_dates": [%s]}`, test.dates)), options())
		if got := said(fact); got != test.want {
			t.Errorf("[%s]: %s, want %s: %s", test.dates, got, test.want, fact.Cause)
		}
	}
}

func TestWithoutReaders(t *testing.T) {
	t.Parallel()
	none := statefacts.Options{AsOf: today}
	for kind, attributes := range map[string]string{
		"aws_eks_cluster":        `{"version": "1.30"}`,
		"aws_acmpca_certificate": `{"certificate": "-----BEGIN CERTIFICATE-----\nMII="}`,
	} {
		if fact := judged(t, resource(kind, attributes), none); fact.End.State != deadline.EndUnknown || fact.Unknown == "" {
			t.Errorf("%s without a reader: %+v", kind, fact)
		}
	}
}
