package report

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Lengths, in characters, beyond which pages for people cut a text. Documents
// for machines hold ids whole.
const (
	longestName     = 120
	longestSentence = 400
)

// nonCharacters are what XML forbids of what deadline.Printable lets pass (XML
// 1.0, section 2.2).
var nonCharacters = strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd")

// clean makes text fit for a page: valid, on one line, and printable.
func clean(text string) string {
	return nonCharacters.Replace(deadline.Printable(text))
}

// cut shortens text to at most limit characters and says so with an ellipsis.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	characters := []rune(text)
	if len(characters) <= limit {
		return text
	}
	return strings.TrimSpace(string(characters[:limit-1])) + "…"
}

func shortName(text string) string     { return cut(strings.TrimSpace(clean(text)), longestName) }
func shortSentence(text string) string { return cut(strings.TrimSpace(clean(text)), longestSentence) }

// day shows an instant in loc. A midnight is shown as the day before it, which
// is the last one on which there is time; anything else has its time of day.
func day(t time.Time, loc *time.Location) string {
	if t.IsZero() {
		return ""
	}
	date := deadline.DateOf(t, loc)
	if date.Start(loc).Equal(t) {
		return date.AddDays(-1).String()
	}
	return t.In(loc).Format("2006-01-02 15:04")
}

// zone names the zone of the pages' dates.
func (r Report) zone() string {
	if zone := r.location().String(); zone != "Local" {
		return zone
	}
	abbreviation, _ := r.Now.In(r.location()).Zone()
	return abbreviation
}

// instant is the one form of instants in documents, "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return deadline.FormatInstant(t)
}

// endInstant is the instant of a known end, "" for any other.
func endInstant(timeline deadline.Timeline) string {
	if timeline.End.State != deadline.EndKnown {
		return ""
	}
	return instant(timeline.End.At)
}
