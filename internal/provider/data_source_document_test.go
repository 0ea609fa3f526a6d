package provider_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

const (
	securityTxt = "Contact: mailto:security@example.net\nExpires: 2027-03-31T00:00:00Z\n"
	aptRelease  = "Origin: Example\nSuite: stable\nCodename: heron\nDate: Fri, 20 Nov 2026 08:00:00 UTC\nValid-Until: Fri, 27 Nov 2026 08:00:00 UTC\n"
	tufTime     = `{"signed":{"_type":"timestamp","expires":"2026-11-25T00:00:00Z"},"signatures":[{"keyid":"ab12","sig":"00"}]}`
)

func TestDocumentRefuses(t *testing.T) {
	t.Parallel()
	file := func(content string) values { return values{"file": str(onDisk(t, "document", content))} }
	for name, test := range map[string]struct {
		config values
		at     string
		says   []string
	}{
		"nothing":            {values{}, "file", []string{"No source", `file = "ca.crl"`}},
		"two":                {values{"file": str("a"), "url": str("https://example.test/")}, "url", []string{"Two sources"}},
		"no address":         {values{"url": str("example.test/" + marked)}, "url", []string{"Not an address"}},
		"no such file":       {values{"file": str("there/is/none")}, "file", []string{"there is no such file", "Reason: not_found"}},
		"a directory":        {values{"file": str(t.TempDir())}, "file", []string{"it is a directory"}},
		"an empty file":      {file("\n"), "file", []string{"it is empty", "Reason: empty"}},
		"words":              {file(marked + " is not one of them"), "file", []string{"none of the documents", "Reason: unsupported"}},
		"a token":            {file(tokenOf(yearToken)), "file", []string{"a token, which expiry_token reads"}},
		"a certificate":      {file("-----BEGIN CERTIFICATE-----\n" + marked + "\n-----END CERTIFICATE-----\n"), "file", []string{"expiry_certificate reads"}},
		"a share of no life": {values{"file": str(onDisk(t, "x", securityTxt)), "lead_time": str("33%")}, "lead_time", []string{"Cannot work out act_by"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			got := readOut(t, provider, "expiry_document", test.config)
			if !got.errors || !strings.Contains(got.said, test.at) || strings.Contains(got.said, marked) {
				t.Fatalf("said %q, want an error on %s", got.said, test.at)
			}
			for _, piece := range test.says {
				if !strings.Contains(got.said, piece) {
					t.Errorf("said %q, want %q in it", got.said, piece)
				}
			}
		})
	}
}

func TestDocumentReads(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		more    values
		want    map[string]string
		says    string
	}{
		"Expires twice":          {securityTxt + "Expires: 2028-01-01T00:00:00Z\n", nil, map[string]string{"status": "unknown", "read_error": "malformed", "document_kind": "security_txt", "expires_at": ""}, "more than once"},
		"a Release that is odd":  {strings.Replace(aptRelease, "Fri, 27", "Mon, 27", 1), nil, map[string]string{"status": "unknown", "read_error": "malformed", "document_kind": "apt_release"}, "no instant like"},
		"a security.txt":         {securityTxt, nil, map[string]string{"status": "ok", "document_kind": "security_txt", "expires_at": "2027-03-31T00:00:00Z", "act_by": "2027-03-01T00:00:00Z", "read_error": "", "kind": "document", "issued_at": ""}, "it is not signed"},
		"an hour before its end": {securityTxt, values{"as_of": str("2027-03-30T23:00:00Z")}, map[string]string{"status": "overdue"}, ""},
		// Seven days, so that 30 days of lead time would call it overdue from its first.
		"a Release":              {aptRelease, nil, map[string]string{"status": "ok", "document_kind": "apt_release", "expires_at": "2026-11-27T08:00:00Z", "act_by": "2026-11-26T11:00:00Z", "signer": "Example", "issued_at": "2026-11-20T08:00:00Z"}, "unless a Release.gpg lies beside it"},
		"without an end":         {strings.Split(aptRelease, "Valid")[0], nil, map[string]string{"status": "ok", "end": "open", "expires_at": ""}, "no Valid-Until"},
		"a timestamp of TUF":     {tufTime, nil, map[string]string{"status": "ok", "document_kind": "tuf_timestamp", "act_by": "2026-11-24T00:00:00Z", "remind_at": "2026-11-23T00:00:00Z", "signer": "key ab12"}, "its signature was not checked"},
		"with a time of its own": {tufTime, values{"lead_time": str("6d"), "reminder": str("2d")}, map[string]string{"status": "overdue", "act_by": "2026-11-19T00:00:00Z", "remind_at": "2026-11-17T00:00:00Z"}, ""},
		"a root of TUF":          {strings.Replace(tufTime, "timestamp", "root", 1), nil, map[string]string{"status": "overdue", "document_kind": "tuf_root"}, "clients replace a root"},
		"a licence":              {"FEATURE solver vendor 1.0 31-mar-2027 uncounted\n", nil, map[string]string{"document_kind": "licence_file", "signer": "vendor", "expires_at": "2027-04-01T00:00:00Z"}, "the feature solver"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			config := values{"file": str(onDisk(t, "document", test.content)), "enforcement": str("none")}
			maps.Copy(config, test.more)
			got := readOut(t, provider, "expiry_document", config)
			if got.errors || !strings.Contains(got.text("reason"), test.says) {
				t.Fatalf("%s: %s", got.text("reason"), got.said)
			}
			for field, want := range test.want {
				if got.text(field) != want {
					t.Errorf("%s is %q, want %q (%s)", field, got.text(field), want, got.text("reason"))
				}
			}
			if (got.text("status") == "ok") != (got.fields["passes"] == true) {
				t.Errorf("%s passes %v", got.text("status"), got.fields["passes"])
			}
		})
	}
}

