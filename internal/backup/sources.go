package backup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Shrink says by how much a backup may be smaller than those before it: shares of
// the median of the last five good ones of its kind. The zero value warns below
// half and refuses below a tenth; a negative share asks nothing.
type Shrink struct {
	Warn  float64 // the share that is left, 0 is 0.5
	Error float64 // the share that is left, 0 is 0.1
}

// compared is how many good backups a size is compared with.
const compared = 5

// smallest is what no archive with something in it is smaller than; where min_size
// is said, that holds instead.
const smallest = 64

// sources sorts the chosen copies by source and says which of each counts.
func (q Question) sources(listing Listing) (sources []Source, beside []string) {
	bySource := map[string][]Copy{}
	for _, one := range listing.Copies {
		if q.Filter.takes(one) {
			name := q.Filter.sourceOf(one)
			bySource[name] = append(bySource[name], one)
		}
	}
	for _, name := range sortedKeys(bySource) {
		source := q.judged(name, bySource[name], listing)
		if len(bySource) > 1 && source.begun(bySource[name]) {
			beside = append(beside, "there is no whole backup of "+named(name)+": "+source.Why)
			continue
		}
		sources = append(sources, source)
	}
	for _, known := range listing.Known {
		if !q.Filter.takesKnown(known) {
			continue
		}
		_, there := bySource[known.Name]
		switch {
		// A place beside others, of which one has copies, is told; alone, or asked
		// for by name, it is a source without.
		case known.Beside && q.Filter.Repository == "" && len(listing.Copies) > 0:
			beside = append(beside, known.Why)
		case known.Trouble != nil:
			sources = append(sources, Source{Name: known.Name, Unknown: true, Reason: known.Trouble.Reason, Why: known.Trouble.Clause()})
		case !there:
			sources = append(sources, Source{Name: known.Name, Reason: ReasonMissing, Why: cmp.Or(known.Why, "none is listed")})
		}
	}
	return sources, beside
}

// begun says that a source is but guessed from the names of runs that did not
// come to their end: they are told, and make no source of which all is missing.
func (s Source) begun(copies []Copy) bool {
	return s.Newest == nil && !slices.ContainsFunc(copies, func(one Copy) bool {
		return !one.guessed || one.Trouble != ReasonPartial && one.Trouble != ReasonRunning
	})
}

// judged looks at the copies of one source in the order in which they were made.
func (q Question) judged(name string, copies []Copy, listing Listing) Source {
	slices.SortStableFunc(copies, func(a, b Copy) int { return a.At().Compare(b.At()) })
	source := Source{Name: name, Copies: len(copies)}
	sizes := map[string][]int64{}
	var doubtful *Copy
	for i := range copies {
		one := &copies[i]
		q.look(one, listing)
		shrunk := q.shrunk(one, sizes[one.Like])
		switch one.Good {
		case GoodYes:
			if one.SizeKnown && !one.mayBeEmpty {
				sizes[one.Like] = append(sizes[one.Like], one.Size)
			}
			source.Newest, source.running, source.later, source.shrunk, doubtful = one, nil, nil, shrunk, nil
			continue
		case GoodUnknown:
			doubtful = one
		}
		if one.Trouble == ReasonRunning {
			source.running = one
			continue
		}
		source.later = append(source.later, one)
	}
	if source.Newest == nil {
		last := source.running
		if n := len(source.later); n > 0 {
			last = source.later[n-1]
		}
		if doubtful != nil {
			last, source.Unknown = doubtful, true
		}
		source.Reason = last.Trouble
		source.Why = fmt.Sprintf("%s of %s does not count, as %s", named(last.Name), moment(last.At()), last.Why)
		if source.Copies > 1 {
			source.Why = fmt.Sprintf("none of %d counts; the last, %s", source.Copies, source.Why)
		}
		source.later = nil
	}
	return source
}

