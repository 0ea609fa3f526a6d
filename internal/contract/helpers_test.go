package contract_test

import (
	"maps"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// row is a line of a register, by column name.
type row map[string]string

func (r row) fields() map[string]contract.Field {
	fields := map[string]contract.Field{}
	for name, text := range r {
		fields[name] = contract.Field{Text: text, Where: "契約台帳.xlsx!Sheet1!" + name}
	}
	return fields
}

// with is the row with some fields set otherwise.
func (r row) with(changes row) row {
	changed := row{}
	maps.Copy(changed, r)
	maps.Copy(changed, changes)
	return changed
}

func parsed(t testing.TB, r row) contract.Contract {
	t.Helper()
	c, faults := contract.Parse(r.fields())
	for _, fault := range faults {
		t.Fatalf("%v: %v", r, fault)
	}
	return c
}

func book(t testing.TB, rows ...row) *contract.Book {
	t.Helper()
	contracts := make([]contract.Contract, len(rows))
	for i, r := range rows {
		contracts[i] = parsed(t, r)
	}
	made, faults := contract.NewBook(contracts)
	for _, fault := range faults {
		t.Fatal(fault)
	}
	return made
}

func judged(t testing.TB, b *contract.Book, key, now string, in deadline.Arithmetic, terms deadline.Terms) contract.Verdict {
	t.Helper()
	view, err := b.At(at(t, now), in)
	if err != nil {
		t.Fatal(err)
	}
	verdict, err := view.Judge(key, terms)
	if err != nil {
		t.Fatal(err)
	}
	if deadline.Printable(verdict.Reason) != verdict.Reason || strings.Contains(verdict.Reason, "%!") {
		t.Errorf("reason %q", verdict.Reason)
	}
	return verdict
}

// defaults are the terms of a contract where nobody says otherwise: 30 and 60 days.
func defaults() deadline.Terms { return deadline.DefaultTerms("contract", 0) }

func tokyo(t testing.TB) deadline.Arithmetic {
	t.Helper()
	loc, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	calendar, err := deadline.NewBusinessCalendar("JP", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return deadline.Arithmetic{Location: loc, Calendar: calendar}
}

// at reads an instant, or a day for its midnight in UTC.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := deadline.ParseInstant(text, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func period(t testing.TB, text string) deadline.Period {
	t.Helper()
	p, err := deadline.ParsePeriod(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// shown is an instant for a test table, "" for none and without a midnight.
func shown(instant time.Time) string {
	if instant.IsZero() {
		return ""
	}
	return strings.TrimSuffix(deadline.FormatInstant(instant), "T00:00:00Z")
}

// rules are the findings of a verdict, for a test table.
func rules(findings []deadline.Finding) string {
	var names []string
	for _, finding := range findings {
		names = append(names, string(finding.Rule))
	}
	return strings.Join(names, " ")
}

// says checks that a text holds each of the parts, "|" between them.
func says(t testing.TB, what, text, parts string) {
	t.Helper()
	for part := range strings.SplitSeq(parts, "|") {
		if !strings.Contains(text, part) {
			t.Errorf("%s: %q does not say %q", what, text, part)
		}
	}
}
