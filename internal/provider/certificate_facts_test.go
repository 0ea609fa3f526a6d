package provider_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"golang.org/x/crypto/ocsp"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

var wwwNames = []string{"www.example.test"}

// trustingOnly is an endpoint whose certificate is to be issued by root.
func trustingOnly(t *testing.T, root certtest.Pair, endpoint string, more ...string) string {
	t.Helper()
	return certificateSource(fmt.Sprintf("endpoint = %q\nserver_name = \"www.example.test\"\nca_file = %s\nsystem_roots = false\ntimeout = \"5s\"\n%s",
		endpoint, hcl(tempFile(t, "root.pem", root.PEM())), strings.Join(more, "\n")))
}

func serveLeaves(t *testing.T, leaves ...certtest.Pair) string {
	t.Helper()
	return certtest.ServeTLS(t, configOf(leaves...))
}

func configOf(leaves ...certtest.Pair) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS10}
	for _, leaf := range leaves {
		config.Certificates = append(config.Certificates, leaf.TLS())
	}
	return config
}

func expectField(object, field string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New(object).AtMapKey(field), check)
}

func expectNodes(nodes ...map[string]knownvalue.Check) statecheck.StateCheck {
	checks := make([]knownvalue.Check, len(nodes))
	for i, node := range nodes {
		checks[i] = knownvalue.ObjectPartial(node)
	}
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("nodes"), knownvalue.ListExact(checks))
}

// expectFindings takes "rule: part of the message".
func expectFindings(findings ...string) statecheck.StateCheck {
	checks := make([]knownvalue.Check, len(findings))
	for i, finding := range findings {
		rule, part, _ := strings.Cut(finding, ": ")
		checks[i] = knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"rule": knownvalue.StringExact(rule), "message": knownvalue.StringRegexp(says(part)),
		})
	}
	return statecheck.ExpectKnownValue("data.expiry_certificate.x", tfjsonpath.New("findings"), knownvalue.ListExact(checks))
}

// What is served against what lies on the disk of the deployment.
func TestCertificateComparedWithFile(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf := root.Leaf(wwwNames)
	endpoint := serveLeaves(t, leaf)
	older, newer := root.Leaf(wwwNames, certtest.Valid(-60, 30)), root.Leaf(wwwNames, certtest.Valid(0, 90))
	for name, test := range map[string]struct {
		file []byte
		says []string // of the error
		want string
		find []string
	}{
		"missing":             {says: []string{"No such file", "compare_with", "there is no such file"}},
		"a private key alone": {file: leaf.KeyPEM(), says: []string{"Private key alone", "compare_with"}},
		"several leaves":      {file: certtest.Chain(leaf, root.Leaf([]string{"shop.example.test"})), says: []string{"compare_with", "shop.example.test"}},
		"another, older":      {file: older.PEM(), want: "different", find: []string{"nodes-disagree: the server serves another certificate than"}},
		"a newer one":         {file: newer.PEM(), want: "different", find: []string{"renewal-missed: holds a newer certificate that the server does not serve: it was renewed, but not reloaded"}},
		"the same":            {file: leaf.PEM(), want: "same"},
		"the same with its key and chain": {
			file: append(leaf.KeyPEM(), certtest.Chain(root, leaf)...), want: "same",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.ToSlash(filepath.Join(t.TempDir(), "gone.pem"))
			if test.file != nil {
				file = tempFile(t, "www.pem", test.file)
			}
			config := trustingOnly(t, root, endpoint, "compare_with = "+hcl(file))
			if test.says != nil {
				plans(t, refuses(config, test.says...))
				return
			}
			plans(t, resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
				expectText("compared", test.want), expectFindings(test.find...),
				expectText("status", "ok"), expectText("expires_at", "2027-01-20T00:00:00Z"), expectBool("trusted", true),
			}})
		})
	}
}

