package software

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// SupportClass is where a day lies against the end of support: the classes of
// the survey of 2014 (product documentation, "support_class").
type SupportClass string

// The support classes.
const (
	// Supported holds through the last day of support.
	Supported SupportClass = "supported"
	// EndedWithinYear holds from the day after until a year after the last day.
	EndedWithinYear SupportClass = "ended_within_1y"
	// EndedOverYear holds from the same day a year later (28 February for the 29th).
	EndedOverYear SupportClass = "ended_over_1y"
	// SupportUnknown cannot be told, and never counts as supported.
	SupportUnknown SupportClass = "unknown"
)

// SupportLevel is the kind of support that is asked about.
type SupportLevel string

// The support levels.
const (
	// LevelActive is support with fixes of all kinds.
	LevelActive SupportLevel = "active"
	// LevelSecurity is support with security fixes.
	LevelSecurity SupportLevel = "security"
	// LevelExtended includes support that is bought.
	LevelExtended SupportLevel = "extended"
)

// ParseSupportLevel reads a level; "" is LevelSecurity. The error is a sentence
// for a person.
func ParseSupportLevel(text string) (SupportLevel, error) {
	switch level := SupportLevel(text); level {
	case "":
		return LevelSecurity, nil
	case LevelActive, LevelSecurity, LevelExtended:
		return level, nil
	default:
		return "", fmt.Errorf("%q is no support level; write %q, %q or %q", text, LevelActive, LevelSecurity, LevelExtended)
	}
}

// classOf places a day against an end. asOf is the day of the facts: an end on an
// untold day had passed by then.
func classOf(end catalog.End, asOf, on deadline.Date) SupportClass {
	switch end.State {
	case catalog.EndNone:
		return Supported
	case catalog.EndOn:
		switch {
		case !on.After(end.Date):
			return Supported
		case on.Before(end.Date.AddMonths(12)):
			return EndedWithinYear
		default:
			return EndedOverYear
		}
	case catalog.EndUndated:
		if passed := endedBy(end, asOf); !passed.IsZero() && !on.Before(passed.AddMonths(12)) {
			return EndedOverYear
		}
	}
	return SupportUnknown
}

// endedBy is a day on which an undated end had passed.
func endedBy(end catalog.End, asOf deadline.Date) deadline.Date {
	if !end.Date.IsZero() {
		return end.Date
	}
	return asOf
}

// endOf is when a cycle's support of a level ends.
func (c *calendar) endOf(cycle *catalog.Cycle, level SupportLevel) catalog.End {
	switch level {
	case LevelActive:
		// A product that tells no active support anywhere makes no difference.
		if cycle.ActiveEnds.State == catalog.EndUnknown && !c.hasActive {
			return cycle.SecurityEnds
		}
		return cycle.ActiveEnds
	case LevelExtended:
		return laterEnd(cycle.ExtendedEnds, cycle.SecurityEnds)
	case LevelSecurity:
		return cycle.SecurityEnds
	default:
		return catalog.End{}
	}
}

// laterEnd is the end that helps more; one that is not known helps nothing.
func laterEnd(a, b catalog.End) catalog.End {
	rank := func(end catalog.End) int {
		switch end.State {
		case catalog.EndNone:
			return 3
		case catalog.EndOn:
			return 2
		case catalog.EndUndated:
			return 1
		default:
			return 0
		}
	}
	if rank(a) != rank(b) {
		if rank(a) > rank(b) {
			return a
		}
		return b
	}
	if a.Date.After(b.Date) {
		return a
	}
	return b
}
