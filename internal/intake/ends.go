package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
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
// can speak of nothing else. Of a hundred thousand objects the keys are the same few,
// so what was found of one is kept.
func endLike(key string) (like, surely bool) {
	if counts[key] {
		return false, false
	}
	if known, ok := keptLikeness.Load(key); ok {
		found, _ := known.(likeness)
		return found.like, found.surely
	}
	like, surely = likensToEnd(key)
	if len(key) <= longestKept && keptKeys.Add(1) <= mostKept {
		keptLikeness.Store(strings.Clone(key), likeness{like, surely})
	}
	return like, surely
}

type likeness struct{ like, surely bool }

var (
	keptLikeness sync.Map // likeness by key
	keptKeys     atomic.Int64
)

// What is kept is bounded: somebody's keys may be without end.
const longestKept, mostKept = 100, 4096

func likensToEnd(key string) (like, surely bool) {
	plain := plainKey(key)
	if surely, like = endWords[plain]; like {
		return true, surely
	}
	if misspells(key, "expires_at") {
		return true, true
	}
	return overWords[plain] || speaksOfEnd(plain), false
}

// plainKey is a key without its case and separators, and what nobody sees of it.
func plainKey(key string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || r == '.' || invisible(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, key)
}

// overWords are keys that say by a truth value that something is over.
var overWords = map[string]bool{"expired": true, "isexpired": true, "hasexpired": true, "revoked": true, "isrevoked": true}

// endStems are words for an end without what others write before and after them.
var endStems = map[string]bool{
	"expir": true, "expire": true, "expires": true, "expired": true, "expiry": true, "expiration": true, "expireafter": true, "expiresafter": true, "exp": true,
	"validuntil": true, "validto": true, "validtill": true, "validthrough": true, "validupto": true, "validend": true, "validityend": true, "validityends": true,
	"notafter": true, "notvalidafter": true, "end": true, "ends": true, "termination": true, "terminates": true,
	"endoflife": true, "endofsupport": true, "eol": true, "eos": true,
	"有効期限": true, "期限": true, "期限日": true, "失効日": true, "満了日": true, "終了日": true, "有効期限日": true,
}

var (
	endHeads = []string{"certificate", "cert", "ssl", "tls", "license", "licence", "contract", "subscription", "lease", "token", "secret", "key", "credential", "warranty", "agreement", "domain", "registration"}
	endTails = []string{"utc", "gmt", "iso", "timestamp", "datetime", "date", "time", "epoch", "unix", "seconds", "sec", "ms", "ts", "day", "on", "at", "z"}
)

// speaksOfEnd says that a key without its case and separators is a word for an end
// behind what ends ("licence") and before what tells its form ("timestamp").
// Providers name theirs in more ways than a list holds: validity_end_time,
// expiration_timestamp, expire_date, valid_until_date.
func speaksOfEnd(plain string) bool {
	for _, head := range endHeads {
		if rest, cut := strings.CutPrefix(plain, head); cut && rest != "" {
			plain = rest
			break
		}
	}
	for !endStems[plain] {
		shorter := plain
		for _, tail := range endTails {
			if rest, cut := strings.CutSuffix(plain, tail); cut && rest != "" {
				shorter = rest
				break
			}
		}
		if shorter == plain {
			return false
		}
		plain = shorter
	}
	return true
}

// misspells says that a key is one edit away from a known one, two from eight
// letters on. Short words are neighbours of many others, so there a replaced
// letter is another word: "team" is no "term".
func misspells(key, known string) bool {
	lower := strings.ToLower(seen(key))
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

// seen is what can be seen of a text: a space at its end or within is a slip.
func seen(written string) string {
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, written)
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
	if t, ok := e.instant(loc); ok {
		return deadline.DateOf(t.Add(-1), loc), true
	}
	return deadline.Date{}, false
}

// formsOfOthers are the forms in which programs print instants: mail and HTTP, C,
// OpenSSL, ASN.1, Go, and RFC 3339 without its colon or without a zone.
var formsOfOthers = []string{
	time.RFC1123Z, time.RFC1123, time.RFC850, time.ANSIC, time.UnixDate, "Jan _2 15:04:05 2006 MST",
	"20060102150405Z0700", "2006-01-02 15:04:05 -0700 MST", "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "20060102",
}

