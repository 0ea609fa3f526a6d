package document_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
)

const soa = "example.net. 3600 IN SOA ns1.example.net. admin.example.net. 1 7200 3600 1209600 3600\n"

func rrsig(owner, of, ends, begins string) string {
	return owner + " 3600 IN RRSIG " + of + " 13 2 3600 " + ends + " " + begins + " 34505 example.net. c2lnbmF0dXJl\n"
}

func TestZones(t *testing.T) {
	t.Parallel()
	fresh := soa + rrsig("example.net.", "SOA", "20261212140000", "20261128110000")
	rows{
		"no signatures":               {soa + "www.example.net. 300 IN A 192.0.2.1\n", "dnssec_zone unsupported"},
		"a signature in a comment":    {soa + "; " + rrsig("example.net.", "SOA", "20261212140000", "20261128110000"), "dnssec_zone unsupported"},
		"a list of types":             {soa + "example.net. IN NSEC a.example.net. A RRSIG NSEC\n", "dnssec_zone unsupported"},
		"the SOA is fresh alone":      {fresh + rrsig("www.example.net.", "A", "20261130000000", "20261128110000"), "dnssec_zone 2026-11-30T00:00:00Z"},
		"one has expired":             {fresh + rrsig("old.example.net.", "A", "20261101000000", "20261001000000"), "dnssec_zone 2026-11-01T00:00:00Z"},
		"in seconds":                  {fresh + rrsig("x.example.net.", "A", "1796083200", "1795478400"), "dnssec_zone 2026-12-01T00:00:00Z"},
		"one begins later":            {fresh + rrsig("x.example.net.", "A", "20261230000000", "20261129000000"), "dnssec_zone 2026-12-12T14:00:00Z not-yet-valid"},
		"the first begins later":      {soa + rrsig("x.example.net.", "A", "20261230000000", "20261129000000"), "dnssec_zone 2026-12-30T00:00:00Z not-yet-valid"},
		"ends before it begins":       {fresh + rrsig("x.example.net.", "A", "20261101000000", "20261201000000"), "dnssec_zone malformed"},
		"a time that is none":         {fresh + rrsig("x.example.net.", "A", "20261301000000", "20261128110000"), "dnssec_zone malformed"},
		"a time of another length":    {fresh + rrsig("x.example.net.", "A", "202612010000", "20261128110000"), "dnssec_zone malformed"},
		"a word for a time":           {fresh + rrsig("x.example.net.", "A", "never", "20261128110000"), "dnssec_zone malformed"},
		"cut short":                   {fresh + "x.example.net. IN RRSIG A 13 3 3600 20261130", "dnssec_zone malformed"},
		"a class by its number":       {fresh + strings.Replace(rrsig("old.example.net.", "A", "20261101000000", "20261001000000"), " IN ", " CLASS1 ", 1), "dnssec_zone 2026-11-01T00:00:00Z"},
		"cut within a type":           {fresh + "x.example.net. 3600 IN RRS", "dnssec_zone malformed"},
		"cut within a class":          {fresh + "x.example.net. 3600 I", "dnssec_zone malformed"},
		"cut within an owner":         {fresh + "x.exam", "dnssec_zone malformed"},
		"a record of no data":         {fresh + "x.example.net. 3600 IN APL\n", "dnssec_zone 2026-12-12T14:00:00Z"},
		"a parenthesis left open":     {fresh + "x.example.net. IN RRSIG A 13 3 3600 ( 20261230000000 20261128110000\n 1 example.net. AA==\n", "dnssec_zone malformed"},
		"another file included":       {fresh + "$INCLUDE other.zone\n", "dnssec_zone 2026-12-12T14:00:00Z unread-beside"},
		"unknown records":             {fresh + "x.example.net. IN TYPE46 \\# 4 00010d03\n", "dnssec_zone unsupported"},
		"over several lines":          {soa + "x 3600 IN RRSIG A 13 3 3600 ( ; comment )\n\t20261130000000 20261128110000\n\t34505 example.net. c2ln )\n", "dnssec_zone 2026-11-30T00:00:00Z"},
		"no owner, no time, no class": {"$ORIGIN example.net.\n@ IN SOA a b 1 2 3 4 5\nwww A 192.0.2.1\n\tRRSIG A 13 3 3600 20261130000000 20261128110000 34505 example.net. c2ln\n", "dnssec_zone 2026-11-30T00:00:00Z"},
		"the class first":             {soa + "www in 3600 rrsig a 13 3 3600 20261130000000 20261128110000 34505 example.net. c2ln\n", "dnssec_zone 2026-11-30T00:00:00Z"},
		"a text with a parenthesis":   {fresh + "x.example.net. IN TXT \"( ; \" \"\\\"\"\n", "dnssec_zone 2026-12-12T14:00:00Z"},
	}.try(t, asOf)
	read, failure := document.Parse([]byte(fresh+rrsig("www.example.net.", "A", "20261130000000", "20261128110000")), asOf)
	if failure != nil || read.Signer != "example.net." || read.Lifetime != 37*time.Hour || !strings.Contains(read.Cause, "over A of www.example.net.") || !strings.Contains(read.Cause, "2 signatures") {
		t.Errorf("%+v %v", read, failure)
	}
	// The seconds start again in 2106 (RFC 4034, section 3.1.5).
	late := document.Options{Now: time.Date(2106, 2, 10, 0, 0, 0, 0, time.UTC)}
	if got := outcome(t, soa+rrsig("x.example.net.", "A", "600000", "4294900000"), late); got != "dnssec_zone 2106-02-14T05:08:16Z" {
		t.Errorf("over the turn of 2106: %s", got)
	}
}
