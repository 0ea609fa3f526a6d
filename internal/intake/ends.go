package intake

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// endWords are keys, without their case and separators, under which others write
// an end. Whoever hands one over means it to count. False are those that may
// speak of something else ("end_time" of a window) unless a date stands there.
var endWords = map[string]bool{
	"expireson": true, "expires": true, "expiresat": true, "expiration": true, "validuntil": true, "validto": true, "enddate": true, "notafter": true, "endson": true,
	"expireat": true, "expireon": true, "expirationdate": true, "expirydate": true, "notvalidafter": true, "validtill": true,
	"expiretime": false, "expirestime": false, "expirationtime": false, "expirytime": false, "expiry": false, "expiresdate": false, "validthrough": false,
	"endsat": false, "endat": false, "endtime": false, "enddatetime": false, "endofdate": false, "endoflife": false, "endofsupport": false, "eoldate": false, "eol": false,
}

// endLike says that a key which does not count speaks of an end, and whether it
// can speak of nothing else.
func endLike(key string) (like, surely bool) {
	if counts[key] {
		return false, false
	}
	plain := strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, key)
	if surely, like = endWords[plain]; like {
		return true, surely
	}
	like = misspells(key, "expires_at")
	return like, like
}

// misspells says that a key is one edit away from a known one, two from eight
// letters on. Short words are neighbours of many others, so there a replaced
// letter is another word: "team" is no "term".
func misspells(key, known string) bool {
	lower := strings.ToLower(key)
	if lower == known {
		return key != known
	}
	allowed := 1
	if len(known) >= 8 {
		allowed = 2
	}
	if diff := len(lower) - len(known); diff > allowed || -diff > allowed {
		return false
	}
	if len(known) < 5 && len(lower) == len(known) && !swapped(lower, known) {
		return false
	}
	return text.Distance(lower, known) <= allowed
}

// swapped says that two texts of one length hold the same letters.
func swapped(a, b string) bool {
	for i := range len(a) {
		if strings.Count(a, a[i:i+1]) != strings.Count(b, a[i:i+1]) {
			return false
		}
	}
	return true
}

// invisible is what can stand in a text without anybody seeing it.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf)
}

// day is the last day that an end of somebody else's names; false where it names
// none. A plain date is the last day itself; an instant is the first that is over.
func (e end) day(loc *time.Location) (deadline.Date, bool) {
	if date, err := deadline.ParseDate(e.written); err == nil {
		return date, true
	}
	if t, err := deadline.ParseInstant(e.written, loc); err == nil {
		return deadline.DateOf(t.Add(-1), loc), true
	}
	if seconds, err := strconv.ParseInt(e.written, 10, 64); err == nil && seconds > 1e8 {
		if seconds > 1e11 { // milliseconds
			seconds /= 1000
		}
		return deadline.DateOf(time.Unix(seconds, 0).Add(-1), loc), true
	}
	return deadline.Date{}, false
}

// checkOtherEnds refuses an end under a key that does not count, where no other
// does or where it comes before the one that does: it would be lost in silence.
func (w *worker) checkOtherEnds() {
	if w.in.Unknown("expires_at") {
		return
	}
	for _, other := range w.in.others {
		day, dated := other.day(w.Location)
		switch {
		case dated && day.Year >= 9999, w.d.End.State == deadline.EndedUnknownDay:
		case w.d.End.State == deadline.EndUnknown, w.d.End.State == deadline.EndOpen && w.in.ExpiresAt == "" && w.in.End == "" && w.in.EndsOn == "":
			w.fault(other.key, "%s stands there, and nothing reads %s; hand the end over as expires_at, like 2027-03-31T15:00:00Z", deadline.Quote(other.written), deadline.Quote(other.key))
		case !dated:
		case w.d.End.State == deadline.EndOpen:
			w.fault(other.key, "it names %s, and what counts says that there is no end; keep what is true", day)
		case day.Before(deadline.DateOf(w.d.End.At.Add(-1), w.Location)):
			w.fault(other.key, "it names %s, an earlier day than %s, which counts; keep what is true", day, deadline.FormatInstant(w.d.End.At))
		}
	}
}
