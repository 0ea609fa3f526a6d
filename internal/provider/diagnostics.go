package provider

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

type diagnostics = diag.Diagnostics

// Summaries of diagnostics are constants: Terraform groups warnings by summary
// and shows one of a group.
const (
	summaryExpired    = "Deadline expired"
	summaryOverdue    = "Deadline overdue"
	summaryDue        = "Deadline due"
	summaryUnknown    = "Deadline unknown"
	summaryBlocked    = "Deadline fails a requirement"
	summaryAtApply    = "Judged only at apply"
	summaryNoWindow   = "No maintenance window in time"
	summaryPastAsOf   = "Judging as of a day in the past"
	summaryNoReport   = "Report not written"
	summaryWaived     = "Waived for now"
	summaryUnreadKeys = "Keys that are not read"
)

var statusSummaries = map[deadline.Status]string{
	deadline.StatusExpired: summaryExpired,
	deadline.StatusOverdue: summaryOverdue,
	deadline.StatusDue:     summaryDue,
	deadline.StatusUnknown: summaryUnknown,
}

// sentence makes an error's text a sentence: capital first, full stop last.
func sentence(err error) string { return asSentence(err.Error()) }

func asSentence(s string) string {
	if s == "" {
		return s
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return capital(s)
}

// capital makes the first letter of a text a capital one.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// addInputError reports wrong input on the attribute at fault.
func addInputError(diags *diagnostics, at path.Path, err error) {
	if input, ok := errors.AsType[*certificate.InputError](err); ok {
		diags.AddAttributeError(at, input.Summary, input.Detail)
		return
	}
	diags.AddAttributeError(at, "Invalid input", sentence(err))
}
