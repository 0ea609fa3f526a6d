package certificate

import "time"

// EarliestEnd is where the dates of certificates begin (RFC 5280 4.1.2.5.1). What
// is said to have ended in the year 0 is expired all the same, but a calendar
// cannot reckon back from there.
var EarliestEnd = time.Date(1950, time.January, 1, 0, 0, 0, 0, time.UTC)

// NoEarlier is an end, or the earliest that a calendar reckons with.
func NoEarlier(end time.Time) time.Time {
	if end.Before(EarliestEnd) {
		return EarliestEnd
	}
	return end
}
