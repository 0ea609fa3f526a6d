package attribute

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Summaries of diagnostics are constants: Terraform groups warnings by summary
// and shows one of a group.
const (
	SummaryExpired    = "Deadline expired"
	SummaryOverdue    = "Deadline overdue"
	SummaryDue        = "Deadline due"
	SummaryUnknown    = "Deadline unknown"
	SummaryBlocked    = "Deadline fails a requirement"
	SummaryAtApply    = "Judged only at apply"
	SummaryNoWindow   = "No maintenance window in time"
	SummaryPastAsOf   = "Judging as of a day in the past"
	SummaryNoReport   = "Report not written"
	SummaryWaived     = "Waived for now"
	SummaryUnreadKeys = "Keys that are not read"
)

// StatusSummaries are the summaries by status, of those that do not pass or soon will
// not.
var StatusSummaries = map[deadline.Status]string{
	deadline.StatusExpired: SummaryExpired,
	deadline.StatusOverdue: SummaryOverdue,
	deadline.StatusDue:     SummaryDue,
	deadline.StatusUnknown: SummaryUnknown,
}

// Sentence makes an error's text a sentence: capital first, full stop last.
func Sentence(err error) string { return AsSentence(err.Error()) }

// AsSentence makes a text a sentence: capital first, full stop last.
func AsSentence(s string) string {
	if s == "" {
		return s
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return Capital(s)
}

// Capital makes the first letter of a text a capital one.
func Capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// AddInputError reports wrong input on the attribute at fault.
func AddInputError(diags *diag.Diagnostics, at path.Path, err error) {
	if input, ok := errors.AsType[*certificate.InputError](err); ok {
		diags.AddAttributeError(at, input.Summary, input.Detail)
		return
	}
	diags.AddAttributeError(at, "Invalid input", Sentence(err))
}
