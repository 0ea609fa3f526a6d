package credential_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
)

func newSSHKey(t testing.TB) (ssh.PublicKey, ssh.Signer) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key, signer
}

func sshLine(key ssh.PublicKey) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// sshCertificate makes a certificate of a throw-away authority.
func sshCertificate(t testing.TB, change func(*ssh.Certificate)) string {
	t.Helper()
	key, _ := newSSHKey(t)
	_, authority := newSSHKey(t)
	certificate := &ssh.Certificate{
		Key: key, CertType: ssh.UserCert, KeyId: "robot@pipeline", ValidPrincipals: []string{"deploy"},
		ValidAfter: 1795860000, ValidBefore: 1806451200,
		Permissions: ssh.Permissions{CriticalOptions: map[string]string{"source-address": "10.0.0.0/8"}, Extensions: map[string]string{"permit-pty": ""}},
	}
	change(certificate)
	if err := certificate.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	return sshLine(certificate)
}

func TestSSHCertificates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change      func(*ssh.Certificate)
		want, rules string
	}{
		"for ever":                  {func(c *ssh.Certificate) { c.ValidBefore = ssh.CertTimeInfinity }, "open", "never-expires"},
		"one second less than ever": {func(c *ssh.Certificate) { c.ValidBefore = ssh.CertTimeInfinity - 1 }, "malformed", ""},
		"beyond signed numbers":     {func(c *ssh.Certificate) { c.ValidBefore = math.MaxInt64 + 5 }, "malformed", ""},
		"never began":               {func(c *ssh.Certificate) { c.ValidAfter, c.ValidBefore = 0, 0 }, "malformed", ""},
		"ends before it begins":     {func(c *ssh.Certificate) { c.ValidAfter = c.ValidBefore + 1 }, "malformed", ""},
		"begins beyond all years":   {func(c *ssh.Certificate) { c.ValidAfter, c.ValidBefore = math.MaxUint64-1, math.MaxUint64 }, "malformed", ""},
		"neither user nor host":     {func(c *ssh.Certificate) { c.CertType = 3 }, "unsupported", ""},
		"not yet":                   {func(c *ssh.Certificate) { c.ValidAfter = 1804000000 }, "2027-03-31T00:00:00Z", "not-yet-valid"},
		"always, until":             {func(c *ssh.Certificate) { c.ValidAfter = 0 }, "2027-03-31T00:00:00Z", ""},
		"expired":                   {func(c *ssh.Certificate) { c.ValidAfter, c.ValidBefore = 1700000000, 1700003600 }, "2023-11-14T23:13:20Z", ""},
		"of nobody":                 {func(c *ssh.Certificate) { c.ValidPrincipals = nil }, "2027-03-31T00:00:00Z", ""},
		"a user's":                  {func(*ssh.Certificate) {}, "2027-03-31T00:00:00Z", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := single(t, sshCertificate(t, test.change)+" comment\n", asOf)
			whole(t, c)
			if outcomeOf(c) != test.want || rules(c) != test.rules {
				t.Errorf("%s [%s], want %s [%s]", outcomeOf(c), rules(c), test.want, test.rules)
			}
		})
	}
	host := single(t, sshCertificate(t, func(c *ssh.Certificate) { c.CertType = ssh.HostCert }), asOf)
	if host.Kind != credential.KindSSHHost || host.Subject != "robot@pipeline" || host.Audience[0] != "deploy" || !strings.HasPrefix(host.KeyID, "SHA256:") || !strings.HasPrefix(host.Issuer, "SHA256:") {
		t.Errorf("%+v", host)
	}
	if host.Lifetime != time.Duration(1806451200-1795860000)*time.Second {
		t.Errorf("lifetime %s", host.Lifetime)
	}
}

