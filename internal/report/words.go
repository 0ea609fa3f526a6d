package report

import (
	_ "embed" // the sentences
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

//go:embed messages.txt
var messageSource string

// messages are read when the first page is asked for.
var messages = sync.OnceValue(func() *text.Catalogue { return text.MustCatalogue(messageSource) })

// words says things in one language, of one zone, as of one instant.
type words struct {
	language text.Language
	now      time.Time
	loc      *time.Location
	moved    bool // now is not the day on which it is written
}

func (r Report) words() words {
	return words{language: r.Language.In(), now: r.Now, loc: r.location(), moved: r.Moved}
}

// say is a message of the catalogue; places alternates names and values.
func (w words) say(key string, places ...any) string {
	values := make(text.Values, len(places)/2)
	for i := 0; i+1 < len(places); i += 2 {
		if name, ok := places[i].(string); ok {
			values[name] = places[i+1]
		}
	}
	return messages().Say(w.language, key, values)
}

// Say is say, for templates.
func (w words) Say(key string, places ...any) string { return w.say(key, places...) }

// status is a status in words; its names in English are those of the documents.
func (w words) status(status deadline.Status) string {
	return w.say("status-" + string(known(status)))
}

// list joins parts.
func (w words) list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return w.say("list", "first", w.joined("list-comma", parts[:last]), "last", parts[last])
}

// joined puts parts together two by two, as the message says.
func (w words) joined(key string, parts []string) string {
	whole := ""
	for i, part := range parts {
		if i == 0 {
			whole = part
			continue
		}
		whole = w.say(key, "first", whole, "last", part)
	}
	return whole
}

// shownDay is the day of an instant: that before a midnight, which is the last
// one on which there is time.
func shownDay(t time.Time, loc *time.Location) deadline.Date {
	date := deadline.DateOf(t, loc)
	if date.Start(loc).Equal(t) {
		return date.AddDays(-1)
	}
	return date
}

// date is a day in a sentence, with its year where that is another than the
// judgement's.
func (w words) date(day deadline.Date) string {
	key := "date"
	if day.Year != deadline.DateOf(w.now, w.loc).Year {
		key = "date-year"
	}
	return w.say(key, "day", strconv.Itoa(day.Day), "month", w.month(day), "year", strconv.Itoa(day.Year))
}

// longDate is a day with its year.
func (w words) longDate(day deadline.Date) string {
	return w.say("date-year", "day", strconv.Itoa(day.Day), "month", w.month(day), "year", strconv.Itoa(day.Year))
}

func (w words) month(day deadline.Date) string {
	return w.say("month-" + strconv.Itoa(int(day.Month)))
}

// shortMonth names a month in a picture.
func (w words) shortMonth(day deadline.Date) string {
	if w.language == text.English {
		return day.Month.String()[:3]
	}
	return w.month(day)
}

// asOf is the instant of judgement.
func (w words) asOf() string {
	date := deadline.DateOf(w.now, w.loc)
	if date.Start(w.loc).Equal(w.now) {
		return w.longDate(date)
	}
	return w.say("date-clock", "date", w.longDate(date), "clock", w.now.In(w.loc).Format("15:04"))
}

// Up to so many days are counted as days; what is longer, in months and years.
const (
	mostDays   = 99
	mostMonths = 23
)

// ago says how far off an instant is, as whoever reads the reason of a deadline
// counts it: whole days, rounded down.
func (w words) ago(t time.Time) string {
	shown, today := shownDay(t, w.loc), deadline.DateOf(w.now, w.loc)
	past := !t.After(w.now)
	from, to := w.now, t
	if past {
		from, to = t, w.now
	}
	n := int(deadline.DaysBetween(from, to))
	months := monthsBetween(deadline.DateOf(from, w.loc), deadline.DateOf(to, w.loc))
	direction := "in"
	if past {
		direction = "ago"
	}
	switch {
	case !w.moved && past && shown == today.AddDays(-1):
		return w.say("yesterday")
	case !w.moved && !past && shown == today.AddDays(1):
		return w.say("tomorrow")
	case !past && shown == today:
		return w.say("within-day")
	case n == 0:
		return w.say(direction + "-less")
	case n <= mostDays || months == 0:
		return w.say(direction+"-days", "n", n)
	case months <= mostMonths:
		return w.say(direction+"-months", "n", months)
	}
	return w.say(direction+"-years", "n", months/12)
}

// monthsBetween counts the whole months from one day to a later one.
func monthsBetween(from, to deadline.Date) int {
	n := 12*(to.Year-from.Year) + int(to.Month) - int(from.Month)
	if to.Day < from.Day {
		n--
	}
	return max(n, 0)
}

// when is an instant both ways: "in 12 days, 10 December".
func (w words) when(t time.Time) string {
	return w.say("when", "ago", w.ago(t), "date", w.date(shownDay(t, w.loc)))
}

// ends says when a timeline ends, in a table.
func (w words) ends(timeline deadline.Timeline) string {
	switch timeline.End.State {
	case deadline.EndKnown:
		return day(timeline.End.At, w.loc)
	case deadline.EndOpen:
		return w.say("end-open")
	case deadline.EndedUnknownDay:
		return w.say("end-past")
	}
	return w.say("end-unknown")
}

//go:embed rules.ja.txt
var ruleSource string

// ruleWords are what the provider's rules report and their remedies, in the
// languages other than that in which the rules are written.
var ruleWords = sync.OnceValue(func() *text.Catalogue { return text.MustCatalogue(ruleSource) })