// Days and lead times are the provider's: its zone and its defaults.
func TestDocumentTakesTheProviders(t *testing.T) {
	t.Parallel()
	provider, _ := configured(t, today, values{"time_zone": str("Asia/Tokyo"), "defaults": defaultsValue("document", "2d", "1d")})
	licence := readOut(t, provider, "expiry_document", values{"file": str(onDisk(t, "x.lic", "FEATURE solver vendor 1.0 31-mar-2027 uncounted\n"))})
	if licence.text("expires_at") != "2027-03-31T15:00:00Z" {
		t.Errorf("a day in Tokyo ends at %s: %s", licence.text("expires_at"), licence.said)
	}
	timestamp := readOut(t, provider, "expiry_document", values{"file": str(onDisk(t, "t.json", tufTime))})
	if timestamp.text("act_by") != "2026-11-23T00:00:00Z" {
		t.Errorf("the provider's lead time gives %s", timestamp.text("act_by"))
	}
	key := readOut(t, provider, "expiry_token", values{"file": str(onDisk(t, "authorized_keys", `expiry-time="20270331" `+plainSSHKey(t)))})
	if key.text("expires_at") != "2027-03-30T15:00:00Z" {
		t.Errorf("a day of an SSH server in Tokyo begins at %s: %s", key.text("expires_at"), key.said)
	}
}

// What an address gives is data, each failure with its own word; nothing of the
// address but what is no secret is shown.
func TestDocumentAtAnAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, body := http.StatusOK, ""
		switch filepath.Base(r.URL.Path) {
		case "security.txt":
			body = securityTxt
		case "none":
			status = http.StatusNotFound
		case "slower":
			status = http.StatusTooManyRequests
		case "broken":
			status, body = http.StatusInternalServerError, marked
		case "page":
			body = "<!DOCTYPE html><html>" + marked + "</html>"
		case "twice":
			body = securityTxt + "Expires: 2028-01-01T00:00:00Z\n"
		case "moved":
			http.Redirect(w, r, "/security.txt", http.StatusFound)
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	closed := "http://" + certtest.Refusing(t)
	for address, want := range map[string]string{
		server.URL + "/none": "not_found", server.URL + "/slower": "rate_limited", server.URL + "/broken": "unreachable", server.URL + "/page": "unsupported",
		server.URL + "/empty": "empty", server.URL + "/twice": "malformed", closed + "/": "unreachable", server.URL + "/security.txt": "", server.URL + "/moved": "",
	} {
		t.Run(filepath.Base(address), func(t *testing.T) {
			t.Parallel()
			provider, _ := configured(t, today, nil)
			secret := strings.Replace(address, "://", "://robot:"+marked+"@", 1) + "?key=" + marked
			got := readOut(t, provider, "expiry_document", values{"url": str(secret)})
			status := map[bool]string{true: "ok", false: "unknown"}[want == ""]
			if got.errors || got.text("read_error") != want || got.text("status") != status || got.text("id") != "document/"+address {
				t.Errorf("%s is %s, %q, want %q: %s %s", got.text("id"), got.text("status"), got.text("read_error"), want, got.text("reason"), got.said)
			}
			got.fields["url"] = nil // Terraform stores it as it is
			for name, value := range got.fields {
				if text, _ := value.(string); strings.Contains(text, marked) {
					t.Errorf("%s is %q", name, text)
				}
			}
			if strings.Contains(got.said, marked) {
				t.Errorf("said %s", got.said)
			}
		})
	}
}