// ocspAbout makes a leaf that names a responder of its own, which answers with
// one status about it and counts how often it is asked.
func ocspAbout(t *testing.T, issuer certtest.Pair, status int) (leaf certtest.Pair, asked *atomic.Int64) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	leaf = issuer.Leaf(wwwNames, func(c *x509.Certificate) { c.OCSPServer = []string{server.URL + "/ocsp"} })
	answer := ocsp.Response{
		Status: status, SerialNumber: leaf.Certificate.SerialNumber,
		ThisUpdate: today.AddDate(0, 0, -1), NextUpdate: today.AddDate(0, 0, 6),
	}
	if status == ocsp.Revoked {
		answer.RevokedAt = today.AddDate(0, 0, -3)
	}
	response, err := ocsp.CreateResponse(issuer.Certificate, issuer.Certificate, answer, issuer.Key)
	if err != nil {
		t.Fatal(err)
	}
	asked = new(atomic.Int64)
	mux.HandleFunc("POST /ocsp", func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		_, _ = w.Write(response)
	})
	return leaf, asked
}

// closedServer is the URL of a server that is not there.
func closedServer(t *testing.T) string {
	t.Helper()
	return "http://" + certtest.Refusing(t)
}

func TestCertificateRevocation(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	good, _ := ocspAbout(t, root, ocsp.Good)
	revoked, _ := ocspAbout(t, root, ocsp.Revoked)
	unknown, _ := ocspAbout(t, root, ocsp.Unknown)
	silent := root.Leaf(wwwNames, func(c *x509.Certificate) { c.OCSPServer = []string{closedServer(t)} })
	for name, test := range map[string]struct {
		leaf   certtest.Pair
		body   string
		status string
		checks []statecheck.StateCheck
	}{
		"revoked": {revoked, "", "revoked", []statecheck.StateCheck{
			expectBool("trusted", false), expectText("trust_error", "revoked"), expectBool("passes", true),
			expectFindings("untrusted: was revoked at 2026-11-18T00:00:00Z"),
			expectField("revocation", "source", knownvalue.StringExact("ocsp")),
			expectField("revocation", "revoked_at", knownvalue.StringExact("2026-11-18T00:00:00Z")),
		}},
		"revoked, trust demanded": {revoked, "require_trusted = true", "revoked", []statecheck.StateCheck{
			expectBool("trusted", false), expectBool("passes", false), expectReason("was revoked at"),
		}},
		"nobody answers": {silent, "require_trusted = true", "unavailable", []statecheck.StateCheck{
			expectBool("trusted", true), expectNull("trust_error"), expectBool("passes", true), expectFindings(),
			expectField("revocation", "message", knownvalue.StringRegexp(says("could not be reached"))),
		}},
		"nobody is named": {root.Leaf(wwwNames), "", "unavailable", []statecheck.StateCheck{
			expectBool("trusted", true), expectBool("passes", true), expectFindings(),
		}},
		"not known to the authority": {unknown, "", "unknown", []statecheck.StateCheck{
			expectBool("trusted", true), expectBool("passes", true), expectFindings(),
		}},
		"good": {good, "", "good", []statecheck.StateCheck{
			expectBool("trusted", true), expectBool("passes", true), expectFindings(),
			expectField("revocation", "this_update", knownvalue.StringExact("2026-11-20T00:00:00Z")),
			expectField("revocation", "next_update", knownvalue.StringExact("2026-11-27T00:00:00Z")),
			expectField("revocation", "revoked_at", knownvalue.Null()),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{
				Config: innerResponders + trustingOnly(t, root, serveLeaves(t, test.leaf), "check_revocation = true", test.body),
				ConfigStateChecks: append(test.checks, expectText("status", "ok"),
					expectField("revocation", "status", knownvalue.StringExact(test.status))),
			})
		})
	}
}

// innerResponders lets responders that certificates name be of this machine.
const innerResponders = "provider \"expiry\" {\n network = { allowed_networks = [\"127.0.0.0/8\"] }\n}\n"

// A certificate must not make the provider ask a host of an inner network
// (security.md 8).
func TestCertificateNamesAnInnerResponder(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf, asked := ocspAbout(t, root, ocsp.Good)
	plans(t, resource.TestStep{
		Config: trustingOnly(t, root, serveLeaves(t, leaf), "check_revocation = true"),
		ConfigStateChecks: []statecheck.StateCheck{
			expectField("revocation", "status", knownvalue.StringExact("unavailable")),
			expectField("revocation", "message", knownvalue.StringRegexp(says("127.0.0.0/8"))),
		},
	})
	if n := asked.Load(); n != 0 {
		t.Errorf("the responder was asked %d times", n)
	}
}

