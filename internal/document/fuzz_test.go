package document_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
)

// fuzz reads whatever comes: what is read has an end or a failure that says why not.
func fuzz(f *testing.F, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read, failure := document.Parse(data, asOf)
		outcomeOf(t, read, failure)
		if failure == nil && (read.Kind == "" || read.Lifetime < 0 || len(read.Cause) > 2000) {
			t.Errorf("%+v", read)
		}
		if failure == nil && read.End.State == deadline.EndKnown && read.End.At.Year() >= 9999 {
			t.Errorf("an end in the year 9999: %s", read.End.At)
		}
	})
}

func FuzzCRL(f *testing.F) {
	der := crl(f, today, today.AddDate(0, 0, 7))
	fuzz(f, der, inPEM("X509 CRL", der), oldCRL(f, today, today.AddDate(0, 0, 7)))
}

func FuzzSAML(f *testing.F) {
	fuzz(f, entity(`validUntil="2027-03-31T00:00:00Z" cacheDuration="PT1H"`, `validUntil="2027-01-01T00:00:00"`, "<ds:Signature><ds:X509Certificate>AA==</ds:X509Certificate></ds:Signature>"), "<html>")
}

func FuzzFields(f *testing.F) {
	fuzz(f, "Contact: x\nExpires: 2027-03-31T00:00:00Z\n", clearsign("Origin: x\nSuite: y\nDate: Sat, 28 Nov 2026 08:12:03 UTC\nValid-Until: Sat, 05 Dec 2026 08:12:03 UTC\nSHA256:\n 00 0 x\n"))
}

func FuzzZone(f *testing.F) {
	fuzz(f, soa+rrsig("x", "A", "20261130000000", "1795478400"), soa+"x IN RRSIG A 13 3 3600 ( 20261130000000 ; c\n 20261128110000 1 example.net. AA== )\n\tTXT \"a;(\"\n$INCLUDE x\n")
}

func FuzzTUF(f *testing.F) {
	fuzz(f, `{"signed":{"_type":"root","expires":"2026-12-05T14:00:00Z"},"signatures":[{"keyid":"a"}]}`)
}

func FuzzFIDO(f *testing.F) {
	fuzz(f, "eyJhbGciOiJSUzI1NiJ9.eyJuZXh0VXBkYXRlIjoiMjAyNi0xMi0wMSIsImVudHJpZXMiOltdfQ.AA")
}

func FuzzLicence(f *testing.F) {
	fuzz(f, "FEATURE a v 1.0 31-mar-2027 1\nINCREMENT b v 1.0 permanent 1\n"+strings.Repeat(" ", 3)+"\\\n")
}
