package backup

// proxmoxFormat is `pvesh get /nodes/NODE/storage/STORAGE/content --output-format json`.
var proxmoxFormat = format{
	tool: "proxmox", tells: []string{"server"},
	matches: func(value any) bool {
		all, ok := asObjects(value)
		return ok && everyHas(all, "volid", "content")
	},
	read: readProxmox,
}

// leastMachine is less than the header of an archive in which a disk lies.
const leastMachine = 4096

func readProxmox(value any, options Options) (Listing, *Error) {
	all, _ := asObjects(value)
	var listing Listing
	others, unverified := 0, 0
	for i, one := range all {
		if one.text("content") != "backup" {
			others++
			continue
		}
		machine := digitsOf(one["vmid"])
		copied := Copy{Source: "machine " + firstOf(machine, "without a number"), Server: machine, Name: one.text("volid"), Good: GoodYes, least: leastMachine}
		var wrong *Error
		if copied.StartedAt, wrong = mustTime("proxmox", "ctime", one["ctime"], options); wrong != nil {
			return Listing{}, wrong.entry(i)
		}
		// The time of a file moves with every copy of it; its name does not.
		if named, ok := dateIn(copied.Name); ok && named.hasClock {
			if at, ok := named.instant(options.TimeZone); ok && at.Before(copied.StartedAt) {
				copied.StartedAt = at
			}
		}
		size, known := one.number("size")
		copied.holds(size, known)
		switch state := one.text("verification", "state"); state {
		case "ok":
		case "":
			unverified++
		case "failed":
			copied.not(ReasonFailed, "its verification failed")
		default:
			copied.doubt(ReasonUnproven, "the state of its verification, "+shown(state)+", is not known")
		}
		listing.Copies = append(listing.Copies, copied)
	}
	if others > 0 {
		listing.Notes = append(listing.Notes, plural(others, "volume that is no backup", "volumes that are no backups")+" left aside")
	}
	if unverified > 0 {
		listing.Notes = append(listing.Notes, plural(unverified, "backup was", "backups were")+" never verified")
	}
	return listing, nil
}
