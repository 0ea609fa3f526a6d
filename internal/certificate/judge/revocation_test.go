package judge_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// crl is a list of issuer with the given serial numbers.
func crl(t testing.TB, issuer certtest.Pair, serials []*big.Int, change ...func(*x509.RevocationList)) []byte {
	t.Helper()
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: inDays(-1), NextUpdate: inDays(6)}
	for _, serial := range serials {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: serial, RevocationTime: inDays(-3)})
	}
	for _, f := range change {
		f(list)
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, issuer.Certificate, issuer.Key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// point is an issuing distribution point: an address ("" for none), then bytes
// of further fields.
func point(address string, more ...byte) func(*x509.RevocationList) {
	var value []byte
	if address != "" {
		name := append([]byte{0x86, byte(len(address))}, address...)
		full := append([]byte{0xa0, byte(len(name))}, name...)
		value = append([]byte{0xa0, byte(len(full))}, full...)
	}
	value = append(value, more...)
	value = append([]byte{0x30, byte(len(value))}, value...)
	return extension(asn1.ObjectIdentifier{2, 5, 29, 28}, value)
}

func extension(id asn1.ObjectIdentifier, value []byte) func(*x509.RevocationList) {
	return func(list *x509.RevocationList) {
		list.ExtraExtensions = append(list.ExtraExtensions, pkix.Extension{Id: id, Critical: true, Value: value})
	}
}

// authorityServer answers at /ocsp and /crl.
func authorityServer(t *testing.T, ocspHandler, crlHandler http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	if ocspHandler != nil {
		mux.HandleFunc("POST /ocsp", ocspHandler)
	}
	if crlHandler != nil {
		mux.HandleFunc("GET /crl", crlHandler)
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

func send(body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }
}

func TestRevocationChecker(t *testing.T) {
	t.Parallel()
	root, other := certtest.Root("Root"), certtest.Root("Other")
	sub := root.Issue("Sub")
	plainLeaf := sub.Leaf([]string{judgeHost})
	serial := plainLeaf.Certificate.SerialNumber
	self := []*big.Int{big.NewInt(1), serial}
	// The serial number is fixed so that answers can be made before the leaf
	// knows the servers' addresses.
	const crlURL = "http://crl.example.test/crl"
	hold := func(list *x509.RevocationList) { list.RevokedCertificateEntries[1].ReasonCode = 8 }
	old := func(list *x509.RevocationList) { list.ThisUpdate, list.NextUpdate = inDays(-9), inDays(-2) }

	for name, c := range map[string]struct {
		ocsp, crl http.HandlerFunc
		want      judge.RevocationStatus
		source    string
		message   string
	}{
		"nothing named":    {want: judge.RevocationUnavailable, message: "names neither"},
		"OCSP: status 500": {ocsp: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, want: judge.RevocationUnavailable, source: "ocsp", message: "status 500"},
		"OCSP: junk":       {ocsp: send([]byte("<html>")), want: judge.RevocationUnavailable, source: "ocsp", message: "cannot be used"},
		"OCSP: too large":  {ocsp: send(make([]byte, 65<<10)), want: judge.RevocationUnavailable, source: "ocsp", message: "more than 65536 bytes"},
		"OCSP: for ever away": {ocsp: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/ocsp", http.StatusTemporaryRedirect)
		}, want: judge.RevocationUnavailable, source: "ocsp", message: "redirects too often"},
		"OCSP: to a file": {ocsp: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		}, want: judge.RevocationUnavailable, source: "ocsp", message: "redirects"},
		"OCSP: good":           {ocsp: send(ocspAnswer(t, plainLeaf, sub, sub)), want: judge.RevocationGood, source: "ocsp"},
		"OCSP: revoked":        {ocsp: send(ocspAnswer(t, plainLeaf, sub, sub, revoked)), want: judge.RevocationRevoked, source: "ocsp"},
		"OCSP: by another":     {ocsp: send(ocspAnswer(t, plainLeaf, other, other)), want: judge.RevocationUnavailable, source: "ocsp", message: "not signed by"},
		"OCSP unknown, no CRL": {ocsp: send(ocspAnswer(t, plainLeaf, sub, sub, func(r *ocsp.Response) { r.Status = ocsp.Unknown })), crl: http.NotFound, want: judge.RevocationUnknown, source: "ocsp"},
		"OCSP down, CRL good":  {ocsp: http.NotFound, crl: send(crl(t, sub, nil)), want: judge.RevocationGood, source: "crl"},
		"OCSP down, CRL down":  {ocsp: http.NotFound, crl: http.NotFound, want: judge.RevocationUnavailable, source: "crl", message: "status 404"},

		"CRL: junk":                     {crl: send([]byte("junk")), want: judge.RevocationUnavailable, source: "crl", message: "cannot be read"},
		"CRL: by another":               {crl: send(crl(t, other, nil)), want: judge.RevocationUnavailable, source: "crl", message: "not signed by"},
		"CRL: listed by another":        {crl: send(crl(t, other, self)), want: judge.RevocationUnavailable, source: "crl", message: "not signed by"},
		"CRL: out of date":              {crl: send(crl(t, sub, nil, old)), want: judge.RevocationUnavailable, source: "crl", message: "out of date"},
		"CRL: of another part":          {crl: send(crl(t, sub, nil, point("http://crl.example.test/2"))), want: judge.RevocationUnavailable, source: "crl", message: "not the one"},
		"CRL: for authorities":          {crl: send(crl(t, sub, nil, point(crlURL, 0x82, 1, 0xff))), want: judge.RevocationUnavailable, source: "crl", message: "not the one"},
		"CRL: a delta":                  {crl: send(crl(t, sub, nil, extension(asn1.ObjectIdentifier{2, 5, 29, 27}, []byte{2, 1, 1}))), want: judge.RevocationUnavailable, source: "crl", message: "not the one"},
		"CRL: a broken point":           {crl: send(crl(t, sub, nil, extension(asn1.ObjectIdentifier{2, 5, 29, 28}, []byte{0x30, 9}))), want: judge.RevocationUnavailable, source: "crl", message: "not the one"},
		"CRL: not listed":               {crl: send(crl(t, sub, []*big.Int{big.NewInt(1)})), want: judge.RevocationGood, source: "crl"},
		"CRL: this part":                {crl: send(crl(t, sub, nil, point(crlURL))), want: judge.RevocationGood, source: "crl"},
		"CRL: this part, users only":    {crl: send(crl(t, sub, nil, point(crlURL, 0x81, 1, 0xff))), want: judge.RevocationGood, source: "crl"},
		"CRL: users only":               {crl: send(crl(t, sub, nil, point("", 0x81, 1, 0xff))), want: judge.RevocationGood, source: "crl"},
		"CRL: listed":                   {crl: send(crl(t, sub, self)), want: judge.RevocationRevoked, source: "crl"},
		"CRL: listed, out of date":      {crl: send(crl(t, sub, self, old)), want: judge.RevocationRevoked, source: "crl"},
		"CRL: listed and let go of":     {crl: send(crl(t, sub, self, hold)), want: judge.RevocationGood, source: "crl"},
		"CRL: listed, in another part":  {crl: send(crl(t, sub, self, point("http://crl.example.test/2"))), want: judge.RevocationRevoked, source: "crl"},
		"CRL: endless":                  {crl: endless, want: judge.RevocationUnavailable, source: "crl", message: "more than 16777216 bytes"},
		"CRL: begins and never goes on": {crl: stall, want: judge.RevocationUnavailable, source: "crl", message: "did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := authorityServer(t, c.ocsp, c.crl)
			leaf := sub.Leaf([]string{judgeHost}, func(template *x509.Certificate) {
				template.SerialNumber = serial
				if c.ocsp != nil {
					template.OCSPServer = []string{"ldap://127.0.0.1/", server.URL + "/ocsp"}
				}
				if c.crl != nil {
					template.CRLDistributionPoints = []string{"ldap:///cn=x", crlURL}
				}
			})
			client := &http.Client{Transport: toServer{server}}
			checker := judge.RevocationChecker{Client: client, Timeout: 500 * time.Millisecond}
			if c.message != "did not answer in time" {
				checker.Timeout = time.Minute
			}
			got := checker.Check(t.Context(), leaf.Certificate, sub.Certificate, certtest.Today)
			if got.Status != c.want || got.Source != c.source || !strings.Contains(got.Message, c.message) {
				t.Errorf("%+v", got)
			}
			if (got.Status == judge.RevocationUnavailable) != (got.Message != "") {
				t.Errorf("message %q beside %q", got.Message, got.Status)
			}
			if got.Status == judge.RevocationRevoked && !got.RevokedAt.Equal(inDays(-3)) {
				t.Errorf("revoked at %s", got.RevokedAt)
			}
		})
	}
}

