package credential_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
)

// certificateUntil is a certificate in PEM that ends a number of days after
// certtest.Today (2026-11-21).
func certificatePEM(t testing.TB, days int) string {
	t.Helper()
	authority := certtest.Root("kube-ca")
	return string(authority.Leaf([]string{"kube-admin"}, certtest.Valid(-30, days)).PEM())
}

func b64(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

// kubeconfig makes one with a context for each user, the first of them current.
func kubeconfig(users ...string) string {
	var contexts, list []string
	for i, user := range users {
		name := string(rune('a' + i))
		contexts = append(contexts, "- {name: "+name+"@prod, context: {cluster: prod, user: "+name+"}}")
		list = append(list, "- name: "+name+"\n  user: "+user)
	}
	return "apiVersion: v1\nkind: Config\ncurrent-context: a@prod\nclusters:\n- {name: prod, cluster: {server: 'https://api.example.net'}}\ncontexts:\n" +
		strings.Join(contexts, "\n") + "\nusers:\n" + strings.Join(list, "\n") + "\n"
}

func TestKubeconfigUsers(t *testing.T) {
	t.Parallel()
	token := jwt(`{"exp":1806451200}`)
	certificate := b64(certificatePEM(t, 60))
	for name, test := range map[string]struct{ user, want, rules string }{
		"nothing":                       {"{}", "empty", ""},
		"null":                          {"null", "empty", ""},
		"a program":                     {"{exec: {command: aws, args: [eks, get-token]}}", "unsupported", ""},
		"an auth-provider":              {"{auth-provider: {name: oidc, config: {refresh-token: x}}}", "unsupported", ""},
		"an auth-provider with a token": {"{auth-provider: {name: oidc, config: {id-token: " + token + "}}}", "2027-03-31T00:00:00Z", ""},
		"a password":                    {"{username: u, password: p}", "unsupported", ""},
		"an opaque token":               {"{token: abcdef.0123456789abcdef}", "unsupported", ""},
		"a token cut short":             {"{token: " + token[:20] + "}", "malformed", ""},
		"a token without an end":        {"{token: " + jwt(`{"sub":"x"}`) + "}", "open", "never-expires"},
		"a token":                       {"{token: " + token + "}", "2027-03-31T00:00:00Z", ""},
		"a token in a file":             {"{tokenFile: token}", "unsupported", ""},
		"a token file wins":             {"{token: " + token + ", tokenFile: token}", "unsupported", ""},
		"a certificate":                 {"{client-certificate-data: " + certificate + "}", "2027-01-20T00:00:00Z", ""},
		"a certificate in a file":       {"{client-certificate: admin.crt}", "unsupported", ""},
		"a certificate, not base64":     {"{client-certificate-data: '***'}", "malformed", ""},
		"a certificate that is none":    {"{client-certificate-data: " + b64("no certificate") + "}", "malformed", ""},
		"certificate and token":         {"{client-certificate-data: " + certificate + ", token: " + token + "}", "2027-01-20T00:00:00Z", ""},
		"certificate and opaque token":  {"{client-certificate-data: " + certificate + ", token: abcdef.0123456789abcdef}", "unsupported", ""},
		"certificate and endless token": {"{client-certificate-data: " + certificate + ", token: " + jwt(`{}`) + "}", "2027-01-20T00:00:00Z", "never-expires"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := single(t, kubeconfig(test.user), asOf)
			whole(t, c)
			if outcomeOf(c) != test.want || rules(c) != test.rules {
				t.Errorf("%s [%s], want %s [%s]", outcomeOf(c), rules(c), test.want, test.rules)
			}
		})
	}
}

// What kubectl passes over must not let the next certificate stand for it.
func TestKubeconfigCertificateFiles(t *testing.T) {
	t.Parallel()
	authority := certtest.Root("kube-ca")
	leaf := string(authority.Leaf([]string{"kube-admin"}, certtest.Valid(-30, 60)).PEM())
	old := string(authority.Leaf([]string{"kube-admin"}, certtest.Valid(-300, -9)).PEM())
	issuer, ended := string(authority.PEM()), string(certtest.Root("old-ca", certtest.Valid(-300, -9)).PEM())
	damaged := func(text string) string { return strings.Replace(text, "\nMII", "\nM!I", 1) }
	for name, test := range map[string]struct{ text, want, rules string }{
		"with its issuer":              {leaf + issuer, "2027-01-20T00:00:00Z", ""},
		"its issuer first":             {issuer + leaf, "2027-01-20T00:00:00Z", ""},
		"its issuer first, ended":      {issuer + old, "2026-11-12T00:00:00Z", ""},
		"with one that has ended":      {leaf + ended, "2027-01-20T00:00:00Z", "expired-beside"},
		"damaged, with its issuer":     {damaged(old) + issuer, "malformed", ""},
		"without line breaks, beside":  {leaf + strings.ReplaceAll(old, "\n", "") + "\n", "malformed", ""},
		"the first dash is lost":       {old[1:] + issuer, "malformed", ""},
		"cut short":                    {leaf + issuer[:200], "malformed", ""},
		"of a label that is not taken": {strings.ReplaceAll(old, "CERTIFICATE", "TRUSTED CERTIFICATE") + issuer, "malformed", ""},
		"behind one that is commented": {"#" + strings.ReplaceAll(strings.TrimSpace(old), "\n", "\n#") + "\n" + leaf, "2027-01-20T00:00:00Z", ""},
	} {
		c := single(t, kubeconfig("{client-certificate-data: "+b64(test.text)+"}"), asOf)
		if whole(t, c); outcomeOf(c) != test.want || rules(c) != test.rules {
			t.Errorf("%s: %s [%s], want %s [%s]", name, outcomeOf(c), rules(c), test.want, test.rules)
		}
	}
	cluster := strings.Replace(kubeconfig("{client-certificate-data: "+b64(leaf)+"}"), "{server:", "{certificate-authority-data: "+b64(ended+damaged(issuer))+", server:", 1)
	if c := single(t, cluster, asOf); outcomeOf(c) != "2026-11-12T00:00:00Z" {
		t.Errorf("an authority that has ended, and one that is damaged: %s", outcomeOf(c))
	}
	cluster = strings.Replace(kubeconfig("{client-certificate-data: "+b64(leaf)+"}"), "{server:", "{certificate-authority-data: "+b64(issuer+damaged(ended))+", server:", 1)
	if c := single(t, cluster, asOf); outcomeOf(c) != "2027-01-20T00:00:00Z" || rules(c) != "unread-beside" {
		t.Errorf("an authority in force, and one that is damaged: %s [%s]", outcomeOf(c), rules(c))
	}
}

