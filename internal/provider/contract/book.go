package contract

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/ledger"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/register"
)

// contractColumns is the vocabulary of a register of contracts.
func contractColumns() []register.Column {
	var columns []register.Column
	for _, column := range contract.Columns() {
		columns = append(columns, register.Column(column))
	}
	return columns
}

// contractColumnTable is the columns as a table of Markdown.
func contractColumnTable() string {
	lines := []string{"| column | says | headings that are understood as well |", "| --- | --- | --- |"}
	for _, column := range contract.Columns() {
		meaning := contractDescriptions[column.Name]
		for _, known := range []map[string]string{contractColumnMeanings, face.Descriptions} {
			if meaning == "" {
				meaning = known[column.Name]
			}
		}
		lines = append(lines, fmt.Sprintf("| `%s` | %s | %s |", column.Name, meaning, strings.Join(column.Headings, ", ")))
	}
	return strings.Join(lines, "\n")
}

var contractColumnMeanings = map[string]string{
	"contract": "Key of the contract.", "name": "What it is called.", "supplier": "Who supplies.", "customer": "Who is supplied.",
	"kind": "Kind of contract, in your own words.", "covers_renewals": "What the supplier renews under it, separated by commas.",
}

// contractBook is a register of contracts as it was read. Its cells are not kept.
type contractBook struct {
	results ledger.RegisterResults
	book    *contract.Book
	// unreachable says why there is no book; wrong input is an error instead.
	unreachable string
}

// readBook reads a register of contracts. Every mistake in it is reported, and
// gives nil.
func readBook(ctx context.Context, s *session.Session, in ledger.RegisterInputs, diags *diag.Diagnostics) *contractBook {
	table, missing := ledger.Read(ctx, s, in, contractColumns(), diags)
	switch {
	case missing != nil:
		return &contractBook{results: ledger.ResultsOf(nil), unreachable: missing.Reason}
	case table == nil:
		return nil
	}
	columns, reader := contract.Columns(), contract.Reader{Dates: in.Dates()}
	var contracts []contract.Contract
	var faults []string
	for _, row := range table.Rows {
		fields := make(map[string]contract.Field, len(columns))
		for _, column := range columns {
			cell := row.Cell(column.Name)
			fields[column.Name] = contract.Field{Text: cell.Text, Where: cell.Address}
		}
		one, wrong := reader.Parse(fields)
		for _, fault := range wrong {
			faults = append(faults, fault.Error())
		}
		if len(wrong) == 0 {
			contracts = append(contracts, one)
		}
	}
	if len(faults) > 0 {
		// Rows that name a faulty one would be called wrong as well.
		ledger.AddRowFaults(faults, diags)
		return nil
	}
	book, wrong := contract.NewBook(contracts)
	for _, fault := range wrong {
		faults = append(faults, fault.Error())
	}
	ledger.AddRowFaults(faults, diags)
	if book == nil {
		return nil
	}
	return &contractBook{results: ledger.ResultsOf(table), book: book}
}

// view is the book at an instant.
func view(s *session.Session, b *contractBook, now time.Time, diags *diag.Diagnostics) *contract.View {
	view, err := b.book.At(now, s.Arithmetic(0))
	if err != nil {
		diags.AddAttributeError(path.Root("register"), "Cannot work out an end", attribute.Sentence(err))
	}
	return view
}

// withoutWindow works something out by terms, and once more without their window
// where none lies in time: what has no window must still be readable, and acted
// on.
func withoutWindow[T any](work func(deadline.Terms) (T, error), terms deadline.Terms, diags *diag.Diagnostics) (T, bool) {
	result, err := work(terms)
	if errors.Is(err, deadline.ErrNoWindow) {
		diags.AddAttributeWarning(path.Root("maintenance_window"), attribute.SummaryNoWindow, attribute.Sentence(err)+" Where that is so, act_by is the end less the lead time.")
		terms.Window = nil
		result, err = work(terms)
	}
	if _, unknown := errors.AsType[*contract.UnknownKeyError](err); unknown {
		diags.AddAttributeError(path.Root("contract"), "Unknown contract", attribute.Sentence(err))
	} else if err != nil {
		diags.AddAttributeError(path.Root("lead_time"), "Cannot work out act_by", attribute.Sentence(err))
	}
	return result, err == nil
}

// Verdict judges a deadline by its terms of a contract, where it brings any
// and nothing better: with tacit renewal its end depends on the day. A status that
// a reader gave comes with an end that knows more, the suppliers above.
func Verdict(s *session.Session, in intake.Input, now time.Time) (*contract.Verdict, []intake.Fault) {
	dated := in.Term != "" || in.EndsOn != "" || in.RenewedUntil != ""
	closed := in.ClosedOn != "" && strings.HasPrefix(in.ID, contract.Kind+"/") // anything else is closed without terms
	switch {
	case in.Unknown("expires_at"):
		return nil, nil
	case in.Status != "" && (in.ExpiresAt != "" || !dated):
		return nil, nil
	case !closed && in.Renewal+in.Term+in.RenewedUntil+in.NoticeGivenOn == "" && (in.EndsOn == "" || in.ExpiresAt != "" && in.Intent+in.StartsOn == ""):
		return nil, nil
	}
	return JudgeTerms(s, termFields(in.ID, in.Contract), now)
}

// JudgeTerms judges the terms of one contract, by the columns of a register.
func JudgeTerms(s *session.Session, fields map[string]contract.Field, now time.Time) (*contract.Verdict, []intake.Fault) {
	one, wrong := contract.Parse(fields)
	if len(wrong) > 0 {
		var faults []intake.Fault
		for _, fault := range wrong {
			faults = append(faults, intake.Fault{Attribute: fault.Field, Message: fault.Message})
		}
		return nil, faults
	}
	terms := one.Terms(s.Terms(contract.Kind, 0, session.TermsInput{}))
	var diags diag.Diagnostics
	verdict, ok := withoutWindow(func(terms deadline.Terms) (contract.Verdict, error) { return one.Judge(now, s.Arithmetic(0), terms) }, terms, &diags)
	if !ok {
		return nil, []intake.Fault{{Attribute: "renewal", Message: fmt.Sprint(diags.Errors())}}
	}
	return &verdict, nil
}
