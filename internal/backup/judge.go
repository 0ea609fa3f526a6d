package backup

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Ahead is by how much a backup may be dated after the clock: the clocks of two
// machines are never the same.
const Ahead = 5 * time.Minute

// Question is what is asked of a listing.
type Question struct {
	Now time.Time
	// MaxAge is how old the newest good backup may be. Without one it cannot be
	// said when it is too old.
	MaxAge     deadline.Period
	Arithmetic deadline.Arithmetic
	Filter     Filter
	// MinSize is how many bytes a good backup has at least; 0 refuses only what is
	// empty, or as small as nothing compressed.
	MinSize int64
	Shrink  Shrink
	// RestoreTestedOn is when somebody restored from it, zero where nobody says;
	// RestoreMaxAge is how long ago that may be, zero where nobody asks.
	RestoreTestedOn time.Time
	RestoreMaxAge   deadline.Period
}

// Verdict is what a listing comes to.
type Verdict struct {
	// End is the newest good backup and MaxAge; EndedUnknownDay where there is
	// none, EndUnknown where that cannot be told.
	End deadline.End
	// Reason is why there is no good backup, or why that cannot be told; "" where
	// there is one. Attribute is what the configuration has to mend for it, and
	// Summary says what is the matter there in two to five words.
	Reason             Reason
	Attribute, Summary string
	// Newest is the newest good backup of the source that decides; nil for none.
	Newest *Copy
	// Sources are all of them, the one that decides first.
	Sources []Source
	// Cause is a clause that says which backup counts, or why none does.
	Cause    string
	Findings []deadline.Finding
	// Blocked: a finding of severity error fails it whatever its status.
	Blocked bool
}

// Source is one thing that is backed up.
type Source struct {
	Name   string
	Newest *Copy // good
	Copies int
	// Reason and Why say why there is no good one; Unknown that it cannot be told
	// whether there is.
	Reason  Reason
	Why     string
	Unknown bool
	running *Copy   // after Newest
	later   []*Copy // those after Newest that do not count and do not run, oldest first
	shrunk  string  // Newest is much smaller than those before it
}

// Lifetime is from the newest good backup to its greatest age, 0 where either is
// not known: what percentages and the lead time are a share of.
func (v Verdict) Lifetime() time.Duration {
	if v.Newest == nil || v.End.State != deadline.EndKnown {
		return 0
	}
	return v.End.At.Sub(v.Newest.At())
}

// Unread is the verdict on what could not be read: unknown, which never passes.
func Unread(err error) Verdict {
	wrong, ok := errors.AsType[*Error](err)
	if !ok {
		return Verdict{Reason: ReasonUnreachable, Cause: "the backups could not be listed"}
	}
	return Verdict{Reason: wrong.Reason, Attribute: wrong.Attribute, Summary: wrong.Summary, Cause: wrong.Clause()}
}

// Judge says which backup of a listing counts. The stalest of several sources
// decides, or one live host would hide all dead ones.
func Judge(listing Listing, question Question) Verdict {
	if wrong := question.Filter.check(listing); wrong != nil {
		return Unread(wrong)
	}
	if question.MaxAge.IsZero() || question.MaxAge.Percent > 0 {
		return Unread(attributef("max_age", ReasonNoMaxAge, "No greatest age", "It is not said how old the newest backup may be; say so with max_age, for example \"26h\""))
	}
	sources, beside := question.sources(listing)
	verdict := Verdict{Sources: sources}
	switch {
	case len(sources) == 0 && len(listing.Copies)+len(listing.Known) > 0:
		verdict.missing(ReasonMissing, "none of the listed backups is chosen by the filter"+question.Filter.nothingChosen(listing), "what is asked for")
	case len(sources) == 0:
		verdict.missing(ReasonMissing, "no backup is listed"+notes(listing), "anything")
	default:
		question.decide(&verdict, listing)
	}
	for _, why := range beside {
		verdict.find(deadline.RuleBackupFailed, deadline.SeverityWarn, why)
	}
	question.stale(&verdict, listing)
	question.restored(&verdict)
	return verdict
}

// decide takes the source that is worst off.
func (q Question) decide(verdict *Verdict, listing Listing) {
	slices.SortStableFunc(verdict.Sources, worse)
	worst := verdict.Sources[0]
	of, one := "", ""
	if n := len(verdict.Sources); n > 1 {
		one = fmt.Sprintf(" (one of %d sources)", n)
		of = fmt.Sprintf(" (the stalest of %d sources)", n)
	}
	switch {
	case worst.Newest == nil && worst.Unknown:
		verdict.Reason = worst.Reason
		verdict.Cause = "whether there is a good backup of " + named(worst.Name) + of + " cannot be told: " + worst.Why + notes(listing)
	case worst.Newest == nil:
		verdict.missing(worst.Reason, worst.Why+notes(listing), named(worst.Name)+one)
	default:
		verdict.Newest = worst.Newest
		verdict.Cause = "the newest good backup of " + named(worst.Name) + of + " is " + describe(*worst.Newest) + worst.runs() + notes(listing)
		at, err := q.Arithmetic.Add(worst.Newest.At(), q.MaxAge)
		if err != nil {
			verdict.Reason, verdict.Attribute, verdict.Summary = ReasonNoMaxAge, "max_age", "No such end"
			verdict.Cause = "the newest good backup and max_age make no date"
			return
		}
		verdict.End = deadline.EndsAt(at)
		if kept := worst.Newest.KeptUntil; !kept.IsZero() && kept.Before(at) {
			verdict.find(deadline.RuleBackupKeptShort, "", fmt.Sprintf("the newest good backup of %s is kept until %s and deleted then, before it is called too old on %s", named(worst.Name), moment(kept), moment(at)))
		}
	}
	for _, source := range verdict.Sources {
		verdict.findLater(source, deadline.RuleBackupFailed, "", func(c *Copy) bool { return c.Trouble != ReasonShrunk })
		verdict.findLater(source, deadline.RuleBackupShrunk, deadline.SeverityError, func(c *Copy) bool { return c.Trouble == ReasonShrunk })
		if source.shrunk != "" {
			verdict.find(deadline.RuleBackupShrunk, "", fmt.Sprintf("%s of %s %s", named(source.Newest.Name), named(source.Name), source.shrunk))
		}
	}
}

