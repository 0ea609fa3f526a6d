package provider_test

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// hcl writes a string as HCL does.
func hcl(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strconv.Quote(s), "${", "$${"), "%{", "%%{")
}

// tempFile writes a file of the test.
func tempFile(t *testing.T, name string, content []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(name)
}

func certificateSource(body string) string {
	return "data \"expiry_certificate\" \"x\" {\n" + body + "\n}"
}

func expectText(name, value string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New(name), knownvalue.StringExact(value))
}

func expectNull(name string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New(name), knownvalue.Null())
}

func expectBool(name string, value bool) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New(name), knownvalue.Bool(value))
}

func expectReason(pieces ...string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("reason"), knownvalue.StringRegexp(says(pieces...)))
}

func TestCertificateBadInput(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	empty := tempFile(t, "empty.pem", nil)
	key := tempFile(t, "key.pem", leaf.KeyPEM())
	cut := tempFile(t, "cut.pem", leaf.PEM()[:300])
	two := tempFile(t, "two.pem", certtest.Chain(leaf, root.Leaf([]string{"shop.example.test"})))
	good := tempFile(t, "good.pem", leaf.PEM())
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"no source":                {``, []string{"No source", "exactly one of endpoint, file, pem and"}},
		"two sources":              {"endpoint = \"127.0.0.1:443\"\nfile = \"x.pem\"", []string{"Two sources", "Both endpoint and file are given"}},
		"no port":                  {`endpoint = "www.example.test"`, []string{"www.example.test:443"}},
		"port out of range":        {`endpoint = "www.example.test:70000"`, []string{"70000", "65535"}},
		"a URL":                    {`endpoint = "https://www.example.test/"`, []string{"www.example.test:443"}},
		"unknown starttls":         {"endpoint = \"127.0.0.1:25\"\nstarttls = \"smpt\"", []string{"starttls", "smtp"}},
		"no such file":             {`file = "/nowhere/www.pem"`, []string{"/nowhere/www.pem"}},
		"a directory":              {`file = "/"`, []string{"directory"}},
		"an empty file":            {"file = " + hcl(empty), []string{"empty"}},
		"a private key alone":      {"file = " + hcl(key), []string{"private key"}},
		"a truncated PEM":          {"file = " + hcl(cut), []string{"END"}},
		"two leaves":               {"file = " + hcl(two), []string{"www.example.test", "shop.example.test"}},
		"text without a name":      {"pem = " + hcl(string(leaf.PEM())), []string{"Text without a name", "certificate/www"}},
		"a key in text":            {"name = \"www\"\npem = " + hcl(string(leaf.PEM())+string(leaf.KeyPEM())), []string{"Private key in text"}},
		"starttls with a file":     {"file = " + hcl(good) + "\nstarttls = \"smtp\"", []string{"starttls goes with endpoint"}},
		"no such ca_file":          {"file = " + hcl(good) + "\nca_file = \"/nowhere/ca.pem\"", []string{"/nowhere/ca.pem"}},
		"a key as ca_file":         {"file = " + hcl(good) + "\nca_file = " + hcl(key), []string{"private key"}},
		"timeout without unit":     {"endpoint = \"127.0.0.1:443\"\ntimeout = \"5\"", []string{"Invalid timeout", "10s"}},
		"as_of of tomorrow":        {"file = " + hcl(good) + "\nas_of = \"tomorrow\"", []string{"Invalid instant", "2027-03-31"}},
		"wrong enforcement":        {"file = " + hcl(good) + "\nenforcement = \"fail\"", []string{"enforcement", `"none" "warn" "error"`}},
		"password variable unset":  {"file = " + hcl(good) + "\npassword_env = \"EXPIRY_TEST_UNSET\"", []string{"No password", "EXPIRY_TEST_UNSET is not set"}},
		"client key not given":     {"endpoint = \"127.0.0.1:443\"\nclient_certificate = { certificate_file = " + hcl(good) + " }", []string{"either key_file nor key_env is given"}},
		"client key of another":    {"endpoint = \"127.0.0.1:443\"\nclient_certificate = { certificate_file = " + hcl(good) + ", key_file = " + hcl(tempFile(t, "k.pem", root.KeyPEM())) + " }", []string{"Client certificate and key do not work"}},
		"key type that is unknown": {"endpoint = \"127.0.0.1:443\"\nkey_types = [\"dsa\"]", []string{"key_types"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(certificateSource(test.body), test.says...))
		})
	}
}

