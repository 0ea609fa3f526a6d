package backup

import (
	"maps"
	"slices"
	"time"
)

// barmanFormat is `barman list-backups --format json`: lists by server.
var barmanFormat = format{
	tool: "barman", tells: []string{"server"},
	matches: func(value any) bool {
		servers, ok := value.(object)
		found := false
		for _, value := range servers {
			list, isList := value.([]any)
			all, allObjects := objects(list)
			if !isList || !allObjects || len(all) > 0 && !everyHas(all, "backup_id") {
				return false
			}
			found = found || len(all) > 0
		}
		return ok && found
	},
	read: readBarman,
}

func readBarman(value any, options Options) (Listing, *Error) {
	servers, _ := value.(object)
	var listing Listing
	for _, server := range slices.Sorted(maps.Keys(servers)) {
		list, _ := servers[server].([]any)
		all, _ := objects(list)
		if len(all) == 0 {
			listing.Known = append(listing.Known, Known{Name: server, Server: server})
		}
		for i, one := range all {
			copied, wrong := barmanCopy(server, one, options)
			if wrong != nil {
				return Listing{}, wrong.entry(i)
			}
			listing.Copies = append(listing.Copies, copied)
		}
	}
	return listing, nil
}

func barmanCopy(server string, one object, options Options) (Copy, *Error) {
	copied := Copy{Source: server, Server: server, Name: one.text("backup_id"), Like: one.text("backup_type"), Good: GoodYes}
	size, known := one.number("size_bytes")
	copied.holds(size, known)
	status := one.text("status")
	switch status {
	case "DONE":
	case "WAITING_FOR_WALS":
		copied.doubt(ReasonRunning, "it still waits for log files without which it cannot be restored")
	case "STARTED", "SYNCING":
		copied.not(ReasonRunning, "it is still running")
	case "FAILED":
		copied.not(ReasonFailed, "it failed")
	case "EMPTY":
		copied.not(ReasonEmpty, "it is empty")
	default:
		copied.doubt(ReasonUnproven, "its status "+shown(status)+" is not known")
	}
	// Only the epoch has a zone; the identifier is the start by the local clock.
	ended := one["end_time_timestamp"]
	if ended == nil || ended == "" {
		ended = one["end_time"]
	}
	var wrong *Error
	if copied.FinishedAt, wrong = mayTime("barman", ended, options); wrong != nil {
		return Copy{}, wrong
	}
	if naive, err := time.Parse("20060102T150405", copied.Name); err == nil && options.TimeZone != nil {
		if start, err := inZone(naive, options.TimeZone); err == nil && (copied.FinishedAt.IsZero() || start.Before(copied.FinishedAt)) {
			copied.StartedAt = start
		}
	}
	if copied.At().IsZero() && copied.Good == GoodYes {
		return Copy{}, malformedf("the backup %s of the server %s is DONE and has no end that can be read as a time.", shown(copied.Name), shown(server))
	}
	return copied, nil
}
