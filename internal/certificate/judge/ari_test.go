package judge_test

import (
	"bytes"
	"crypto/x509"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
)

// ariExample is the certificate of RFC 9773 4.1 as far as its name matters.
func ariExample() *x509.Certificate {
	return &x509.Certificate{
		AuthorityKeyId: []byte{
			0x69, 0x88, 0x5B, 0x6B, 0x87, 0x46, 0x40, 0x41, 0xE1, 0xB3,
			0x7B, 0x84, 0x7B, 0xA0, 0xAE, 0x2C, 0xDE, 0x01, 0xC8, 0xD4,
		},
		SerialNumber: big.NewInt(0x87654321),
		NotAfter:     inDays(10),
	}
}

func TestRenewalID(t *testing.T) {
	t.Parallel()
	noKey, negative, none := ariExample(), ariExample(), ariExample()
	noKey.AuthorityKeyId = nil
	negative.SerialNumber = big.NewInt(-5)
	none.SerialNumber = nil
	for name, cert := range map[string]*x509.Certificate{"no key": noKey, "negative": negative, "no serial": none} {
		if id, err := judge.RenewalID(cert); err == nil {
			t.Errorf("%s: %q", name, id)
		}
	}
	if id, err := judge.RenewalID(ariExample()); err != nil || id != "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE" {
		t.Errorf("%q, %v", id, err)
	}
	low := ariExample()
	low.SerialNumber = big.NewInt(0x7f)
	if id, _ := judge.RenewalID(low); !strings.HasSuffix(id, ".fw") {
		t.Errorf("a serial number that needs no leading zero: %q", id)
	}
}

func TestRenewalWindow(t *testing.T) {
	t.Parallel()
	const id = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"
	const good = `{"suggestedWindow":{"start":"2026-11-25T09:00:00+09:00","end":"2026-11-26T00:00:00Z"},"explanationURL":"x"}`
	for name, c := range map[string]struct {
		body    string
		message string
	}{
		"not JSON":      {`<html>`, "expected JSON"},
		"no window":     {`{}`, "no start before its end"},
		"backward":      {`{"suggestedWindow":{"start":"2026-11-26T00:00:00Z","end":"2026-11-25T00:00:00Z"}}`, "no start before its end"},
		"a bad instant": {`{"suggestedWindow":{"start":"tomorrow","end":"2026-11-25T00:00:00Z"}}`, "expected JSON"},
		"too long":      {good + strings.Repeat(" ", 65<<10), "more than 65536 bytes"},
		"good":          {good, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mux := http.NewServeMux()
			mux.HandleFunc("GET /info/"+id, send([]byte(c.body)))
			server := httptest.NewTLSServer(mux)
			t.Cleanup(server.Close)
			mux.HandleFunc("GET /directory", send([]byte(`{"newNonce":"x","renewalInfo":"`+server.URL+`/info/"}`)))
			mux.HandleFunc("GET /old", send([]byte(`{"newNonce":"x"}`)))

			if base, err := judge.RenewalInfoURL(t.Context(), server.Client(), server.URL+"/old"); err == nil {
				t.Errorf("renewal information at %q", base)
			}
			base, err := judge.RenewalInfoURL(t.Context(), server.Client(), server.URL+"/directory")
			if err != nil {
				t.Fatal(err)
			}
			window, err := judge.FetchRenewalWindow(t.Context(), server.Client(), base, ariExample())
			if c.message != "" {
				if err == nil || !strings.Contains(err.Error(), c.message) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil || !window.Start.Equal(inDays(4)) || !window.End.Equal(inDays(5)) {
				t.Fatalf("%v, %v", window, err)
			}
			for days, want := range map[int]bool{4: false, 5: true, 9: true, 11: false} {
				if finding, missed := window.Missed(ariExample(), inDays(days)); missed != want {
					t.Errorf("on day %d: %v", days, finding)
				}
			}
		})
	}
}

func TestRenewalWindowBadAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "acme", "ftp://127.0.0.1/", "https://", "https://user:secret@127.0.0.1/", "http://%zz/", "http://127.0.0.1:1/"} {
		_, err := judge.RenewalInfoURL(t.Context(), http.DefaultClient, address)
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := judge.FetchRenewalWindow(t.Context(), http.DefaultClient, "http://127.0.0.1:1/", &x509.Certificate{}); err == nil {
		t.Error("a certificate without identifiers was asked about")
	}
}

// answering is a server without a network.
type answering []byte

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(a)), Header: http.Header{}, Request: r}, nil
}

// FuzzRenewalWindow: whatever an ACME server says, there is a window that has a
// start before its end, or an error that does not repeat what was said.
func FuzzRenewalWindow(f *testing.F) {
	for _, seed := range []string{
		`{"suggestedWindow":{"start":"2026-12-01T00:00:00Z","end":"2026-12-03T00:00:00+09:00"},"explanationURL":"https://ca.example.test"}`,
		`{"suggestedWindow":{"start":"2026-12-03T00:00:00Z","end":"2026-12-01T00:00:00Z"}}`, `{"suggestedWindow":null}`, `{}`, `[]`, "", `{"suggestedWindow":{"start":"soon"}}`,
	} {
		f.Add([]byte(seed))
	}
	cert := ariExample()
	f.Fuzz(func(t *testing.T, body []byte) {
		window, err := judge.FetchRenewalWindow(t.Context(), &http.Client{Transport: answering(body)}, "https://ca.example.test/ari", cert)
		switch {
		case err == nil && (window.Start.IsZero() || !window.End.After(window.Start)):
			t.Errorf("%+v of %q", window, body)
		case err != nil && (len(err.Error()) > 200 || strings.ContainsAny(err.Error(), "\n\x00\x1b")):
			t.Errorf("%q", err)
		}
	})
}