func TestCertificateOfServers(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	issuing := root.Issue("Example Issuing")
	ended := root.Issue("Example Ended Issuing", certtest.Valid(-700, -10))
	other := certtest.Root("Somebody Else")
	names := []string{"www.example.test"}
	ca := tempFile(t, "root.pem", root.PEM())
	for name, test := range map[string]struct {
		leaf   certtest.Pair
		chain  []certtest.Pair
		body   string
		checks []statecheck.StateCheck
	}{
		"healthy": {issuing.Leaf(names), []certtest.Pair{issuing}, "", []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("passes", true), expectBool("trusted", true), expectNull("trust_error"),
			expectText("expires_at", "2027-01-20T00:00:00Z"), expectText("act_by", "2027-01-08T18:00:00Z"), expectText("remind_at", "2026-12-28T12:00:00Z"),
			expectBool("hostname_checked", true), expectBool("hostname_matches", true), expectBool("handshake_completed", true),
			expectBool("tracked", false), expectText("kind", "certificate"), expectNull("read_error"),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("days_left"), knownvalue.Int64Exact(60)),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("findings"), knownvalue.ListExact(nil)),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("chain"), knownvalue.ListSizeExact(2)),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("leaf").AtMapKey("not_after"), knownvalue.StringExact("2027-01-19T23:59:59Z")),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("leaf").AtMapKey("subject"), knownvalue.StringExact("CN=www.example.test,O=Example")),
			expectReason("expires at the end of 2027-01-19 UTC, in 60 days; act by 2027-01-08 18:00 UTC."),
		}},
		"overdue": {issuing.Leaf(names, certtest.Valid(-85, 5)), []certtest.Pair{issuing}, `owner = "team-web"`, []statecheck.StateCheck{
			expectText("status", "overdue"), expectBool("passes", false), expectBool("trusted", true),
			expectReason("in 5 days, and team-web should have acted by"),
		}},
		"expired": {issuing.Leaf(names, certtest.Valid(-90, 0)), []certtest.Pair{issuing}, "", []statecheck.StateCheck{
			expectText("status", "expired"), expectBool("passes", false), expectBool("trusted", false), expectText("trust_error", "expired"),
			expectText("expires_at", "2026-11-21T00:00:00Z"), expectBool("handshake_completed", true),
		}},
		"the last second": {issuing.Leaf(names, certtest.ValidBetween(today.AddDate(0, 0, -90), today)), []certtest.Pair{issuing}, "", []statecheck.StateCheck{
			expectText("status", "overdue"), expectBool("trusted", true), expectText("expires_at", "2026-11-21T00:00:01Z"),
		}},
		"not yet valid": {issuing.Leaf(names, certtest.Valid(10, 100)), []certtest.Pair{issuing}, "", []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("trusted", false), expectText("trust_error", "not_yet_valid"), expectBool("passes", true),
			expectReason("valid only from"),
		}},
		"not yet valid but demanded": {issuing.Leaf(names, certtest.Valid(10, 100)), []certtest.Pair{issuing}, "require_trusted = true", []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("passes", false),
		}},
		"self-signed": {certtest.SelfSigned(names), nil, "", []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("trusted", false), expectText("trust_error", "self_signed"),
		}},
		"wrong name": {issuing.Leaf([]string{"shop.example.test"}), []certtest.Pair{issuing}, "", []statecheck.StateCheck{
			expectBool("trusted", false), expectText("trust_error", "wrong_name"), expectBool("hostname_matches", false), expectReason("www.example.test"),
		}},
		"unknown authority": {other.Leaf(names), []certtest.Pair{other}, "", []statecheck.StateCheck{
			expectBool("trusted", false), expectText("trust_error", "unknown_authority"), expectText("status", "ok"),
		}},
		"missing intermediate": {issuing.Leaf(names), nil, "", []statecheck.StateCheck{
			expectBool("trusted", false), expectText("trust_error", "unknown_authority"), expectReason("incomplete chain"),
		}},
		"expired intermediate": {ended.Leaf(names), []certtest.Pair{ended}, "", []statecheck.StateCheck{
			expectText("status", "expired"), expectBool("trusted", false), expectText("trust_error", "expired"),
			expectText("expires_at", "2026-11-11T00:00:00Z"), expectReason("CN=Example Ended Issuing"),
			statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("expiring_certificate").AtMapKey("is_ca"), knownvalue.Bool(true)),
		}},
		"expired cross-signed root": {issuing.Leaf(names), []certtest.Pair{issuing, other.CrossSign(root, certtest.Valid(-700, -10))}, "", []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("trusted", true), expectText("expires_at", "2027-01-20T00:00:00Z"),
		}},
		"as of another day": {issuing.Leaf(names), []certtest.Pair{issuing}, `as_of = "2027-01-10"`, []statecheck.StateCheck{
			expectText("status", "overdue"), expectBool("trusted", true),
		}},
		"own lead time": {issuing.Leaf(names), []certtest.Pair{issuing}, "lead_time = \"33%\"\nreminder = \"1w\"", []statecheck.StateCheck{
			// A third of 90 days before the end.
			expectText("act_by", "2026-12-21T07:12:00Z"), expectText("remind_at", "2026-12-14T07:12:00Z"),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := certtest.ServeTLS(t, &tls.Config{Certificates: []tls.Certificate{test.leaf.TLS(test.chain...)}, MinVersion: tls.VersionTLS12})
			body := fmt.Sprintf("endpoint = %q\nserver_name = \"www.example.test\"\nca_file = %s\nsystem_roots = false\n%s", address, hcl(ca), test.body)
			plans(t, resource.TestStep{
				Config:            certificateSource(body),
				ConfigStateChecks: append(test.checks, expectText("id", "certificate/"+address)),
			})
		})
	}
}

