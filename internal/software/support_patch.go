package software

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// PatchClass says whether the newest patch of the release cycle was applied.
type PatchClass string

// The patch classes.
const (
	// PatchLatest is the newest patch of its cycle on the day, also of a cycle
	// whose support has ended.
	PatchLatest PatchClass = "latest"
	// PatchLatestKnown is the newest patch that the facts know, on a day by which a
	// newer one may have come out.
	PatchLatestKnown PatchClass = "latest_known"
	// PatchBehind is older than that, if only by a day.
	PatchBehind PatchClass = "behind"
	// PatchUnknown cannot be told, and never counts as latest.
	PatchUnknown PatchClass = "unknown"
)

// patchVerdict is how a version stands against the newest patch on a day.
type patchVerdict struct {
	class  PatchClass
	reason string
	// newest is the newest patch of the day, nil where that is not known.
	newest *release
	// behind counts the releases between, -1 where that is not known.
	behind int
}

// newestOn is the newest release of the cycle on a day, by its place. It is only
// known while the list of releases has no gap: through CompleteThrough, and from
// the day of the newest release that the facts name.
func (c *calendarCycle) newestOn(on deadline.Date) (at int, known bool) {
	at = -1
	for i := range c.releases {
		if !c.releases[i].released.After(on) {
			at = i
		}
	}
	if at < 0 {
		return at, false
	}
	complete := !c.CompleteThrough.IsZero() && !on.After(c.CompleteThrough)
	return at, complete || at == c.lastKnown() || !on.After(c.releases[at].newestThrough)
}

// confirmedOn says that the newest release that is known was the newest on a day.
func (c *calendarCycle) confirmedOn(newest int, on deadline.Date) bool {
	return newest != c.lastKnown() || c.patchHolds(on)
}

// lastKnown is the place of the newest release as of the facts, -1 where they do
// not tell which that is.
func (c *calendarCycle) lastKnown() int {
	if c.CompleteThrough.IsZero() && (c.Latest.Name == "" || c.Latest.Released.IsZero()) {
		return -1
	}
	return len(c.releases) - 1
}

// patchOn judges a version. at is its place, -1 where it is no known release.
func (c *calendarCycle) patchOn(version writtenVersion, at int, on deadline.Date) patchVerdict {
	verdict := patchVerdict{class: PatchUnknown, behind: -1}
	newest, known := c.newestOn(on)
	if known {
		verdict.newest = &c.releases[newest]
	}
	if at < 0 {
		return c.unlistedPatch(verdict, version, newest, known)
	}
	switch {
	case c.releases[at].released.After(on):
		verdict.reason = fmt.Sprintf("%s was released only on %s.", c.releases[at].name, c.releases[at].released)
	case newest > at:
		verdict.class = PatchBehind
		verdict.reason = fmt.Sprintf("%s was released on %s.", c.releases[newest].name, c.releases[newest].released)
		if known && c.covers(newest) {
			verdict.behind = c.countBetween(at, newest, on)
		}
	case known && c.confirmedOn(newest, on):
		verdict.class, verdict.behind = PatchLatest, 0
		verdict.reason = fmt.Sprintf("%s is the newest patch of %s.", c.releases[at].name, c.Name)
	case known:
		verdict.class, verdict.behind = PatchLatestKnown, 0
		verdict.reason = fmt.Sprintf("%s was the newest patch of %s on %s, the day of the facts; what has come out since is not known.", c.releases[at].name, c.Name, c.patchDay())
	default:
		verdict.reason = fmt.Sprintf("The list of releases of %s is not complete for %s.", c.Name, on)
	}
	return verdict
}

// unlistedPatch judges a version that is no known release. Where the list is
// complete, its publisher never made it; where it has gaps, or begins later, it
// is at least known to be older than the newest.
func (c *calendarCycle) unlistedPatch(verdict patchVerdict, version writtenVersion, newest int, known bool) patchVerdict {
	verdict.reason = fmt.Sprintf("%s is no release that the catalog knows.", version.text)
	if version.preRelease || !known {
		return verdict
	}
	key := orderKey(version.upstream)
	inGap := !c.covers(newest) || compareKeys(key, c.releases[0].key) < 0
	if inGap && compareKeys(key, c.releases[newest].key) < 0 {
		verdict.class = PatchBehind
		verdict.reason = fmt.Sprintf("%s was released on %s.", c.releases[newest].name, c.releases[newest].released)
	}
	return verdict
}

// covers says that no release up to the one at a place is missing.
func (c *calendarCycle) covers(at int) bool {
	return !c.CompleteThrough.IsZero() && !c.releases[at].released.After(c.CompleteThrough)
}

// countBetween counts the releases after at, up to newest, that were out on a day.
func (c *calendarCycle) countBetween(at, newest int, on deadline.Date) int {
	count := 0
	for i := at + 1; i <= newest; i++ {
		if !c.releases[i].released.After(on) {
			count++
		}
	}
	return count
}
