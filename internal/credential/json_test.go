package credential_test

import (
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
)

func TestJSONForms(t *testing.T) {
	t.Parallel()
	const end = "2027-03-31T00:00:00Z"
	token := jwt(`{"exp":1806451200}`)
	parts := strings.Split(token, ".")
	block, _ := pem.Decode([]byte(certificatePEM(t, 60)))
	certificate := b64(string(block.Bytes))
	for name, test := range map[string]struct{ text, want, rules string }{
		"no members":                    {`{}`, "unsupported", ""},
		"cut short":                     {`{"access_token":"` + token, "malformed", ""},
		"a member twice":                {`{"access_token":"a","access_token":"` + token + `"}`, "malformed", ""},
		"two objects":                   {`{"access_token":"` + token + `"}{}`, "malformed", ""},
		"something else":                {`{"name":"x"}`, "unsupported", ""},
		"a signed object":               {`{"payload":"` + parts[1] + `","signatures":[{"protected":"` + parts[0] + `","signature":"c2ln"}]}`, end, ""},
		"a flat signed object":          {`{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"c2ln"}`, end, ""},
		"a signed object, no header":    {`{"payload":"` + parts[1] + `","signatures":[{"signature":"c2ln"}]}`, "malformed", ""},
		"a signed object, no signature": {`{"payload":"` + parts[1] + `","signatures":[{"protected":"` + parts[0] + `"}]}`, "malformed", ""},
		"an encrypted object":           {`{"protected":"x","ciphertext":"x","iv":"x","tag":"x"}`, "encrypted", ""},

		"an answer with a token":      {`{"access_token":"` + token + `","expires_in":3600}`, end, ""},
		"with a refresh token":        {`{"access_token":"` + token + `","refresh_token":"opaque-value"}`, end, "unread-beside"},
		"with one that ends first":    {`{"access_token":"` + token + `","refresh_token":"` + jwt(`{"exp":1796083200}`) + `"}`, "2026-12-01T00:00:00Z", ""},
		"an opaque token":             {`{"access_token":"opaque-value"}`, "unsupported", ""},
		"an opaque token, relative":   {`{"access_token":"opaque-value","expires_in":3600}`, "unsupported", ""},
		"an empty token":              {`{"access_token":""}`, "malformed", ""},
		"a token that is none":        {`{"access_token":null,"expires_in":3600}`, "malformed", ""},
		"an opaque token, at seconds": {`{"access_token":"opaque-value","expires_at":1806451200}`, end, ""},
		"at seconds in a text":        {`{"access_token":"opaque-value","expires_on":"1806451200"}`, end, ""},
		"at an instant":               {`{"access_token":"opaque-value","expiry":"2027-03-31T09:00:00+09:00"}`, end, ""},
		"at a day":                    {`{"access_token":"opaque-value","expiry":"2027-03-31"}`, "malformed", ""},
		"at milliseconds":             {`{"access_token":"opaque-value","expires_at":1806451200000}`, "malformed", ""},
		"at null":                     {`{"access_token":"opaque-value","expires_at":null}`, "malformed", ""},
		"two ends, the earlier":       {`{"access_token":"opaque-value","expires_at":1827396000,"expires_on":"1806451200"}`, end, ""},
		"two ends, one null":          {`{"access_token":"opaque-value","expires_at":1806451200,"expiry":null}`, end, ""},
		"two ends, one unread":        {`{"access_token":"opaque-value","expires_at":1806451200,"expiry":"soon"}`, "malformed", ""},
		"a token and an earlier end":  {`{"access_token":"` + token + `","expires_at":1796083200}`, "2026-12-01T00:00:00Z", ""},
		"a token and a later end":     {`{"access_token":"` + token + `","expires_at":1827396000}`, end, ""},
		"an endless token, an end":    {`{"access_token":"` + jwt(`{}`) + `","expires_at":1806451200}`, end, ""},
		"a token and no end":          {`{"access_token":"` + token + `","expires_at":"soon"}`, "malformed", ""},
		"a refresh token alone":       {`{"refresh_token":"opaque-value"}`, "unsupported", ""},

		"of a role":                    {`{"Credentials":{"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":"2027-03-31T00:00:00+00:00"}}`, end, ""},
		"of a process":                 {`{"Version":1,"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":"2027-03-31T00:00:00Z"}`, end, ""},
		"of a role, in seconds":        {`{"Credentials":{"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":1806451200.5}}`, end, ""},
		"of a role, a day":             {`{"Credentials":{"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":"2027-03-31"}}`, "malformed", ""},
		"of a role, null":              {`{"Credentials":{"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":null}}`, "malformed", ""},
		"temporary, without an end":    {`{"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t"}`, "malformed", ""},
		"temporary by its name":        {`{"AccessKeyId":"ASIAX","SecretAccessKey":"s"}`, "malformed", ""},
		"temporary, written otherwise": {`{"AccessKeyId":"AKIAX","SecretAccessKey":"s","expiration":"2027-03-31T00:00:00Z"}`, "malformed", ""},
		"a lasting key":                {`{"Version":1,"AccessKeyId":"AKIAX","SecretAccessKey":"s"}`, "open", "never-expires"},
		"credentials that are a list":  {`{"Credentials":[]}`, "malformed", ""},

		"keys":                         {`{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}`, "open", "never-expires"},
		"a key that has ended":         {`{"keys":[{"kty":"OKP","exp":1795860000},{"kty":"OKP"}]}`, "2026-11-28T10:00:00Z", "never-expires"},
		"a key with an end":            {`{"keys":[{"kty":"OKP","exp":1806451200}]}`, end, ""},
		"a key with an end in words":   {`{"keys":[{"kty":"OKP","exp":"1806451200"}]}`, "malformed", ""},
		"a revoked key":                {`{"keys":[{"kty":"OKP","exp":1806451200,"revoked":{"revoked_at":1795860000}}]}`, "ended", ""},
		"a key not revoked":            {`{"keys":[{"kty":"OKP","exp":1806451200,"revoked":null}]}`, end, ""},
		"the earlier of certificate":   {`{"keys":[{"kty":"RSA","exp":1806451200,"x5c":["` + certificate + `"]}]}`, "2027-01-20T00:00:00Z", ""},
		"the earlier of its own":       {`{"keys":[{"kty":"RSA","exp":1796083200,"x5c":["` + certificate + `"]}]}`, "2026-12-01T00:00:00Z", ""},
		"no keys":                      {`{"keys":[]}`, "empty", ""},
		"keys that are none":           {`{"keys":["x"]}`, "malformed", ""},
		"a key with a certificate":     {`{"keys":[{"kty":"RSA","x5c":["` + certificate + `"]}]}`, "2027-01-20T00:00:00Z", ""},
		"keys with and without":        {`{"keys":[{"kty":"RSA"},{"kty":"RSA","x5c":["` + certificate + `"]}]}`, "2027-01-20T00:00:00Z", "never-expires"},
		"a key with an empty chain":    {`{"keys":[{"kty":"RSA","x5c":[]}]}`, "malformed", ""},
		"a service account of Google":  {`{"type":"service_account","private_key_id":"x","private_key":"-----BEGIN PRIVATE KEY-----\nx","client_email":"ci@example.net"}`, "open", "never-expires"},
		"a private key":                {`{"kty":"RSA","d":"x"}`, "unsupported", ""},
		"what a program hands out":     {`{"kind":"ExecCredential","status":{"token":"opaque-value","expirationTimestamp":"2027-03-31T00:00:00Z"}}`, end, ""},
		"what Kubernetes hands out":    {`{"kind":"TokenRequest","status":{"token":"` + jwt(`{"exp":1900000000}`) + `","expirationTimestamp":"2027-03-31T00:00:00Z"}}`, end, ""},
		"the same without a time":      {`{"kind":"ExecCredential","status":{"token":"opaque-value"}}`, "unsupported", ""},
		"the same without a token":     {`{"kind":"ExecCredential","status":{}}`, "malformed", ""},
		"the same with a broken token": {`{"kind":"ExecCredential","status":{"token":"eyJx","expirationTimestamp":"2027-03-31T00:00:00Z"}}`, "malformed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bundle, failure := credential.Parse([]byte(test.text), asOf)
			if failure != nil {
				if string(failure.Reason) != test.want {
					t.Errorf("%s, want %s", failure.Reason, test.want)
				}
				return
			}
			for _, c := range bundle.Credentials {
				whole(t, c)
			}
			c, _ := bundle.Single(asOf)
			if outcomeOf(c) != test.want || rules(c) != test.rules {
				t.Errorf("%s [%s], want %s [%s]", outcomeOf(c), rules(c), test.want, test.rules)
			}
		})
	}
	// What is relative ends once somebody says when it was got.
	got := single(t, `{"access_token":"opaque-value","expires_in":"3600"}`, credential.Options{Now: today, ObtainedAt: today})
	if outcomeOf(got) != "2026-11-28T13:00:00Z" || got.Lifetime.Hours() != 1 {
		t.Errorf("%s, lifetime %s", outcomeOf(got), got.Lifetime)
	}
	for _, in := range []string{"0", "-5", `"soon"`, "1e3", "99999999999999"} {
		if got := outcome(`{"access_token":"opaque-value","expires_in":`+in+`}`, credential.Options{Now: today, ObtainedAt: today}); got != "malformed" {
			t.Errorf("expires_in %s: %s", in, got)
		}
	}
}

