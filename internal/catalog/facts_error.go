package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// FactsError says where a file of facts is wrong. File is a path or a URL;
// Product, Cycle and Field are "" where the fault lies above them.
type FactsError struct {
	File, Product, Cycle, Field string
	Problem                     string
}

// Error is a sentence, a blank line, and the place as "Key: value" lines.
func (e *FactsError) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "The catalog cannot be read: %s.\n\nFile: %s", strings.TrimSuffix(e.Problem, "."), e.File)
	for _, line := range [3][2]string{{"Product", e.Product}, {"Cycle", e.Cycle}, {"Field", e.Field}} {
		if line[1] != "" {
			fmt.Fprintf(&text, "\n%s: %s", line[0], line[1])
		}
	}
	return text.String()
}

func (e FactsError) on(field, format string, arguments ...any) error {
	e.Field, e.Problem = field, fmt.Sprintf(format, arguments...)
	return &e
}

// jsonError turns a decoder's error into one that a person can act on. offset is
// how far the decoder came.
func jsonError(file string, content []byte, offset int64, err error) error {
	at := FactsError{File: file}
	syntax, wrongType := (*json.SyntaxError)(nil), (*json.UnmarshalTypeError)(nil)
	switch {
	case errors.As(err, &syntax):
		at.Problem = fmt.Sprintf("it is not valid JSON at line %d", lineAt(content, syntax.Offset))
	case errors.As(err, &wrongType):
		at.Product = productBefore(content, wrongType.Offset)
		// The name of the Go type that holds the product's fields is no field.
		at.Field = strings.TrimPrefix(wrongType.Field, "factsProduct.")
		at.Problem = fmt.Sprintf("line %d has a JSON %s where something else belongs", lineAt(content, wrongType.Offset), wrongType.Value)
	default:
		_, name, found := strings.Cut(err.Error(), "unknown field ")
		if !found {
			at.Problem = "the JSON ends too early"
			break
		}
		at.Product, at.Field = productBefore(content, offset), strings.Trim(name, `"`)
		at.Problem = fmt.Sprintf("there is no field %q; fields of a cycle are released, active_ends, security_ends, extended_ends, source, latest, latest_released and versions", at.Field)
	}
	return &at
}

// productBefore is the product that was named last before an offset.
func productBefore(content []byte, offset int64) string {
	content = content[:min(int64(len(content)), max(0, offset))]
	at := bytes.LastIndex(content, []byte(`"product"`))
	if at < 0 {
		return ""
	}
	_, value, _ := bytes.Cut(content[at+len(`"product"`):], []byte(`"`))
	name, _, _ := bytes.Cut(value, []byte(`"`))
	if !slugForm(string(name)) {
		return ""
	}
	return string(name)
}

func lineAt(content []byte, offset int64) int {
	return 1 + bytes.Count(content[:min(int64(len(content)), max(0, offset))], []byte{'\n'})
}

// parseDay reads an ISO 8601 day. It is deadline.ParseDate for the one form that
// facts are written in, without its cost: a calendar has thousands of days.
func parseDay(text string) (deadline.Date, error) {
	if len(text) == len("2006-01-02") && text[4] == '-' && text[7] == '-' {
		year, month, day := digits(text[:4]), digits(text[5:7]), digits(text[8:])
		if year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28 {
			return deadline.Date{Year: year, Month: time.Month(month), Day: day}, nil
		}
	}
	return deadline.ParseDate(text)
}

// digits is the number that text writes, -1 where it is none.
func digits(text string) int {
	number := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return -1
		}
		number = 10*number + int(text[i]-'0')
	}
	return number
}