// Nobody is asked unless somebody asks for it.
func TestCertificateRevocationNotAsked(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf, asked := ocspAbout(t, root, ocsp.Revoked)
	plans(t, resource.TestStep{
		Config: trustingOnly(t, root, serveLeaves(t, leaf)),
		ConfigStateChecks: []statecheck.StateCheck{
			expectBool("trusted", true), expectField("revocation", "status", knownvalue.Null()),
			expectField("renewal_window", "start", knownvalue.Null()), expectNull("compared"),
		},
	})
	if n := asked.Load(); n != 0 {
		t.Errorf("the responder was asked %d times", n)
	}
}

func TestCertificateRenewalWindow(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	endpoint := serveLeaves(t, root.Leaf(wwwNames))
	// A directory whose renewal information is body; "" has none.
	directory := func(body string) string {
		mux := http.NewServeMux()
		server := httptest.NewServer(mux)
		t.Cleanup(server.Close)
		info := ""
		if body != "" {
			info = server.URL + "/info"
		}
		mux.HandleFunc("GET /directory", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, `{"renewalInfo":%q}`, info) })
		mux.HandleFunc("GET /info/{id}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		return server.URL + "/directory"
	}
	window := func(start, end string) string {
		return fmt.Sprintf(`{"suggestedWindow":{"start":%q,"end":%q}}`, start, end)
	}
	const unknown = "stale-facts: when the authority suggests to renew is not known:"
	for name, test := range map[string]struct {
		directory  string
		start, end string
		find       []string
	}{
		"nobody there":              {closedServer(t), "", "", []string{unknown + " the ACME server"}},
		"not a web address":         {"ftp://127.0.0.1/directory", "", "", []string{unknown + " the ACME address"}},
		"no renewal information":    {directory(""), "", "", []string{unknown + " the ACME directory offers no"}},
		"a window that is none":     {directory("{}"), "", "", []string{unknown + " the ACME server's renewal window"}},
		"missed":                    {directory(window("2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z")), "2026-11-01T00:00:00Z", "2026-11-05T00:00:00Z", []string{"renewal-missed: should have been replaced by 2026-11-05T00:00:00Z, says its authority"}},
		"open now":                  {directory(window("2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z")), "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z", nil},
		"to come, in a zone's time": {directory(window("2026-12-20T09:00:00+09:00", "2026-12-22T00:00:00Z")), "2026-12-20T00:00:00Z", "2026-12-22T00:00:00Z", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start, end := knownvalue.Check(knownvalue.Null()), knownvalue.Check(knownvalue.Null())
			if test.start != "" {
				start, end = knownvalue.StringExact(test.start), knownvalue.StringExact(test.end)
			}
			plans(t, resource.TestStep{
				Config: trustingOnly(t, root, endpoint, "acme_directory = "+hcl(test.directory)),
				ConfigStateChecks: []statecheck.StateCheck{
					expectField("renewal_window", "start", start), expectField("renewal_window", "end", end), expectFindings(test.find...),
					// The authority only suggests.
					expectText("status", "ok"), expectBool("passes", true), expectText("expires_at", "2027-01-20T00:00:00Z"),
				},
			})
		})
	}
}

func TestCertificateHandshakeCertificate(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	plans(t, resource.TestStep{
		Config: trustingOnly(t, root, serveLeaves(t, root.Leaf(wwwNames)), `handshake = "certificate"`),
		ConfigStateChecks: []statecheck.StateCheck{
			expectBool("handshake_completed", false), expectBool("trusted", true), expectText("status", "ok"), expectBool("passes", true),
			expectText("expires_at", "2027-01-20T00:00:00Z"), expectField("leaf", "not_after", knownvalue.StringExact("2027-01-19T23:59:59Z")),
		},
	})
}

func TestCertificateDeniedNetwork(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	server := certtest.Serve(t, certtest.ServerOptions{Config: configOf(root.Leaf(wwwNames))})
	plans(t, resource.TestStep{
		Config: "provider \"expiry\" {\n network = { denied_networks = [\"127.0.0.0/8\"] }\n}\n" + trustingOnly(t, root, server.Addr),
		ConfigStateChecks: []statecheck.StateCheck{
			expectText("status", "unknown"), expectBool("passes", false), expectText("read_error", "denied_network"), expectReason("127.0.0.0/8"),
		},
	})
	if n := server.Connections(); n != 0 {
		t.Errorf("%d connections into a denied network", n)
	}
}

