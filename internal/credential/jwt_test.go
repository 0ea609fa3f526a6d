package credential_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
)

// 1806451200 is 2027-03-31T00:00:00Z.
func TestTokenEnds(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		payload, want, rules string
	}{
		"null":                       {`{"exp":null}`, "malformed", ""},
		"a text":                     {`{"exp":"1806451200"}`, "malformed", ""},
		"a date":                     {`{"exp":"2027-03-31T00:00:00Z"}`, "malformed", ""},
		"true":                       {`{"exp":true}`, "malformed", ""},
		"a list":                     {`{"exp":[1806451200]}`, "malformed", ""},
		"zero":                       {`{"exp":0}`, "malformed", ""},
		"negative":                   {`{"exp":-1}`, "malformed", ""},
		"twice":                      {`{"exp":1606451200,"exp":1806451200}`, "malformed", ""},
		"twice, written otherwise":   {`{"\u0065xp":1606451200,"exp":1806451200}`, "malformed", ""},
		"in capitals":                {`{"EXP":1806451200}`, "malformed", ""},
		"in capitals beside":         {`{"exp":1806451200,"Exp":1606451200}`, "malformed", ""},
		"milliseconds":               {`{"exp":1806451200000}`, "malformed", ""},
		"microseconds":               {`{"exp":1806451200000000}`, "malformed", ""},
		"beyond numbers":             {`{"exp":1e400}`, "malformed", ""},
		"beyond the year 9999":       {`{"exp":253402300800}`, "malformed", ""},
		"the end of 9999":            {`{"exp":253402300799}`, "open", "never-expires"},
		"none":                       {`{"sub":"robot"}`, "open", "never-expires"},
		"nothing at all":             {`{}`, "open", "never-expires"},
		"a number":                   {`{"exp":1806451200}`, "2027-03-31T00:00:00Z", ""},
		"a fraction":                 {`{"exp":1806451200.999}`, "2027-03-31T00:00:00Z", ""},
		"an exponent":                {`{"exp":1.8064512e9}`, "2027-03-31T00:00:00Z", ""},
		"expired":                    {`{"exp":1795860000}`, "2026-11-28T10:00:00Z", ""},
		"not yet":                    {`{"exp":1806451200,"nbf":1804000000}`, "2027-03-31T00:00:00Z", "not-yet-valid"},
		"issued in the future":       {`{"exp":1806451200,"iat":1804000000}`, "2027-03-31T00:00:00Z", "not-yet-valid"},
		"begins after its end":       {`{"exp":1806451200,"nbf":1806451200}`, "malformed", ""},
		"issued after its end":       {`{"exp":1806451200,"iat":1900000000}`, "malformed", ""},
		"begins in milliseconds":     {`{"exp":1806451200,"nbf":1804000000000}`, "malformed", ""},
		"begins by a text":           {`{"exp":1806451200,"nbf":"soon"}`, "malformed", ""},
		"another claim twice":        {`{"exp":1806451200,"aud":"a","aud":"b"}`, "malformed", ""},
		"cut short":                  {`{"exp":1806451200`, "malformed", ""},
		"more behind it":             {`{"exp":1806451200}{}`, "malformed", ""},
		"a list of claims":           {`[{"exp":1806451200}]`, "malformed", ""},
		"not UTF-8":                  {"{\"exp\":1806451200,\"x\":\"\xff\"}", "malformed", ""},
		"the old kind of Kubernetes": {`{"kubernetes.io/serviceaccount/secret.name":"x"}`, "open", "never-expires"},
		"a year in place of an hour": {`{"exp":1827396000,"iat":1795860000,"kubernetes.io":{"warnafter":1795863607}}`, "2027-11-28T10:00:00Z", ""},
		"metadata of authenticators": {`{"nextUpdate":"2027-03-31","entries":[]}`, "unsupported", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := single(t, jwt(test.payload), asOf)
			whole(t, c)
			if got := outcomeOf(c); got != test.want || rules(c) != test.rules {
				t.Errorf("%s [%s], want %s [%s]", got, rules(c), test.want, test.rules)
			}
		})
	}
}

