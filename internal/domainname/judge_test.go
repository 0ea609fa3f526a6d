package domainname_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/domainname"
)

// answerWith is an answer about example.com with these statuses and events.
func answerWith(status, events string) string {
	return `{"objectClassName":"domain","ldhName":"example.com","status":` + status + `,"events":` + events + `}`
}

func ends(date string) string { return `[{"eventAction":"expiration","eventDate":"` + date + `"}]` }

const (
	calm  = `["active","client transfer prohibited"]`
	later = "2028-02-03T04:05:06Z"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body    string
		status  deadline.Status
		passes  bool
		at      string // expires_at, "" where there is none
		word    domainname.Word
		finding deadline.Rule
		cause   string
	}{
		// What is no answer.
		"nothing":                {"", "unknown", false, "", domainname.Empty, "", "empty"},
		"white space":            {" \n", "unknown", false, "", domainname.Empty, "", ""},
		"empty object":           {"{}", "unknown", false, "", domainname.Empty, "", ""},
		"null":                   {"null", "unknown", false, "", domainname.Malformed, "", ""},
		"a list":                 {"[" + registration("example.com") + "]", "unknown", false, "", domainname.Malformed, "", ""},
		"a page":                 {"<!DOCTYPE html><title>Welcome</title>", "unknown", false, "", domainname.Malformed, "", "HTML"},
		"broken off":             {registration("example.com")[:120], "unknown", false, "", domainname.Malformed, "", ""},
		"followed by more":       {registration("example.com") + "{}", "unknown", false, "", domainname.Malformed, "", ""},
		"garbage":                {"\x00\xff\xfe", "unknown", false, "", domainname.Malformed, "", ""},
		"error 404":              {`{"errorCode":404,"title":"none"}`, "unknown", false, "", domainname.NotFound, "", "lost"},
		"error 429 as text":      {`{"errorCode":"429"}`, "unknown", false, "", domainname.RateLimited, "", ""},
		"error of no code":       {`{"errorCode":"later"}`, "unknown", false, "", domainname.Malformed, "", ""},
		"a nameserver":           {`{"objectClassName":"nameserver","ldhName":"example.com","events":` + ends(later) + `}`, "unknown", false, "", domainname.Malformed, "", "nameserver"},
		"of no class":            {`{"ldhName":"example.com","events":` + ends(later) + `}`, "unknown", false, "", domainname.Malformed, "", ""},
		"another name":           {registration("example.net"), "unknown", false, "", domainname.Malformed, "", "example.net"},
		"a name below":           {registration("www.example.com"), "unknown", false, "", domainname.Malformed, "", ""},
		"no name":                {`{"objectClassName":"domain","events":` + ends(later) + `}`, "unknown", false, "", domainname.Malformed, "", ""},
		"status twice":           {`{"objectClassName":"domain","ldhName":"example.com","status":["redemption period"],"status":["active"],"events":` + ends(later) + `}`, "unknown", false, "", domainname.Malformed, "", "twice"},
		"Status and status":      {`{"objectClassName":"domain","ldhName":"example.com","status":["active"],"Status":["redemption period"],"events":` + ends(later) + `}`, "unknown", false, "", domainname.Malformed, "", "twice"},
		"status of numbers":      {answerWith(`[1]`, ends(later)), "unknown", false, "", domainname.Malformed, "", ""},
		"status with null":       {answerWith(`["active",null]`, ends(later)), "unknown", false, "", domainname.Malformed, "", ""},
		"events of texts":        {answerWith(calm, `["expiration"]`), "unknown", false, "", domainname.Malformed, "", ""},
		"date twice":             {answerWith(calm, `[{"eventAction":"expiration","eventDate":"2026-01-01T00:00:00Z","eventDate":"`+later+`"}]`), "unknown", false, "", domainname.Malformed, "", ""},
		"no events":              {answerWith(calm, `null`), "unknown", false, "", domainname.Empty, "", "publishes no end"},
		"other events":           {answerWith(calm, `[{"eventAction":"registration","eventDate":"2019-02-03T04:05:06Z"},{"eventAction":"enum validation expiration","eventDate":"`+later+`"}]`), "unknown", false, "", domainname.Empty, "", ""},
		"no date":                {answerWith(calm, `[{"eventAction":"expiration"}]`), "unknown", false, "", domainname.Malformed, "", ""},
		"empty date":             {answerWith(calm, ends("")), "unknown", false, "", domainname.Malformed, "", ""},
		"a number":               {answerWith(calm, `[{"eventAction":"expiration","eventDate":1833163506}]`), "unknown", false, "", domainname.Malformed, "", "1833163506"},
		"the year 1":             {answerWith(calm, ends("0001-01-01T00:00:00Z")), "unknown", false, "", domainname.Malformed, "", "stands for none"},
		"the year 0":             {answerWith(calm, ends("0000-00-00")), "unknown", false, "", domainname.Malformed, "", ""},
		"1970":                   {answerWith(calm, ends("1970-01-01T00:00:00Z")), "unknown", false, "", domainname.Malformed, "", ""},
		"31 April":               {answerWith(calm, ends("2028-04-31T00:00:00Z")), "unknown", false, "", domainname.Malformed, "", "not a day"},
		"day first":              {answerWith(calm, ends("04.05.2028")), "unknown", false, "", domainname.Malformed, "", `"04.05.2028"`},
		"in words":               {answerWith(calm, ends("4 May 2028")), "unknown", false, "", domainname.Malformed, "", ""},
		"25 o'clock":             {answerWith(calm, ends("2028-05-04T25:00:00Z")), "unknown", false, "", domainname.Malformed, "", ""},
		"one unread of two":      {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"expiration","eventDate":"soon"}]`), "unknown", false, "", domainname.Malformed, "", "soon"},
		"an event of no action":  {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventDate":"2026-01-01T00:00:00Z"}]`), "unknown", false, "", domainname.Malformed, "", "events"},
		"of an action in a list": {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":["expiration"],"eventDate":"2026-01-01T00:00:00Z"}]`), "unknown", false, "", domainname.Malformed, "", "events"},
		"before registration":    {answerWith(calm, `[{"eventAction":"registration","eventDate":"2028-03-01T00:00:00Z"},{"eventAction":"expiration","eventDate":"`+later+`"}]`), "unknown", false, "", domainname.Malformed, "", "contradicts"},

		// By date.
		"ok":                   {answerWith(calm, ends(later)), "ok", true, later, "", "", ""},
		"with a BOM":           {"\xef\xbb\xbf" + answerWith(calm, ends(later)), "ok", true, later, "", "", ""},
		"no status":            {answerWith(`null`, ends(later)), "ok", true, later, "", "", ""},
		"one status":           {answerWith(`"active"`, ends(later)), "ok", true, later, "", "", ""},
		"one event":            {answerWith(calm, `{"eventAction":"Expiration","eventDate":"`+later+`"}`), "ok", true, later, "", "", ""},
		"capitals":             {strings.Replace(answerWith(`["Active"]`, ends(later)), "example.com", "EXAMPLE.COM.", 1), "ok", true, later, "", "", ""},
		"other notices":        {strings.Replace(answerWith(calm, ends(later)), "{", `{"notices":{"title":1},"entities":"none","links":7,`, 1), "ok", true, later, "", "", ""},
		"due":                  {answerWith(calm, ends("2027-01-20T00:00:00Z")), "due", true, "2027-01-20T00:00:00Z", "", "", ""},
		"over":                 {answerWith(calm, ends("2026-11-28T14:00:00Z")), "expired", false, "2026-11-28T14:00:00Z", "", "", ""},
		"of several the first": {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"expiration","eventDate":"2026-10-01T00:00:00Z"}]`), "expired", false, "2026-10-01T00:00:00Z", "", "", ""},
		"to be deleted":        {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"deletion","eventDate":"2026-12-05T00:00:00Z"}]`), "overdue", false, "2026-12-05T00:00:00Z", "", "", ""},
		"deleted and back":     {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"deletion","eventDate":"2025-12-05T00:00:00Z"},{"eventAction":"reinstantiation","eventDate":"2025-12-06T00:00:00Z"}]`), "ok", true, later, "", "", ""},
		"paid till":            {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"paid-till","eventDate":"2026-10-01T00:00:00Z"}]`), "expired", false, "2026-10-01T00:00:00Z", "", "", ""},
		"valid until alone":    {answerWith(calm, `[{"eventAction":"Valid Until","eventDate":"`+later+`"}]`), "ok", true, later, "", "", ""},
		"locked until":         {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"locked until","eventDate":"2026-10-01T00:00:00Z"}]`), "ok", true, later, "", "", ""},
		"nothing of no action": {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventActor":"x"}]`), "ok", true, later, "", "", ""},
		"offset":               {answerWith(calm, ends("2028-02-03T04:05:06.789+09:00")), "ok", true, "2028-02-02T19:05:06Z", "", "", ""},
		"a space and +00":      {answerWith(calm, ends("2028-02-03 04:05:06+00")), "ok", true, later, "", "", ""},
		"no zone":              {answerWith(calm, ends("2028-02-03T04:05:06")), "ok", true, later, "", deadline.RuleDateAssumed, ""},
		"a day":                {answerWith(calm, ends("2028-02-03")), "ok", true, "2028-02-04T00:00:00Z", "", deadline.RuleDateAssumed, ""},
		"9999":                 {answerWith(calm, ends("9999-12-31T23:59:59Z")), "ok", true, "", "", "", ""},
		"old copy":             {answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"last update of RDAP database","eventDate":"2026-11-01T00:00:00Z"}]`), "ok", true, later, "", deadline.RuleStaleFacts, ""},

		// By status.
		"redemption":                  {answerWith(`["redemption period"]`, ends(later)), "expired", false, "", "", "", "redemption period"},
		"redemption, no date":         {answerWith(`["active","Redemption Period"]`, `[]`), "expired", false, "", "", "", ""},
		"redemption of EPP":           {answerWith(`["redemptionPeriod"]`, ends(later)), "expired", false, "", "", "", ""},
		"redemption explained":        {answerWith(`["redemptionPeriod https://icann.org/epp#redemptionPeriod"]`, ends(later)), "expired", false, "", "", "", ""},
		"pending delete":              {answerWith(`["PENDING DELETE"]`, ends("2026-09-01T00:00:00Z")), "expired", false, "2026-09-01T00:00:00Z", "", "", ""},
		"pending delete more":         {answerWith(`["pendingDeleteScheduledForRelease"]`, ends(later)), "expired", false, "", "", "", ""},
		"pending restore":             {answerWith(`["pending_restore"]`, ends(later)), "expired", false, "", "", "", ""},
		"auto renewed":                {answerWith(`["auto renew period"]`, ends("2027-11-20T00:00:00Z")), "expired", false, "2026-11-20T00:00:00Z", "", "", "auto renew period"},
		"auto renewed, leap":          {answerWith(`["autoRenewPeriod"]`, ends("2027-02-28T12:00:00Z")), "expired", false, "2026-02-28T12:00:00Z", "", "", ""},
		"auto renewed for two":        {answerWith(`["auto renew period"]`, ends("2028-11-20T00:00:00Z")), "expired", false, "2026-11-28T14:00:00Z", "", "", ""},
		"auto renewed, not yet moved": {answerWith(`["auto renew period"]`, ends("2026-11-20T00:00:00Z")), "expired", false, "2026-11-20T00:00:00Z", "", "", ""},
		"auto renewed, no end":        {answerWith(`["auto renew period"]`, `[]`), "unknown", false, "", domainname.Empty, "", ""},
		"client hold":                 {answerWith(`["client hold"]`, ends(later)), "ok", false, later, "", deadline.RuleNotDelegated, ""},
		"serverHold":                  {answerWith(`["serverHold","ok"]`, ends(later)), "ok", false, later, "", deadline.RuleNotDelegated, ""},
		"inactive":                    {answerWith(`["inactive"]`, ends(later)), "ok", true, later, "", deadline.RuleNotDelegated, ""},
		"no name servers":             {strings.Replace(answerWith(calm, ends(later)), "{", `{"nameservers":[],`, 1), "ok", true, later, "", deadline.RuleNotDelegated, ""},
		"pending transfer":            {answerWith(`["pendingTransfer"]`, ends(later)), "ok", true, later, "", deadline.RuleRegistrationStatus, ""},
		"not renewable":               {answerWith(`["server renew prohibited"]`, ends(later)), "ok", true, later, "", deadline.RuleRegistrationStatus, ""},
		"pending create":              {answerWith(`["pending create"]`, ends(later)), "unknown", false, "", domainname.NotFound, "", "not registered"},
		"a status of its own":         {answerWith(`["quarantined by order"]`, ends(later)), "ok", false, later, "", deadline.RuleRegistrationStatus, ""},
		"not locked":                  {answerWith(`["active"]`, ends(later)), "ok", true, later, "", deadline.RuleNotLocked, ""},
		"registrar earlier": {
			answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"registrar expiration","eventDate":"2026-02-03T04:05:06Z"}]`),
			"expired", false, "2026-02-03T04:05:06Z", "", deadline.RuleRegistrarDiffers, "",
		},
		"registrar unread": {
			answerWith(calm, `[{"eventAction":"expiration","eventDate":"`+later+`"},{"eventAction":"registrar expiration","eventDate":"03/02/2027"}]`),
			"unknown", false, "", domainname.Malformed, "", "the registrar gives",
		},
		"auto renewed, registrar later": {
			answerWith(`["auto renew period"]`, `[{"eventAction":"expiration","eventDate":"2027-11-20T00:00:00Z"},{"eventAction":"registrar expiration","eventDate":"2027-11-20T00:00:00Z"}]`),
			"expired", false, "2026-11-20T00:00:00Z", "", "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := newRegistry(t, says(c.body))
			reading := read(t, newClient(domainname.Config{Pace: -1}), about(t, "example.com", server.URL))
			j := judged(reading)
			if j.Status != c.status || j.Passes != c.passes || word(reading) != c.word {
				t.Errorf("%s, passes %t, %q: %s", j.Status, j.Passes, word(reading), j.Reason)
			}
			at := ""
			if reading.End.State == deadline.EndKnown {
				at = deadline.FormatInstant(reading.End.At)
			}
			if at != c.at {
				t.Errorf("expires at %q, want %q", at, c.at)
			}
			if !strings.Contains(reading.Cause, c.cause) {
				t.Errorf("%q lacks %q", reading.Cause, c.cause)
			}
			if c.finding != "" && !hasFinding(reading, c.finding, severityOf(c.finding, c.passes)) {
				t.Errorf("no finding %s among %+v", c.finding, reading.Findings)
			}
			if c.finding == "" && len(reading.Findings) > 0 && reading.Findings[0].Rule != deadline.RuleNotLocked {
				t.Errorf("findings %+v", reading.Findings)
			}
		})
	}
}