// What cannot be reached is data: unknown, with a reason that tells the causes
// apart, never an error and never a pass.
func TestCertificateUnreachable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		endpoint, reason string
		says             string
	}{
		"refused":    {certtest.Refusing(t), "connection_refused", "connection refused"},
		"no answer":  {certtest.Raw(t, certtest.Silent), "timeout", "1s"},
		"plain HTTP": {certtest.Raw(t, certtest.Say("HTTP/1.1 400 Bad Request\r\n\r\n")), "not_tls", "HTTP"},
		"closed":     {certtest.Raw(t, certtest.CloseAfterHello), "connection_closed", "clos"},
		"reset":      {certtest.Raw(t, certtest.ResetAfterHello), "connection_reset", "reset"},
		"too large":  {certtest.Raw(t, certtest.HugeCertificate(10<<20)), "too_large", ""},
		"a drip":     {certtest.Raw(t, certtest.Drip(make([]byte, 100), 100*time.Millisecond)), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checks := []statecheck.StateCheck{
				expectText("status", "unknown"), expectBool("passes", false), expectNull("expires_at"), expectNull("days_left"),
				expectBool("trusted", false), expectReason(test.says),
				statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("leaf").AtMapKey("not_after"), knownvalue.Null()),
			}
			if test.reason != "" {
				checks = append(checks, expectText("read_error", test.reason))
			}
			plans(t, resource.TestStep{
				Config:            certificateSource(fmt.Sprintf("endpoint = %q\ntimeout = \"1s\"", test.endpoint)),
				ConfigStateChecks: checks,
			})
			plans(t, refuses(certificateSource(fmt.Sprintf("endpoint = %q\ntimeout = \"1s\"\nenforcement = \"error\"", test.endpoint)), "Deadline unknown", "ends at an unknown time"))
		})
	}
}

func TestCertificateOfFilesAndText(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf := root.Leaf([]string{"www.example.test"})
	chain := tempFile(t, "chain.pem", []byte("junk before\n"+string(certtest.Chain(root, leaf))+"and behind\n"+string(leaf.KeyPEM())))
	plans(t, resource.TestStep{
		Config: certificateSource("file = " + hcl(chain) + "\nca_file = " + hcl(tempFile(t, "root.pem", root.PEM()))),
		ConfigStateChecks: []statecheck.StateCheck{
			expectText("id", "certificate/"+chain), expectText("status", "ok"), expectBool("trusted", true),
			expectBool("hostname_checked", false), expectBool("handshake_completed", false),
		},
	})
	plans(t, resource.TestStep{
		Config: certificateSource("name = \"www\"\nserver_name = \"shop.example.test\"\npem = " + hcl(string(leaf.PEM()))),
		ConfigStateChecks: []statecheck.StateCheck{
			expectText("id", "certificate/www"), expectText("status", "ok"), expectBool("trusted", false),
			expectBool("hostname_checked", true), expectBool("hostname_matches", false),
		},
	})
}

// Enforcement raises what the data source would otherwise only warn of.
func TestEnforcement(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	overdue := hcl(tempFile(t, "overdue.pem", root.Leaf([]string{"a.example.test"}, certtest.Valid(-85, 5)).PEM()))
	due := hcl(tempFile(t, "due.pem", root.Leaf([]string{"a.example.test"}, certtest.Valid(-70, 20)).PEM()))
	ok := resource.TestStep{Config: certificateSource("file = " + overdue), ConfigStateChecks: []statecheck.StateCheck{expectText("status", "overdue")}}
	plans(t, ok)
	plans(t, resource.TestStep{Config: certificateSource("enforcement = \"error\"\nfile = " + due), ConfigStateChecks: []statecheck.StateCheck{expectText("status", "due")}})
	plans(t, refuses(certificateSource("enforcement = \"error\"\nfile = "+overdue), "Deadline overdue", "in 5 days"))
	plans(t, refuses("provider \"expiry\" {\n enforcement = \"error\"\n}\n"+certificateSource("file = "+overdue), "Deadline overdue"))
	plans(t, resource.TestStep{Config: "provider \"expiry\" {\n enforcement = \"error\"\n}\n" + certificateSource("enforcement = \"none\"\nfile = "+overdue)})
	plans(t, refuses(certificateSource("enforcement = \"error\"\nrequire_trusted = true\nfile = "+due), "Deadline fails a requirement", "incomplete chain"))
}