// What others read is named with the reader, so that nobody takes it for fine.
func TestWhatOthersRead(t *testing.T) {
	t.Parallel()
	for text, reader := range map[string]string{
		certificatePEM(t, 60): "expiry_certificate",
		"-----BEGIN X509 CRL-----\nAA==\n-----END X509 CRL-----":        "expiry_document",
		"-----BEGIN CMS-----\nAA==\n-----END CMS-----":                  "expiry_certificate",
		"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nx":         "expiry_document",
		"\xfe\xed\xfe\xed\x00\x00\x00\x02":                              "expiry_certificate",
		"\x30\x82\x01\x00":                                              "expiry_certificate",
		"<?xml version=\"1.0\"?><plist version=\"1.0\"/>":               "expiry_certificate",
		"-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY": "private key",
		"-----BEGIN OPENSSH PRIVATE KEY-----\nAA==\n":                   "private key",
	} {
		_, failure := credential.Parse([]byte(text), asOf)
		failed(t, failure, "unsupported")
		if failure != nil && !strings.Contains(failure.Clause, reader) {
			t.Errorf("%.30q: %q does not name %s", text, failure.Clause, reader)
		}
	}
}

// Temporary credentials do not say when they began: a lead time of 30 days would
// call every one of them overdue.
func TestTemporaryCredentialsAreShort(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		`{"Version":1,"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":"2026-11-29T00:00:00Z"}`: 36 * time.Hour,
		`{"Version":1,"AccessKeyId":"AKIAX","SecretAccessKey":"s","Expiration":"2026-11-29T00:00:00Z"}`:                    0,
		`{"Version":1,"AccessKeyId":"ASIAX","SecretAccessKey":"s","SessionToken":"t","Expiration":"9999-12-31T00:00:00Z"}`: 0,
	} {
		if c := single(t, text, asOf); c.Lifetime != want {
			t.Errorf("%s: a life of %s, want %s", text, c.Lifetime, want)
		}
	}
}
