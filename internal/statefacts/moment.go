package statefacts

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// written is a way in which providers write an instant. Each is told by its form,
// since time.Parse alone takes hours of one digit and names of zones of which it
// does not know the offset.
type written struct {
	form    func() *regexp.Regexp
	layouts []string
}

const clockForm = `(?:[01]\d|2[0-3]):[0-5]\d`

var (
	writtenForms = []written{
		// RFC 3339, also with a space or without seconds (Alibaba Cloud).
		{text.Pattern(`^\d{4}-\d\d-\d\d[T ]` + clockForm + `(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$`), []string{
			"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00",
		}},
		// Go's time.String(), whose name of the zone says no more than the offset.
		{text.Pattern(`^\d{4}-\d\d-\d\d ` + clockForm + `:\d\d(?:\.\d{1,9})? [+-]\d{4}$`), []string{"2006-01-02 15:04:05 -0700"}},
		{text.Pattern(`^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} ` + clockForm + `:\d\d (?:UTC|GMT|Z)$`), []string{"Mon, 02 Jan 2006 15:04:05"}},
		{text.Pattern(`^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} ` + clockForm + `:\d\d [+-]\d{4}$`), []string{"Mon, 02 Jan 2006 15:04:05 -0700"}},
		// OpenSSL's text.
		{text.Pattern(`^[A-Z][a-z]{2} [ \d]\d ` + clockForm + `:\d\d \d{4} GMT$`), []string{"Jan _2 15:04:05 2006 GMT"}},
		// AWS Budgets, in UTC.
		{text.Pattern(`^\d{4}-\d\d-\d\d_` + clockForm + `$`), []string{"2006-01-02_15:04"}},
	}
	// zonelessForm is read only where the table says that it means UTC.
	zonelessForm = written{text.Pattern(`^\d{4}-\d\d-\d\dT` + clockForm + `(?::\d\d(?:\.\d{1,9})?)?$`), []string{"2006-01-02T15:04:05", "2006-01-02T15:04"}}

	plainDay = text.Pattern(`^\d{4}-\d\d-\d\d$`)
	// goTail is the name of the zone and the monotonic clock of time.String().
	goTail = text.Pattern(`^(\d{4}-\d\d-\d\d \S+ [+-]\d{4})(?: [A-Za-z+-][A-Za-z0-9+-]{0,8})?(?: m=[+-]\d+\.\d+)?$`)
	zoneUT = text.Pattern(` (?:UTC|GMT|Z)$`)
)

// earliestMoment bounds what is believed of a date. Go's zero time, of the year 1, and
// that of Windows, 1601, stand in states where nothing is set; dates of certificates
// begin here (RFC 5280, section 4.1.2.5.1).
var earliestMoment = time.Date(1950, time.January, 1, 0, 0, 0, 0, time.UTC)

// dayRule says at which moment of a plain date something ends.
type dayRule struct {
	// begins: at the first instant of the day in UTC, as GitLab's tokens do;
	// otherwise with the next midnight in loc.
	begins bool
	loc    *time.Location
}

// parseMoment reads an instant in any of the forms; day is set where it was a
// plain date.
func parseMoment(text string, rule dayRule, zoneless bool) (at time.Time, ok bool) {
	if len(text) > 80 {
		return time.Time{}, false
	}
	if plainDay().MatchString(text) {
		date, err := deadline.ParseDate(text)
		switch {
		case err != nil:
			return time.Time{}, false
		case rule.begins:
			return date.Start(time.UTC), true
		}
		return date.End(rule.loc), true
	}
	if parts := goTail().FindStringSubmatch(text); parts != nil {
		text = parts[1]
	}
	forms := writtenForms
	if zoneless {
		forms = append(slices.Clip(forms), zonelessForm)
	}
	for _, form := range forms {
		if form.form().MatchString(text) {
			return form.parse(text)
		}
	}
	return time.Time{}, false
}

func (w written) parse(text string) (time.Time, bool) {
	named := strings.Contains(text, ", ")
	if named {
		text = zoneUT().ReplaceAllString(text, "")
	}
	for _, layout := range w.layouts {
		at, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		// time.Parse does not compare the day of the week with the date.
		if named && at.Format("Mon") != text[:3] {
			return time.Time{}, false
		}
		at = at.UTC()
		return at, at.Year() >= 1 && at.Year() <= 9999
	}
	return time.Time{}, false
}
