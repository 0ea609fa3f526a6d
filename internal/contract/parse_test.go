package contract_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestParseFaults(t *testing.T) {
	t.Parallel()
	dated := row{"contract": "x", "starts_on": "2026-04-01", "ends_on": "2027-03-31"}
	tacit := dated.with(row{"renewal": "tacit", "renewal_term": "1y"})
	for _, test := range []struct {
		name  string
		row   row
		field string
		says  string
	}{
		{"no key", row{"ends_on": "2027-03-31"}, "contract", "cloud-lease"},
		{"a blank key", dated.with(row{"contract": " \u3000\n"}), "contract", "cloud-lease"},
		{"a key that cannot be shown", dated.with(row{"contract": "a\u202eb"}), "contract", "cannot be shown"},
		{"rests on itself", dated.with(row{"upstream": "x"}), "upstream", "itself"},
		{"no date", dated.with(row{"ends_on": "soon"}), "ends_on", `"soon"|2027-03-31|令和`},
		{"no such day", dated.with(row{"ends_on": "2027-02-29"}), "ends_on", "28 days"},
		{"a time of day", dated.with(row{"ends_on": "2027-03-31T15:00:00"}), "ends_on", "time of day|2027-03-31"},
		{"an instant", dated.with(row{"ends_on": "2027-03-31T00:00:00Z"}), "ends_on", "not a date"},
		{"end before start", dated.with(row{"ends_on": "2026-03-31"}), "ends_on", "2026-03-31|2026-04-01"},
		{"term and end disagree", dated.with(row{"term": "6ヶ月"}), "ends_on", "2027-03-31|6 months from 2026-04-01 end on 2026-09-30"},
		{"an end a day late", dated.with(row{"ends_on": "2027-04-01", "term": "1y"}), "ends_on", "2027-04-01|2027-03-31|last day"},
		{"a term without start and end", row{"contract": "x", "term": "5年"}, "term", "60 months|starts_on or ends_on"},
		{"a term of a month and a half", dated.with(row{"term": "1.5mo"}), "term", "fraction"},
		{"a bare number", dated.with(row{"term": "12"}), "term", `"12" has no unit|12mo|12ヶ月`},
		{"a bare number in full width", dated.with(row{"notice_period": "３０"}), "notice_period", "has no unit"},
		{"a term of words", dated.with(row{"term": "ずっと"}), "term", "12mo|12ヶ月"},
		{"a range of dates", dated.with(row{"term": "2026/4/1〜2027/3/31"}), "term", "not a period"},
		{"a term in hours", dated.with(row{"term": "24h"}), "term", "whole days"},
		{"a term in business days", dated.with(row{"term": "20営業日"}), "term", "business days"},
		{"a term of nothing", dated.with(row{"term": "0ヶ月"}), "term", "none"},
		{"a term of millennia", row{"contract": "x", "starts_on": "2026-04-01", "term": "999y"}, "term", "century|unlimited"},
		{"a term beyond the calendar", row{"contract": "x", "starts_on": "9950-04-01", "term": "60y"}, "term", "9998"},
		{"a unit that is not known", dated.with(row{"term": "12 moons"}), "term", "12 months"},
		{"a broken duration", dated.with(row{"term": "P1X"}), "term", "P1Y6M"},
		{"a negative term", dated.with(row{"term": "-1y"}), "term", "negative"},
		{"a share", dated.with(row{"lead_time": "33%"}), "lead_time", "share"},
		{"months or minutes", dated.with(row{"reminder": "3m"}), "reminder", "3mo"},
		{"thousands of business days", dated.with(row{"lead_time": "5000bd"}), "lead_time", "1000 business days"},
		{"no end, but a term", row{"contract": "x", "starts_on": "2026-04-01", "ends_on": "無期限", "term": "1y"}, "ends_on", "no end|12 months"},
		{"no end, but renewed", row{"contract": "x", "ends_on": "9999-12-31", "renewed_until": "2027-03-31", "renewal_proof": "x"}, "renewed_until", "no end"},
		{"renews by itself, and nothing renews it", row{"contract": "x", "ends_on": "自動更新", "renewal": "none"}, "ends_on", "renew by itself|keep the one that holds"},
		{"auto-renew, and nothing renews it", row{"contract": "x", "ends_on": "auto-renew", "renewal": "なし"}, "ends_on", "renew by itself"},
		{"no end, but tacit", row{"contract": "x", "ends_on": "unlimited", "renewal": "tacit", "renewal_term": "1y"}, "renewal", "no end"},
		{"an unknown renewal", dated.with(row{"renewal": "maybe"}), "renewal", `"maybe"|tacit|express|none|自動更新|都度更新|更新なし`},
		{"an unknown intent", dated.with(row{"intent": "気が向けば"}), "intent", "renew|end|継続|解約"},
		{"neither yes nor no", dated.with(row{"deletes_data": "perhaps"}), "deletes_data", "true|false|有|無"},
		{"tacit without a term", tacit.with(row{"renewal_term": ""}), "renewal_term", "length of one renewal"},
		{"tacit without a renewal term", tacit.with(row{"renewal_term": "", "term": "1y"}), "renewal_term", "even where it is the same as the term, like 1y"},
		{"tacit for nothing", tacit.with(row{"renewal_term": "0d"}), "renewal_term", "none"},
		{"notice longer than the term", dated.with(row{"notice_period": "13ヶ月前"}), "notice_period", "13 months|2026-04-01 to 2027-03-31"},
		{"notice in business days longer than the term", dated.with(row{"notice_period": "300bd"}), "notice_period", "300 business days"},
		{"notice in hours", dated.with(row{"notice_period": "72h"}), "notice_period", "whole days"},
		{"neither period nor day", dated.with(row{"notice_period": "next spring"}), "notice_period", "12mo|2027-03-31"},
		{"notice after the end", dated.with(row{"notice_period": "2027-04-01"}), "notice_period", "2027-04-01|2027-03-31"},
		{"notice before the start", dated.with(row{"notice_period": "2026-03-31"}), "notice_period", "2026-03-31|2026-04-01"},
		{"proof of nothing", dated.with(row{"renewal_proof": "letter"}), "renewal_proof", "renewed_until"},
		{"proved, but what", dated.with(row{"renewal_proved_on": "2026-05-01"}), "renewal_proved_on", "renewed_until"},
		{"proved by somebody, but what", dated.with(row{"renewal_proved_by": "me"}), "renewal_proved_by", "renewed_until"},
		{"renewed until before the end", dated.with(row{"renewed_until": "2027-03-30", "renewal_proof": "letter"}), "renewed_until", "2027-03-30|2027-03-31"},
		{"renewed for ever", dated.with(row{"renewed_until": "9999-12-31", "renewal_proof": "letter"}), "renewed_until", "unlimited"},
	} {
		c, faults := contract.Parse(test.row.fields())
		if len(faults) != 1 {
			t.Errorf("%s: %d faults, want 1: %v", test.name, len(faults), faults)
			continue
		}
		fault := faults[0]
		if fault.Field != test.field || fault.Key != c.Key {
			t.Errorf("%s: a fault of %s in %s, want %s", test.name, fault.Field, fault.Key, test.field)
		}
		if test.row[test.field] != "" && !strings.HasSuffix(fault.Where, "Sheet1!"+test.field) {
			t.Errorf("%s: stands at %q", test.name, fault.Where)
		}
		says(t, test.name, fault.Message, test.says)
		for _, raw := range []string{"2006", "strconv.", "%!"} {
			if strings.Contains(fault.Error(), raw) {
				t.Errorf("%s: %q shows %q", test.name, fault.Error(), raw)
			}
		}
	}
}