func TestCertificateKeyTypes(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	near := root.LeafWithKey(certtest.Key("rsa"), wwwNames, certtest.Valid(-300, 3))
	endpoint := serveLeaves(t, root.Leaf(wwwNames), near)
	node := func(algorithm, end string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{
			"key_algorithm": knownvalue.StringExact(algorithm), "expires_at": knownvalue.StringExact(end),
			"trusted": knownvalue.Bool(true), "address": knownvalue.StringExact(endpoint), "read_error": knownvalue.Null(),
		}
	}
	healthy, ending := node("ECDSA", "2027-01-20T00:00:00Z"), node("RSA", "2026-11-24T00:00:00Z")
	for name, test := range map[string]struct {
		body, status, end, algorithm string
		nodes                        []map[string]knownvalue.Check
	}{
		"both by default": {"", "overdue", "2026-11-24T00:00:00Z", "RSA", []map[string]knownvalue.Check{healthy, ending}},
		"RSA alone":       {`key_types = ["rsa"]`, "overdue", "2026-11-24T00:00:00Z", "RSA", []map[string]knownvalue.Check{ending}},
		"ECDSA alone":     {`key_types = ["ecdsa"]`, "ok", "2027-01-20T00:00:00Z", "ECDSA", []map[string]knownvalue.Check{healthy}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, resource.TestStep{Config: trustingOnly(t, root, endpoint, test.body), ConfigStateChecks: []statecheck.StateCheck{
				expectText("status", test.status), expectText("expires_at", test.end), expectBool("trusted", true), expectFindings(),
				expectField("leaf", "key_algorithm", knownvalue.StringExact(test.algorithm)), expectNodes(test.nodes...),
			}})
		})
	}
}

// twoAddresses serves on both addresses of localhost, on one port.
func twoAddresses(t *testing.T, four, six certtest.ServerOptions) (fourAddress, sixAddress, endpoint string) {
	t.Helper()
	addresses, err := net.DefaultResolver.LookupHost(t.Context(), "localhost")
	if found := strings.Join(addresses, " "); err != nil || !strings.Contains(found, "127.0.0.1") || !strings.Contains(found, "::1") {
		t.Skipf("localhost is not both 127.0.0.1 and ::1 here: %v", addresses)
	}
	for range 20 {
		four.Address = "127.0.0.1:0"
		one := certtest.Serve(t, four)
		_, port, _ := net.SplitHostPort(one.Addr)
		six.Address = net.JoinHostPort("::1", port)
		two, err := certtest.Start(six)
		if err == nil {
			t.Cleanup(two.Close)
			return one.Addr, two.Addr, net.JoinHostPort("localhost", port)
		}
	}
	t.Skip("no port that is free on both addresses of localhost")
	return "", "", ""
}

func TestCertificateAllAddresses(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Example Root")
	leaf, near := root.Leaf(wwwNames), root.Leaf(wwwNames, certtest.Valid(-300, 3))
	t.Run("different certificates", func(t *testing.T) {
		t.Parallel()
		four, six, endpoint := twoAddresses(t, certtest.ServerOptions{Config: configOf(leaf)}, certtest.ServerOptions{Config: configOf(near)})
		plans(t, resource.TestStep{Config: trustingOnly(t, root, endpoint, `addresses = "all"`), ConfigStateChecks: []statecheck.StateCheck{
			expectText("status", "overdue"), expectText("expires_at", "2026-11-24T00:00:00Z"), expectBool("trusted", true),
			expectFindings("nodes-disagree: the addresses serve different certificates"),
			expectNodes(
				map[string]knownvalue.Check{"address": knownvalue.StringExact(four), "expires_at": knownvalue.StringExact("2027-01-20T00:00:00Z")},
				map[string]knownvalue.Check{"address": knownvalue.StringExact(six), "expires_at": knownvalue.StringExact("2026-11-24T00:00:00Z")},
			),
		}})
	})
	t.Run("one of them dead", func(t *testing.T) {
		t.Parallel()
		_, six, endpoint := twoAddresses(t, certtest.ServerOptions{Config: configOf(leaf)}, certtest.ServerOptions{Handle: certtest.CloseAfterHello})
		plans(t, resource.TestStep{Config: trustingOnly(t, root, endpoint, `addresses = "all"`), ConfigStateChecks: []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("passes", false), expectBool("trusted", true), expectNull("read_error"),
			expectFindings("nodes-disagree: gave no certificate"),
			expectNodes(
				map[string]knownvalue.Check{"read_error": knownvalue.Null()},
				map[string]knownvalue.Check{"address": knownvalue.StringExact(six), "read_error": knownvalue.StringExact("connection_closed")},
			),
		}})
		plans(t, resource.TestStep{Config: trustingOnly(t, root, endpoint), ConfigStateChecks: []statecheck.StateCheck{
			expectText("status", "ok"), expectBool("passes", true), expectFindings(),
		}})
	})
}

