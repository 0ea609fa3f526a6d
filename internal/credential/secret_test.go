package credential_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

const secret = "SECRET-MUST-NOT-APPEAR"

// Whatever is read, nothing of it comes out but dates and names: not in results,
// not in errors, in no way of printing them.
func TestTheSecretStaysInside(t *testing.T) {
	t.Parallel()
	header, payload := segment(`{"alg":"RS256","kid":"`+secret+`"}`), segment(`{"exp":1806451200,"jti":"`+secret+`","`+secret+`":"x"}`)
	token := header + "." + payload + "." + segment(secret)
	public, _ := newSSHKey(t)
	certificate := sshCertificate(t, func(c *ssh.Certificate) {
		c.CriticalOptions = map[string]string{"force-command": secret}
		c.Extensions = map[string]string{secret: secret}
	})
	corners := map[string]string{
		"a token":                     token,
		"in each header":              "Authorization: Bearer " + token,
		"a claim that is damaged":     jwt(`{"exp":"` + secret + `"}`),
		"a claim that is another":     jwt(`{"` + secret + `":1,"exp":{"` + secret + `":1}}`),
		"a payload that is none":      jwt(secret),
		"a header that is none":       "eyJ" + secret + "." + payload + "." + secret,
		"a signature that is none":    header + "." + payload + ".*" + secret,
		"encrypted":                   segment(`{"alg":"dir","enc":"x"}`) + "." + secret + "." + secret + "." + secret + "." + secret,
		"opaque":                      "ghp_" + secret,
		"opaque, several":             "ghp_" + secret + "\nglpat-" + secret,
		"words":                       "the token is " + secret,
		"a word in braces":            "{" + secret + "}",
		"JSON cut short":              `{"access_token":"` + secret,
		"JSON of something":           `{"` + secret + `":"` + secret + `"}`,
		"an answer":                   `{"access_token":"` + secret + `","refresh_token":"` + secret + `","expires_in":"` + secret + `","expires_at":"` + secret + `"}`,
		"an answer with a token":      `{"access_token":"` + token + `","refresh_token":"` + secret + `","scope":"` + secret + `"}`,
		"a role":                      `{"Credentials":{"AccessKeyId":"ASIA` + secret + `","SecretAccessKey":"` + secret + `","SessionToken":"` + secret + `","Expiration":"` + secret + `"}}`,
		"a role with an end":          `{"Credentials":{"AccessKeyId":"ASIA` + secret + `","SecretAccessKey":"` + secret + `","SessionToken":"` + secret + `","Expiration":"2027-03-31T00:00:00Z"}}`,
		"keys":                        `{"keys":[{"kty":"oct","k":"` + secret + `","kid":"` + secret + `"},{"kty":"RSA","x5c":["` + secret + `"]}]}`,
		"a service account":           `{"type":"service_account","private_key_id":"` + secret + `","private_key":"` + secret + `"}`,
		"a program's answer":          `{"kind":"ExecCredential","status":{"token":"` + secret + `","clientKeyData":"` + secret + `","expirationTimestamp":"` + secret + `"}}`,
		"a signed object":             `{"payload":"` + payload + `","signatures":[{"protected":"` + header + `","header":{"x":"` + secret + `"},"signature":"` + secret + `"}]}`,
		"an SSH certificate":          certificate + " " + secret,
		"a damaged SSH certificate":   certificate[:len(certificate)-8] + secret,
		"authorized keys":             `command="` + secret + `",expiry-time="20270331" ` + sshLine(public) + " " + secret,
		"authorized keys, damaged":    `expiry-time="` + secret + `" ` + sshLine(public) + "\n" + secret + "\n",
		"a private key":               "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n",
		"an OpenPGP block":            "-----BEGIN PGP PUBLIC KEY BLOCK-----\nComment: " + secret + "\n\n" + secret + "\n-----END PGP PUBLIC KEY BLOCK-----\n",
		"a private OpenPGP block":     "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n" + secret + "\n-----END PGP PRIVATE KEY BLOCK-----\n",
		"an OpenPGP key in binary":    "\x99\x00\x20" + secret,
		"a kubeconfig's token":        kubeconfig("{token: " + secret + "}"),
		"a kubeconfig's JWT":          kubeconfig("{token: " + token + ", client-key-data: " + secret + "}"),
		"a kubeconfig's certificate":  kubeconfig("{client-certificate-data: " + secret + ", client-key-data: " + secret + "}"),
		"a kubeconfig's file":         kubeconfig("{client-certificate: " + secret + ", tokenFile: " + secret + "}"),
		"a kubeconfig's program":      kubeconfig("{exec: {command: " + secret + ", env: [{name: X, value: " + secret + "}]}}"),
		"a kubeconfig's provider":     kubeconfig("{auth-provider: {config: {id-token: " + token + ", refresh-token: " + secret + "}}}"),
		"a kubeconfig's password":     kubeconfig("{username: " + secret + ", password: " + secret + "}"),
		"a kubeconfig that is broken": kubeconfig("{token: [" + secret + "]}"),
		"a kubeconfig, cut short":     kubeconfig("{password: " + secret),
	}
	folder := t.TempDir()
	for name, text := range corners {
		printed := func(values ...any) {
			for _, value := range values {
				for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
					if out := fmt.Sprintf(form, value); strings.Contains(out, secret) || strings.Contains(out, segment(secret)) || strings.Contains(out, header) || strings.Contains(out, payload) {
						t.Errorf("%s: %s of %T shows it: %.300s", name, form, value, out)
					}
				}
			}
		}
		bundle, failure := credential.Parse([]byte(text), asOf)
		printed(bundle, failure)
		if failure != nil {
			printed(*failure, error(failure))
		}
		path := filepath.Join(folder, "credential")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		bundle, failure = credential.ReadFile(t.Context(), path, asOf)
		printed(bundle, failure)
		for _, c := range bundle.Credentials {
			printed(c, c.Findings)
			if c.Unread != nil {
				printed(*c.Unread, error(c.Unread))
			}
		}
		if len(bundle.Credentials) > 0 {
			c, failure := bundle.Single(asOf)
			printed(c, failure)
		}
		// People also give the secret itself where its path or name belongs.
		_, failure = credential.ReadFile(t.Context(), text, asOf)
		printed(failure, *failure)
		_, failure = credential.ReadVariable(text, func(string) (string, bool) { return "", false }, asOf)
		printed(failure, *failure)
		matches, lost := source.Glob(t.Context(), []string{text})
		printed(lost)
		if len(matches) > 0 {
			t.Errorf("%s: taken for a pattern of %d files", name, len(matches))
		}
		for _, failure := range lost {
			printed(*failure)
		}
	}
}
