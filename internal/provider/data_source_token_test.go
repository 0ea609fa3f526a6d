package provider_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/crypto/ssh"
)

func segment(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// tokenOf is a JWT of a payload, with a signature that is none.
func tokenOf(payload string) string {
	return segment(`{"alg":"RS256"}`) + "." + segment(payload) + "." + segment("no signature")
}

const (
	yearToken = `{"iss":"https://robot:` + marked + `@idp.example.net/realms/shop?key=` + marked + `","sub":"alice@example.net","iat":1782820800,"exp":1814356800}` // 2026-06-30 to 2027-06-30
	marked    = "PLANTED-MARKER"
)

// onDisk writes one file of a test.
func onDisk(t testing.TB, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sshCertificateUntil is a user's certificate of OpenSSH that began an hour ago.
func sshCertificateUntil(t testing.TB, until time.Time) string {
	t.Helper()
	return sshCertificateFrom(t, today.Add(-time.Hour), until)
}

func sshCertificateFrom(t testing.TB, from, until time.Time) string {
	t.Helper()
	_, authority, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(authority)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	certificate := &ssh.Certificate{
		Key: key, CertType: ssh.UserCert, KeyId: "deploy@shop", ValidPrincipals: []string{"deploy"},
		ValidAfter: uint64(from.Unix()), ValidBefore: uint64(until.Unix()),
	}
	if err := certificate.SignCert(bytes.NewReader(bytes.Repeat([]byte{7}, 1<<10)), signer); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(certificate)))
}

func plainSSHKey(t testing.TB) string {
	t.Helper()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return string(ssh.MarshalAuthorizedKey(key))
}