// guideRow is a line of the guide's table of servers.
var guideRow = regexp.MustCompile("(?m)^\\| ([^|]+?) \\| `(\\w+)` \\| `(true|false)` \\| (?:`(\\w+)` )?\\| `(true|false)` \\|")

// Servers on which other readers fail are read and judged as the guide says, all
// by one plan.
func TestCertificateGuideTable(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/which-certificates-are-read.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	root := certtest.Root("Example Root")
	servers := oddServers(t, root)
	var names, endpoints, wants []string
	for _, row := range guideRow.FindAllStringSubmatch(string(guide), -1) {
		if servers[row[1]] == "" {
			t.Errorf("the guide tells of %q, which is not tested", row[1])
			continue
		}
		names, endpoints = append(names, strconv.Quote(row[1])), append(endpoints, strconv.Quote(servers[row[1]]))
		wants = append(wants, fmt.Sprintf("%s: %s %s %s %s", row[1], row[2], row[3], row[4], row[5]))
		delete(servers, row[1])
	}
	for name := range servers {
		t.Errorf("the guide does not tell of %q", name)
	}
	plans(t, resource.TestStep{
		Config: fmt.Sprintf(`
locals {
  names     = [%s]
  endpoints = [%s]
}
data "expiry_certificate" "x" {
  count        = length(local.endpoints)
  endpoint     = local.endpoints[count.index]
  server_name  = "www.example.test"
  ca_file      = %s
  system_roots = false
}
output "facts" {
  value = join("\n", [for i, x in data.expiry_certificate.x : format("%%s: %%s %%t %%s %%t",
    local.names[i], x.status, x.trusted, x.trust_error == null ? "" : x.trust_error, x.handshake_completed)])
}
output "noted" {
  value = join("\n", [for i, x in data.expiry_certificate.x : local.names[i] if x.nodes[0].note != null])
}`, strings.Join(names, ", "), strings.Join(endpoints, ", "), hcl(tempFile(t, "root.pem", root.PEM()))),
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("facts", knownvalue.StringExact(strings.Join(wants, "\n"))),
			statecheck.ExpectKnownOutputValue("noted", knownvalue.StringExact(strings.Join([]string{
				"answers only without SNI", "mutual TLS 1.2, no client certificate", "finite-field DHE only", "RSA key of 16,384 bits", "key on an unknown curve", "one extension twice",
			}, "\n"))),
		},
	})
}

