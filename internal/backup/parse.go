package backup

import (
	"bytes"
	"errors"
	"time"
	"unicode/utf8"
)

// Options are what a user says about a listing.
type Options struct {
	// TimeZone is that of times without one; nil where nobody says, which is an
	// error as soon as such a time is met.
	TimeZone *time.Location
	// Mapping reads JSON of any other shape; nil finds the tool out by content.
	Mapping *Mapping
	// Pattern says how the names of files and objects look; nil takes all of them,
	// and the last day in each name for its day.
	Pattern *Pattern
	// ReadAt is the time by the wall clock: a file that was changed just before may
	// still grow. Zero takes all files for whole.
	ReadAt time.Time
	// WrittenAt is when the file was last written, zero where that is not known.
	WrittenAt time.Time
}

// format is one shape of listing.
type format struct {
	tool    string
	tells   []string // filters that it can answer
	matches func(value any) bool
	read    func(value any, options Options) (Listing, *Error)
}

const acceptedListings = "Accepted are the JSON of `restic snapshots`, `borg list` and `borg info`, borgmatic, `pgbackrest info`, `wal-g backup-list`, " +
	"`barman list-backups`, Velero, AWS Backup, EBS and RDS, Proxmox, Bareos, ZFS and S3; for any other JSON say with mapping where its list is and what stands in it."

// Parse reads a listing, which is found out by its content.
func Parse(content []byte, options Options) (Listing, error) {
	listing, wrong := parse(content, options)
	if wrong != nil {
		return Listing{}, wrong
	}
	return listing, nil
}

func parse(content []byte, options Options) (Listing, *Error) {
	if len(content) > MaxBytes {
		return Listing{}, tooLarge(int64(len(content)))
	}
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	trimmed := bytes.TrimSpace(content)
	switch {
	case len(trimmed) == 0:
		return Listing{}, &Error{
			Reason: ReasonEmpty, Summary: "Empty backup listing",
			Message: "The listing is empty: did the command that writes it fail? A list without backups is [].",
		}
	case !utf8.Valid(trimmed):
		return Listing{}, malformedf("The listing is not text in UTF-8, as JSON is.")
	}
	listing, wrong := parseText(trimmed, options)
	if wrong != nil {
		return Listing{}, wrong
	}
	if len(listing.Copies) > MaxCopies {
		return Listing{}, attributef("", ReasonTooLarge, "Too many backups", "The listing names more than %d backups.", MaxCopies)
	}
	listing.agedBy(options.WrittenAt)
	return listing, nil
}

func parseText(content []byte, options Options) (Listing, *Error) {
	if options.Mapping == nil {
		if content[0] == '<' {
			return readMarkup(content, options)
		}
		if listing, wrong, known := readLines(content, options); known {
			return listing, wrong
		}
	}
	value, rest, wrong := parseValue(content)
	if wrong != nil {
		return Listing{}, wrong
	}
	if wrong := ended(value, rest); wrong != nil {
		return Listing{}, wrong
	}
	return readValueAs(value, options)
}

// ended looks at what a program wrote instead of a list, or after it.
func ended(value any, rest []byte) *Error {
	if wrong := programFailed(value); wrong != nil {
		return wrong
	}
	if len(rest) == 0 {
		return nil
	}
	for len(rest) > 0 {
		var more any
		var wrong *Error
		if more, rest, wrong = parseValue(rest); wrong != nil {
			break
		}
		if wrong := programFailed(more); wrong != nil {
			return wrong
		}
	}
	return malformedf("The listing goes on after its end. Was more than one listing written to the file? Give each one of its own, or make one list of them.")
}

// readValueAs finds the shape of a value, also within a wrapper that says when the
// listing was made: {"recorded_at": "…", "listing": […]}.
func readValueAs(value any, options Options) (Listing, *Error) {
	outer, _ := value.(object)
	if outer == nil || !outer.has("recorded_at") {
		return readShape(value, options)
	}
	at, err := parseTime(outer["recorded_at"], options.TimeZone)
	switch {
	case errors.Is(err, errNoZone):
		return Listing{}, noTimeZone("recorded_at")
	case err != nil:
		return Listing{}, malformedf("The listing says with recorded_at when it was made, and that is no time. Write it like \"2026-11-28T02:00:00Z\".")
	}
	inner := object{}
	var only any
	for key, value := range outer {
		if key != "recorded_at" {
			inner[key], only = value, value
		}
	}
	listing, wrong := readShape(inner, options)
	if wrong != nil && wrong.Reason == ReasonUnsupported && len(inner) == 1 {
		listing, wrong = readShape(only, options)
	}
	listing.RecordedAt, listing.declared = at, true
	return listing, wrong
}

func readShape(value any, options Options) (Listing, *Error) {
	if options.Mapping != nil {
		return options.Mapping.read(value, options)
	}
	if list, ok := value.([]any); ok && len(list) == 0 {
		return Listing{}, nil
	}
	for _, format := range formats {
		if !format.matches(value) {
			continue
		}
		listing, wrong := format.read(value, options)
		listing.Tool, listing.tells = format.tool, format.tells
		return listing, wrong
	}
	return Listing{}, unrecognised(value)
}

// formats are tried in this order.
var formats = []format{
	resticFormat, borgFormat, pgBackRestFormat, walgFormat, proxmoxFormat,
	veleroFormat, awsBackupFormat, ebsFormat, rdsFormat, s3JSONFormat, bareosFormat, zfsFormat, barmanFormat,
}

func unrecognised(value any) *Error {
	switch value := value.(type) {
	case nil:
		return unsupportedf("The listing is null, which is no list; one without backups is []. Did the filter that made it, such as jq, find nothing? %s", acceptedListings)
	case object:
		if value.has("repository") && !value.has("archives") {
			return unsupportedf("The listing has no member archives: it describes a borg repository and lists nothing. Give the output of `borg list --json REPOSITORY` or `borg info --json REPOSITORY --last 10`.")
		}
	case []any:
	default:
		return unsupportedf("The listing is a single value and no list. %s", acceptedListings)
	}
	return unsupportedf("The listing is JSON of a shape that is not known. %s", acceptedListings)
}

// agedBy takes the time of the file for that of the listing, where nobody says
// better. One before its newest copy is the mark of a tool that sets all files to
// one day, and says nothing.
func (l *Listing) agedBy(written time.Time) {
	if !l.RecordedAt.IsZero() || written.IsZero() {
		return
	}
	for i := range l.Copies {
		if l.Copies[i].At().After(written) {
			return
		}
	}
	l.RecordedAt = written.UTC()
}

func tooLarge(size int64) *Error {
	return attributef("", ReasonTooLarge, "Backup listing too large",
		"The listing has %d bytes; at most %d (64 MiB) are read. List less, for example one host, or the last hundred backups.", size, MaxBytes)
}
