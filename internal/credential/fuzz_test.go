package credential_test

import (
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
)

// fuzz reads whatever comes; what holds of every credential must hold, and the
// single one must not be better than any of those that count.
func fuzz(f *testing.F, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		bundle, failure := credential.Parse(data, asOf)
		if failure != nil {
			if failure.Reason == "" || failure.Clause == "" {
				t.Errorf("%+v", failure)
			}
			return
		}
		if len(bundle.Credentials) == 0 {
			t.Error("neither a credential nor a failure")
		}
		for _, c := range bundle.Credentials {
			whole(t, c)
		}
		if c, failure := bundle.Single(asOf); failure == nil {
			whole(t, c)
		}
	})
}

func FuzzToken(f *testing.F) {
	fuzz(f, jwt(`{"exp":1806451200,"nbf":1795860000,"iat":1795860000,"sub":"a","aud":["b"]}`), jwt(`{"exp":1e9}`), jwt(`{}`), "Bearer "+jwt(`{"exp":-1}`), "a.b.c", "ghp_0123456789", "eyJ.eyJ.")
}

func FuzzJSON(f *testing.F) {
	fuzz(f, `{"access_token":"opaque-value","expires_at":"2027-03-31T00:00:00Z"}`, `{"keys":[{"kty":"RSA","x5c":["AA=="]}]}`, `{"Credentials":{"AccessKeyId":"ASIA","Expiration":1806451200}}`,
		`{"kind":"ExecCredential","status":{"token":"opaque-value","expirationTimestamp":"2027-03-31T00:00:00Z"}}`, `{"payload":"e30","signatures":[{"protected":"eyJhbGciOiJub25lIn0"}]}`)
}

func FuzzSSH(f *testing.F) {
	key, _ := newSSHKey(f)
	fuzz(f, sshCertificate(f, func(*ssh.Certificate) {}), sshCertificate(f, func(c *ssh.Certificate) { c.ValidBefore = ssh.CertTimeInfinity }),
		`command="x \" y",expiry-time="20270331Z" `+sshLine(key)+" x\n"+sshLine(key), "SSHKRL\n\x00")
}

func FuzzOpenPGP(f *testing.F) {
	m := newPGP(f).key(said{kind: 0x1f, created: born, lives: 9 * year, flags: 3}).uid("a", said{created: born, lives: 3 * year, flags: 3}).
		subkey(true, said{created: born, lives: year, flags: 2}).subkey(false, said{created: born, flags: 12}, said{kind: 0x28, created: born})
	fuzz(f, m.binary(), armoured(f, "PGP PUBLIC KEY BLOCK", m.binary()), newPGP(f).key(said{kind: revocation, created: born}).binary(), "\x99\x00\x0a\x04AAAA\x16AAAA")
}

func FuzzKubeconfig(f *testing.F) {
	fuzz(f, kubeconfig("{token: "+jwt(`{"exp":1806451200}`)+"}", "{exec: {command: x}}"), kubeconfig("{client-certificate-data: AA==, tokenFile: x, username: u}"), "users: []\ncontexts: []\ncurrent-context: &a [*a]\n")
}