// oddServers starts the servers of the guide's table and gives their endpoints.
func oddServers(t *testing.T, root certtest.Pair) map[string]string {
	t.Helper()
	authority, other := root.Issue("Example Issuing"), certtest.Root("Somebody Else")
	ended := root.Issue("Example Ended Issuing", certtest.Valid(-700, -10))
	leaf, rsa := authority.Leaf(wwwNames), authority.LeafWithKey(certtest.Key("rsa"), wwwNames)
	serve := func(leaf tls.Certificate, changes ...func(*tls.Config)) string {
		config := &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS10}
		for _, change := range changes {
			change(config)
		}
		return certtest.ServeTLS(t, config)
	}
	der := func(leaf []byte) [][]byte { return [][]byte{leaf, authority.Certificate.Raw} }
	suite := func(id uint16) func(*tls.Config) {
		return func(c *tls.Config) { c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{id} }
	}
	mutual := func(version uint16) func(*tls.Config) {
		return func(c *tls.Config) { c.MaxVersion, c.ClientAuth = version, tls.RequireAnyClientCert }
	}
	// asked is a server that looks at the hello before it answers.
	asked := func(accepts func(certtest.Hello) bool, refuse func(net.Conn)) string {
		config := configOf(leaf)
		config.Certificates[0] = leaf.TLS(authority)
		return certtest.Raw(t, func(conn net.Conn) {
			hello, err := certtest.ReadHello(conn)
			if err != nil || !accepts(hello) {
				refuse(conn)
				return
			}
			_, _ = tls.Server(certtest.Again(conn, hello.Raw), config).Read(make([]byte, 1))
		})
	}
	long := leaf.TLS(authority)
	for len(long.Certificate) < 60 {
		long.Certificate = append(long.Certificate, root.Certificate.Raw)
	}
	negative, negativeKey := authority.NegativeSerial(wwwNames)
	near := authority.LeafWithKey(rsa.Key, wwwNames, certtest.Valid(-300, 3)).TLS(authority)
	return map[string]string{
		"healthy":                               serve(leaf.TLS(authority)),
		"expired":                               serve(authority.Leaf(wwwNames, certtest.Valid(-90, 0)).TLS(authority)),
		"not yet valid":                         serve(authority.Leaf(wwwNames, certtest.Valid(10, 100)).TLS(authority)),
		"self-signed":                           serve(certtest.SelfSigned(wwwNames).TLS()),
		"wrong name":                            serve(authority.Leaf([]string{"shop.example.test"}).TLS(authority)),
		"unknown authority":                     serve(other.Leaf(wwwNames).TLS(other)),
		"missing intermediate":                  serve(leaf.TLS()),
		"expired intermediate":                  serve(ended.Leaf(wwwNames).TLS(ended)),
		"expired cross-signed root":             serve(leaf.TLS(authority, other.CrossSign(root, certtest.Valid(-700, -10)))),
		"60 certificates":                       serve(long),
		"mutual TLS 1.2, no client certificate": serve(leaf.TLS(authority), mutual(tls.VersionTLS12)),
		"mutual TLS 1.3, no client certificate": serve(leaf.TLS(authority), mutual(tls.VersionTLS13)),
		"TLS 1.3 only":                          serve(leaf.TLS(authority), func(c *tls.Config) { c.MinVersion = tls.VersionTLS13 }),
		"TLS 1.0 only":                          serve(rsa.TLS(authority), func(c *tls.Config) { c.MaxVersion = tls.VersionTLS10 }),
		"static RSA key exchange":               serve(rsa.TLS(authority), suite(tls.TLS_RSA_WITH_AES_128_CBC_SHA)),
		"3DES only":                             serve(rsa.TLS(authority), suite(tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA)),
		"finite-field DHE only":                 certtest.Raw(t, certtest.Clear{Suites: []uint16{0x0033}, Chain: der(rsa.Certificate.Raw)}.Handle),
		"negative serial number":                serve(tls.Certificate{Certificate: der(negative), PrivateKey: negativeKey}),
		"RSA key of 16,384 bits":                certtest.Raw(t, certtest.Clear{Chain: der(authority.HugeRSA(16384, wwwNames))}.Handle),
		"X25519MLKEM768 only": serve(leaf.TLS(authority), func(c *tls.Config) {
			c.MinVersion, c.CurvePreferences = tls.VersionTLS13, []tls.CurveID{tls.X25519MLKEM768}
		}),
		"key on an unknown curve":       certtest.Raw(t, certtest.Clear{Chain: der(authority.SM2(wwwNames))}.Handle),
		"one extension twice":           certtest.Raw(t, certtest.Clear{Chain: der(authority.Twice(wwwNames))}.Handle),
		"drops hellos over 1,300 bytes": asked(func(hello certtest.Hello) bool { return hello.Size <= 1300 }, certtest.Silent),
		"answers only without SNI": asked(func(hello certtest.Hello) bool { return hello.Name == "" }, func(conn net.Conn) {
			_, _ = conn.Write(certtest.Alert(2, 112)) // unrecognized_name
		}),
		"SNI required": serve(leaf.TLS(authority), func(c *tls.Config) {
			c.GetCertificate = func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
				if hello.ServerName != "www.example.test" {
					return nil, errors.New("who is asked for?")
				}
				return &c.Certificates[0], nil
			}
		}),
		"RSA leaf near its end beside a healthy ECDSA leaf": serve(leaf.TLS(authority), func(c *tls.Config) { c.Certificates = append(c.Certificates, near) }),
	}
}
