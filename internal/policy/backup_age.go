package policy

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// maxAges are how old the newest backup may be: within the scope of backup-stale,
// and outside where there is an outside.
func (p Policy) maxAges() []deadline.Period {
	setting := p.Settings[deadline.RuleBackupStale]
	switch {
	case setting.MaxAge.IsZero():
		return []deadline.Period{defaultMaxAge}
	case setting.scoped():
		return []deadline.Period{setting.MaxAge, defaultMaxAge}
	}
	return []deadline.Period{setting.MaxAge}
}

// oldestBackup is the instant before which a backup is stale.
func oldestBackup(maxAge deadline.Period, now time.Time, loc *time.Location) time.Time {
	// Policy.Check refuses what cannot be subtracted; then nothing is recent.
	oldest, err := deadline.Arithmetic{Location: loc}.Subtract(now, maxAge)
	if err != nil {
		return now
	}
	return oldest
}

// newest finds the newest of some backups whose age is known, nil if it is known
// of none.
func (b *backups) newest(of []int) (newest *entry) {
	for _, at := range of {
		backup := &b.entries[at]
		if backup.NewestAt.IsZero() {
			continue
		}
		if newest == nil || backup.NewestAt.After(newest.NewestAt) {
			newest = backup
		}
	}
	return newest
}

// checkAge reports a thing whose newest backup is too old, or of unknown age.
// Only those that survive the thing count, where there are such.
func (b *backups) checkAge(e *entry, survivors []int) {
	message := ""
	newest := b.newest(survivors)
	switch {
	case newest == nil:
		message = fmt.Sprintf("how old the backups of %s are cannot be told: %s.", named(e.ID), b.ageless(survivors))
	case newest.NewestAt.Before(b.oldestOf(e)):
		message = fmt.Sprintf("the newest backup of %s that counts, %s, was made on %s, %d days ago.",
			named(e.ID), named(newest.ID), deadline.DateOf(newest.NewestAt, b.loc), deadline.DaysBetween(newest.NewestAt, b.now))
	}
	b.reportAbsence(e, deadline.RuleBackupStale, message, b.lackingAge(message, survivors)...)
}

// oldestOf is the instant before which a backup of a thing is stale; the later one
// where its scope is not known yet.
func (b *backups) oldestOf(e *entry) time.Time {
	if len(b.oldest) == 1 || b.policy.Settings[deadline.RuleBackupStale].asks(subjectOf(e)) == yes {
		return b.oldest[0]
	}
	if b.policy.Settings[deadline.RuleBackupStale].asks(subjectOf(e)) == perhaps && b.oldest[0].After(b.oldest[1]) {
		return b.oldest[0]
	}
	return b.oldest[1]
}

// lackingAge are the ages that could undo a message; where one backup is new
// enough, the others' do not matter.
func (b *backups) lackingAge(message string, of []int) []string {
	if message == "" && b.newest(of) != nil {
		return nil
	}
	return append(lacksOf(b.at(of), "newest_at"), b.unnamed...)
}

// checkChange reports a thing that has changed since its newest backup.
func (b *backups) checkChange(e *entry, of []int) {
	lacking := e.lacks("changed_at")
	if len(lacking) == 0 && (e.ChangedAt.IsZero() || b.isToCome(e.ChangedAt)) {
		return
	}
	message := ""
	newest := b.newest(of)
	changed := deadline.DateOf(e.ChangedAt, b.loc)
	switch {
	case len(lacking) > 0:
	case newest == nil:
		message = fmt.Sprintf("whether %s was backed up since its change on %s cannot be told: %s.", named(e.ID), changed, b.ageless(of))
	case newest.NewestAt.Before(e.ChangedAt):
		message = fmt.Sprintf("%s was changed on %s, and its newest backup, %s, was made before that, on %s.",
			named(e.ID), changed, named(newest.ID), deadline.DateOf(newest.NewestAt, b.loc))
	}
	b.reportAbsence(e, deadline.RuleChangeWithoutBackup, message, append(lacking, b.lackingAge(message, of)...)...)
}

// ageless says why backups have no age.
func (b *backups) ageless(of []int) string {
	return listed(b.names(of)) + " does not say when the newest was made"
}
