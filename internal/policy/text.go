package policy

import (
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Names and messages come from anywhere; these lengths in characters keep a
// diagnostic readable.
const (
	maxName    = 200
	maxMessage = 1000
	namesShown = 3
)

// named is a name as it stands in a message.
func named(name string) string { return deadline.Printable(text.Shorten(name, maxName)) }

// fit makes a message printable and short enough.
func fit(message string) string { return deadline.Printable(text.Shorten(message, maxMessage)) }

// listed names the first few and counts the rest.
func listed(names []string) string { return text.Some(names, namesShown) }

// twoEnds shows two ends that differ: as their last days, or as instants where
// these fall on one day.
func twoEnds(a, b deadline.End, loc *time.Location) (first, second string) {
	first, second = lastDay(a, loc), lastDay(b, loc)
	if first == second && a.At != b.At {
		return deadline.FormatInstant(a.At), deadline.FormatInstant(b.At)
	}
	return first, second
}

// lastDay is the last day on which something still works.
func lastDay(end deadline.End, loc *time.Location) string {
	switch end.State {
	case deadline.EndKnown:
		return deadline.DateOf(end.At.Add(-1), loc).String()
	case deadline.EndOpen:
		return "no announced day"
	}
	return "an unknown day"
}

// blank says that a name or pattern names nothing. In a pattern a star alone names
// everything, though in a ledger it says nothing.
func blank(pattern string) bool { return deadline.Blank(pattern) && !isPattern(pattern) }
