package contract

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// narrow trims a text and makes it ASCII where it can be.
func narrow(text string) string { return strings.TrimSpace(deadline.Narrow(text)) }

// oneLine folds white space: a cell may hold line breaks, a name may not.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