// Whoever can write the file must not be able to write its end.
func TestSSHCertificateThatWasAltered(t *testing.T) {
	t.Parallel()
	fields := strings.Fields(sshCertificate(t, func(*ssh.Certificate) {}))
	blob, err := base64.StdEncoding.DecodeString(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	before := []byte{0, 0, 0, 0, 0x6b, 0xac, 0x42, 0} // 1806451200
	at := strings.Index(string(blob), string(before))
	if at < 0 {
		t.Fatal("the end is not where it should be")
	}
	blob[at+4]++
	if got := outcome(fields[0]+" "+base64.StdEncoding.EncodeToString(blob), asOf); got != "malformed" {
		t.Errorf("%s", got)
	}
}

func TestSSHKeys(t *testing.T) {
	t.Parallel()
	public, _ := newSSHKey(t)
	key := sshLine(public)
	certificate := sshCertificate(t, func(*ssh.Certificate) {})
	tokyo := time.FixedZone("JST", 9*3600)
	for name, test := range map[string]struct {
		text string
		want string
	}{
		"a key alone":               {key, "unsupported"},
		"two keys":                  {key + "\n" + key, "unsupported"},
		"an authority of hosts":     {"@cert-authority *.example.net " + key, "unsupported"},
		"a damaged key":             {key[:len(key)-9], "malformed"},
		"a key called otherwise":    {strings.Replace(key, "ssh-ed25519", "ssh-rsa", 1), "malformed"},
		"a damaged certificate":     {certificate[:len(certificate)-20], "malformed"},
		"a line of something else":  {certificate + "\nnot a key\n", "malformed"},
		"a certificate, ended here": {`expiry-time="20250101Z" ` + certificate, "2025-01-01T00:00:00Z"},
		"a certificate, later here": {`expiry-time="20350101Z" ` + certificate, "2027-03-31T00:00:00Z"},
		"a certificate, no day":     {`expiry-time="soon" ` + certificate, "malformed"},
		"a revoked certificate":     {"@revoked * " + certificate, "unsupported"},
		"a revoked authority's key": {"@revoked * " + key + "\n" + certificate, "2027-03-31T00:00:00Z"},
		"a day":                     {`expiry-time="20270331" ` + key, "2027-03-30T15:00:00Z"},
		"a day in UTC":              {`expiry-time="20270331Z" ` + key, "2027-03-31T00:00:00Z"},
		"a time":                    {`expiry-time="202703311230" ` + key, "2027-03-31T03:30:00Z"},
		"a time with seconds":       {`expiry-time="20270331123015Z" ` + key, "2027-03-31T12:30:15Z"},
		"two times":                 {`expiry-time="20270331Z",Expiry-Time="20270101Z" ` + key, "2027-01-01T00:00:00Z"},
		"a day that is none":        {`expiry-time="20270230" ` + key, "malformed"},
		"words":                     {`expiry-time="+30d" ` + key, "malformed"},
		"nothing":                   {`expiry-time="" ` + key, "malformed"},
		"no value":                  {`expiry-time ` + key, "malformed"},
		"named within another":      {`command="echo expiry-time=20270331 ",no-pty ` + key, "unsupported"},
		"an escaped quotation mark": {`command="say \"hi, expiry-time=1\"",expiry-time="20270331Z" ` + key, "2027-03-31T00:00:00Z"},
		"a key beside":              {`expiry-time="20270331Z" ` + key + "\n" + key + " other\n", "2027-03-31T00:00:00Z"},
		"the first of two":          {`expiry-time="20270331Z" ` + key + "\n" + `expiry-time="20270101Z" ` + key, "2027-01-01T00:00:00Z"},
		"one of two damaged":        {`expiry-time="20270331Z" ` + key + "\n" + key[:len(key)-9], "malformed"},
		"one ended, one damaged":    {`expiry-time="20200101Z" ` + key + "\n" + key[:len(key)-9], "2020-01-01T00:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := outcome(test.text, credential.Options{Now: today, Location: tokyo}); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
	if c := single(t, `expiry-time="20270331Z" `+key+"\n"+key, asOf); rules(c) != "never-expires" {
		t.Errorf("a key without an end beside one with: %s", rules(c))
	}
	if c := single(t, `expiry-time="20270331" `+key, asOf); !strings.Contains(c.Cause, "zone UTC") {
		t.Errorf("cause %q", c.Cause)
	}
	failedList, failure := credential.Parse([]byte("SSHKRL\n\x00\x00\x00\x00\x01"), asOf)
	if failed(t, failure, "unsupported"); len(failedList.Credentials) > 0 || !strings.Contains(failure.Clause, "KRL") {
		t.Errorf("a list of revoked keys: %+v", failure)
	}
}
