package contract_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// registers.md 7: notice and renewal in the words of offices.
func TestNoticeInWords(t *testing.T) {
	t.Parallel()
	base := row{"contract": "x", "starts_on": "2020-04-01", "ends_on": "2027-03-31", "renewal": "tacit", "renewal_term": "12mo"}
	for text, want := range map[string]string{
		"90 days before end": "90d", "90 days": "90d", "at least 90 days before the end of the term": "90d", "3 months' notice": "3mo", "three months prior to expiry": "3mo", "60 days written notice": "60d", "30 days in advance": "30d", "3 months before renewal date": "3mo", "min. 3 months": "3mo", "ninety (90) days": "90d",
		"1 Monat": "1mo", "3 Monate": "3mo", "drei Monate vor Ablauf": "3mo", "3 Monate vor Vertragsende": "3mo", "6 Wochen": "6w", "14 Tage": "14d", "20 Arbeitstage": "20bd", "ein Jahr": "1y", "mindestens 3 Monate vor Ende der Laufzeit": "3mo", "1 Monat Kündigungsfrist": "1mo",
		"三ヶ月前": "3mo", "満了日の3か月前まで": "3mo", "契約満了の3ヶ月前まで": "3mo", "期間満了の三か月前まで": "3mo", "満了日の30日前までに書面にて通知": "30d", "3カ月": "3mo", "3ヵ月前までに通知": "3mo", "十日前": "10d", "１ヶ月前": "1mo", "更新日の60日前": "60d", "3mo": "3mo", "20営業日前": "20bd",
	} {
		c, faults := contract.Parse(base.with(row{"notice_period": text}).fields())
		if len(faults) > 0 || c.Notice == nil || c.Notice.String() != want || c.NoticeTo != contract.BoundaryNone {
			t.Errorf("%s: %v, %q, %v", text, c.Notice, c.NoticeTo, faults)
		}
	}
	for text, want := range map[string]contract.Boundary{
		"3 Monate zum Quartalsende": contract.BoundaryQuarter, "3 months to the end of a quarter": contract.BoundaryQuarter, "3 months to quarter end": contract.BoundaryQuarter, "3 months to the end of the month": contract.BoundaryMonth, "3 Monate zum Monatsende": contract.BoundaryMonth, "drei Monate zum Ende eines Quartals": contract.BoundaryQuarter, "3 Monate zum Ende des Kalenderjahres": contract.BoundaryYear, "3 Monate zum Schluss eines Kalendervierteljahres": contract.BoundaryQuarter, "四半期末の3ヶ月前まで": contract.BoundaryQuarter, "月末の三か月前までに通知": contract.BoundaryMonth, "各年度末より3カ月前": contract.BoundaryFiscalYear, "drei Monate zum Ende eines Sommers": "", "期末の3ヶ月前": "", "3 Monate zum Jahresende": contract.BoundaryYear, "3 months to the end of the calendar year": contract.BoundaryYear, "3 months to the end of a half-year": contract.BoundaryHalfYear, "3 months to the end of the fiscal year": contract.BoundaryFiscalYear,
	} {
		c, faults := contract.Parse(base.with(row{"notice_period": text}).fields())
		if want == "" { // what is not known is refused, not read without its end
			if len(faults) == 0 {
				t.Errorf("%s is read as %v to %q", text, c.Notice, c.NoticeTo)
			}
			continue
		}
		if len(faults) > 0 || c.Notice.String() != "3mo" || c.NoticeTo != want {
			t.Errorf("%s: %v, %q, %v", text, c.Notice, c.NoticeTo, faults)
		}
	}
	for text, want := range map[string]string{"next spring": "not a period", "90": "no unit", "3 Monate zum Sommerende": "not a period", "moons before end": "not a period"} {
		_, faults := contract.Parse(base.with(row{"notice_period": text}).fields())
		if len(faults) != 1 {
			t.Errorf("%s: %v", text, faults)
			continue
		}
		says(t, text, faults[0].Message, want)
	}
	if _, faults := contract.Parse(base.with(row{"notice_period": "3 Monate zum Quartalsende", "notice_to": "year"}).fields()); len(faults) != 1 {
		t.Errorf("two boundaries: %v", faults)
	}
	for text, want := range map[string]contract.Renewal{
		"有": contract.RenewalTacit, "あり": contract.RenewalTacit, "yes": contract.RenewalTacit, "Auto-Renew": contract.RenewalTacit, "自動更新あり": contract.RenewalTacit, "automatisch": contract.RenewalTacit, "auto renewal": contract.RenewalTacit, "Automatic.": contract.RenewalTacit, "自動　更新": contract.RenewalTacit, "stillschweigend": contract.RenewalTacit,
		"自動更新なし": contract.RenewalNone, "No": contract.RenewalNone, "nein": contract.RenewalNone, "befristet": contract.RenewalNone, "協議": contract.RenewalExpress, "by agreement": contract.RenewalExpress,
	} {
		if c, faults := contract.Parse(base.with(row{"renewal": text}).fields()); len(faults) > 0 || c.Renewal != want {
			t.Errorf("%s: %q, %v", text, c.Renewal, faults)
		}
	}
}