// toServer sends every request to the one server, whatever host it names.
type toServer struct{ server *httptest.Server }

func (s toServer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Host = s.server.Listener.Addr().String()
	return http.DefaultTransport.RoundTrip(r)
}

func endless(w http.ResponseWriter, _ *http.Request) {
	zeros := make([]byte, 1<<20)
	for {
		if _, err := w.Write(zeros); err != nil {
			return
		}
	}
}

func stall(w http.ResponseWriter, r *http.Request) {
	_, _ = io.WriteString(w, "0")
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
}

func TestRevocationCheckerAsksNobody(t *testing.T) {
	t.Parallel()
	root := certtest.Root("Root")
	leaf := root.Leaf([]string{judgeHost}, func(c *x509.Certificate) {
		c.OCSPServer = []string{"http://127.0.0.1:1/", "http://user:secret@127.0.0.1/", "http://%zz", "https://"}
	})
	for name, check := range map[string]func() judge.Revocation{
		"no client": func() judge.Revocation {
			return (&judge.RevocationChecker{}).Check(t.Context(), leaf.Certificate, root.Certificate, certtest.Today)
		},
		"no issuer": func() judge.Revocation {
			return (&judge.RevocationChecker{Client: http.DefaultClient}).Check(t.Context(), leaf.Certificate, nil, certtest.Today)
		},
		"refused": func() judge.Revocation {
			return (&judge.RevocationChecker{Client: http.DefaultClient}).Check(t.Context(), leaf.Certificate, root.Certificate, certtest.Today)
		},
		"cancelled": func() judge.Revocation {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			return (&judge.RevocationChecker{Client: http.DefaultClient}).Check(ctx, leaf.Certificate, root.Certificate, certtest.Today)
		},
	} {
		if got := check(); got.Status != judge.RevocationUnavailable || got.Message == "" || strings.Contains(got.Message, "secret") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
