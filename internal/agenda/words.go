package agenda

import (
	_ "embed" // the sentences
	"strconv"
	"sync"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

//go:embed messages.txt
var messageSource string

// messages are read when the first calendar is made.
var messages = sync.OnceValue(func() *text.Catalogue { return text.MustCatalogue(messageSource) })

// say is a message in the agenda's language; places alternates names and values.
func (a Agenda) say(key string, places ...any) string {
	values := make(text.Values, len(places)/2)
	for i := 0; i+1 < len(places); i += 2 {
		if name, ok := places[i].(string); ok {
			values[name] = places[i+1]
		}
	}
	return messages().Say(a.Language, key, values)
}

// joined puts parts together two by two, as the message says.
func (a Agenda) joined(key string, parts []string) string {
	whole := ""
	for i, part := range parts {
		if i == 0 {
			whole = part
			continue
		}
		whole = a.say(key, "first", whole, "last", part)
	}
	return whole
}

// month is a month with its year.
func (a Agenda) month(day deadline.Date) string {
	return a.say("month-year", "month", a.say("month-"+strconv.Itoa(int(day.Month))), "year", strconv.Itoa(day.Year))
}

func (a Agenda) weekday(n int) string { return a.say("weekday-" + strconv.Itoa(n)) }
