package backup

import (
	"time"
)

// bareosFormat is `list jobs` of Bareos in its JSON mode (.api 2): every value is
// a text, and times have no zone.
var bareosFormat = format{
	tool: "bareos", tells: []string{"host"},
	matches: func(value any) bool {
		one, ok := value.(object)
		_, isList := one.at("result", "jobs").([]any)
		return ok && isList
	},
	read: readBareos,
}

func readBareos(value any, options Options) (Listing, *Error) {
	outer, _ := value.(object)
	jobs, ok := objects(outer.list("result", "jobs"))
	if !ok {
		return Listing{}, malformedf("An element of result.jobs is no object.")
	}
	var listing Listing
	restored, fulls := map[string]time.Time{}, map[string]time.Time{}
	others := 0
	for i, job := range jobs {
		switch job.text("type") {
		case "B":
			copied, wrong := bareosCopy(job, options)
			if wrong != nil {
				return Listing{}, wrong.entry(i)
			}
			if copied.Like == "F" && copied.Good == GoodYes && (fulls[copied.Source].IsZero() || copied.StartedAt.Before(fulls[copied.Source])) {
				fulls[copied.Source] = copied.StartedAt
			}
			listing.Copies = append(listing.Copies, copied)
		case "R":
			at, wrong := mayTime("Bareos", job["starttime"], options)
			if wrong != nil {
				return Listing{}, wrong
			}
			if status := job.text("jobstatus"); (status == "T" || status == "W") && at.After(restored[job.text("client")]) {
				restored[job.text("client")] = at
			}
		default:
			others++
		}
	}
	for i := range listing.Copies {
		copied := &listing.Copies[i]
		// A finished restore is the restore test.
		copied.VerifiedAt = restored[copied.Host]
		full, there := fulls[copied.Source]
		if copied.mayBeEmpty && copied.Good == GoodYes && (!there || full.After(copied.StartedAt)) {
			copied.doubt(ReasonUnproven, "it is an increment, and the listing names no full backup before it")
		}
	}
	if others > 0 {
		listing.Notes = append(listing.Notes, plural(others, "job that neither backs up nor restores", "jobs that neither back up nor restore")+" left aside")
	}
	return listing, nil
}

func bareosCopy(job object, options Options) (Copy, *Error) {
	copied := Copy{
		Source: job.text("client") + ":" + job.text("name"), Host: job.text("client"), Name: digitsOf(job["jobid"]), Like: job.text("level"), Good: GoodYes,
	}
	copied.mayBeEmpty = copied.Like != "F"
	var wrong *Error
	if copied.StartedAt, wrong = mustTime("Bareos", "starttime", job["starttime"], options); wrong != nil {
		return Copy{}, wrong
	}
	if copied.FinishedAt, wrong = mayTime("Bareos", job["endtime"], options); wrong != nil {
		return Copy{}, wrong
	}
	size, known := job.number("jobbytes")
	copied.holds(size, known)
	copied.state(job.text("jobstatus"), map[string]Reason{
		"T": "", "W": "", "R": ReasonRunning, "C": ReasonRunning, "l": ReasonRunning, "E": ReasonFailed, "f": ReasonFailed, "A": ReasonFailed, "e": ReasonFailed, "I": ReasonPartial,
	})
	if files, known := job.number("jobfiles"); known && files == 0 && !copied.mayBeEmpty && copied.Good == GoodYes {
		copied.not(ReasonEmpty, "it holds no file")
	}
	return copied, nil
}
