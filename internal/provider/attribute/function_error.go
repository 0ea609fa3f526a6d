package attribute

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

// ArgumentError is what is wrong with an argument of a function. Terraform puts it
// into a sentence of its own and ends that with a full stop.
func ArgumentError(position int64, sentence string) *function.FuncError {
	return function.NewArgumentFuncError(position, strings.TrimSuffix(sentence, "."))
}

// CallError is what is wrong with a call as a whole.
func CallError(sentence string) *function.FuncError {
	return function.NewFuncError(strings.TrimSuffix(sentence, "."))
}