// findLater tells of backups that were made after the one that counts, the last few
// of them.
func (v *Verdict) findLater(source Source, rule deadline.Rule, severity deadline.Severity, is func(*Copy) bool) {
	const most = 3
	told, count := "", 0
	for _, later := range slices.Backward(source.later) {
		if !is(later) {
			continue
		}
		if count++; count <= most {
			told += fmt.Sprintf("; %s of %s, as %s", named(later.Name), moment(later.At()), later.Why)
		}
	}
	switch {
	case count == 0:
		return
	case count > most:
		told += fmt.Sprintf("; %d more", count-most)
	}
	verb := "does"
	if count > 1 {
		verb = "do"
	}
	v.find(rule, severity, fmt.Sprintf("%s of %s %s not count: %s", plural(count, "later backup", "later backups"), named(source.Name), verb, told[2:]))
}

// runs names a backup that is being made.
func (s Source) runs() string {
	if s.running == nil {
		return ""
	}
	return "; one is running since " + moment(s.running.At())
}

// worse orders sources: those without a good backup first, then those of which it
// cannot be told, then by age.
func worse(a, b Source) int {
	rank := func(s Source) int {
		switch {
		case s.Newest == nil && !s.Unknown:
			return 0
		case s.Newest == nil:
			return 1
		}
		return 2
	}
	if order := cmp.Compare(rank(a), rank(b)); order != 0 {
		return order
	}
	if a.Newest != nil && b.Newest != nil {
		if order := a.Newest.At().Compare(b.Newest.At()); order != 0 {
			return order
		}
	}
	return cmp.Compare(a.Name, b.Name)
}

// missing is the verdict that there is no good backup at all of a thing.
func (v *Verdict) missing(reason Reason, cause, of string) {
	v.End = deadline.End{State: deadline.EndedUnknownDay}
	v.Reason, v.Cause = reason, cause
	v.Findings = append(v.Findings, deadline.NewFinding(deadline.RuleBackupMissing, "there is no good backup of "+of))
}

// find adds a finding of a rule, with another severity than the rule's own where
// one is given.
func (v *Verdict) find(rule deadline.Rule, severity deadline.Severity, message string) {
	finding := deadline.NewFinding(rule, deadline.Printable(message))
	if severity != "" {
		finding.Severity = severity
	}
	v.Findings = append(v.Findings, finding)
	v.Blocked = v.Blocked || finding.Severity == deadline.SeverityError
}

// stale tells a listing that is older than its backups may be: it proves nothing
// newer, and says nothing of what has been deleted since.
func (q Question) stale(verdict *Verdict, listing Listing) {
	recorded := listing.RecordedAt
	if recorded.IsZero() {
		return
	}
	if listing.declared && recorded.After(q.Now.Add(Ahead)) {
		verdict.find(deadline.RuleStaleFacts, "", fmt.Sprintf("the listing says that it was made on %s, after the day of judgement", moment(recorded)))
		return
	}
	limit, err := q.Arithmetic.Add(recorded, q.MaxAge)
	if err == nil && !q.Now.Before(limit) {
		verdict.find(deadline.RuleStaleFacts, "", fmt.Sprintf("the listing was made on %s, longer ago than a backup may be old, so newer backups are not in it", moment(recorded)))
	}
}

// restored tells a restore that was tested too long ago, or never.
func (q Question) restored(verdict *Verdict) {
	tested := q.RestoreTestedOn
	if verdict.Newest != nil && verdict.Newest.VerifiedAt.After(tested) {
		tested = verdict.Newest.VerifiedAt
	}
	if !tested.IsZero() && tested.After(q.Now.Add(Ahead)) {
		verdict.find(deadline.RuleRestoreUntested, "", fmt.Sprintf("the restore is said to have been tested on %s, after the day of judgement, so that does not count", moment(tested)))
		return
	}
	if q.RestoreMaxAge.IsZero() {
		return
	}
	if tested.IsZero() {
		verdict.find(deadline.RuleRestoreUntested, "", "nobody says when a restore from it was tested")
		return
	}
	limit, err := q.Arithmetic.Add(tested, q.RestoreMaxAge)
	if err != nil || !q.Now.Before(limit) {
		verdict.find(deadline.RuleRestoreUntested, "", fmt.Sprintf("a restore from it was last tested on %s, longer ago than %s", moment(tested), q.RestoreMaxAge))
	}
}

func sortedKeys[V any](set map[string]V) []string { return slices.Sorted(maps.Keys(set)) }
