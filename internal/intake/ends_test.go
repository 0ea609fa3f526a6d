package intake_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
)

// Providers and people name an end in more ways than a list holds: none of them is
// passed over beside a status of ok.
func TestEndsInWordsOfOthers(t *testing.T) {
	t.Parallel()
	for _, key := range []string{
		"validity_end_time", "expire_date", "expiration_timestamp", "expirationDateTime", "valid_until_date", "not_valid_after_utc", "certificate_expiry",
		"license_expires", "lease_end", "termination_date", "cert_not_after", "end_of_life_date", "eol_at", "exp", "expires_after", "ends", "有効期限", "Expires.At",
		"expires_at ", "expires_at\u200b", "\u00a0not_after",
	} {
		for form, value := range map[string]any{
			"text": "2026-12-01T00:00:00Z", "list": []any{"2026-12-01"}, "block": []any{intake.Object{"value": "2026-12-01", "set": true}}, "number": intake.Number("1796083200"),
		} {
			in, faults := readObject(intake.Object{"id": "lic/a", "status": "ok", key: value})
			if len(faults) > 0 {
				t.Fatalf("%s: %v", key, faults)
			}
			if _, faults := in.Deadline(settings); len(faults) != 1 || faults[0].Attribute != key || !strings.Contains(faults[0].Message, "nothing reads") {
				t.Errorf("%s as %s: faults %v", key, form, faults)
			}
		}
	}
}

// What speaks of an end in another sense, or of none, is nobody's mistake.
func TestWordsLikeAnEnd(t *testing.T) {
	t.Parallel()
	for key, value := range map[string]any{
		"expires_after": "30d", "exp": intake.Number("3600"), "expiration_policy": "2026-12-01", "endpoint": "2026", "end_of_sale_on": "2026-12-01", "time": "2026-12-01",
		"validation_date": "2026-12-01", "maintenance_end_time": "2026-12-01", "lifecycle": "2026-12-01", "token": "2026", "at": "2026-12-01", "weekend_date": "2026-12-01",
		"expired": intake.Number("3"), "expiration": []any{intake.Object{"days": intake.Number("30")}}, "termination_protection": "2026-12-01", "valid_to": []any{},
		"expire_time": "", "expiry": nil,
	} {
		in, faults := readObject(intake.Object{"id": "lic/a", "status": "ok", key: value})
		if _, more := in.Deadline(settings); len(faults)+len(more) > 0 {
			t.Errorf("%s = %v: %v %v", key, value, faults, more)
		}
	}
}

// An end that comes before the one that counts is told in whatever form a program
// prints it, and one that cannot be read is not taken for a later one.
func TestEarlierEndsInFormsOfOthers(t *testing.T) {
	t.Parallel()
	const earlier, unreadable = "names 2027-05-31, an earlier day", "cannot be compared"
	for written, says := range map[string]string{
		"Mon, 31 May 2027 10:00:00 GMT":        earlier,
		"Mon, 31 May 2027 10:00:00 +0000":      earlier,
		"May 31 10:00:00 2027 GMT":             earlier,
		"Mon May 31 10:00:00 2027":             earlier,
		"20270531100000Z":                      earlier,
		"2027-05-31 10:00:00 +0000 UTC":        earlier,
		"2027-05-31T10:00:00":                  earlier,
		"2027-05-31T10:00:00.25":               earlier,
		"2027-05-31T10:00:00+0000":             earlier,
		"20270531":                             earlier,
		"1811757600":                           earlier,
		"1811757600.5":                         earlier,
		"1.8117576e9":                          earlier,
		"1811757600123":                        earlier,
		"1811757600123456":                     earlier,
		"1811757600123456789":                  earlier,
		"31/05/2027":                           unreadable,
		"May 31 10:00:00 2027 PST":             unreadable,
		"31. Mai 2027":                         unreadable,
		"Mon, 31 May 2032 10:00:00 GMT":        "",
		"2032-05-31 10:00:00.123456 +0000 UTC": "",
		"20320531":                             "",
		"19691231":                             "",
		"30d":                                  "",
		"3600":                                 "",
		"86400":                                "",
		"Never":                                "",
		"Thu, 31 Dec 9999 23:59:59 GMT":        "",
	} {
		if written == "19691231" {
			says = "names 1969-12-31"
		}
		in, _ := readObject(intake.Object{"id": "lic/a", "expires_at": "2030-01-01T00:00:00Z", "not_after": written})
		_, faults := in.Deadline(settings)
		switch {
		case says == "" && len(faults) > 0, says != "" && (len(faults) != 1 || faults[0].Attribute != "not_after" || !strings.Contains(faults[0].Message, says)):
			t.Errorf("%s: faults %v, want %q", written, faults, says)
		}
	}
}

// An end that is known only after apply is no open end.
func TestEndOfOthersThatIsNotKnownYet(t *testing.T) {
	t.Parallel()
	for name, object := range map[string]intake.Object{
		"a key of others":     {"id": "lic/a", "status": "ok", "expires_on": unknown},
		"a less certain one":  {"id": "lic/a", "status": "ok", "validity_end_time": unknown},
		"within a block":      {"id": "lic/a", "status": "ok", "expiration": []any{intake.Object{"date": unknown}}},
		"how long it is open": {"id": "lic/a", "status": "ok", "known_until": unknown},
		"said to be open":     {"id": "lic/a", "end": "open", "known_until": unknown},
	} {
		in, faults := readObject(object)
		if len(faults) > 0 || !slices.Contains(in.Unsettled, "expires_at") {
			t.Errorf("%s: unsettled %v, faults %v", name, in.Unsettled, faults)
		}
	}
	in, _ := readObject(intake.Object{"id": "lic/a", "expires_at": "2028-01-01T00:00:00Z", "known_until": unknown, "valid_to": unknown})
	if slices.Contains(in.Unsettled, "expires_at") {
		t.Errorf("what stands already is put off: %v", in.Unsettled)
	}
}

// What says that it is over, and is handed over as what still works.
func TestSaidToBeOver(t *testing.T) {
	t.Parallel()
	for document, fault := range map[string]string{
		`{"id":"a","status":"ok","expired":true}`:                                                        "expired",
		`{"id":"a","expires_at":"2030-01-01T00:00:00Z","is_expired":"true"}`:                             "is_expired",
		`{"id":"a","expires_at":"2030-01-01T00:00:00Z","Revoked":true}`:                                  "Revoked",
		`{"id":"a","expires_at":"2030-01-01T00:00:00Z","revoked":false,"expires":true}`:                  "",
		`{"id":"a","expires_at":"2026-01-01T00:00:00Z","expired":true}`:                                  "",
		`{"id":"a","expires_at":"2030-01-01T00:00:00Z","revoked":true,"status":"expired"}`:               "",
		`{"id":"a","expires_at":"2030-01-01T00:00:00Z","revoked":true,"passes":false}`:                   "",
		`{"id":"a","revoked":true,"end":"ended"}`:                                                        "",
		`{"id":"a","status":"ok","revoked":true,"closed_on":"2026-12-01","closed_because":"leaked key"}`: "",
	} {
		in, _ := read(t, document)
		_, faults := in.Deadline(settings)
		if fault == "" && len(faults) > 0 || fault != "" && (len(faults) != 1 || faults[0].Attribute != fault) {
			t.Errorf("%s: faults %v, want %q", document, faults, fault)
		}
	}
}
