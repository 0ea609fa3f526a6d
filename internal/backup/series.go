package backup

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// A name that says when a backup was made has a day in it, and often a time of
// day: erp-2026-11-27.dump, erp_20261127T020000Z.sql.gz, 2026.11.27-02h00.
var nameDate = text.Pattern(`^((?:19|20)\d{2})([-_./]?)(0[1-9]|1[0-2])([-_./]?)(0[1-9]|[12]\d|3[01])` +
	`(?:(?:[-_.T@ +]|_at_)?([01]\d|2[0-3])([:h.\-_]?)([0-5]\d)(?:([:m.\-_]?)([0-5]\d)s?)?(?:[.,]\d{1,9})?(Z|UTC|[+-]\d{2}:?\d{2})?)?(?:$|[^0-9])`)

// kindWords say how a copy was made, not of what.
var kindWords = map[string]bool{
	"full": true, "incremental": true, "incr": true, "inc": true, "differential": true, "diff": true, "delta": true,
	"hourly": true, "daily": true, "weekly": true, "monthly": true, "yearly": true, "manual": true, "auto": true,
}

// packed are endings that say how a copy is stored, not of what it is.
var packed = []string{".gz", ".bz2", ".xz", ".zst", ".zstd", ".lz4", ".lzo", ".7z", ".gpg", ".pgp", ".age", ".enc", ".aes"}

// dated is what a name says about its day.
type dated struct {
	day        time.Time // its midnight, as if in UTC
	clock      time.Duration
	hasClock   bool
	zoned      bool // clock has an offset, which is taken off already
	begin, end int  // where it stands in the name
}

// dateIn finds the last day in a name.
func dateIn(name string) (found dated, ok bool) {
	for from := 0; from+8 <= len(name); {
		// A year begins where digits begin; to look for one at every place is slow.
		if !isDigit(name[from]) {
			from++
			continue
		}
		next := from + 1
		for next < len(name) && isDigit(name[next]) {
			next++
		}
		if name[from] == '1' || name[from] == '2' {
			if day, is := dateAt(name, from); is {
				found, ok, next = day, true, day.end
			}
		}
		from = next
	}
	return found, ok
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// dateAt reads the day that begins at a place.
func dateAt(name string, from int) (dated, bool) {
	at := nameDate().FindStringSubmatchIndex(name[from:])
	if at == nil {
		return dated{}, false
	}
	part := func(i int) string {
		if at[2*i] < 0 {
			return ""
		}
		return name[from+at[2*i] : from+at[2*i+1]]
	}
	// Both signs between the parts are the same, or 2026-1127 would be a day.
	day, err := time.Parse("20060102", part(1)+part(3)+part(5))
	if err != nil || part(2) != part(4) {
		return dated{}, false
	}
	found := dated{day: day, begin: from, end: from + at[2*5+1]}
	if part(6) != "" {
		found.takeClock(part(6), part(8), part(10), part(11))
		for _, group := range []int{8, 10, 11} {
			if at[2*group] >= 0 {
				found.end = from + at[2*group+1]
			}
		}
	}
	return found, true
}

func (d *dated) takeClock(hour, minute, second, zone string) {
	if second == "" {
		second = "00"
	}
	clock, err := time.Parse("150405", hour+minute+second)
	if err != nil {
		return
	}
	d.clock, d.hasClock = clock.Sub(clock.Truncate(24*time.Hour)), true
	switch {
	case zone == "Z", zone == "UTC":
		d.zoned = true
	case zone != "":
		digits := strings.ReplaceAll(zone[1:], ":", "")
		shift, err := time.Parse("1504", digits)
		if err != nil {
			return
		}
		d.zoned = true
		if zone[0] == '-' {
			d.clock += shift.Sub(shift.Truncate(24 * time.Hour))
		} else {
			d.clock -= shift.Sub(shift.Truncate(24 * time.Hour))
		}
	}
}

// seriesOf is a name without what changes from run to run: its day and time, the
// kind of run, and how it is packed. Copies of one series are copies of one thing.
func seriesOf(name string) string {
	for {
		cut := name
		for _, ending := range packed {
			cut = strings.TrimSuffix(cut, ending)
		}
		if cut == name {
			break
		}
		name = cut
	}
	for {
		found, ok := dateIn(name)
		if !ok {
			break
		}
		name = name[:found.begin] + "*" + name[found.end:]
	}
	name = withoutWords(name)
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '*' })
	for i, part := range parts {
		parts[i] = strings.Trim(part, "-_.+@ :")
		if strings.HasPrefix(part, ".") || strings.HasPrefix(strings.TrimLeft(part, "-_+@ :"), ".") {
			parts[i] = "." + parts[i] // a file's ending
		}
	}
	kept := parts[:0]
	for _, part := range parts {
		if part != "" && part != "." {
			kept = append(kept, part)
		}
	}
	if len(kept) == 0 {
		return "*" // a name of nothing but its day
	}
	return strings.Join(kept, "*")
}

// withoutWords takes the kind of run out of a name, and seconds since 1970.
func withoutWords(name string) string {
	class := func(c byte) int {
		switch {
		case isDigit(c):
			return 1
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			return 2
		}
		return 0
	}
	var out strings.Builder
	for from := 0; from < len(name); {
		next := from + 1
		for next < len(name) && class(name[next]) == class(name[from]) {
			next++
		}
		run := name[from:next]
		switch kind := class(name[from]); {
		case kind == 2 && kindWords[strings.ToLower(run)], kind == 1 && len(run) == 10 && run[0] == '1':
			out.WriteByte('*')
		default:
			out.WriteString(run)
		}
		from = next
	}
	return out.String()
}

// instant is when the day, or the time of day on it, begins in a zone; false where
// that takes a zone and none is known.
func (d dated) instant(zone *time.Location) (time.Time, bool) {
	naive := d.day.Add(d.clock)
	if d.zoned {
		return naive, true
	}
	at, err := inZone(naive, zone)
	return at, err == nil
}
