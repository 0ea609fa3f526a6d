package credential

import (
	"encoding/json"
	"math"
	"strconv"
	"time"
)

const (
	endOfYears = 253402300799 // 9999-12-31T23:59:59Z
	year2000   = 946684800
	year2200   = 7258118400
)

// numericDate reads seconds since 1970 (RFC 7519, section 2: a JSON number, which
// may have a fraction or an exponent). A fraction is cut off, as the strictest of
// verifiers do. Wrong is the end of a sentence that starts with the claim's name.
func numericDate(raw json.RawMessage) (at time.Time, wrong string) {
	switch {
	case len(raw) == 0, raw[0] == 'n':
		return time.Time{}, "is null, which is no date"
	case raw[0] == '"':
		return time.Time{}, "is a text, where a number of seconds belongs"
	case raw[0] != '-' && (raw[0] < '0' || raw[0] > '9'):
		return time.Time{}, "is no number of seconds"
	}
	seconds, err := strconv.ParseFloat(string(raw), 64)
	switch {
	case err != nil, math.IsInf(seconds, 0), math.IsNaN(seconds):
		return time.Time{}, "is a number beyond all dates"
	case seconds <= 0:
		return time.Time{}, "is zero or negative: some issuers mean no end by that, and verifiers take it for long past"
	case seconds >= endOfYears+1:
		return time.Time{}, beyondYears(seconds)
	}
	return time.Unix(int64(math.Floor(seconds)), 0).UTC(), ""
}

func beyondYears(value float64) string {
	for _, unit := range []struct {
		name string
		in   float64
	}{{"milliseconds", 1e3}, {"microseconds", 1e6}, {"nanoseconds", 1e9}} {
		if seconds := value / unit.in; seconds > year2000 && seconds < year2200 {
			return "looks like " + unit.name + ", where seconds belong; verifiers read a year far beyond 9999"
		}
	}
	return "lies beyond the year 9999"
}