// openPGPFor are public keys that live for a time from the day before the tests.
func openPGPFor(t testing.TB, lives ...time.Duration) (keys string, fingerprints []string) {
	t.Helper()
	var all bytes.Buffer
	for _, life := range lives {
		entity, err := openpgp.NewEntity("Release Robot", "", "robot@example.net", &packet.Config{
			Time: func() time.Time { return today.AddDate(0, 0, -1) }, KeyLifetimeSecs: uint32(life / time.Second), Algorithm: packet.PubKeyAlgoEdDSA,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := entity.Serialize(&all); err != nil {
			t.Fatal(err)
		}
		fingerprints = append(fingerprints, strings.ToUpper(hexOf(entity.PrimaryKey.Fingerprint)))
	}
	return all.String(), fingerprints
}

func hexOf(raw []byte) string {
	const digits = "0123456789abcdef"
	var text strings.Builder
	for _, one := range raw {
		text.WriteByte(digits[one>>4])
		text.WriteByte(digits[one&15])
	}
	return text.String()
}

func kubeconfigOf(current string, users ...string) string {
	config := "apiVersion: v1\nkind: Config\ncurrent-context: " + current + "\nclusters:\n- name: prod\n  cluster: {server: https://k8s.example.test}\ncontexts:\n"
	for _, user := range users {
		name, _, _ := strings.Cut(user, ": ")
		config += "- name: " + name + "@prod\n  context: {cluster: prod, user: " + name + "}\n"
	}
	config += "users:\n"
	for _, user := range users {
		name, signsIn, _ := strings.Cut(user, ": ")
		config += "- name: " + name + "\n  user: " + signsIn + "\n"
	}
	return config
}

// What is wrong about the input stops the plan, on the argument, without a word of
// what was read.
func TestTokenRefuses(t *testing.T) {
	t.Parallel()
	token := tokenOf(yearToken)
	two, _ := openPGPFor(t, 0, 0)
	kubeconfig := kubeconfigOf("ci@prod", "ci: {token: "+token+"}", "admin: {token: "+token+"}")
	file := func(content string) values { return values{"file": str(onDisk(t, "credential", content))} }
	with := func(content, name, value string) values {
		return values{"file": str(onDisk(t, "credential", content)), name: str(value)}
	}
	for name, test := range map[string]struct {
		config values
		at     string
		says   []string
	}{
		"nothing":                     {values{}, "file", []string{"No source", `file = "ci.jwt"`}},
		"two":                         {values{"file": str("a"), "env": str("B")}, "env", []string{"Two sources", "exactly one of file, env and text"}},
		"a text without a name":       {values{"text": str(token)}, "name", []string{"Text without a name", "token/ci"}},
		"a text with an empty name":   {values{"text": str(token), "name": str(" ")}, "name", []string{"Text without a name"}},
		"a text that is empty":        {values{"text": str(" \n"), "name": str("x")}, "text", []string{"it is empty", "Reason: empty"}},
		"words":                       {values{"text": str("the token is " + marked), "name": str("x")}, "text", []string{"none of the credentials", "Reason: unsupported"}},
		"the token as a variable":     {values{"env": str(token)}, "env", []string{"Not a variable's name", `env = "CI_TOKEN"`}},
		"no such variable":            {values{"env": str("ghp_" + strings.ReplaceAll(marked, "-", "_"))}, "env", []string{"no such environment variable", "Reason: not_found"}},
		"no such file":                {values{"file": str("there/is/none")}, "file", []string{"there is no such file", "working directory", "Reason: not_found"}},
		"an empty path":               {values{"file": str("")}, "file", []string{"the path is empty", "Reason: not_found"}},
		"the token as a path":         {values{"file": str(token)}, "file", []string{"Reason: not_found"}},
		"a long token as a path":      {values{"file": str(strings.Repeat(token, 40))}, "file", []string{"the text of a file is not its path"}},
		"a directory":                 {values{"file": str(t.TempDir())}, "file", []string{"it is a directory"}},
		"an empty file":               {file(" \n"), "file", []string{"it is empty", "Reason: empty"}},
		"a private key":               {file("-----BEGIN PRIVATE KEY-----\n" + marked + "\n-----END PRIVATE KEY-----\n"), "file", []string{"private key", "Reason: unsupported"}},
		"a certificate":               {file("-----BEGIN CERTIFICATE-----\n" + marked + "\n-----END CERTIFICATE-----\n"), "file", []string{"expiry_certificate reads"}},
		"too much":                    {file(strings.Repeat(marked, 1<<20)), "file", []string{"Reason: too_large"}},
		"several keys":                {file(two), "fingerprint", []string{"Several in it", "two credentials", "expiry_tokens reads them all", "Reason: ambiguous"}},
		"several tokens":              {file(token + "\n" + token), "file", []string{"two credentials", "expiry_tokens reads them all"}},
		"another key":                 {with(two, "fingerprint", strings.Repeat("AB", 20)), "fingerprint", []string{"none of the keys has this fingerprint", "Its keys are "}},
		"a short key id":              {with(two, "fingerprint", "ABCD1234"), "fingerprint", []string{"last 16 digits"}},
		"another context":             {with(kubeconfig, "context", "ci"), "context", []string{"no such context", "Its contexts are admin@prod, ci@prod", "Reason: not_found"}},
		"no context":                  {file(kubeconfigOf(`""`, "ci: {token: "+token+"}")), "context", []string{"no current-context", "ci@prod"}},
		"a context of a token":        {with(token, "context", "ci@prod"), "context", []string{"goes with a kubeconfig, and what was read is a token"}},
		"a fingerprint of a token":    {with(token, "fingerprint", strings.Repeat("AB", 20)), "fingerprint", []string{"goes with OpenPGP keys"}},
		"a purpose of a token":        {with(token, "purpose", "sign"), "purpose", []string{"goes with OpenPGP keys"}},
		"a token that was got":        {with(token, "obtained_at", "2026-11-01T00:00:00Z"), "obtained_at", []string{"goes with the answer of a token endpoint"}},
		"got in the future":           {with(`{"access_token":"`+marked+`","expires_in":3600}`, "obtained_at", "2027-01-01T00:00:00Z"), "obtained_at", []string{"lies after the instant of the judgement"}},
		"a share of an unknown life":  {with(tokenOf(`{"exp":1814356800}`), "lead_time", "33%"), "lead_time", []string{"Cannot work out act_by"}},
		"an as_of that is no instant": {with(token, "as_of", "soon"), "as_of", []string{"Invalid instant"}},
		"a broken maintenance window": {values{"file": str(onDisk(t, "x", token)), "maintenance_window": windowValue("SOMETIMES")}, "maintenance_window", []string{"rrule"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			got := readOut(t, provider, "expiry_token", test.config)
			if !got.errors || !strings.Contains(got.said, test.at) {
				t.Fatalf("no error on %s: %q", test.at, got.said)
			}
			for _, piece := range test.says {
				if !strings.Contains(got.said, piece) {
					t.Errorf("said %q, want %q in it", got.said, piece)
				}
			}
			for _, secret := range []string{marked, strings.ReplaceAll(marked, "-", "_"), segment(yearToken), "alice"} {
				if strings.Contains(got.said, secret) {
					t.Errorf("said %q, with %q in it", got.said, secret)
				}
			}
		})
	}
}

// What cannot be read is unknown, with the reason in a word and in a sentence; it
// never passes.
func TestTokenUnknown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, kind, word, says string }{
		"encrypted":            {segment(`{"alg":"dir","enc":"A128GCM"}`) + "." + marked + ".a.b.c", "jwt", "encrypted", "only its recipient can see"},
		"cut short":            {tokenOf(yearToken)[:80], "jwt", "malformed", "cut short"},
		"exp as a text":        {tokenOf(`{"exp":"1814356800"}`), "jwt", "malformed", "is a text"},
		"exp twice":            {tokenOf(`{"exp":1,"exp":1814356800}`), "jwt", "malformed", "twice"},
		"in milliseconds":      {tokenOf(`{"exp":1814356800000}`), "jwt", "malformed", "milliseconds"},
		"opaque":               {"ghp_" + marked, "opaque", "unsupported", "a GitHub personal access token carries no end"},
		"an answer":            {`{"access_token":"` + marked + `","expires_in":3600}`, "oauth_token", "unsupported", "counts from when it was got"},
		"JSON cut short":       {`{"access_token":"` + marked, "", "malformed", "cut short"},
		"a program":            {kubeconfigOf("ci@prod", "ci: {exec: {command: "+marked+"}}"), "program", "unsupported", "by a program"},
		"a file that is not":   {kubeconfigOf("ci@prod", "ci: {tokenFile: "+marked+"}"), "opaque", "not_found", "a file of its own: there is no such file"},
		"a user who is not":    {strings.Replace(kubeconfigOf("ci@prod", "ci: {token: x}"), "user: ci", "user: eve", 1), "opaque", "not_found", "not in the kubeconfig"},
		"a damaged kubeconfig": {kubeconfigOf("ci@prod", "ci: {token: ["+marked+"}"), "", "malformed", "not of the form"},
		"a certificate of SSH": {sshCertificateUntil(t, today.AddDate(1, 0, 0))[:300], "ssh_user_certificate", "malformed", "damaged"},
		"a key that was altered": {func() string {
			keys, _ := openPGPFor(t, 365*24*time.Hour)
			return keys[:len(keys)-5]
		}(), "", "malformed", "OpenPGP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			path := onDisk(t, "credential", test.content)
			got := readOut(t, provider, "expiry_token", values{"file": str(path), "name": str("it")})
			if got.errors {
				t.Fatal(got.said)
			}
			for field, want := range map[string]string{"status": "unknown", "end": "unknown", "expires_at": "", "token_kind": test.kind, "read_error": test.word, "id": "token/it"} {
				if got.text(field) != want {
					t.Errorf("%s is %q, want %q", field, got.text(field), want)
				}
			}
			if got.fields["passes"] != false || !strings.Contains(got.text("reason"), test.says) {
				t.Errorf("passes %v: %s", got.fields["passes"], got.text("reason"))
			}
			if strings.Contains(got.whole+got.said, marked) {
				t.Errorf("shown: %s %s", got.whole, got.said)
			}
			// Unknown is an error where it is enforced.
			enforced := readOut(t, provider, "expiry_token", values{"file": str(path), "enforcement": str("error")})
			if !enforced.errors || !strings.Contains(enforced.said, "Deadline unknown") || strings.Contains(enforced.said, marked) {
				t.Errorf("enforced: %s", enforced.said)
			}
		})
	}
}

