package backup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// veleroFormat is `kubectl get backups.velero.io -A -o json`, or one object of it.
var veleroFormat = format{
	tool: "velero", tells: []string{"tags"},
	matches: func(value any) bool {
		one, ok := value.(object)
		if !ok {
			return false
		}
		list, isList := one["items"].([]any)
		items, allObjects := objects(list)
		switch {
		case isVelero(one):
			return true
		case !isList || !allObjects || one.text("kind") == "":
			return false
		}
		return slices.ContainsFunc(items, isVelero) || one.text("kind") == "BackupList"
	},
	read: readVelero,
}

func isVelero(one object) bool {
	return one.text("kind") == "Backup" && strings.HasPrefix(one.text("apiVersion"), "velero.io/")
}

func readVelero(value any, options Options) (Listing, *Error) {
	one, _ := value.(object)
	items := []object{one}
	if !isVelero(one) {
		items, _ = objects(one.list("items"))
	}
	if one.text("metadata", "continue") != "" {
		return Listing{}, incomplete("metadata.continue")
	}
	var listing Listing
	others := 0
	for i, item := range items {
		if !isVelero(item) {
			others++
			continue
		}
		copied, wrong := veleroCopy(item, options)
		if wrong != nil {
			return Listing{}, wrong.entry(i)
		}
		listing.Copies = append(listing.Copies, copied)
	}
	if others > 0 {
		listing.Notes = append(listing.Notes, plural(others, "object of another kind", "objects of other kinds")+" left aside")
	}
	return listing, nil
}

func veleroCopy(item object, options Options) (Copy, *Error) {
	name, labels := item.text("metadata", "name"), item.child("metadata", "labels")
	copied := Copy{Name: name, Good: GoodYes}
	copied.Source = item.text("metadata", "namespace") + "/" + cmp.Or(labels.text("velero.io/schedule-name"), seriesOf(name))
	copied.Tags = item.texts("spec", "includedNamespaces")
	status := item.child("status")
	for _, times := range []struct {
		into  *time.Time
		value any
	}{
		{&copied.StartedAt, status["startTimestamp"]},
		{&copied.FinishedAt, status["completionTimestamp"]},
		{&copied.KeptUntil, status["expiration"]},
	} {
		var wrong *Error
		if *times.into, wrong = mayTime("velero", times.value, options); wrong != nil {
			return Copy{}, wrong
		}
	}
	copied.veleroPhase(status)
	if copied.At().IsZero() {
		// What waits to be started has a day of its own.
		created, wrong := mustTime("velero", "startTimestamp", item.at("metadata", "creationTimestamp"), options)
		if wrong != nil || copied.Good == GoodYes {
			return Copy{}, malformedf("the backup %s has no startTimestamp that can be read as a time.", shown(name))
		}
		copied.StartedAt = created
	}
	if item.text("metadata", "deletionTimestamp") != "" {
		copied.not(ReasonDeleted, "it is being deleted")
	}
	return copied, nil
}

// veleroPhase reads the phases of pkg/apis/velero/v1/backup_types.go. Only
// Completed is good, and not even that where volumes or errors say otherwise.
func (c *Copy) veleroPhase(status object) {
	phase := status.text("phase")
	count := func(key string) int64 {
		n, _ := status.number(key)
		return n
	}
	switch phase {
	case "Completed":
	case "", "New", "Queued", "ReadyToStart":
		c.not(ReasonRunning, "it has not begun")
		return
	case "InProgress", "WaitingForPluginOperations", "Finalizing":
		c.not(ReasonRunning, "it is still running")
		return
	case "PartiallyFailed", "WaitingForPluginOperationsPartiallyFailed", "FinalizingPartiallyFailed":
		c.not(ReasonPartial, "it failed in part")
		return
	case "Failed", "FailedValidation":
		c.not(ReasonFailed, "it failed")
		return
	case "Deleting":
		c.not(ReasonDeleted, "it is being deleted")
		return
	default:
		c.doubt(ReasonUnproven, "its phase "+shown(phase)+" is not known")
		return
	}
	items, told := status.number("progress", "totalItems")
	done, doneTold := status.number("progress", "itemsBackedUp")
	switch {
	case count("errors") > 0:
		c.not(ReasonPartial, fmt.Sprintf("%d errors are told of it", count("errors")))
	case count("volumeSnapshotsAttempted") > count("volumeSnapshotsCompleted"), count("csiVolumeSnapshotsAttempted") > count("csiVolumeSnapshotsCompleted"),
		count("backupItemOperationsAttempted") > count("backupItemOperationsCompleted"):
		c.not(ReasonPartial, "not every volume of it was copied")
	case told && items == 0:
		c.not(ReasonEmpty, "it holds no item")
	case told && doneTold && done < items:
		c.not(ReasonPartial, fmt.Sprintf("%d of its %d items were copied", done, items))
	}
}

// incomplete is the error for a listing that says itself that it goes on.
func incomplete(mark string) *Error {
	return &Error{
		Reason: ReasonIncomplete, Summary: "Listing not complete",
		Message: "The listing says with " + mark + " that it goes on, so the newest backup may stand in a part that is not there. List everything.",
	}
}
