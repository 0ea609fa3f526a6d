package register

import (
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	words "github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Error says why a register cannot be read, in sentences for a person: what was
// found and what is accepted.
type Error struct {
	Message string
	// Option is what the user said of the file and has to correct, or has to
	// say: "sheet", "sheets", "columns" (the mapping), "encoding", "values" or "format". It is ""
	// where the file itself is at fault.
	Option string

	cause error
}

func (e *Error) Error() string { return e.Message }

// Unwrap gives the error of the file system or of the context behind it, if any.
func (e *Error) Unwrap() error { return e.cause }

const (
	optionSheet    = "sheet"
	optionSheets   = "sheets"
	optionColumns  = "columns"
	optionEncoding = "encoding"
	optionFormat   = "format"
	optionValues   = "values"
)

func faultf(format string, values ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, values...)}
}

func optionFaultf(option, format string, values ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, values...), Option: option}
}

// shown is text of a file on one line, shortened.
func shown(cell string) string {
	return words.Shorten(deadline.Printable(strings.Join(strings.Fields(cell), " ")), 60)
}

// listed is a list of texts of a file.
func listed(cells []string) string {
	const most = 30
	var names []string
	for _, cell := range cells[:min(len(cells), most)] {
		names = append(names, shown(cell))
	}
	return strings.Join(names, ", ") + words.More(len(cells)-most)
}