func TestTokenReads(t *testing.T) {
	t.Parallel()
	token := tokenOf(yearToken)
	mixed := kubeconfigOf("ci@prod", "ci: {token: "+token+"}", "old: {token: "+tokenOf(`{"exp":1782820800}`)+"}")
	key, fingerprints := openPGPFor(t, 365*24*time.Hour)
	ring, both := openPGPFor(t, 365*24*time.Hour, 0)
	for name, test := range map[string]struct {
		content string
		more    values
		want    map[string]string
		rules   string
	}{
		"a token": {token, nil, map[string]string{
			"token_kind": "jwt", "expires_at": "2027-06-30T12:00:00Z", "act_by": "2027-05-31T12:00:00Z", "status": "ok", "end": "known",
			"not_before": "2026-06-30T12:00:00Z", "issuer": "https://idp.example.net/realms/shop", "subject": "", "key_id": "", "read_error": "", "kind": "token",
		}, ""},
		"its subject":              {token, values{"show_subject": tftypes.NewValue(tftypes.Bool, true)}, map[string]string{"subject": "alice@example.net"}, ""},
		"an issuer with a mail":    {tokenOf(`{"iss":"alice@example.net","exp":1814356800}`), nil, map[string]string{"issuer": "", "expires_at": "2027-06-30T12:00:00Z"}, ""},
		"an issuer that is a name": {tokenOf(`{"iss":"kubernetes/serviceaccount","exp":1814356800}`), nil, map[string]string{"issuer": "kubernetes/serviceaccount"}, ""},
		"one that never ends":      {tokenOf(`{"iat":1782820800}`), nil, map[string]string{"end": "open", "expires_at": "", "status": "ok"}, "never-expires"},
		"of Apple's push service":  {segment(`{"alg":"ES256","kid":"ABC123DEFG"}`) + "." + segment(`{"iss":"DEF123GHIJ","iat":1795215600}`) + "." + segment("s"), nil, map[string]string{"end": "open", "status": "ok"}, "never-expires"},
		"one that nobody signed":   {segment(`{"alg":"none"}`) + "." + segment(`{"exp":1814356800}`) + ".", nil, map[string]string{"expires_at": "2027-06-30T12:00:00Z"}, "weak-key"},
		"one to come":              {tokenOf(`{"nbf":1806451200,"exp":1814356800}`), nil, map[string]string{"not_before": "2027-03-31T00:00:00Z"}, "not-yet-valid"},
		"one that has ended":       {tokenOf(`{"exp":1782820800}`), nil, map[string]string{"status": "expired"}, ""},
		"judged as of a day":       {token, values{"as_of": str("2027-07-01")}, map[string]string{"status": "expired"}, ""},
		"one of an hour":           {tokenOf(`{"iat":1795217400,"exp":1795221000}`), nil, map[string]string{"status": "ok", "act_by": "2026-11-21T00:22:30Z"}, ""},
		"of Kubernetes": {tokenOf(`{"iat":1795215600,"exp":1826751600,"kubernetes.io":{"warnafter":1795219207}}`), nil, map[string]string{
			"renew_after": "2026-11-21T00:00:07Z", "status": "ok",
		}, ""},
		"a certificate of SSH": {sshCertificateUntil(t, today.AddDate(1, 0, 0)), nil, map[string]string{"token_kind": "ssh_user_certificate", "subject": "deploy@shop", "status": "ok", "expires_at": "2027-11-21T00:00:00Z"}, ""},
		"an OpenPGP key":       {key, nil, map[string]string{"token_kind": "openpgp_key", "key_id": fingerprints[0], "subject": "Release Robot <robot@example.net>", "expires_at": "2027-11-20T00:00:00Z"}, ""},
		"one key of several":   {ring, values{"fingerprint": str(strings.ToLower(both[1][24:]))}, map[string]string{"key_id": both[1], "end": "open"}, "never-expires"},
		"a kubeconfig":         {mixed, nil, map[string]string{"token_kind": "jwt", "status": "ok"}, ""},
		"another context":      {mixed, values{"context": str("old@prod")}, map[string]string{"status": "expired"}, ""},
		"an answer with its day": {`{"access_token":"` + marked + `","expires_in":86400}`, values{"obtained_at": str("2026-11-20T12:00:00Z")}, map[string]string{
			"expires_at": "2026-11-21T12:00:00Z", "token_kind": "oauth_token", "status": "ok",
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			config := values{"file": str(onDisk(t, "credential", test.content)), "enforcement": str("none")}
			maps.Copy(config, test.more)
			got := readOut(t, provider, "expiry_token", config)
			if got.errors {
				t.Fatal(got.said)
			}
			for field, want := range test.want {
				if got.text(field) != want {
					t.Errorf("%s is %q, want %q (%s)", field, got.text(field), want, got.text("reason"))
				}
			}
			if got.rules != test.rules {
				t.Errorf("findings %q, want %q", got.rules, test.rules)
			}
			if strings.Contains(got.whole, marked) || got.said != "" {
				t.Errorf("%s\n%s", got.whole, got.said)
			}
			if parts, _ := got.fields["parts"].([]any); (len(parts) > 0) != (got.text("token_kind") == "openpgp_key") {
				t.Errorf("%d parts of a %s", len(parts), got.text("token_kind"))
			}
		})
	}
}

