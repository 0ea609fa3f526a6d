package document_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
)

func clearsign(body string) string {
	return "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n" + body + "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"
}

func TestSecurityTxt(t *testing.T) {
	t.Parallel()
	const contact = "Contact: mailto:security@example.net\n"
	const good = "security_txt 2027-03-31T00:00:00Z"
	rows{
		"no Expires":                  {contact, "security_txt malformed"},
		"Expires in a comment":        {contact + "# Expires: 2027-03-31T00:00:00Z\n", "security_txt malformed"},
		"two":                         {contact + "Expires: 2027-03-31T00:00:00Z\nExpires: 2027-03-31T00:00:00Z\n", "security_txt malformed"},
		"two in letters of both case": {contact + "Expires: 2027-03-31T00:00:00Z\nEXPIRES: 2026-01-01T00:00:00Z\n", "security_txt malformed"},
		"an empty one":                {contact + "Expires:\n", "security_txt malformed"},
		"a day alone":                 {contact + "Expires: 2027-03-31\n", "security_txt malformed"},
		"a date of mail":              {contact + "Expires: Wed, 31 Mar 2027 00:00:00 +0000\n", "security_txt malformed"},
		"no zone":                     {contact + "Expires: 2027-03-31T00:00:00\n", "security_txt malformed"},
		"a day that is none":          {contact + "Expires: 2027-02-30T00:00:00Z\n", "security_txt malformed"},
		"no Contact":                  {"Expires: 2027-03-31T00:00:00Z\n", "security_txt malformed"},
		"a line that is no field":     {contact + "Expires: 2027-03-31T00:00:00Z\nwelcome\n", "security_txt malformed"},
		"an earlier one, indented":    {contact + " Expires: 2026-01-01T00:00:00Z\nExpires: 2027-03-31T00:00:00Z\n", "security_txt malformed"},
		"one behind a strange blank":  {contact + "\u00a0Expires: 2026-01-01T00:00:00Z\nExpires: 2027-03-31T00:00:00Z\n", "security_txt malformed"},
		"the year 9999":               {contact + "Expires: 9999-12-31T23:59:59Z\n", "security_txt open never-expires"},
		"expired":                     {contact + "Expires: 2020-03-31T00:00:00Z\n", "security_txt 2020-03-31T00:00:00Z"},
		"good":                        {"# ours\r\n" + contact + "Expires: 2027-03-31T00:00:00Z\r\nPreferred-Languages: en\r\n", good},
		"in small letters":            {"contact: x\nexpires: 2027-03-31t00:00:00z\n", good},
		"with a byte order mark":      {"\ufeff" + contact + "Expires: 2027-03-31T09:00:00+09:00\n", good},
		"signed":                      {clearsign(contact + "Expires: 2027-03-31T00:00:00Z\n"), good},
		"signed, one is escaped":      {clearsign(contact + "- Expires: 2001-01-01T00:00:00Z\nExpires: 2027-03-31T00:00:00Z\n"), "security_txt malformed"},
		"signed, one stands before":   {"Expires: 2027-03-31T00:00:00Z\n" + clearsign(contact), "security_txt malformed"},
		"signed, one stands behind":   {clearsign(contact) + "Expires: 2027-03-31T00:00:00Z\n", "malformed"},
		"signed, cut short":           {strings.Split(clearsign(contact+"Expires: 2027-03-31T00:00:00Z\n"), "-----END")[0], "malformed"},
		"signed, without a signature": {strings.Split(clearsign(contact+"Expires: 2027-03-31T00:00:00Z\n"), "-----BEGIN PGP SIGNATURE")[0], "malformed"},
	}.try(t, asOf)
}

func TestAptRelease(t *testing.T) {
	t.Parallel()
	const head = "Origin: Example\nSuite: stable\nCodename: heron\nComponents: main\n"
	const date = "Date: Sat, 28 Nov 2026 08:12:03 UTC\n"
	rows{
		"no Valid-Until":            {head + date, "apt_release open never-expires"},
		"no dates at all":           {head, "apt_release open never-expires"},
		"within a list of files":    {head + date + "SHA256:\n Valid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n", "apt_release open never-expires"},
		"twice":                     {head + date + "Valid-Until: Sat, 05 Dec 2026 08:12:03 UTC\nvalid-until: Sat, 05 Dec 2026 08:12:03 UTC\n", "apt_release malformed"},
		"an empty one":              {head + date + "Valid-Until:\n", "apt_release malformed"},
		"another zone":              {head + date + "Valid-Until: Sat, 05 Dec 2026 08:12:03 CET\n", "apt_release malformed"},
		"another day of the week":   {head + date + "Valid-Until: Mon, 05 Dec 2026 08:12:03 UTC\n", "apt_release malformed"},
		"another form":              {head + date + "Valid-Until: 2026-12-05T08:12:03Z\n", "apt_release malformed"},
		"a Date that is none":       {head + "Date: yesterday\nValid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n", "apt_release malformed"},
		"an end before its date":    {head + date + "Valid-Until: Fri, 27 Nov 2026 08:12:03 UTC\n", "apt_release malformed"},
		"a Date to come":            {head + "Date: Sun, 29 Nov 2026 08:12:03 UTC\nValid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n", "apt_release 2026-12-05T08:12:03Z not-yet-valid"},
		"good":                      {head + date + "Valid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n", "apt_release 2026-12-05T08:12:03Z"},
		"in GMT, without a zero":    {head + date + "Valid-Until: Sat, 5 Dec 2026 08:12:03 GMT\n", "apt_release 2026-12-05T08:12:03Z"},
		"signed":                    {clearsign(head + date + "Valid-Until: Sat, 05 Dec 2026 08:12:03 +0000\n"), "apt_release 2026-12-05T08:12:03Z"},
		"signed, cut short":         {clearsign(head + date + "Valid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n")[:160], "malformed"},
		"expired":                   {head + "Valid-Until: Sat, 13 Nov 2021 08:12:03 UTC\n", "apt_release 2021-11-13T08:12:03Z"},
		"Valid-Until and no origin": {"Valid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n", "apt_release 2026-12-05T08:12:03Z"},
	}.try(t, asOf)
}

// Whoever reads that a text is in time is also told whether somebody signed it.
func TestUnsignedIsSaid(t *testing.T) {
	t.Parallel()
	const security = "Contact: mailto:security@example.net\nExpires: 2027-03-31T00:00:00Z\n"
	const release = "Suite: stable\nDate: Sat, 28 Nov 2026 08:12:03 UTC\nValid-Until: Sat, 05 Dec 2026 08:12:03 UTC\n"
	const endless = "Suite: stable\nDate: Sat, 28 Nov 2026 08:12:03 UTC\n"
	for text, want := range map[string]string{
		security: "it is not signed", clearsign(security): "its signature was not checked",
		release: "it is not signed, unless a Release.gpg lies beside it", clearsign(release): "its signature was not checked",
		endless: "it is not signed, unless", clearsign(endless): "its signature was not checked",
	} {
		read, failure := document.Parse([]byte(text), asOf)
		if failure != nil || !strings.HasPrefix(read.Cause, want) {
			t.Errorf("%q: cause %q, want %q first (%v)", text, read.Cause, want, failure)
		}
	}
}
