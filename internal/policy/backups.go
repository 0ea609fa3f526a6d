package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// kindsWithData are the kinds of things that by default must have a backup.
var kindsWithData = []string{"data", "database", "filesystem", "volume"}

// backups judges what is a backup of what.
type backups struct {
	*judging
	of        [][]int           // by thing: its backups that have not expired
	lost      [][]int           // by thing: its backups that have
	toCome    [][]int           // by thing: its backups of a day still to come, which are none
	sheltered map[string]bool   // contracts under which something is backed up
	oldest    []time.Time       // a backup from before is stale: within the scope of the rule, then outside
	told      map[string]*entry // backups of a day to come that are told
	unnamed   []string          // backs_up of what may be a backup of anything
}

// checkBackups reports things without a backup that would help: none at all,
// none that survives them, none that is recent.
func (j *judging) checkBackups() {
	b := &backups{judging: j, told: map[string]*entry{}}
	b.find()
	for _, maxAge := range j.policy.maxAges() {
		b.oldest = append(b.oldest, oldestBackup(maxAge, j.now, j.loc))
	}
	for i := range j.entries {
		b.check(i, &j.entries[i])
	}
}

// find collects the backups of each thing. A pattern means things, not other
// backups; nothing is a backup of itself.
func (b *backups) find() {
	relation := b.relate(func(e *entry) []string { return e.BacksUp })
	b.of, b.lost, b.toCome = make([][]int, len(b.entries)), make([][]int, len(b.entries)), make([][]int, len(b.entries))
	b.sheltered = map[string]bool{}
	for i := range b.entries {
		b.unnamed = append(b.unnamed, lacksOf([]*entry{&b.entries[i]}, "backs_up")...)
		isBackup := len(relation.bySource[i]) > 0 || b.entries[i].Kind == "backup"
		for _, g := range relation.byTarget[i] {
			if isBackup && g.name != b.entries[i].ID {
				continue
			}
			for _, source := range g.sources {
				switch {
				case source == i || b.entries[source].ID == b.entries[i].ID:
				case b.entries[source].judgement.Status == deadline.StatusExpired, b.entries[source].Closed():
					b.lost[i] = append(b.lost[i], source)
				case b.isToCome(b.entries[source].NewestAt):
					b.toCome[i] = append(b.toCome[i], source)
				default:
					b.of[i] = append(b.of[i], source)
				}
			}
		}
		if len(b.of[i]) > 0 {
			b.sheltered[contractKey(b.entries[i].Fate.Contract)] = true
		}
	}
	for _, g := range b.covers.groups {
		if slices.ContainsFunc(g.sources, func(i int) bool { return len(b.of[i]) > 0 }) {
			for _, contract := range g.targets {
				b.sheltered[contractKey(b.entries[contract].ID)] = true
			}
		}
	}
	delete(b.sheltered, "")
}

func (b *backups) check(i int, e *entry) {
	if e.Closed() {
		return // it holds nothing any longer
	}
	of := dedupe(b.of[i])
	if len(of) == 0 {
		b.checkMissing(i, e)
		return
	}
	survivors := b.checkFate(e, of)
	if len(survivors) == 0 {
		survivors = of
	}
	b.checkAge(e, survivors)
	b.checkChange(e, of)
	for _, at := range dedupe(b.toCome[i]) {
		if one := &b.entries[at]; b.told[one.ID] == nil {
			b.told[one.ID] = one
			b.report(one, deadline.RuleBackupStale, fmt.Sprintf("the newest backup of %s is dated %s, after the day of judgement, so it does not count.", named(one.ID), deadline.DateOf(one.NewestAt, b.loc)))
		}
	}
}

