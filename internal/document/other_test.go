package document_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/document"
)

func TestTUF(t *testing.T) {
	t.Parallel()
	tuf := func(inside string) string {
		return `{"signed":{` + inside + `},"signatures":[{"keyid":"ab12","sig":"00"}]}`
	}
	const end = `"expires":"2026-12-05T14:00:00Z"`
	rows{
		"no expires":              {tuf(`"_type":"root"`), "tuf_root malformed"},
		"null":                    {tuf(`"_type":"root","expires":null`), "tuf_root malformed"},
		"a number":                {tuf(`"_type":"root","expires":1796479200`), "tuf_root malformed"},
		"a day":                   {tuf(`"_type":"root","expires":"2026-12-05"`), "tuf_root malformed"},
		"twice":                   {tuf(`"_type":"root",` + end + `,` + end), "tuf_root malformed"},
		"in capitals":             {tuf(`"_type":"root","Expires":"2026-12-05T14:00:00Z"`), "tuf_root malformed"},
		"beside the signed part":  {`{"signed":{"_type":"timestamp"},` + end + `,"signatures":[]}`, "tuf_timestamp malformed"},
		"of no type":              {tuf(end), "unsupported"},
		"of another type":         {tuf(`"_type":"x",` + end), "unsupported"},
		"signed that is no group": {`{"signed":[],"signatures":[]}`, "unsupported"},
		"signed with nothing":     {`{"signed":{"_type":"root",` + end + `},"signatures":[{"keyid":"ab12","sig":""}]}`, "tuf_root 2026-12-05T14:00:00Z untrusted"},
		"nobody signed":           {`{"signed":{"_type":"root",` + end + `},"signatures":[]}`, "tuf_root 2026-12-05T14:00:00Z untrusted"},
		"a timestamp":             {tuf(`"_type":"timestamp",` + end), "tuf_timestamp 2026-12-05T14:00:00Z"},
		"a snapshot":              {tuf(`"_type":"snapshot",` + end), "tuf_snapshot 2026-12-05T14:00:00Z"},
		"of Notary":               {tuf(`"_type":"Targets","expires":"2026-12-05T15:00:00.123456789+01:00"`), "tuf_targets 2026-12-05T14:00:00Z"},
		"expired":                 {tuf(`"_type":"root","expires":"2021-12-14T18:48:00Z"`), "tuf_root 2021-12-14T18:48:00Z"},
		"the year 9999":           {tuf(`"_type":"root","expires":"9999-12-31T00:00:00Z"`), "tuf_root open never-expires"},
	}.try(t, asOf)
	if read, _ := document.Parse([]byte(tuf(`"_type":"timestamp",`+end)), asOf); read.Signer != "key ab12" || !strings.Contains(read.Cause, "not checked") {
		t.Errorf("%+v", read)
	}
}

func TestFIDO(t *testing.T) {
	t.Parallel()
	mds := func(payload string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"RS256"}`)) + "." + encode([]byte(payload)) + "." + encode([]byte("none"))
	}
	rows{
		"no nextUpdate": {mds(`{"entries":[],"no":1}`), "fido_metadata malformed"},
		"null":          {mds(`{"entries":[],"nextUpdate":null}`), "fido_metadata malformed"},
		"an instant":    {mds(`{"entries":[],"nextUpdate":"2026-12-01T00:00:00Z"}`), "fido_metadata malformed"},
		"slashes":       {mds(`{"entries":[],"nextUpdate":"2026/12/1"}`), "fido_metadata malformed"},
		"no such day":   {mds(`{"entries":[],"nextUpdate":"2026-02-30"}`), "fido_metadata malformed"},
		"twice":         {mds(`{"entries":[],"nextUpdate":"2026-12-01","nextUpdate":"2027-12-01"}`), "fido_metadata malformed"},
		"damaged":       {mds(`{"entries":[`), "malformed"},
		"another token": {mds(`{"exp":1806451200}`), "unsupported"},
		"a day":         {mds(`{"entries":[],"nextUpdate":"2026-12-01"}`), "fido_metadata 2026-12-01T00:00:00Z"},
		"over lines":    {strings.Replace(mds(`{"entries":[],"nextUpdate":"2026-12-01"}`), ".", ".\n", 1) + "\n", "fido_metadata 2026-12-01T00:00:00Z"},
	}.try(t, document.Options{Now: today, Location: time.FixedZone("JST", 9*3600)})
}

func TestLicences(t *testing.T) {
	t.Parallel()
	rows{
		"permanent":                 {"FEATURE mesh vendor 1.0 permanent 1 SIGN=x\n", "licence_file open"},
		"the year 0":                {"FEATURE a vendor 1.0 1-jan-0 1\nINCREMENT b vendor 1.0 31-dec-0000 1\n", "licence_file open"},
		"a day and others":          {"SERVER x ANY 27000\nFEATURE a vendor 1.0 31-mar-2027 1\nFEATURE b vendor 1.0 permanent 1\n", "licence_file 2027-03-31T15:00:00Z"},
		"the earliest":              {"FEATURE a vendor 1.0 31-mar-2027 1\nincrement b vendor 1.0 1-DEC-2026 1\n", "licence_file 2026-12-01T15:00:00Z"},
		"over two lines":            {"FEATURE a vendor 1.0 \\\n  31-mar-2027 1\n", "licence_file 2027-03-31T15:00:00Z"},
		"an upgrade ends first":     {"UPGRADE a vendor 1.0 2.0 1-dec-2026 1\nFEATURE a vendor 2.0 31-mar-2027 1\n", "licence_file 2026-12-01T15:00:00Z"},
		"an upgrade cut short":      {"UPGRADE a vendor 1.0 2.0\nFEATURE a vendor 2.0 31-mar-2027 1\n", "licence_file malformed"},
		"an upgrade alone":          {"UPGRADE a vendor 1.0 2.0 1-dec-2026 1\n", "licence_file 2026-12-01T15:00:00Z"},
		"one starts later":          {"FEATURE a vendor 1.0 31-mar-2027 1 start=1-jan-2027\n", "licence_file 2027-03-31T15:00:00Z not-yet-valid"},
		"one has started":           {"FEATURE a vendor 1.0 31-mar-2027 1 START=1-jan-2020\n", "licence_file 2027-03-31T15:00:00Z"},
		"a start that is none":      {"FEATURE a vendor 1.0 31-mar-2027 1 START=soon\n", "licence_file malformed"},
		"a year of two digits":      {"FEATURE a vendor 1.0 31-mar-27 1\n", "licence_file malformed"},
		"no such day":               {"FEATURE a vendor 1.0 30-feb-2027 1\n", "licence_file malformed"},
		"another form":              {"FEATURE a vendor 1.0 2027-03-31 1\n", "licence_file malformed"},
		"one good, one cut short":   {"FEATURE a vendor 1.0 31-mar-2027 1\nFEATURE b vendor\n", "licence_file malformed"},
		"a month that is none":      {"FEATURE a vendor 1.0 31-xyz-2027 1\n", "licence_file malformed"},
		"a comment alone":           {"# FEATURE a vendor 1.0 31-mar-2027 1\nSERVER x ANY\n", "unsupported"},
		"expired":                   {"FEATURE a vendor 1.0 31-mar-2020 1\n", "licence_file 2020-03-31T15:00:00Z"},
		"the last year of calendar": {"FEATURE a vendor 1.0 31-dec-9999 1\n", "licence_file open"},
	}.try(t, document.Options{Now: today, Location: time.FixedZone("JST", 9*3600)})
}
