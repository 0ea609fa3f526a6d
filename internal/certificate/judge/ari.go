package judge

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

const maxACMEBytes = 64 << 10

// RenewalWindow is when an ACME authority suggests to replace a certificate
// (RFC 9773 4.2), both instants in UTC.
type RenewalWindow struct{ Start, End time.Time }

// RenewalID is the name of a certificate in ACME renewal information (RFC 9773
// 4.1): authority key identifier and serial number, both base64url. It fails for
// certificates without an authority key identifier.
func RenewalID(cert *x509.Certificate) (string, error) {
	if len(cert.AuthorityKeyId) == 0 {
		return "", errors.New("the certificate has no authority key identifier, so ACME cannot name it")
	}
	if cert.SerialNumber == nil || cert.SerialNumber.Sign() <= 0 {
		return "", errors.New("the certificate's serial number is not positive, so ACME cannot name it")
	}
	serial := cert.SerialNumber.Bytes()
	if serial[0] >= 0x80 {
		// The name holds the DER content, where a leading zero keeps it positive.
		serial = append([]byte{0}, serial...)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode(cert.AuthorityKeyId) + "." + encode(serial), nil
}

// RenewalInfoURL reads an ACME directory (RFC 8555 7.1.1) and gives the address
// of its renewal information. The context bounds the request; the answer may be
// 64 KiB long.
func RenewalInfoURL(ctx context.Context, client *http.Client, directory string) (string, error) {
	var content struct {
		RenewalInfo string `json:"renewalInfo"`
	}
	if err := fetchJSON(ctx, client, directory, &content); err != nil {
		return "", err
	}
	if content.RenewalInfo == "" {
		return "", errors.New("the ACME directory offers no renewal information (RFC 9773)")
	}
	return content.RenewalInfo, nil
}

// FetchRenewalWindow asks the renewal information at base (a directory's
// renewalInfo) about a certificate. The context bounds the request; the answer
// may be 64 KiB long.
func FetchRenewalWindow(ctx context.Context, client *http.Client, base string, cert *x509.Certificate) (RenewalWindow, error) {
	id, err := RenewalID(cert)
	if err != nil {
		return RenewalWindow{}, err
	}
	var content struct {
		SuggestedWindow struct {
			Start, End time.Time
		} `json:"suggestedWindow"`
	}
	if err := fetchJSON(ctx, client, strings.TrimSuffix(base, "/")+"/"+id, &content); err != nil {
		return RenewalWindow{}, err
	}
	window := RenewalWindow{Start: content.SuggestedWindow.Start.UTC(), End: content.SuggestedWindow.End.UTC()}
	if window.Start.IsZero() || !window.End.After(window.Start) {
		return RenewalWindow{}, errors.New("the ACME server's renewal window has no start before its end")
	}
	return window, nil
}

func fetchJSON(ctx context.Context, client *http.Client, address string, into any) error {
	u, err := url.Parse(address)
	if err != nil || !webURL(u) {
		return errors.New("the ACME address is not one: give an https URL without a user name")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("the ACME address cannot be asked")
	}
	request.Header.Set("Accept", "application/json")
	body, err := fetch(client, request, maxACMEBytes)
	if err != nil {
		return fmt.Errorf("the ACME server %w", err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("the ACME server %s did not answer with the expected JSON", certificate.Plain(u.Host))
	}
	return nil
}

// Missed is the finding that the window has passed and cert is still in use at
// now; false when there is nothing to say.
func (w RenewalWindow) Missed(cert *x509.Certificate, now time.Time) (deadline.Finding, bool) {
	if now.Before(w.End) || !now.Before(cert.NotAfter.Add(time.Second)) {
		return deadline.Finding{}, false
	}
	return deadline.NewFinding(deadline.RuleRenewalMissed,
		fmt.Sprintf("%s should have been replaced by %s, says its authority", certificate.NameOf(cert), certificate.Instant(w.End))), true
}
