package software

import (
	"fmt"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// How long "no end announced" is believed after the day from which it could have
// changed: as long as a cycle of the product usually lives, but a quarter of a
// year at least, so that facts of the last release do not cry wolf, and half a
// year at most.
const (
	shortestAllowance = 100
	longestAllowance  = 190
	// warnedBefore is how many days before that the facts are called stale.
	warnedBefore = 30
)

// lives are the shortest and the usual (median) number of days for which cycles
// of the product that have ended were supported, 0 where none has.
func (c *calendar) lives(level SupportLevel) (shortest, usual int) {
	var lives []int
	for i := range c.cycles {
		cycle := c.cycles[i].Cycle
		end := c.endOf(cycle, level)
		if end.State != catalog.EndOn || cycle.Released.IsZero() || end.Date.After(cycle.Confirmed) {
			continue
		}
		if life := end.Date.DaysSince(cycle.Released); life > 0 {
			lives = append(lives, life)
		}
	}
	if len(lives) == 0 {
		return 0, 0
	}
	slices.Sort(lives)
	return lives[0], lives[len(lives)/2]
}

// knownUntil is the last day on which "no end announced" of a cycle is believed.
// Nobody withdraws a cycle before the youngest age at which one of the product
// ever ended, so the count begins on the later of that day and of the day on which
// the facts were confirmed. after, where given, counts from the latter alone.
func (c *calendar) knownUntil(cycle *catalog.Cycle, level SupportLevel, after deadline.Period) deadline.Date {
	if !after.IsZero() {
		return cycle.Confirmed.AddMonths(after.Months).AddDays(after.Days)
	}
	from, allowance := cycle.Confirmed, longestAllowance
	shortest, usual := c.lives(level)
	if shortest > 0 {
		allowance = min(max(usual, shortestAllowance), longestAllowance)
		if young := cycle.Released.AddDays(shortest); !cycle.Released.IsZero() && young.After(from) {
			from = young
		}
	}
	return from.AddDays(allowance)
}

// judgeOpen says until when an end that nobody had announced is believed, and
// takes the verdict back once that day is over.
func (j *Judge) judgeOpen(c *calendar, judgement *Judgement, cycle *catalog.Cycle, question Question) {
	if judgement.SupportEnds.State != catalog.EndNone || cycle.Confirmed.IsZero() {
		return
	}
	judgement.KnownUntil = c.knownUntil(cycle, question.Level, j.catalog.UnknownAfter())
	if !question.On.After(judgement.KnownUntil) {
		return
	}
	judgement.SupportClass, judgement.SupportEnds = SupportUnknown, catalog.End{}
	judgement.SupportReason = fmt.Sprintf("No end of %s support of %s %s had been announced by %s, which was believed until %s: since then it cannot be told.",
		question.Level, c.product.Name, cycle.Name, cycle.Confirmed, judgement.KnownUntil)
}

const howToRenew = "Newer facts need no newer provider: give it catalog = { url = … }, or { path = … } with a file of facts."

// staleFinding says that facts which could have changed are old, "" for facts
// that are young enough or can change no more.
func (j *Judge) staleFinding(judgement *Judgement, on deadline.Date) string {
	switch {
	case judgement.FactsAsOf.IsZero() || judgement.Ended:
		// What has ended stays ended.
		return ""
	case !judgement.KnownUntil.IsZero():
		if on.After(judgement.KnownUntil) {
			return fmt.Sprintf("The facts about %s were last confirmed on %s; that no end was announced then was believed until %s. %s",
				judgement.ProductName, judgement.FactsAsOf, judgement.KnownUntil, howToRenew)
		}
		if on.After(judgement.KnownUntil.AddDays(-warnedBefore - 1)) {
			return fmt.Sprintf("The facts about %s were last confirmed on %s; that no end is announced is believed until %s, and unknown afterwards. %s",
				judgement.ProductName, judgement.FactsAsOf, judgement.KnownUntil, howToRenew)
		}
		if asked := j.catalog.StaleAfterAsked(); asked == 0 || on.DaysSince(judgement.FactsAsOf) <= asked {
			return ""
		}
	case on.DaysSince(judgement.FactsAsOf) <= j.catalog.StaleAfter():
		return ""
	}
	return fmt.Sprintf("The facts about %s were last confirmed on %s, %d days before the day that is judged. %s",
		judgement.ProductName, judgement.FactsAsOf, on.DaysSince(judgement.FactsAsOf), howToRenew)
}

// What a cycle's newest patch is believed for after the day of the facts: half
// the time that usually lies between two of its releases.
const (
	shortestPatchAllowance = 7
	longestPatchAllowance  = 30
	usualPatchAllowance    = 14
	// recentReleases are those from which the cadence is taken.
	recentReleases = 12
)

// patchAllowance is the number of days for which the newest release of a cycle
// goes on to count as that.
func (c *calendarCycle) patchAllowance() int {
	days := make([]int, 0, recentReleases)
	for i := len(c.releases) - 1; i > 0 && len(days) < recentReleases; i-- {
		if gap := c.releases[i].released.DaysSince(c.releases[i-1].released); gap > 0 {
			days = append(days, gap)
		}
	}
	if len(days) < 2 {
		return usualPatchAllowance
	}
	slices.Sort(days)
	return min(max(days[len(days)/2]/2, shortestPatchAllowance), longestPatchAllowance)
}

// patchDay is the day as of which the newest release is known.
func (c *calendarCycle) patchDay() deadline.Date {
	if c.Latest.Name != "" && !c.Latest.Released.IsZero() && c.Confirmed.After(c.CompleteThrough) {
		return c.Confirmed
	}
	return c.CompleteThrough
}

// patchHolds says that the newest release of the facts is the newest on a day
// too: the day is theirs, or soon after, or the cycle had ended by then and gets
// no more.
func (c *calendarCycle) patchHolds(on deadline.Date) bool {
	day := c.patchDay()
	switch last := laterEnd(c.SecurityEnds, c.ExtendedEnds); {
	case last.State == catalog.EndUndated:
		return true
	case last.State == catalog.EndOn && !last.Date.After(day):
		return true
	}
	return !on.After(day.AddDays(c.patchAllowance()))
}