// checkMissing reports what must have a backup and has none that still works.
func (b *backups) checkMissing(i int, e *entry) {
	lost, toCome := dedupe(b.lost[i]), dedupe(b.toCome[i])
	asked := b.policy.asksFor(deadline.RuleBackupMissing, e, b.needsBackup(e, len(lost)+len(toCome) > 0))
	if asked == no {
		return
	}
	lacking := lacksOf(b.at(append(lost, toCome...)), append([]string{"newest_at"}, moving...)...)
	if asked == perhaps {
		lacking = append(lacking, e.lacks("kind", "deletes_data", "system", "environment", "owner")...)
	}
	id, message := named(e.ID), ""
	switch {
	case len(toCome) > 0:
		newest := &b.entries[toCome[0]]
		message = fmt.Sprintf("%s has no backup that counts: the newest of %s is dated %s, after the day of judgement.", id, named(newest.ID), deadline.DateOf(newest.NewestAt, b.loc))
	case len(lost) > 0:
		message = fmt.Sprintf("%s has no backup that has not expired: %s.", id, listed(b.names(lost)))
	case e.DeletesData:
		message = id + " deletes the data at its end, and no backup of it, or of a thing under it, is among these deadlines."
	default:
		message = id + " has no backup among these deadlines."
	}
	b.reportAbsence(e, deadline.RuleBackupMissing, message, append(lacking, b.unnamed...)...)
}

// needsBackup is the rule's own choice: kinds that hold data, what deletes data
// that nothing beneath it keeps, and what had a backup.
func (b *backups) needsBackup(e *entry, had bool) answer {
	bare := !b.sheltered[contractKey(e.ID)] && !b.sheltered[contractKey(e.Name)]
	kind, deletes := len(e.lacks("kind")) > 0, len(e.lacks("deletes_data")) > 0
	switch {
	case had, slices.Contains(kindsWithData, e.Kind) && !kind, e.DeletesData && bare && !deletes:
		return yes
	case kind, deletes && bare:
		return perhaps
	}
	return no
}

func (b *backups) at(positions []int) []*entry {
	entries := make([]*entry, len(positions))
	for i, at := range positions {
		entries[i] = &b.entries[at]
	}
	return entries
}

// checkFate gives the backups that would survive the loss of the thing, and
// reports where there is none: one copy that shares nothing is enough.
func (b *backups) checkFate(e *entry, of []int) (survivors []int) {
	var shared, untold []string
	mine := e.fateOf()
	for _, at := range of {
		backup := &b.entries[at]
		components, compared := sharedFate(mine, backup.fateOf())
		switch {
		case !compared:
			untold = append(untold, named(backup.ID))
		case len(components) == 0:
			survivors = append(survivors, at)
		case len(shared) < namesShown:
			shared = append(shared, named(backup.ID)+" ("+strings.Join(components, ", ")+")")
		default:
			shared = append(shared, "")
		}
	}
	lacking := append(e.lacks("fate"), lacksOf(b.at(of), "fate")...)
	if len(survivors) > 0 {
		if doubtful := append(e.lacks("fate"), lacksOf(b.at(survivors), "fate")...); len(doubtful) > 0 {
			b.reportAbsence(e, deadline.RuleBackupSharesFate, "", doubtful...)
		}
		return survivors
	}
	var clauses []string
	if len(shared) > 0 {
		clauses = append(clauses, "it shares the fate of "+listed(shared))
	}
	if len(untold) > 0 {
		clause := "whether it shares the fate of " + listed(untold) + " cannot be told: "
		if mine == (deadline.Fate{}) {
			clause += "it declares no fate of its own"
		} else {
			clause += "they declare nothing of fate that could be compared"
		}
		clauses = append(clauses, clause)
	}
	b.reportAbsence(e, deadline.RuleBackupSharesFate, named(e.ID)+" has no backup that is known to survive it: "+strings.Join(clauses, "; ")+".", append(lacking, b.unnamed...)...)
	return nil
}

func (b *backups) names(at []int) []string {
	var names []string
	for _, i := range at {
		name := named(b.entries[i].ID)
		if b.entries[i].Closed() {
			name += " (closed)"
		}
		names = append(names, name)
	}
	return names
}

// dedupe leaves each backup once, though it names the thing by several names.
func dedupe(at []int) []int {
	slices.Sort(at)
	return slices.Compact(at)
}
