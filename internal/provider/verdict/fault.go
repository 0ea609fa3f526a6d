package verdict

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// parameters are the names of a function's arguments, in order.
type parameters []string

// fault is an error of one argument, as one sentence.
func (p parameters) fault(err error) *function.FuncError {
	if err == nil {
		return nil
	}
	message := sentences(err.Error())
	first := message
	if end := strings.IndexAny(message, " .[:"); end >= 0 {
		first = message[:end]
	}
	if sentence := attribute.AsSentence(message); slices.Contains(p, first) {
		message += sentence[len(message):] // an argument is written as it is called
	} else {
		message = sentence
	}
	if at := slices.Index(p, argumentOf(err)); at >= 0 {
		return attribute.ArgumentError(int64(at), message)
	}
	return attribute.CallError(message)
}

// firstFault is the first error of some diagnostics, nil where there is none. What
// they are about beside the deadlines is the settings.
func firstFault(diags diag.Diagnostics) error {
	faults := diags.Errors()
	if len(faults) == 0 {
		return nil
	}
	message, argument := sentences(faults[0].Detail()), "settings"
	if at, ok := faults[0].(diag.DiagnosticWithPath); ok {
		where := at.Path().String()
		switch {
		case where == "deadlines" || strings.HasPrefix(where, "deadlines["):
			argument = "deadlines"
		case where != "":
			message = fmt.Sprintf("settings.%s: %s", where, message)
		}
	}
	if more := len(faults) - 1; more > 0 {
		message += fmt.Sprintf("; there are %d more mistakes", more)
	}
	return &argumentError{argument, message}
}

// sentences makes one sentence of several: what is shown in an error of a function
// stands on one line.
func sentences(detail string) string {
	detail, _, _ = strings.Cut(detail, "\n\n")
	words := strings.Fields(detail)
	for i := range words[:max(len(words)-1, 0)] {
		next := []rune(words[i+1])
		if !strings.HasSuffix(words[i], ".") || strings.HasSuffix(words[i], "..") || !unicode.IsUpper(next[0]) {
			continue
		}
		words[i] = strings.TrimSuffix(words[i], ".") + ";"
		if len(next) == 1 || unicode.IsLower(next[1]) && !slices.Contains(names, strings.Trim(words[i+1], ".,;:")) {
			next[0] = unicode.ToLower(next[0])
			words[i+1] = string(next)
		}
	}
	return strings.TrimSuffix(strings.Join(words, " "), ".")
}

// names keep their capital within a sentence.
var names = []string{"Terraform", "OpenTofu", "Kubernetes", "Mozilla", "Apple", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