// Two data sources on one kubeconfig are two things: which context is meant belongs
// to the id.
func TestTokenIDs(t *testing.T) {
	path := onDisk(t, "config", kubeconfigOf("ci@prod", "ci: {token: "+tokenOf(yearToken)+"}"))
	provider, _ := configured(t, today, nil)
	t.Setenv("EXPIRY_TEST_TOKEN", tokenOf(yearToken))
	t.Setenv("EXPIRY_TEST_EMPTY", "")
	for id, config := range map[string]values{
		"token/" + filepath.ToSlash(path):              {"file": str(path)},
		"token/" + filepath.ToSlash(path) + "#ci@prod": {"file": str(path), "context": str("ci@prod")},
		"token/EXPIRY_TEST_TOKEN":                      {"env": str("EXPIRY_TEST_TOKEN")},
		"token/ci":                                     {"text": str(tokenOf(yearToken)), "name": str("ci")},
	} {
		got := readOut(t, provider, "expiry_token", config)
		if got.text("id") != id || got.text("status") != "ok" || got.fields["text"] != nil {
			t.Errorf("id %q, status %q, text %v, want %s: %s", got.text("id"), got.text("status"), got.fields["text"], id, got.said)
		}
	}
	if got := readOut(t, provider, "expiry_token", values{"env": str("EXPIRY_TEST_EMPTY")}); !strings.Contains(got.said, "Reason: empty") {
		t.Errorf("an empty variable: %q", got.said)
	}
}

