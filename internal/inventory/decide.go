package inventory

import (
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// decide says what a change does to the row as it was found (its Revision is 0
// where there is none), or in a sentence why it must not. wasOurs says that the
// workspace once wrote the row.
func decide(change Change, found Row, workspace string, wasOurs bool) (action Action, clash string) {
	id, missing := deadline.Printable(change.Row.ID), found.Revision == 0
	foreign := !missing && found.Workspace != workspace
	stale := change.Expected != AnyRevision && change.Expected != found.Revision
	if change.Delete != "" {
		switch {
		case missing || found.Deleted():
			return Unchanged, ""
		case foreign && wasOurs:
			// It has moved: nothing is left to do where it was.
			return Forgotten, ""
		case foreign:
			return "", foreignClash(found)
		case stale:
			return "", staleClash(change, found)
		case change.Delete == Purge:
			return Purged, ""
		}
		return Deleted, ""
	}
	switch {
	case missing && change.Expected > 0:
		return "", fmt.Sprintf("%s was at revision %d and is no longer in the inventory.", id, change.Expected)
	case missing:
		return Created, ""
	case found.Deleted() && change.Expected > 0 && !change.Adopt:
		return "", fmt.Sprintf("%s was deleted by %s at %s.", id, writerName(found.Updated), deadline.FormatInstant(found.Updated.At))
	case found.Deleted():
		return Restored, ""
	case foreign && !change.Adopt:
		return "", foreignClash(found)
	case foreign:
		return Adopted, ""
	case same(change.Row, found):
		// Also where the revision is another: who wants what is there has no quarrel.
		return Unchanged, ""
	case change.Adopt && change.Expected == 0:
		return Adopted, ""
	case stale:
		return "", staleClash(change, found)
	}
	return Updated, ""
}

func foreignClash(found Row) string {
	return fmt.Sprintf("%s belongs to the workspace %q, which last wrote it at %s (%s). Adopt it to take it over, or give yours another name.",
		deadline.Printable(found.ID), deadline.Printable(found.Workspace), deadline.FormatInstant(found.Updated.At), writerName(found.Updated))
}

func staleClash(change Change, found Row) string {
	id := deadline.Printable(found.ID)
	by := fmt.Sprintf("by %s at %s", writerName(found.Updated), deadline.FormatInstant(found.Updated.At))
	if change.Expected == 0 {
		return fmt.Sprintf("%s is in the inventory already, written for this workspace %s. Import it or adopt it; if another resource has this name, give yours another.", id, by)
	}
	return fmt.Sprintf("%s was changed %s: it is at revision %d, not %d. Plan again to see the change.", id, by, found.Revision, change.Expected)
}

// writerName is who wrote, as far as anybody said.
func writerName(stamp Stamp) string {
	name := "somebody unnamed"
	if stamp.By != "" {
		name = deadline.Printable(stamp.By)
	}
	if stamp.Run != "" {
		name += " in run " + deadline.Printable(stamp.Run)
	}
	return name
}

// same says that two rows tell the same facts. Both are in their normal form; one
// that cannot be written as text is the same as none.
func same(a, b Row) bool {
	one, err := a.document()
	if err != nil {
		return false
	}
	other, err := b.document()
	return err == nil && one == other
}
