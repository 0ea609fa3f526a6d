package domainname_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

// A declared end is as good as one that was read where the registry publishes none;
// where both are known the earlier counts; where the registry could not be read, it
// does not say that the registration still stands.
func TestDeclared(t *testing.T) {
	t.Parallel()
	fails := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, c := range map[string]struct {
		answer   http.HandlerFunc
		declared string
		status   deadline.Status
		passes   bool
		at       string
		word     domainname.Word
		rule     deadline.Rule
		severity deadline.Severity
	}{
		"registry gives none":      {says(answerWith(calm, "[]")), "2027-09-30", "ok", true, "2027-10-01T00:00:00Z", "", "", ""},
		"none, and over":           {says(answerWith(calm, "[]")), "2026-09-30", "expired", false, "2026-10-01T00:00:00Z", "", "", ""},
		"none, but on hold":        {says(answerWith(`["client hold"]`, "[]")), "2027-09-30", "ok", false, "2027-10-01T00:00:00Z", "", deadline.RuleNotDelegated, "error"},
		"none, but lost":           {says(answerWith(`["redemption period"]`, "[]")), "2027-09-30", "expired", false, "", "", "", ""},
		"lost, as declared":        {says(answerWith(`["redemption period"]`, ends(later))), "2026-09-30", "expired", false, "2026-10-01T00:00:00Z", "", "", ""},
		"none, but auto renewed":   {says(answerWith(`["auto renew period"]`, "[]")), "2027-09-30", "unknown", false, "", domainname.Empty, "", ""},
		"registry's is unread":     {says(answerWith(calm, ends("30.09.2027"))), "2027-09-30", "ok", true, "2027-10-01T00:00:00Z", "", deadline.RuleDateAssumed, "warn"},
		"declared earlier":         {says(answerWith(calm, ends(later))), "2027-09-30", "ok", true, "2027-10-01T00:00:00Z", "", deadline.RuleStaleFacts, "warn"},
		"declared later":           {says(answerWith(calm, ends("2026-12-20T00:00:00Z"))), "2027-12-20", "overdue", false, "2026-12-20T00:00:00Z", "", deadline.RuleStaleFacts, "warn"},
		"the same day":             {says(answerWith(calm, ends("2027-09-30T10:00:00Z"))), "2027-09-30", "ok", true, "2027-09-30T10:00:00Z", "", "", ""},
		"registry says without":    {says(answerWith(calm, ends("9999-12-31T00:00:00Z"))), "2027-09-30", "ok", true, "2027-10-01T00:00:00Z", "", deadline.RuleStaleFacts, "warn"},
		"not registered":           {fails(404), "2027-09-30", "unknown", false, "", domainname.NotFound, deadline.RuleRegistrationStatus, "error"},
		"not registered, and over": {fails(404), "2026-09-30", "expired", false, "2026-10-01T00:00:00Z", domainname.NotFound, deadline.RuleRegistrationStatus, "error"},
		"failing":                  {fails(500), "2027-09-30", "unknown", false, "", domainname.Unreachable, "", ""},
		"not supported there":      {fails(501), "2027-09-30", "unknown", false, "", domainname.Unsupported, "", ""},
		"another name":             {says(registration("example.net")), "2027-09-30", "unknown", false, "", domainname.Malformed, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := about(t, "example.com", newRegistry(t, c.answer).URL)
			at, err := deadline.ParseEnd(c.declared, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			q.Declared = deadline.EndsAt(at)
			reading := read(t, newClient(domainname.Config{Pace: -1}), q)
			j := judged(reading)
			ended := ""
			if reading.End.State == deadline.EndKnown {
				ended = deadline.FormatInstant(reading.End.At)
			}
			if j.Status != c.status || j.Passes != c.passes || word(reading) != c.word || ended != c.at {
				t.Errorf("%s, passes %t, %q, ends %q: %s", j.Status, j.Passes, word(reading), ended, j.Reason)
			}
			if c.rule != "" && !hasFinding(reading, c.rule, c.severity) || c.rule == "" && len(reading.Findings) > 0 && reading.Findings[0].Severity != deadline.SeverityOff {
				t.Errorf("findings %+v", reading.Findings)
			}
			if c.rule == deadline.RuleStaleFacts && (!strings.Contains(j.Reason, "declared as "+deadline.FormatInstant(at)) || !strings.Contains(j.Reason, "read as ")) {
				t.Errorf("both dates are to be told: %s", j.Reason)
			}
		})
	}
}

// Of a suffix without a server nobody is asked.
func TestNoServer(t *testing.T) {
	t.Parallel()
	name, err := domainname.ParseName("www.example.co.jp", domainname.Servers{})
	if err != nil {
		t.Fatal(err)
	}
	client := newClient(domainname.Config{HTTP: &http.Client{Transport: http.NewFileTransport(http.Dir(t.TempDir()))}})
	q := domainname.Question{Name: name, Now: today}
	reading := read(t, client, q)
	if j := judged(reading); word(reading) != domainname.Unsupported || j.Passes || j.Status != deadline.StatusUnknown ||
		!strings.Contains(j.Reason, "declare expires_on") || !strings.Contains(j.Reason, domainname.Embedded().Published.Format(time.DateOnly)) {
		t.Errorf("%q: %s", word(reading), j.Reason)
	}
	q.Declared = deadline.EndsAt(today.AddDate(1, 0, 0))
	reading = read(t, client, q)
	if j := judged(reading); word(reading) != "" || !j.Passes || !strings.Contains(j.Reason, "as declared") {
		t.Errorf("declared: %q: %s", word(reading), j.Reason)
	}
}

// What is leased below a private suffix has an end of its own.
func TestLease(t *testing.T) {
	t.Parallel()
	reading := read(t, newClient(domainname.Config{Pace: -1}), about(t, "someone.github.io", newRegistry(t, knowsAll).URL))
	if !hasFinding(reading, deadline.RuleUnreadBeside, deadline.SeverityWarn) || reading.Name.Registrable != "github.io" {
		t.Errorf("%+v", reading)
	}
}
