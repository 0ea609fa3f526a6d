package register

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
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
func shown(text string) string {
	const most = 60
	text = deadline.Printable(strings.Join(strings.Fields(text), " "))
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// listed is a list of texts of a file.
func listed(texts []string) string {
	const most = 30
	var names []string
	for i, text := range texts {
		if i == most {
			names = append(names, strconv.Itoa(len(texts)-most)+" more")
			break
		}
		names = append(names, shown(text))
	}
	return strings.Join(names, ", ")
}