// look refuses what cannot be a good copy, whatever its listing says.
func (q Question) look(one *Copy, listing Listing) {
	if one.Good != GoodYes {
		return
	}
	at := one.At()
	switch {
	case at.IsZero():
		one.doubt(ReasonMalformed, "nothing says when it was made")
	case at.After(q.Now.Add(Ahead)) || one.FinishedAt.After(q.Now.Add(Ahead)):
		one.not(ReasonFuture, "it is dated after the day of judgement: the clock of its host is wrong, or the date is forged")
	case !one.StartedAt.IsZero() && !one.FinishedAt.IsZero() && one.FinishedAt.Before(one.StartedAt.Add(-Ahead)):
		one.doubt(ReasonMalformed, "its end, "+moment(one.FinishedAt)+", lies before its start")
	case listing.declared && at.After(listing.RecordedAt.Add(Ahead)):
		one.not(ReasonFuture, "it is dated after its own listing was made: is the time zone right?")
	case !one.KeptUntil.IsZero() && !q.Now.Before(one.KeptUntil):
		one.not(ReasonDeleted, "it was to be deleted on "+moment(one.KeptUntil))
	case one.SizeKnown && one.Size == 0 && !one.mayBeEmpty:
		one.not(ReasonEmpty, "it has 0 bytes")
	case one.SizeKnown && one.least > 0 && q.MinSize <= 0 && one.Size <= one.least:
		one.not(ReasonTooSmall, fmt.Sprintf("it has %d bytes, too few for anything to be in it", one.Size))
	case q.MinSize <= 0 || one.mayBeEmpty:
	case !one.SizeKnown:
		one.doubt(ReasonUnproven, "its listing does not tell its size, which is to be at least "+bytesOf(q.MinSize))
	case one.Size < q.MinSize:
		one.not(ReasonTooSmall, fmt.Sprintf("it has %s, less than min_size, %s", bytesOf(one.Size), bytesOf(q.MinSize)))
	}
}

// shrunk compares a size with those before it: far below them a copy does not
// count; below them it does and is told.
func (q Question) shrunk(one *Copy, before []int64) (told string) {
	if one.Good != GoodYes || !one.SizeKnown || one.mayBeEmpty || len(before) == 0 {
		return ""
	}
	last := slices.Sorted(slices.Values(before[max(0, len(before)-compared):]))
	median := float64(last[len(last)/2])
	if len(last)%2 == 0 {
		median = (median + float64(last[len(last)/2-1])) / 2
	}
	share := float64(one.Size) / median
	told = fmt.Sprintf("it shrank to %s, where those before it had %s", bytesOf(one.Size), bytesOf(int64(median)))
	switch {
	case share <= cmp.Or(q.Shrink.Error, 0.1):
		one.not(ReasonShrunk, told)
	case share <= cmp.Or(q.Shrink.Warn, 0.5):
		return told
	}
	return ""
}

// bytesOf is a size for a person.
func bytesOf(size int64) string {
	units := []struct {
		bytes float64
		name  string
	}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e4, "kB"}}
	for _, unit := range units {
		if float64(size) >= unit.bytes {
			if unit.name == "kB" {
				return fmt.Sprintf("%.1f kB", float64(size)/1e3)
			}
			return fmt.Sprintf("%.1f %s", float64(size)/unit.bytes, unit.name)
		}
	}
	if size == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", size)
}

// moment is an instant for a person.
func moment(at time.Time) string {
	if at.IsZero() {
		return "an unknown time"
	}
	return at.UTC().Format("2006-01-02 15:04") + " UTC"
}

// named is a name from a listing, or a stand-in.
func named(name string) string {
	if name = shown(name); name != "" {
		return name
	}
	return "all that is listed"
}

// describe says of a copy what a person asks first.
func describe(c Copy) string {
	told := fmt.Sprintf("%s of %s", named(c.Name), moment(c.At()))
	if c.SizeKnown {
		told += ", " + bytesOf(c.Size)
	}
	if c.Note != "" {
		told += "; " + c.Note
	}
	return told
}

// notes are what a listing left aside, for the end of a sentence.
func notes(listing Listing) string {
	if len(listing.Notes) == 0 {
		return ""
	}
	return "; " + strings.Join(listing.Notes, "; ")
}
