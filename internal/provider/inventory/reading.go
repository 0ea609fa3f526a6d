package inventory

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/given"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// longestReason is how much is kept of why something is not known.
const longestReason = 2000

// judgedFact says that whoever read the thing judged it: of a contract it knew more than
// the terms that stand here, the suppliers above, so that these do not move its end.
const judgedFact = "judged"

// readingOf is a deadline that was handed over as a reading: what of it holds on any
// day. now is the instant as of which it was judged by who read it.
func readingOf(one given.Deadline, source string, now time.Time) (inventory.Reading, error) {
	in, item := one.In, one.Item
	facts := in.Facts()
	if status := lastingStatus(item, now); status != "" {
		facts["status"] = string(status)
		if item.Reason != "" {
			facts["reason"] = text.Shorten(item.Reason, longestReason)
		}
	}
	if in.Status != "" && item.End.State != deadline.EndUnknown {
		facts[judgedFact] = true
	}
	if refused(item) {
		facts["passes"] = false
	}
	reading := inventory.Reading{ID: item.ID, Kind: item.Kind, Timeline: item.Timeline, Source: source, Identity: deadline.Identity{Name: item.Name}}
	if reading.Kind == "" {
		reading.Kind, _, _ = strings.Cut(item.ID, "/")
	}
	for _, name := range deadline.AnsweringFields() {
		// A word like n/a must not stand in the way of an owner that is declared.
		*reading.Part(name), _ = deadline.Said(*item.Part(name))
	}
	var err error
	if reading.Facts, err = json.Marshal(facts); err != nil {
		return reading, fmt.Errorf("encoding what is known of %s: %w", deadline.Printable(item.ID), err)
	}
	return reading, nil
}

// lastingStatus is a status that the dates do not explain, which therefore holds
// until somebody reads again; "" where they do, for then they tell it on any day.
func lastingStatus(item policy.Item, now time.Time) deadline.Status {
	if item.End.State == deadline.EndUnknown || item.Status.Rank() > item.Timeline.Status(now).Rank() {
		return item.Status
	}
	return ""
}

// refused says that whoever read the thing said that it does not pass, for another
// reason than its status.
func refused(item policy.Item) bool {
	return item.Passes != nil && !*item.Passes && (item.Status == "" || item.Status.Passes())
}

// merged makes one of what was handed over more than once with the same dates, with
// all that was said against either. What differs in its dates stays as it is: that it
// stands twice is told.
func merged(deadlines []given.Deadline) []given.Deadline {
	type key struct {
		id   string
		line deadline.Timeline
	}
	first, kept := make(map[key]int, len(deadlines)), make([]given.Deadline, 0, len(deadlines))
	for _, one := range deadlines {
		same := key{one.Item.ID, one.Item.Timeline}
		at, seen := first[same]
		if !seen {
			first[same] = len(kept)
			kept = append(kept, one)
			continue
		}
		before := &kept[at]
		before.In.Findings = append(slices.Clip(before.In.Findings), one.In.Findings...)
		before.In.Tracked = before.In.Tracked || one.In.Tracked
		before.Item.FillFrom(one.Item.Identity)
		before.In.FillFrom(one.In.Identity)
		if refused(one.Item) {
			before.Item.Passes = one.Item.Passes
		}
		if one.Item.Status.Rank() > before.Item.Status.Rank() || before.Item.Status == "" {
			before.Item.Status, before.Item.Reason = one.Item.Status, one.Item.Reason
		}
		for _, list := range []struct{ mine, theirs *[]string }{{&before.In.Tracks, &one.In.Tracks}, {&before.In.CoveredBy, &one.In.CoveredBy}, {&before.In.BacksUp, &one.In.BacksUp}} {
			*list.mine = append(slices.Clip(*list.mine), *list.theirs...)
		}
	}
	for i := range kept {
		in := &kept[i].In
		in.Findings, in.Tracks, in.CoveredBy, in.BacksUp = distinct(in.Findings), distinct(in.Tracks), distinct(in.CoveredBy), distinct(in.BacksUp)
	}
	return kept
}

// distinct is a list with each of its elements once.
func distinct[T comparable](list []T) []T {
	var kept []T
	for _, element := range list {
		if !slices.Contains(kept, element) {
			kept = append(kept, element)
		}
	}
	return kept
}

// readingsOf are the deadlines as readings, in their order.
func readingsOf(deadlines []given.Deadline, source string, now time.Time) ([]inventory.Reading, error) {
	readings := make([]inventory.Reading, len(deadlines))
	for i, one := range deadlines {
		var err error
		if readings[i], err = readingOf(one, source, now); err != nil {
			return nil, err
		}
	}
	return readings, nil
}

// digestOf is of what must not wait until all is read again: ids, ends, owners, and
// what was refused.
func digestOf(readings []inventory.Reading, deadlines []given.Deadline) string {
	digest := inventory.Digest(readings)
	var against []string
	for _, one := range deadlines {
		if refused(one.Item) {
			against = append(against, one.Item.ID)
		}
	}
	if len(against) == 0 {
		return digest
	}
	slices.Sort(against)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %q", digest, slices.Compact(against)))
	return hex.EncodeToString(sum[:])
}