// instant is the instant that an end of somebody else's names.
func (e end) instant(loc *time.Location) (time.Time, bool) {
	if t, err := deadline.ParseInstant(e.written, loc); err == nil {
		return t, true
	}
	written := strings.TrimSpace(e.written)
	for _, form := range formsOfOthers {
		t, err := time.ParseInLocation(form, written, loc)
		if err != nil {
			continue
		}
		if zone, offset := t.Zone(); offset == 0 && zone != "UTC" && zone != "GMT" && zone != "" && t.Location() != loc {
			return time.Time{}, false // an abbreviation that says nothing here
		}
		if form == "20060102" {
			t = t.AddDate(0, 0, 1)
		}
		return t, true
	}
	// Seconds since 1970, or thousandths, millionths, thousand millionths of them.
	since, err := strconv.ParseFloat(written, 64)
	if err != nil || since <= 1e8 || since > 1e20 {
		return time.Time{}, false
	}
	for since > 1e11 {
		since /= 1000
	}
	return time.Unix(int64(since), 0), true
}

// dated says that a text or number could tell a day: a year, or seconds since 1970.
// The seconds that something lives tell none.
func dated(written string) bool {
	if number, err := strconv.ParseFloat(written, 64); err == nil {
		return number >= 1900 && number < 2200 || number >= 1e7
	}
	digits := 0
	for _, r := range written {
		if r < '0' || r > '9' {
			digits = 0
			continue
		}
		if digits++; digits == 4 {
			return true
		}
	}
	return false
}

// otherEnds keeps what stands under keys that speak of an end and do not count. One
// that is known only after apply leaves open whether there is an end where nothing
// else tells it.
func (r *reader) otherEnds() {
	for key, value := range r.object {
		like, surely := endLike(key)
		if !like {
			continue
		}
		if (value == true || value == "true") && overWords[plainKey(key)] {
			r.in.over = cmp.Or(r.in.over, key)
		}
		unknown := false
		for _, written := range writtenIn(value, 0, &unknown) {
			if !blank(written) && (surely && !nested(value) || dated(written)) {
				r.in.others = append(r.in.others, end{key, written})
			}
		}
		if unknown && r.in.ExpiresAt == "" && r.in.EndsOn == "" {
			r.unknown = append(r.unknown, "end")
		}
	}
	slices.SortFunc(r.in.others, func(a, b end) int {
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.written, b.written))
	})
}

func nested(value any) bool {
	_, text := textOf(value)
	return !text
}

// writtenIn are the texts and numbers of a value, those within lists and objects
// too: some providers keep an end in a block of its own.
func writtenIn(value any, depth int, unknown *bool) (written []string) {
	switch value := value.(type) {
	case string:
		return []string{value}
	case Number:
		return []string{string(value)}
	case Unknown:
		*unknown = true
	case []any:
		for _, element := range value {
			if depth < deepest {
				written = append(written, writtenIn(element, depth+1, unknown)...)
			}
		}
	case Object:
		for _, element := range value {
			if depth < deepest {
				written = append(written, writtenIn(element, depth+1, unknown)...)
			}
		}
	}
	return written
}

// deepest is how far within a value an end is looked for.
const deepest = 3

// checkOtherEnds refuses an end under a key that does not count, where no other
// does, where it comes before the one that does, or where it names a day in a form
// that nobody can compare: it would be lost in silence.
func (w *worker) checkOtherEnds() {
	if w.in.Unknown("expires_at") {
		return
	}
	if w.in.over != "" && w.runsOn() {
		w.fault(w.in.over, "it says true, and what counts says that the thing still works; keep what is true, or hand status = \"expired\" over too")
	}
	for _, other := range w.in.others {
		day, known := other.day(w.Location)
		switch {
		case known && day.Year >= 9999, w.d.End.State == deadline.EndedUnknownDay:
		case w.d.End.State == deadline.EndUnknown, w.d.End.State == deadline.EndOpen && w.in.ExpiresAt == "" && w.in.End == "" && w.in.EndsOn == "":
			w.fault(other.key, "%s stands there, and nothing reads %s; hand the end over as expires_at, like 2027-03-31T15:00:00Z", deadline.Quote(other.written), deadline.Quote(other.key))
		case !known && dated(other.written):
			w.fault(other.key, "%s seems to name a day, and cannot be compared with the end that counts; write it like 2027-03-31 or 2027-03-31T15:00:00Z, or leave it out", deadline.Quote(other.written))
		case !known:
		case w.d.End.State == deadline.EndOpen:
			w.fault(other.key, "it names %s, and what counts says that there is no end; keep what is true", day)
		case day.Before(deadline.DateOf(w.d.End.At.Add(-1), w.Location)):
			w.fault(other.key, "it names %s, an earlier day than %s, which counts; keep what is true", day, deadline.FormatInstant(w.d.End.At))
		}
	}
}

// runsOn says that neither the end nor what is said of it tells that the thing does
// not work.
func (w *worker) runsOn() bool {
	status := w.in.status()
	if !w.closed.IsZero() || w.d.Closed() || status != "" && !status.Passes() || w.in.Passes != nil && !*w.in.Passes {
		return false
	}
	return w.d.End.State == deadline.EndOpen || w.d.End.State == deadline.EndKnown && w.d.End.At.After(w.Now)
}