func TestKubeconfigContexts(t *testing.T) {
	t.Parallel()
	token := func(exp string) string { return "{token: " + jwt(`{"exp":`+exp+`}`) + "}" }
	text := kubeconfig(token("1806451200"), token("1806451300"), "{exec: {command: x}}")
	for context, want := range map[string]string{
		"": "2027-03-31T00:00:00Z", "a@prod": "2027-03-31T00:00:00Z", "b@prod": "2027-03-31T00:01:40Z", "c@prod": "unsupported", "d@prod": "not_found",
	} {
		if got := outcome(text, credential.Options{Now: today, Context: context}); got != want {
			t.Errorf("context %q: %s, want %s", context, got, want)
		}
	}
	for name, test := range map[string]struct{ text, want string }{
		"no current-context":     {strings.Replace(text, "current-context: a@prod\n", "", 1), "ambiguous"},
		"an empty one":           {strings.Replace(text, "current-context: a@prod", "current-context: ''", 1), "ambiguous"},
		"one that is not there":  {strings.Replace(text, "current-context: a@prod", "current-context: z@prod", 1), "not_found"},
		"a user who is not":      {strings.Replace(text, "user: a}", "user: z}", 1), "not_found"},
		"a user twice":           {strings.Replace(text, "- name: b\n", "- name: a\n", 1), "malformed"},
		"a second document":      {text + "---\n" + text, "malformed"},
		"users of another shape": {"current-context: a\ncontexts: []\nusers: {a: b}\n", "malformed"},
		"no users":               {"kind: Config\ncurrent-context: a\ncontexts: []\nusers: []\n", "empty"},
		"an unknown member":      {text + "extensions:\n- name: x\npreferences: {colours: true}\n", "2027-03-31T00:00:00Z"},
	} {
		if got := outcome(test.text, asOf); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	insecure := strings.Replace(text, "server: 'https://api.example.net'", "insecure-skip-tls-verify: true", 1)
	if c := single(t, insecure, asOf); rules(c) != "untrusted" {
		t.Errorf("an unchecked cluster: %s", rules(c))
	}
	authority := strings.Replace(text, "server: 'https://api.example.net'", "certificate-authority-data: "+b64(certificatePEM(t, 20)), 1)
	if c := single(t, authority, asOf); c.Kind != credential.KindAuthority || outcomeOf(c) != "2026-12-11T00:00:00Z" {
		t.Errorf("an authority that ends first: %s %s", c.Kind, outcomeOf(c))
	}
	bundle, failure := credential.Parse([]byte(text), asOf)
	if failure != nil || len(bundle.Credentials) != 3 || bundle.Current != "a@prod" || strings.Join(bundle.Credentials[1].Contexts, " ") != "b@prod" || bundle.Credentials[1].Name != "user/b" {
		t.Errorf("%+v %v", bundle, failure)
	}
}

// Paths in a kubeconfig are relative to it.
func TestKubeconfigFilesBeside(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "pki"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("pki/admin.crt", certificatePEM(t, 60))
	write("pki/token", jwt(`{"exp":1806451200}`)+"\n")
	write("pki/none", "")
	for user, want := range map[string]string{
		"{client-certificate: pki/admin.crt}":                                  "2027-01-20T00:00:00Z",
		"{client-certificate: " + filepath.Join(folder, "pki/admin.crt") + "}": "2027-01-20T00:00:00Z",
		"{tokenFile: pki/token}":                                               "2027-03-31T00:00:00Z",
		"{tokenFile: pki/none}":                                                "unsupported",
		"{tokenFile: pki/other}":                                               "not_found",
		"{client-certificate: pki}":                                            "unsupported",
		"{client-certificate: pki/other.crt}":                                  "not_found",
		"{client-certificate: pki/other.crt, client-certificate-data: " + b64(certificatePEM(t, 60)) + "}": "2027-01-20T00:00:00Z",
	} {
		write("config", kubeconfig(user))
		bundle, failure := credential.ReadFile(t.Context(), filepath.Join(folder, "config"), asOf)
		if failure != nil {
			t.Fatal(failure)
		}
		c, failure := bundle.Single(asOf)
		if failure != nil || outcomeOf(c) != want {
			t.Errorf("%s: %s %v, want %s", user[:20], outcomeOf(c), failure, want)
		}
	}
}