// All that is wrong with a row is told at once.
func TestParseTellsEveryFault(t *testing.T) {
	t.Parallel()
	_, faults := contract.Parse(row{"starts_on": "soon", "ends_on": "later", "term": "12", "renewal": "x", "deletes_data": "x", "notice_period": "x", "renewed_until": "x"}.fields())
	var fields []string
	for _, fault := range faults {
		fields = append(fields, fault.Field)
	}
	slices.Sort(fields)
	if got := strings.Join(fields, " "); got != "contract deletes_data ends_on notice_period renewal renewed_until starts_on term" {
		t.Errorf("faults of %s", got)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	c := parsed(t, row{
		"contract": "  cloud-lease\n", "name": "クラウド\n賃貸借", "supplier": "A社", "customer": "B社", "kind": "lease", "owner": "総務部", "maintainer": "C社",
		"system": "portal", "environment": "production", "criticality": "high", "starts_on": "Ｈ２７．１１．１", "ends_on": "2020-10-31T00:00:00", "term": "５年間",
		"renewal": "都度更新", "renewal_term": "1年6ヶ月", "intent": "継続", "notice_period": "20営業日前", "grace_period": "72h", "deletes_data": "はい",
		"upstream": "usage-right", "renewed_until": "2021/10/31 0:00", "renewal_proof": "覚書", "renewal_proved_on": "R2.10.13", "renewal_proved_by": "鈴木",
		"covers_renewals": "www.example.test、api.example.test; \nlicence", "lead_time": "5bd", "reminder": "2週間",
	})
	for what, got := range map[string][2]string{
		"key": {c.Key, "cloud-lease"}, "id": {c.ID(), "contract/cloud-lease"}, "name": {c.Name, "クラウド 賃貸借"}, "start": {c.StartsOn.String(), "2015-11-01"}, "end": {c.EndsOn.String(), "2020-10-31"},
		"term": {c.Term.String(), "5y"}, "renewal": {string(c.Renewal), "express"}, "renewal term": {c.RenewalTerm.String(), "P1Y6M"}, "intent": {string(c.Intent), "renew"},
		"notice": {c.Notice.String(), "20bd"}, "grace": {c.Grace.String(), "72h"}, "renewed until": {c.RenewedUntil.String(), "2021-10-31"}, "proved on": {c.RenewalProvedOn.String(), "2020-10-13"},
		"covers": {strings.Join(c.CoversRenewals, "|"), "www.example.test|api.example.test|licence"}, "lead time": {c.LeadTime.String(), "5bd"}, "reminder": {c.Reminder.String(), "2w"},
		"where": {c.Where["upstream"], "契約台帳.xlsx!Sheet1!upstream"},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", what, got[0], got[1])
		}
	}
	if c.DeletesData == nil || !*c.DeletesData || c.Endless {
		t.Errorf("deletes data %v, endless %t", c.DeletesData, c.Endless)
	}
	if own := c.Terms(defaults()); own.LeadTime.String() != "5bd" || own.Reminder.String() != "2w" {
		t.Errorf("terms %s and %s", own.LeadTime, own.Reminder)
	}
	bare := parsed(t, row{"contract": "x"})
	if bare.Term != nil || bare.Grace != nil || bare.DeletesData != nil || bare.LeadTime != nil || bare.Renewal != contract.RenewalUndeclared || bare.Intent != contract.IntentUndeclared {
		t.Errorf("a row with nothing but a key declares something: %+v", bare)
	}
	if own := bare.Terms(defaults()); own != defaults() {
		t.Errorf("terms of nothing: %+v", own)
	}
}

func TestParseWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"12ヶ月": "12mo", "12か月": "12mo", "12カ月": "12mo", "12箇月": "12mo", "12ヵ月": "12mo", "12個月": "12mo", "１２ヶ月": "12mo", "12 ヶ月間": "12mo",
		"1年": "1y", "5年間": "5y", "30日": "30d", "30日前": "30d", "3ヶ月前": "3mo", "3ヶ月前まで": "3mo", "3ヶ月以前": "3mo", "2週間前": "2w",
		"20営業日": "20bd", "5営業日前": "5bd", "1年6ヶ月": "P1Y6M", "3mo": "3mo", "P1Y": "P1Y", "0日": "0d",
		"12 months": "12mo", "1 Year": "1y", "30days": "30d", "20 business days": "20bd", "5 working days": "5bd", "2 weeks": "2w",
	} {
		c := parsed(t, row{"contract": "x", "grace_period": text})
		if c.Grace.String() != want {
			t.Errorf("%s is read as %s, want %s", text, c.Grace, want)
		}
	}
	for text, want := range map[string]contract.Renewal{
		"tacit": contract.RenewalTacit, "AUTO": contract.RenewalTacit, "evergreen": contract.RenewalTacit, "自動更新": contract.RenewalTacit, "自動": contract.RenewalTacit,
		"express": contract.RenewalExpress, "都度更新": contract.RenewalExpress, "合意更新": contract.RenewalExpress, "要更新": contract.RenewalExpress,
		"none": contract.RenewalNone, "更新なし": contract.RenewalNone, "なし": contract.RenewalNone, "無": contract.RenewalNone, "": contract.RenewalUndeclared,
	} {
		if got := parsed(t, row{"contract": "x", "renewal": text, "renewal_term": "1y"}).Renewal; got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]contract.Intent{"renew": contract.IntentRenew, "更新": contract.IntentRenew, "継続": contract.IntentRenew, "": contract.IntentUndeclared, "end": contract.IntentEnd, "終了": contract.IntentEnd, "解約": contract.IntentEnd} {
		if got := parsed(t, row{"contract": "x", "intent": text}).Intent; got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{"true": true, "YES": true, "1": true, "有": true, "はい": true, "する": true, "false": false, "no": false, "0": false, "無": false, "いいえ": false, "しない": false} {
		if got := parsed(t, row{"contract": "x", "deletes_data": text}).DeletesData; got == nil || *got != want {
			t.Errorf("%s is read as %v, want %t", text, got, want)
		}
	}
	for _, text := range []string{"unlimited", "無期限", "期間の定めなし", "9999-12-31", "9999/12/31"} {
		if c := parsed(t, row{"contract": "x", "ends_on": text}); !c.Endless || !c.EndsOn.IsZero() {
			t.Errorf("%s: endless %t, ends on %s", text, c.Endless, c.EndsOn)
		}
	}
}

