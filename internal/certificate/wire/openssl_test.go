package wire_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// The same servers as in TestReadServers, where another implementation of TLS
// has them too.
func TestReadOpenSSL(t *testing.T) {
	t.Parallel()
	s := testSite()
	status := filepath.Join(t.TempDir(), "response.der")
	if err := os.WriteFile(status, ocspNotSuccessful, 0o600); err != nil {
		t.Fatal(err)
	}
	both := []string{"rsa", "ecdsa"}
	for name, test := range map[string]struct {
		leaves    []certtest.Pair
		arguments []string
		keyTypes  []string
		only      bool
		protocol  string
		completed bool
		stapled   bool
	}{
		"as it comes":             {leaves: []certtest.Pair{s.ecdsa}, protocol: "TLS 1.3", completed: true},
		"TLS 1.3 only":            {leaves: []certtest.Pair{s.ecdsa}, arguments: []string{"-tls1_3"}, only: true, protocol: "TLS 1.3", completed: true},
		"certificate only":        {leaves: []certtest.Pair{s.rsa}, only: true, protocol: "TLS 1.2"},
		"stapled":                 {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-status_file", status}, protocol: "TLS 1.3", completed: true, stapled: true},
		"stapled, own hello":      {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-status_file", status}, only: true, protocol: "TLS 1.2", stapled: true},
		"finite-field DHE":        {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_2", "-cipher", "DHE-RSA-AES128-GCM-SHA256"}, protocol: "TLS 1.2"},
		"finite-field DHE, 1.0":   {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1", "-cipher", "DHE-RSA-AES128-SHA:@SECLEVEL=0"}, protocol: "TLS 1.0"},
		"Camellia":                {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_2", "-cipher", "CAMELLIA128-SHA"}, protocol: "TLS 1.2"},
		"CCM with 8 bytes":        {leaves: []certtest.Pair{s.ecdsa}, arguments: []string{"-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-CCM8"}, protocol: "TLS 1.2"},
		"static RSA":              {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_2", "-cipher", "AES128-SHA"}, protocol: "TLS 1.2", completed: true},
		"TLS 1.0":                 {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1", "-cipher", "ALL:@SECLEVEL=0"}, protocol: "TLS 1.0", completed: true},
		"X448 only":               {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_2", "-groups", "X448", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"}, protocol: "TLS 1.2"},
		"X448 only, TLS 1.3":      {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_3", "-groups", "X448"}, protocol: "TLS 1.3"},
		"ffdhe3072 only, TLS 1.3": {leaves: []certtest.Pair{s.ecdsa}, arguments: []string{"-tls1_3", "-groups", "ffdhe3072"}, protocol: "TLS 1.3"},
		"ChaCha20 and X448":       {leaves: []certtest.Pair{s.ecdsa}, arguments: []string{"-tls1_3", "-groups", "X448", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"}, protocol: "TLS 1.3"},
		"X25519 only":             {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-groups", "X25519"}, protocol: "TLS 1.3", completed: true},
		"both leaves":             {leaves: []certtest.Pair{s.ecdsa, s.rsa}, keyTypes: both, protocol: "TLS 1.3", completed: true},
		"both leaves, TLS 1.3":    {leaves: []certtest.Pair{s.ecdsa, s.rsa}, arguments: []string{"-tls1_3"}, keyTypes: both, protocol: "TLS 1.3", completed: true},
		"both leaves, AES-256":    {leaves: []certtest.Pair{s.ecdsa, s.rsa}, arguments: []string{"-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384", "-status_file", status}, keyTypes: both, protocol: "TLS 1.3", completed: true, stapled: true},
		"both asked, one there":   {leaves: []certtest.Pair{s.rsa}, keyTypes: both, protocol: "TLS 1.3", completed: true},
		"both leaves, only":       {leaves: []certtest.Pair{s.ecdsa, s.rsa}, keyTypes: both, only: true, protocol: "TLS 1.2"},
		"wants a client, 1.2":     {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_2", "-Verify", "1", "-verify_return_error"}, protocol: "TLS 1.2"},
		"wants a client, 1.3":     {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-tls1_3", "-Verify", "1", "-verify_return_error"}, protocol: "TLS 1.3", completed: true},
		"strict on signatures":    {leaves: []certtest.Pair{s.rsa}, arguments: []string{"-strict"}, protocol: "TLS 1.3", completed: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := certtest.OpenSSL(t, test.leaves, []certtest.Pair{s.authority}, test.arguments...)
			answer, err := newReader(t).Read(t.Context(), wire.Target{
				Endpoint: address, ServerName: "www.example.test", KeyTypes: test.keyTypes, CertificateOnly: test.only,
			})
			if err != nil || len(answer.Failures) != 0 {
				t.Fatalf("%v, failures %v", err, answer.Failures)
			}
			if len(answer.Served) != len(test.leaves) {
				t.Fatalf("%d leaves, want %d", len(answer.Served), len(test.leaves))
			}
			for _, want := range test.leaves {
				if !slices.ContainsFunc(answer.Served, func(got certificate.Served) bool { return got.Chain[0].Equal(want.Certificate) }) {
					t.Errorf("the leaf with a key of the type %T is missing", want.Key)
				}
			}
			got := answer.Served[0]
			if got.Protocol != test.protocol || got.HandshakeCompleted != test.completed {
				t.Errorf("%s, completed %t (%s)", got.Protocol, got.HandshakeCompleted, got.Incomplete)
			}
			for _, got := range answer.Served {
				if (got.StapledOCSP != nil) != test.stapled {
					t.Errorf("stapled %x (%s)", got.StapledOCSP, got.Incomplete)
				}
			}
		})
	}
}

// ocspNotSuccessful is a whole OCSP response: "try later" (RFC 6960 section
// 4.2.1).
var ocspNotSuccessful = []byte{0x30, 0x03, 0x0a, 0x01, 0x03}

func TestReadOpenSSLServerName(t *testing.T) {
	t.Parallel()
	s := testSite()
	second := t.TempDir()
	files := map[string][]byte{"cert.pem": s.rsa.PEM(), "key.pem": s.rsa.KeyPEM()}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(second, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	address := certtest.OpenSSL(t, []certtest.Pair{s.ecdsa}, nil,
		"-servername", "www.example.test", "-servername_fatal", "-cert2", filepath.Join(second, "cert.pem"), "-key2", filepath.Join(second, "key.pem"))
	got := readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "www.example.test"})
	checkLeaf(t, got, s.rsa)
	// Any other name is refused with unrecognized_name, and read without one.
	got = readOne(t, newReader(t), wire.Target{Endpoint: address, ServerName: "other.example.test"})
	checkLeaf(t, got, s.ecdsa)
	if !got.WithoutSNI || !got.HandshakeCompleted {
		t.Errorf("without SNI %t, completed %t", got.WithoutSNI, got.HandshakeCompleted)
	}
}
