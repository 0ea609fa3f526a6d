package report

import (
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// schedule is what a report says of time: what has ended, what ends when, and of
// what that cannot be said.
type schedule struct {
	Ended   []Line // on a known day, the last to end first
	Ahead   []Line // what ends on a known day, the next to end first
	Gone    int    // ended, nobody knows when
	Open    int    // no end is announced
	Unknown int    // it cannot be told
}

// schedule sorts the lines by their ends. A line without an end is open only where
// somebody says so.
func (r Report) schedule() schedule {
	var s schedule
	for _, line := range r.Lines {
		switch line.End.State {
		case deadline.EndKnown:
			if line.End.At.After(r.Now) {
				s.Ahead = append(s.Ahead, line)
			} else {
				s.Ended = append(s.Ended, line)
			}
		case deadline.EndedUnknownDay:
			s.Gone++
		case deadline.EndOpen:
			s.Open++
		default:
			s.Unknown++
		}
	}
	soonest := func(a, b Line) int {
		if order := a.End.At.Compare(b.End.At); order != 0 {
			return order
		}
		return strings.Compare(a.ID, b.ID)
	}
	slices.SortStableFunc(s.Ahead, soonest)
	slices.SortStableFunc(s.Ended, func(a, b Line) int { return soonest(b, a) })
	return s
}

// gone is how many have ended.
func (s schedule) gone() int { return len(s.Ended) + s.Gone }

// before counts what lies ahead and ends before an instant, or at it.
func (s schedule) before(t time.Time) int {
	n, _ := slices.BinarySearchFunc(s.Ahead, t, func(line Line, t time.Time) int {
		if line.End.At.After(t) {
			return 1
		}
		return -1
	})
	return n
}

// stretch is a part of the strip on top of a page.
type stretch struct {
	Label, Days string
	N           int
	Class       string // of its colour
}

// nearDays are the stretches of the strip.
var nearDays = []int{30, 60, 90}

// strip counts what ends within 30, 60 and 90 days, what has ended and what does
// not. Each deadline stands in one place.
func (r Report) strip() []stretch {
	s, w := r.schedule(), r.words()
	today := deadline.DateOf(r.Now, r.location())
	strip := []stretch{{Label: w.say("strip-ended"), N: s.gone(), Class: "expired"}}
	counted := 0
	for i, days := range nearDays {
		date := today.AddDays(days)
		n := s.before(date.End(r.location()))
		part := stretch{Label: w.say("strip-by", "date", w.date(date)), Days: w.say("strip-days", "n", days), N: n - counted}
		if i == 0 {
			part.Class = "due"
		}
		strip, counted = append(strip, part), n
	}
	strip = append(strip, stretch{Label: w.say("strip-later"), N: len(s.Ahead) - counted})
	if s.Open > 0 {
		strip = append(strip, stretch{Label: w.say("strip-open"), N: s.Open})
	}
	if s.Unknown > 0 {
		strip = append(strip, stretch{Label: w.say("strip-unknown"), N: s.Unknown, Class: "unknown"})
	}
	return strip
}
