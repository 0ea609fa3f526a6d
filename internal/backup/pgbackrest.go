package backup

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// pgBackRestFormat is `pgbackrest info --output=json`.
var pgBackRestFormat = format{
	tool: "pgbackrest", tells: []string{"stanza", "repository"},
	matches: func(value any) bool {
		all, ok := asObjects(value)
		return ok && everyHas(all, "name", "status") && (anyHas(all, "backup") || anyHas(all, "repo"))
	},
	read: readPgBackRest,
}

// Status codes of a stanza and of its repositories (src/command/info/info.c of
// pgBackRest).
const (
	pgOK           = 0
	pgNoPath       = 1
	pgNoBackup     = 2
	pgNoData       = 3
	pgMixed        = 4
	pgMismatch     = 5
	pgAskedMissing = 6
)

// pgStatus says what a code means for what can be known. A stanza that does not
// exist comes with exit code 0 and valid JSON.
func pgStatus(code int64) (trouble *Error, none bool) {
	switch code {
	case pgOK, pgMixed, pgMismatch:
		return nil, false
	case pgNoBackup, pgAskedMissing:
		return nil, true
	case pgNoPath, pgNoData:
		return &Error{Reason: ReasonNotFound, Summary: "No such stanza", Message: fmt.Sprintf("PgBackRest finds no data of the stanza (its status is %d): is its name spelt as in the configuration?", code)}, false
	}
	return &Error{Reason: ReasonUnreachable, Summary: "Stanza not readable", Message: fmt.Sprintf("PgBackRest could not read the stanza (its status is %d).", code)}, false
}

func readPgBackRest(value any, options Options) (Listing, *Error) {
	all, _ := asObjects(value)
	var listing Listing
	for i, stanza := range all {
		if wrong := readStanza(stanza, &listing); wrong != nil {
			return Listing{}, wrong.entry(i)
		}
	}
	return listing, nil
}

func readStanza(stanza object, listing *Listing) *Error {
	name := stanza.text("name")
	code, known := stanza.number("status", "code")
	if name == "" || !known {
		return malformedf("a stanza has no name, or no status.")
	}
	trouble, none := pgStatus(code)
	if trouble != nil || none {
		listing.Known = append(listing.Known, Known{Name: name, Stanza: name, Trouble: trouble})
	}
	listing.noteLock(stanza, name)
	repositories, _ := objects(stanza.list("repo"))
	for _, repository := range repositories {
		key, _ := repository.number("key")
		state, known := repository.number("status", "code")
		if !known || state == pgOK || trouble != nil || none && len(repositories) == 1 {
			continue
		}
		wrong, _ := pgStatus(state)
		why := fmt.Sprintf("repository %d holds no backup of the stanza %s", key, shown(name))
		if wrong != nil {
			why = fmt.Sprintf("repository %d of the stanza %s could not be read", key, shown(name))
		}
		if state == pgMismatch {
			why = fmt.Sprintf("repository %d of the stanza %s is that of another database", key, shown(name))
		}
		listing.Known = append(listing.Known, Known{Name: name, Stanza: name, Repository: strconv.FormatInt(key, 10), Beside: true, Why: why, Trouble: wrong})
	}
	backups, ok := objects(stanza.list("backup"))
	if !ok {
		return malformedf("the backups of the stanza %s are no objects.", shown(name))
	}
	if len(backups) == 0 && trouble == nil && !none {
		listing.Known = append(listing.Known, Known{Name: name, Stanza: name})
	}
	return listing.takePgBackups(name, code, backups)
}

// noteLock tells of a backup that runs.
func (l *Listing) noteLock(stanza object, name string) {
	if held, _ := stanza.at("status", "lock", "backup", "held").(bool); !held {
		return
	}
	note := "a backup of the stanza " + shown(name) + " is running"
	if share, known := stanza.number("status", "lock", "backup", "pct-cplt"); known {
		note += fmt.Sprintf(" and %.2f %% done", float64(share)/100)
	}
	l.Notes = append(l.Notes, note)
}

func (l *Listing) takePgBackups(stanza string, code int64, backups []object) *Error {
	chains := map[string]object{}
	key := func(backup object, label string) string {
		repository, _ := backup.number("database", "repo-key")
		return strconv.FormatInt(repository, 10) + "/" + label
	}
	for _, backup := range backups {
		chains[key(backup, backup.text("label"))] = backup
	}
	for _, backup := range backups {
		copied := Copy{Source: stanza, Stanza: stanza, Name: backup.text("label"), Like: backup.text("type"), Good: GoodYes}
		if repository, known := backup.number("database", "repo-key"); known {
			copied.Repository = strconv.FormatInt(repository, 10)
		}
		var wrong *Error
		if copied.StartedAt, wrong = mustTime("pgBackRest", "timestamp.start", backup.at("timestamp", "start"), Options{TimeZone: time.UTC}); wrong != nil {
			return wrong
		}
		copied.FinishedAt, _ = parseTime(backup.at("timestamp", "stop"), nil)
		// The size of the database; delta is that of an increment.
		size, known := backup.number("info", "size")
		copied.holds(size, known)
		copied.pgGood(backup, code, func(label string) (object, bool) {
			one, ok := chains[key(backup, label)]
			return one, ok
		})
		l.Copies = append(l.Copies, copied)
	}
	return nil
}

// pgGood says whether a backup and all that it rests on are good.
func (c *Copy) pgGood(backup object, code int64, find func(label string) (object, bool)) {
	if code == pgMismatch {
		c.doubt(ReasonUnproven, "the repositories are of different databases")
	}
	rests := append(backup.texts("reference"), backup.text("prior"))
	slices.Sort(rests)
	for _, label := range slices.Compact(rests) {
		if label == "" || label == c.Name {
			continue
		}
		one, there := find(label)
		failed, told := one["error"].(bool)
		switch {
		case !there:
			c.doubt(ReasonUnproven, "it rests on "+shown(label)+", of which the listing does not tell")
		case told && failed:
			c.not(ReasonFailed, "it rests on "+shown(label)+", in which pages have wrong checksums")
			return
		}
	}
	switch failed, told := backup["error"].(bool); {
	case told && failed:
		c.not(ReasonFailed, "pages in it have wrong checksums")
	case !told && c.Good == GoodYes:
		c.doubt(ReasonUnproven, "the listing does not say whether its pages have right checksums, as pgBackRest does since 2.36")
	case c.FinishedAt.IsZero():
		c.not(ReasonPartial, "it has no end")
	}
}
