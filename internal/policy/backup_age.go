package policy

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// clockSkew is how far a backup may lie in the future: clocks differ, and a
// backup can finish while a plan runs.
const clockSkew = 24 * time.Hour

// newest finds the newest of some backups whose age is known, nil if it is known
// of none. A backup from the future was not made.
func (b *backups) newest(of []int) (newest *entry) {
	for _, at := range of {
		backup := &b.entries[at]
		if backup.NewestAt.IsZero() || backup.NewestAt.After(b.now.Add(clockSkew)) {
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
	newest := b.newest(survivors)
	if newest == nil {
		b.reportAbsence(e, deadline.RuleBackupStale, fmt.Sprintf("how old the backups of %s are cannot be told: %s.", named(e.ID), b.ageless(survivors)))
		return
	}
	if !newest.NewestAt.Before(b.oldest) {
		return
	}
	b.reportAbsence(e, deadline.RuleBackupStale, fmt.Sprintf("the newest backup of %s that counts, %s, was made on %s, %d days ago.",
		named(e.ID), named(newest.ID), deadline.DateOf(newest.NewestAt, b.loc), deadline.DaysBetween(newest.NewestAt, b.now)))
}

// checkChange reports a thing that has changed since its newest backup.
func (b *backups) checkChange(e *entry, of []int) {
	if e.ChangedAt.IsZero() {
		return
	}
	newest := b.newest(of)
	changed := deadline.DateOf(e.ChangedAt, b.loc)
	switch {
	case newest == nil:
		b.reportAbsence(e, deadline.RuleChangeWithoutBackup, fmt.Sprintf("whether %s was backed up since its change on %s cannot be told: %s.", named(e.ID), changed, b.ageless(of)))
	case newest.NewestAt.Before(e.ChangedAt):
		b.reportAbsence(e, deadline.RuleChangeWithoutBackup, fmt.Sprintf("%s was changed on %s, and its newest backup, %s, was made before that, on %s.",
			named(e.ID), changed, named(newest.ID), deadline.DateOf(newest.NewestAt, b.loc)))
	}
}

// ageless says why backups have no age.
func (b *backups) ageless(of []int) string {
	for _, at := range of {
		if backup := &b.entries[at]; !backup.NewestAt.IsZero() {
			return fmt.Sprintf("the newest of %s is dated %s, which is yet to come", named(backup.ID), deadline.DateOf(backup.NewestAt, b.loc))
		}
	}
	return listed(b.names(of)) + " does not say when the newest was made"
}
