package backup

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// walgFormat is `wal-g backup-list --json`, plain, with --detail, and of MySQL.
var walgFormat = format{
	tool: "wal-g", tells: []string{"host", "repository"},
	matches: func(value any) bool {
		all, ok := asObjects(value)
		return ok && anyHas(all, "backup_name")
	},
	read: readWALG,
}

var walgDelta = text.Pattern(`_D_([0-9A-F]{24})`)

func readWALG(value any, options Options) (Listing, *Error) {
	all, _ := asObjects(value)
	names := map[string]bool{}
	for _, one := range all {
		names[one.text("backup_name")] = true
	}
	var listing Listing
	plain := false
	for i, one := range all {
		copied := Copy{
			Name: one.text("backup_name"), Source: firstOf(digitsOf(one["system_identifier"]), "the cluster"), Like: "full", Good: GoodYes,
			Host: one.text("hostname"), Repository: one.text("storage_name"),
		}
		if copied.Name == "" {
			return Listing{}, malformedf("it has no backup_name.").entry(i)
		}
		wrong := copied.walgTimes(one, options, &plain)
		if wrong != nil {
			return Listing{}, wrong.entry(i)
		}
		size, known := one.number("uncompressed_size")
		copied.holds(size, known)
		if delta := walgDelta().FindStringSubmatch(copied.Name); delta != nil {
			copied.Like, copied.mayBeEmpty = "delta", true
			if !restsOn(names, "base_"+delta[1]) && copied.Good == GoodYes {
				copied.doubt(ReasonUnproven, "it is an increment of base_"+delta[1]+", which the listing does not name")
			}
		}
		listing.Copies = append(listing.Copies, copied)
	}
	if plain {
		listing.Notes = append(listing.Notes, "the times are those at which objects were stored, so a copied bucket makes old backups look new: list with --detail")
	}
	return listing, nil
}

// walgTimes takes the start and the end. The plain list has only the time at
// which the store says that an object was last changed (internal/backup_time.go
// of WAL-G).
func (c *Copy) walgTimes(one object, options Options, plain *bool) (wrong *Error) {
	start, finish := "start_time", "finish_time"
	if one.has("start_local_time") {
		start, finish = "start_local_time", "stop_local_time"
	}
	if !one.has(start) {
		*plain = true
		stored := "time"
		if !one.has(stored) {
			stored = "modify_time"
		}
		if one.has("last_modified") && !one.has(stored) {
			stored = "last_modified"
		}
		c.FinishedAt, wrong = mustTime("wal-g", stored, one[stored], options)
		return wrong
	}
	if c.StartedAt, wrong = mustTime("wal-g", start, one[start], options); wrong != nil {
		return wrong
	}
	if c.FinishedAt, wrong = mayTime("wal-g", one[finish], options); wrong != nil {
		return wrong
	}
	if c.FinishedAt.IsZero() {
		c.not(ReasonPartial, "it has no end")
	}
	return nil
}

func restsOn(names map[string]bool, base string) bool {
	for name := range names {
		if name == base || strings.HasPrefix(name, base+"_D_") {
			return true
		}
	}
	return false
}