// severityOf is that of a finding beside a registration that passes or does not.
func severityOf(rule deadline.Rule, passes bool) deadline.Severity {
	switch rule {
	case deadline.RuleNotDelegated, deadline.RuleRegistrationStatus:
		if passes {
			return deadline.SeverityWarn
		}
		return deadline.SeverityError
	}
	return rule.Severity()
}

// Nothing of the people behind a domain is kept.
func TestRegistrarAlone(t *testing.T) {
	t.Parallel()
	card := func(name string) string {
		return `"vcardArray":["vcard",[["version",{},"text","4.0"],["fn",{},"text","` + name + `"],["email",{},"text","PERSON@example.test"]]]`
	}
	body := strings.Replace(answerWith(calm, ends(later)), "{", `{"nameservers":[{"ldhName":"NS1.Example.TEST."},{"ldhName":"bad name"}],"entities":[
		{"roles":["registrant"],`+card("PERSON One")+`},
		{"roles":["abuse","Registrar"],"publicIds":[{"type":"IANA Registrar ID","identifier":"4711"}],`+card("Seller\\u202e Ltd")+`,"entities":[{"roles":["abuse"],`+card("PERSON Two")+`}]}],`, 1)
	server := newRegistry(t, says(body))
	reading := read(t, newClient(domainname.Config{Pace: -1}), about(t, "www.example.com", server.URL))
	if reading.Registrar != "Seller� Ltd" || reading.RegistrarID != "4711" || strings.Join(reading.Nameservers, " ") != "ns1.example.test" {
		t.Errorf("%q %q %q", reading.Registrar, reading.RegistrarID, reading.Nameservers)
	}
	if strings.Join(reading.Statuses, ",") != "active,client transfer prohibited" || reading.Source != server.URL+"/domain/example.com" || !reading.ReadAt.Equal(today) {
		t.Errorf("%q from %s at %s", reading.Statuses, reading.Source, reading.ReadAt)
	}
	if text := judged(reading).Reason; strings.Contains(text, "PERSON") || !strings.Contains(text, "its registration is that of example.com") {
		t.Error(text)
	}
	if got := read(t, newClient(domainname.Config{Pace: -1}), about(t, "shop.example.com", newRegistry(t, says(registration("example.com"))).URL)); got.Lifetime() != time.Date(2028, 2, 3, 4, 5, 6, 0, time.UTC).Sub(time.Date(2019, 2, 3, 4, 5, 6, 0, time.UTC)) {
		t.Errorf("lifetime %s", got.Lifetime())
	}
}