// registers.md 8: notice to the end of a quarter, a month, a year.
func TestNoticeToABoundary(t *testing.T) {
	t.Parallel()
	base := row{"contract": "a", "starts_on": "2024-02-15", "term": "24mo", "renewal": "tacit", "notice_period": "3mo"}
	for _, test := range []struct {
		to, now, ends, optOut string
		findings              string
	}{
		{"quarter", "2025-06-01", "2026-04-01", "2026-01-01", ""},
		{"quarter", "2026-11-28", "2027-04-01", "2027-01-01", "renews-tacitly"},
		{"month", "2025-06-01", "2026-03-01", "2025-12-01", ""},
		{"half-year", "2025-06-01", "2026-07-01", "2026-04-01", ""},
		{"year", "2025-06-01", "2027-01-01", "2026-10-01", ""},
		{"fiscal-year", "2025-06-01", "2026-04-01", "2026-01-01", ""},
		{"年度末", "2026-11-28", "2027-04-01", "2027-01-01", "renews-tacitly"},
	} {
		got := judged(t, book(t, base.with(row{"notice_to": test.to})), "a", test.now, deadline.Arithmetic{}, defaults())
		if shown(got.End.At) != test.ends || shown(got.Own.OptOutBy) != test.optOut || rules(got.Findings) != test.findings {
			t.Errorf("to the end of a %s on %s: ends %s, notice by %s, %q; want %s, %s", test.to, test.now, shown(got.End.At), shown(got.Own.OptOutBy), rules(got.Findings), test.ends, test.optOut)
		}
	}
	end := judged(t, book(t, base.with(row{"notice_to": "quarter", "intent": "end"})), "a", "2025-06-01", deadline.Arithmetic{}, defaults())
	if shown(end.End.At) != "2026-04-01" {
		t.Errorf("meant to end: %s", shown(end.End.At))
	}
	given := judged(t, book(t, base.with(row{"notice_to": "quarter", "notice_given_on": "2026-11-20"})), "a", "2026-11-28", deadline.Arithmetic{}, defaults())
	if shown(given.End.At) != "2027-04-01" || !given.Passes {
		t.Errorf("notice given: %s", given.Reason)
	}
	endless := judged(t, book(t, row{"contract": "a", "ends_on": "unbefristet", "notice_period": "3 Monate zum Quartalsende", "notice_given_on": "2026-11-20"}), "a", "2026-11-28", deadline.Arithmetic{}, defaults())
	if shown(endless.End.At) != "2027-04-01" {
		t.Errorf("without an end: %s", endless.Reason)
	}
	june := contract.Reader{Dates: deadline.DateForms{FiscalYearEnd: 6}}
	c, faults := june.Parse(base.with(row{"notice_to": "fiscal year"}).fields())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got, err := c.Judge(at(t, "2025-06-01"), deadline.Arithmetic{}, defaults()); err != nil || shown(got.End.At) != "2026-07-01" {
		t.Errorf("fiscal years to June: %s, %v", shown(got.End.At), err)
	}
}