// registers.md 6, 7: dates in the order that a register declares, and those that
// need none. One in an era that had ended is told.
func TestParseDatesOfLedgers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"31.12.2026": "2026-12-31", "20270331": "2027-03-31", "令和8年度末": "2027-03-31", "2027-3-31 0:00": "2027-03-31", "1.4.2027": "2027-04-01"} {
		reader := contract.Reader{Dates: deadline.DateForms{Order: deadline.OrderDMY}}
		if c, faults := reader.Parse(row{"contract": "x", "ends_on": text}.fields()); len(faults) > 0 || c.EndsOn.String() != want {
			t.Errorf("%s: %s, %v", text, c.EndsOn, faults)
		}
	}
	_, faults := contract.Parse(row{"contract": "x", "ends_on": "1.4.2027"}.fields())
	if len(faults) != 1 {
		t.Fatalf("faults %v", faults)
	}
	says(t, "an ambiguous date", faults[0].Message, `2027-04-01 or 2027-01-04|date_order = "dmy"`)
	got := judged(t, book(t, row{"contract": "x", "ends_on": "平成39年3月31日"}), "x", "2026-11-28", deadline.Arithmetic{}, defaults())
	if shown(got.End.At) != "2027-04-01" || rules(got.Findings) != "stale-facts" {
		t.Errorf("an era that had ended: %s, %q", shown(got.End.At), rules(got.Findings))
	}
}

// No heading may mean two columns, however it is written.
func TestColumns(t *testing.T) {
	t.Parallel()
	means := map[string]string{}
	fold := strings.NewReplacer(" ", "", "_", "", "-", "")
	for _, column := range contract.Columns() {
		if column.Required != (column.Name == "contract") {
			t.Errorf("%s: required %t", column.Name, column.Required)
		}
		for _, heading := range append([]string{column.Name}, column.Headings...) {
			folded := fold.Replace(strings.ToLower(heading))
			if other, taken := means[folded]; taken {
				t.Errorf("%q means %s and %s", heading, other, column.Name)
			}
			means[folded] = column.Name
		}
	}
	for heading, want := range map[string]string{"契約名": "name", "開始日": "starts_on", "満了日": "ends_on", "更新区分": "renewal", "通知期限": "notice_period", "責任者": "owner"} {
		if means[heading] != want {
			t.Errorf("%s means %q, want %s", heading, means[heading], want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("x", "2026-04-01", "2027-03-31", "1年", "自動更新", "12ヶ月", "3ヶ月前", "", "", "2026-11-22T00:00:00Z")
	f.Add("x", "", "R9.3.31", "", "tacit", "1mo", "2026/12/25", "令和10年3月31日", "letter", "2030-01-31T00:00:00Z")
	f.Add("x", "2024-02-29 0:00", "", "1y", "express", "", "20営業日", "", "", "2026-11-22T00:00:00Z")
	f.Add("x", "", "無期限", "", "none", "", "", "", "", "2026-11-22T00:00:00Z")
	f.Fuzz(func(t *testing.T, key, starts, ends, term, renewal, renewalTerm, notice, until, proof, now string) {
		c, faults := contract.Parse(row{
			"contract": key, "starts_on": starts, "ends_on": ends, "term": term, "renewal": renewal, "renewal_term": renewalTerm,
			"notice_period": notice, "renewed_until": until, "renewal_proof": proof,
		}.fields())
		for _, fault := range faults {
			if text := fault.Error(); len(text) > 2000 || deadline.Printable(text) != text {
				t.Errorf("fault %q", text)
			}
		}
		instant, err := deadline.ParseInstant(now, time.UTC)
		if len(faults) > 0 || err != nil {
			return
		}
		got, err := c.Judge(instant, deadline.Arithmetic{}, defaults())
		if err != nil {
			return
		}
		declared := ends != "" || term != "" || until != ""
		if !declared && got.Passes {
			t.Errorf("%+v passes: %s", c, got.Reason)
		}
		if got.End.State == deadline.EndOpen && !c.Endless && instant.Year() < 9000 {
			t.Errorf("%+v is endless: %s", c, got.Reason)
		}
		if got.Own.OptOutBy.After(got.Own.End.At) && got.Own.End.State == deadline.EndKnown {
			t.Errorf("%+v: notice until %s, after the end %s", c, got.Own.OptOutBy, got.Own.End.At)
		}
	})
}
