package backup

import (
	"fmt"
	"slices"
	"strings"
)

// resticFormat is `restic snapshots --json`, also with --group-by (restic
// doc/075_scripting.rst).
var resticFormat = format{
	tool: "restic", tells: []string{"host", "paths", "tags"},
	matches: func(value any) bool {
		all, ok := asObjects(value)
		return ok && (anyHas(all, "group_key", "snapshots") || anyHas(all, "time", "tree") || anyHas(all, "time", "paths", "hostname"))
	},
	read: readRestic,
}

func readRestic(value any, options Options) (Listing, *Error) {
	all, _ := asObjects(value)
	var listing Listing
	if everyHas(all, "group_key", "snapshots") {
		var flat []object
		for i, group := range all {
			inner, ok := objects(group.list("snapshots"))
			if _, isList := group["snapshots"].([]any); !ok || !isList {
				return Listing{}, malformedf("Group %d of the restic listing holds no list of snapshots.", i+1)
			}
			if len(inner) == 0 {
				host, paths := group.text("group_key", "hostname"), group.texts("group_key", "paths")
				slices.Sort(paths)
				listing.Known = append(listing.Known, Known{Name: host + ":" + strings.Join(paths, ","), Host: host, Paths: paths})
			}
			flat = append(flat, inner...)
		}
		all = flat
	}
	listing.Copies = make([]Copy, 0, len(all))
	for i, snapshot := range all {
		copied, wrong := resticCopy(snapshot, options)
		if wrong != nil {
			return Listing{}, wrong.entry(i)
		}
		listing.Copies = append(listing.Copies, copied)
	}
	return listing, nil
}

func resticCopy(snapshot object, options Options) (Copy, *Error) {
	paths := snapshot.texts("paths")
	slices.Sort(paths)
	copied := Copy{
		Name: firstOf(snapshot.text("short_id"), snapshot.text("id")), Good: GoodYes,
		Host: snapshot.text("hostname"), Paths: paths, Tags: snapshot.texts("tags"),
	}
	copied.Source = copied.Host + ":" + strings.Join(paths, ",")
	var wrong *Error
	if copied.StartedAt, wrong = mustTime("restic", "time", snapshot["time"], options); wrong != nil {
		return Copy{}, wrong
	}
	// Only restic 0.17 and later write a summary: without one the size is not
	// known, which is not 0.
	summary := snapshot.child("summary")
	if summary == nil {
		return copied, nil
	}
	copied.FinishedAt, _ = parseTime(summary["backup_end"], nil)
	size, known := summary.number("total_bytes_processed")
	copied.holds(size, known)
	if files, known := summary.number("total_files_processed"); known && files == 0 {
		copied.not(ReasonEmpty, "it holds no file")
	}
	return copied, nil
}

// resticExits are what restic says with its exit code (restic doc/075_scripting.rst).
var resticExits = map[int64]struct {
	reason Reason
	clause string
}{
	10:  {ReasonNotFound, "the repository does not exist"},
	11:  {ReasonRunning, "the repository is locked"},
	12:  {ReasonUnreachable, "the password is wrong, or no key was found"},
	130: {ReasonPartial, "it was interrupted"},
}

// programFailed tells the message with which restic ends instead of a list. Its
// own text is not shown: it may hold the address of the repository with a
// password.
func programFailed(value any) *Error {
	message, ok := value.(object)
	if !ok || message.text("message_type") == "" {
		return nil
	}
	switch message.text("message_type") {
	case "exit_error", "error":
	default:
		return unsupportedf("The listing is the log of a run of restic, not the list of its snapshots. Give the output of `restic snapshots --json`.")
	}
	wrong := &Error{Reason: ReasonUnreachable, Summary: "Restic failed"}
	clause := "for a reason that its message tells"
	if code, known := message.number("code"); known {
		clause = fmt.Sprintf("with exit code %d", code)
		if told, known := resticExits[code]; known {
			wrong.Reason = told.reason
			clause += ": " + told.clause
		}
	}
	wrong.Message = "The listing is no list but the error with which restic ended, " + clause + ". Run `restic snapshots --json` by hand, mend what it says, and keep its list only when it exits with 0."
	return wrong
}
