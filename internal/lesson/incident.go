package lesson

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Incident is the record of one outage: what lessons are drawn from.
type Incident struct {
	ID     string
	System string
	// StartedAt and RecoveredAt are a day or an instant in UTC, as deadline writes
	// both; RecoveredAt is "" where nobody recorded it, which does not say that it is
	// over.
	StartedAt   string
	RecoveredAt string
	Impact      Text
	Problem     Text     // what happened
	Cause       Text     // the direct one
	Lessons     []string // ids of what was learned from it; may be empty
	Sources     []string
}

var (
	incidentFields = []string{"id", "system", "started_at", "recovered_at", "impact", "problem", "cause", "lessons", "sources"}
	incidentTimes  = []string{"started_at", "recovered_at"}
)

// Incidents lists the incidents in the order of their files.
func (c *Collection) Incidents() []Incident { return slices.Clone(c.incidents) }

// IncidentsBehind lists the incidents that some lessons were drawn from.
func (c *Collection) IncidentsBehind(lessons []Lesson) []Incident {
	var found []Incident
	for _, incident := range c.incidents {
		if slices.ContainsFunc(lessons, func(lesson Lesson) bool { return slices.Contains(incident.Lessons, lesson.ID) }) {
			found = append(found, incident)
		}
	}
	return found
}

// incidents reads the records of a file whose lessons are read.
func (r reader) incidents(list []any, own Own) ([]Incident, error) {
	incidents := make([]Incident, 0, len(list))
	seen := make(map[string]int, len(list))
	lessons := r.options.Before.With(own)
	for i, entry := range list {
		r.at.Incident = i + 1
		incident, err := r.incident(entry, lessons)
		if err != nil {
			return nil, err
		}
		key := strings.ToLower(incident.ID)
		if slices.ContainsFunc(lessons.incidents, func(other Incident) bool { return strings.EqualFold(other.ID, key) }) {
			return nil, r.fail("id", "%s is the id of an incident that is shared; choose another", r.quote(incident.ID))
		}
		if other := seen[key]; other > 0 {
			return nil, r.fail("id", "%s is already the id of incident number %d", r.quote(incident.ID), other)
		}
		seen[key] = i + 1
		incidents = append(incidents, incident)
	}
	return incidents, nil
}

func (r reader) incident(entry any, lessons *Collection) (Incident, error) {
	fields, err := r.fields(entry, "an incident", incidentFields)
	if err != nil {
		return Incident{}, err
	}
	var incident Incident
	if incident.ID, err = r.id(fields["id"]); err != nil {
		return Incident{}, err
	}
	if incident.System, err = r.plain("system", fields["system"]); err != nil {
		return Incident{}, err
	}
	if err = r.times(fields, &incident); err != nil {
		return Incident{}, err
	}
	for _, text := range []struct {
		name string
		into *Text
	}{{"impact", &incident.Impact}, {"problem", &incident.Problem}, {"cause", &incident.Cause}} {
		if *text.into, err = r.text(text.name, fields[text.name]); err != nil {
			return Incident{}, err
		}
	}
	if incident.Lessons, err = r.list("lessons", fields["lessons"]); err != nil {
		return Incident{}, err
	}
	for i, id := range incident.Lessons {
		lesson, found := lessons.Lookup(id)
		if !found {
			return Incident{}, r.fail("lessons", "there is no lesson %s; name built-in ones like G21, or those of your own", r.quote(id))
		}
		incident.Lessons[i] = lesson.ID
	}
	incident.Sources, err = r.list("sources", fields["sources"])
	return incident, err
}

// times reads when an incident began and ended, which cannot be before that.
func (r reader) times(fields map[string]any, into *Incident) error {
	started, err := r.moment("started_at", fields["started_at"])
	if err != nil {
		return err
	}
	into.StartedAt = started.written
	if fields["recovered_at"] == nil {
		return nil
	}
	recovered, err := r.moment("recovered_at", fields["recovered_at"])
	if err != nil {
		return err
	}
	if recovered.last.Before(started.first) {
		return r.fail("recovered_at", "it is before started_at")
	}
	into.RecoveredAt = recovered.written
	return nil
}

// moment is an instant, or a day from its first instant to its last.
type moment struct {
	written     string
	first, last time.Time
}

func (r reader) moment(name string, value any) (moment, error) {
	const accepted = "write an instant like 2024-05-01T09:30:00+09:00, or a day like 2024-05-01"
	text, ok := value.(string)
	text = strings.TrimSpace(text)
	switch {
	case value == nil:
		return moment{}, r.fail(name, "it is missing; "+accepted)
	case !ok:
		return moment{}, r.fail(name, "it is %s; %s", kindOf(value), accepted)
	case deadline.Blank(text):
		return moment{}, r.fail(name, "it says nothing; "+accepted+", or leave recovered_at out where nobody recorded it")
	}
	loc := r.options.Location
	if loc == nil {
		loc = time.UTC
	}
	var m moment
	if day, err := deadline.ParseDate(text); err == nil {
		m = moment{day.String(), day.Start(loc), day.End(loc).Add(-1)}
	} else if at, err := deadline.ParseInstant(text, loc); err == nil {
		m = moment{deadline.FormatInstant(at), at, at}
	} else {
		return moment{}, r.fail(name, "%s is not a time; %s", r.quote(text), accepted)
	}
	if now := r.options.Now; !now.IsZero() && m.first.After(now) {
		return moment{}, r.fail(name, "it lies after today, %s; record what has happened", deadline.DateOf(now, loc))
	}
	return m, nil
}