func TestTokenForms(t *testing.T) {
	t.Parallel()
	const end = "2027-03-31T00:00:00Z"
	good := jwt(`{"exp":1806451200}`)
	parts := strings.Split(good, ".")
	full := segment(`{"alg":"HS256"}`) + "." + parts[1] + "." + segment(strings.Repeat("s", 32))
	for name, test := range map[string]struct{ text, want string }{
		"an empty text":             {"", "empty"},
		"white space":               {" \n\t\n", "empty"},
		"comments":                  {"# the token\n", "empty"},
		"two parts":                 {parts[0] + "." + parts[1], "malformed"},
		"one part":                  {parts[0], "malformed"},
		"a payload cut off":         {good[:len(parts[0])+10], "malformed"},
		"no signature":              {parts[0] + "." + parts[1] + ".", "malformed"},
		"no algorithm":              {signed(`{"typ":"JWT"}`, `{"exp":1806451200}`), "malformed"},
		"an algorithm twice":        {signed(`{"alg":"none","alg":"RS256"}`, `{"exp":1806451200}`), "malformed"},
		"encrypted":                 {segment(`{"alg":"RSA-OAEP","enc":"A256GCM"}`) + ".AA.AA.AA.AA", "encrypted"},
		"encrypted, cut short":      {segment(`{"alg":"dir","enc":"A256GCM","exp":1806451200}`) + ".AA.AA", "encrypted"},
		"nested":                    {signed(`{"alg":"RS256","cty":"JWT"}`, good), "unsupported"},
		"not encoded":               {signed(`{"alg":"RS256","b64":false,"crit":["b64"]}`, `{"exp":1806451200}`), "unsupported"},
		"a signature that is none":  {parts[0] + "." + parts[1] + ".***", "malformed"},
		"two tokens":                {good + "\n" + jwt(`{"exp":1806451300}`), "ambiguous"},
		"words":                     {"this is not a token at all", "unsupported"},
		"a file's name":             {"a.jwt", "unsupported"},
		"HTML":                      {"<!doctype html><title>Sign in</title>", "unsupported"},
		"padded":                    {parts[0] + "==." + parts[1] + "=." + parts[2], end},
		"with a byte order mark":    {"\ufeff" + good + "\r\n", end},
		"in quotation marks":        {`"` + good + `"`, end},
		"in a header":               {"Authorization: Bearer " + good, end},
		"with the word of a header": {"bearer " + good, end},
		"over several lines":        {good[:20] + "\n" + good[20:50] + "\n" + good[50:] + "\n", end},
		"a password beneath":        {full + "\nghp_abcdefghijklmnopqrstuvwxyz0123456789", "ambiguous"},
		"a key's id beneath":        {full + "\nAKIAIOSFODNN7EXAMPLE\n", "ambiguous"},
		"words beneath":             {full + "\nvalid until further notice", "unsupported"},
		"broken in its signature":   {full[:len(full)-20] + "\n" + full[len(full)-20:], end},
		"broken early":              {full[:30] + "\n" + full[30:60] + "\n" + full[60:], end},
		"behind a comment":          {"# the robot's\n" + good, end},
		"unsigned":                  {segment(`{"alg":"none"}`) + "." + parts[1] + ".", end},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := outcome(test.text, asOf); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func TestTokenFacts(t *testing.T) {
	t.Parallel()
	c := single(t, jwt(`{"iss":"https://user:pass@idp.example.net/realm?key=1#x","sub":"robot\u0007","aud":["api","web"],"iat":1795860000,"nbf":1795860000,"exp":1827396000,"kubernetes.io":{"warnafter":1795863607}}`), asOf)
	if c.Issuer != "https://idp.example.net/realm" || c.Subject != "robot�" || strings.Join(c.Audience, " ") != "api web" {
		t.Errorf("issuer %q, subject %q, audience %q", c.Issuer, c.Subject, c.Audience)
	}
	if c.Kind != credential.KindJWT || c.Lifetime != 365*24*time.Hour || !c.NotBefore.Equal(c.IssuedAt) || c.RenewAfter.Unix() != 1795863607 {
		t.Errorf("%+v", c)
	}
	if !strings.Contains(c.Cause, "signature was not checked") || !strings.Contains(c.Cause, "wants it renewed") {
		t.Errorf("cause %q", c.Cause)
	}
	if c := single(t, signed(`{"alg":"none"}`, `{"exp":1806451200}`), asOf); rules(c) != "weak-key" {
		t.Errorf("unsigned: %s", rules(c))
	}
	push := single(t, signed(`{"alg":"ES256","kid":"ABC123DEFG"}`, `{"iss":"TEAM123456","iat":1795860000}`), asOf)
	if outcomeOf(push) != "open" || !strings.Contains(push.Cause, "2026-11-28T11:00:00Z") {
		t.Errorf("for Apple's push service: %s, %q", outcomeOf(push), push.Cause)
	}
}

func TestOpaqueTokensCarryNoEnd(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"ghp_0123456789abcdefghijABCDEFGHIJ012345", "github_pat_11AAAAAAA0aaaaaaaaaaaa_bbbbb", "glpat-abcdefghij0123456789",
		"xoxb-123456789012-abcdef", "hvs.CAESIJ", "AKIAEXAMPLEEXAMPLE00", "abcdef.0123456789abcdef", "just.three.parts-here",
	} {
		c := single(t, text, asOf)
		whole(t, c)
		if c.Kind != credential.KindOpaque || outcomeOf(c) != "unsupported" || !strings.Contains(c.Unread.Clause, "carries no end") {
			t.Errorf("%s…: %+v", text[:4], c)
		}
	}
}