// What is not known while Terraform validates is not absent.
func TestTokenValidates(t *testing.T) {
	t.Parallel()
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	for name, test := range map[string]struct {
		source string
		config values
		says   string
	}{
		"an unknown file":                   {"expiry_token", values{"file": unknown}, ""},
		"an unknown text without a name":    {"expiry_token", values{"text": unknown}, ""},
		"a text with an unknown name":       {"expiry_token", values{"text": str("x"), "name": unknown}, ""},
		"a file and an unknown variable":    {"expiry_token", values{"file": str("a"), "env": unknown}, ""},
		"two, of which a third is unknown":  {"expiry_token", values{"file": str("a"), "env": str("B"), "text": unknown}, "Two sources"},
		"nothing":                           {"expiry_token", values{}, "No source"},
		"an empty context":                  {"expiry_token", values{"file": str("a"), "context": str("")}, "context"},
		"an empty fingerprint":              {"expiry_token", values{"file": str("a"), "fingerprint": str("")}, "fingerprint"},
		"a purpose that is none":            {"expiry_token", values{"file": str("a"), "purpose": str("signing")}, "purpose"},
		"a day on which it was not got":     {"expiry_token", values{"file": str("a"), "obtained_at": str("yesterday")}, "Invalid instant"},
		"unknown files":                     {"expiry_tokens", values{"files": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, tftypes.UnknownValue)}, ""},
		"an unknown one of several":         {"expiry_tokens", values{"files": tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{unknown})}, ""},
		"no files":                          {"expiry_tokens", values{}, "files"},
		"an unknown document":               {"expiry_document", values{"file": unknown}, ""},
		"a document at an unknown address":  {"expiry_document", values{"url": unknown}, ""},
		"a document, or one at an address":  {"expiry_document", values{"file": str("a"), "url": unknown}, ""},
		"no document":                       {"expiry_document", values{}, "No source"},
		"two documents":                     {"expiry_document", values{"file": str("a"), "url": str("https://example.test/a")}, "Two sources"},
		"an address that is a path":         {"expiry_document", values{"url": str("ca.crl")}, "Not an address"},
		"an address of another kind":        {"expiry_document", values{"url": str("ftp://example.test/" + marked)}, "Not an address"},
		"a document's time that is no time": {"expiry_document", values{"file": str("a"), "timeout": str("soon")}, "Invalid timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			answer, err := provider.server.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
				TypeName: test.source, Config: provider.object(provider.schema.DataSourceSchemas[test.source], test.config),
			})
			if err != nil {
				t.Fatal(err)
			}
			said, errors := saidIn(answer.Diagnostics)
			if errors != (test.says != "") || !strings.Contains(said, test.says) || strings.Contains(said, marked) {
				t.Errorf("said %q, want %q", said, test.says)
			}
		})
	}
}

func windowValue(rrule string) tftypes.Value {
	kinds := map[string]tftypes.Type{"rrule": tftypes.String, "start": tftypes.String, "duration": tftypes.String, "first_on": tftypes.String}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, map[string]tftypes.Value{
		"rrule": str(rrule), "start": str("20:00"), "duration": str("4h"), "first_on": tftypes.NewValue(tftypes.String, nil),
	})
}
