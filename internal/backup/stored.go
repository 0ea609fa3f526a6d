package backup

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Object is a file, or what a store holds under a key.
type Object struct {
	// Name is the path below the folder, or the key.
	Name string
	// Size is in bytes, negative where it is not told.
	Size int64
	// ModifiedAt is when it was last written or stored; zero where not told.
	ModifiedAt time.Time
	// StorageClass is the store's word for how it is kept.
	StorageClass string
	// Trouble is why nothing is known of it but its name.
	Trouble string

	// below is where the part of the name begins that was not given by the user,
	// and that alone tells a day.
	below int
	// given is the place of the folder or pattern that led to it.
	given int
}

// Growing is how long after its last change a file may still be written to.
const Growing = 10 * time.Minute

// nameSlack is by how much the day in a name may lie after the file's own time:
// the clocks of two machines, and a run that is named after the day to come.
const nameSlack = 24 * time.Hour

// Endings of files that are being written, and of files beside a backup.
var (
	partEndings = []string{".part", ".tmp", ".partial", ".filepart", ".crdownload", ".incomplete", ".inprogress", ".temp", "~"}
	sideEndings = []string{
		".sha256", ".sha512", ".sha1", ".md5", ".b2", ".sum", ".asc", ".sig", ".minisig", ".log", ".lock", ".pid",
		"_$folder$", "sha256sums", "sha512sums", "sha1sums", "md5sums", "b2sums",
	}
)

// sorted puts objects in order: what is a backup, what is one in the making, and
// what stands beside.
type sorted struct {
	listing        Listing
	hidden, beside int
	undated, other []string
}

// copiesOf makes backups of objects. Where some of one folder or pattern have a day
// in their names, those without are left aside: an alias such as latest.sql.gz makes an old backup look
// new.
func copiesOf(objects []Object, options Options) (Listing, *Error) {
	var all sorted
	type found struct {
		object Object
		named  dated
		has    bool
	}
	var kept []found
	dates := map[int]bool{}
	for _, one := range objects {
		name := one.Name[one.below:]
		switch aside, part := nameAside(name); {
		case aside == "hidden":
			all.hidden++
			continue
		case aside != "":
			all.beside++
			continue
		case part:
			name = withoutPart(name)
		}
		named, has := dateIn(name)
		if options.Pattern != nil {
			given, told, ok := options.Pattern.match(name)
			if !ok {
				all.other = append(all.other, one.Name)
				continue
			}
			if options.Pattern.parts != "" {
				given.begin, given.end = named.begin, named.end
				named, has = given, told
			}
		}
		dates[one.given] = dates[one.given] || has
		kept = append(kept, found{one, named, has})
	}
	for _, one := range kept {
		if dates[one.object.given] && !one.has {
			all.undated = append(all.undated, one.object.Name)
			continue
		}
		copied, wrong := one.object.copied(one.named, one.has, options)
		if wrong != nil {
			return Listing{}, wrong
		}
		all.listing.Copies = append(all.listing.Copies, copied)
	}
	all.note()
	return all.listing, nil
}

func (s *sorted) note() {
	if n := len(s.undated); n > 0 {
		s.listing.Notes = append(s.listing.Notes, fmt.Sprintf("%d without a day in the name left aside (%s)", n, listed(s.undated)))
	}
	if n := len(s.other); n > 0 {
		s.listing.Notes = append(s.listing.Notes, fmt.Sprintf("%d of another name than the pattern left aside (%s)", n, listed(s.other)))
	}
	if n := s.hidden + s.beside; n > 0 {
		s.listing.Notes = append(s.listing.Notes, plural(n, "hidden file, checksum, signature or log", "hidden files, checksums, signatures and logs")+" left aside")
	}
}

// nameAside says why a name is none of a backup, and whether it is that of one in
// the making.
func nameAside(name string) (aside string, part bool) {
	for step := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(step, ".") && step != "." && step != ".." || step == "lost+found" {
			return "hidden", false
		}
	}
	lower := strings.ToLower(path.Base(name))
	for _, ending := range sideEndings {
		if strings.HasSuffix(lower, ending) {
			return "beside", false
		}
	}
	return "", withoutPart(name) != name
}

func withoutPart(name string) string {
	for _, ending := range partEndings {
		if strings.HasSuffix(strings.ToLower(name), ending) && len(name) > len(ending) {
			return name[:len(name)-len(ending)]
		}
	}
	return name
}

// copied is the object as a backup. When it was made is the earlier of what its
// name and its time say: a copy, a restore or touch makes old data look new.
func (o Object) copied(named dated, has bool, options Options) (Copy, *Error) {
	name := withoutPart(o.Name)
	copied := Copy{Source: o.Name[:o.below] + seriesOf(name[o.below:]), Name: o.Name, Paths: []string{path.Dir(o.Name)}, Good: GoodYes, least: smallest, guessed: true, FinishedAt: o.ModifiedAt}
	copied.holds(o.Size, o.Size >= 0)
	if has {
		if wrong := copied.named(named, o.ModifiedAt, options); wrong != nil {
			return Copy{}, wrong
		}
	}
	switch {
	case o.Trouble != "":
		copied.doubt(ReasonUnreachable, o.Trouble)
	case name != o.Name:
		copied.not(ReasonPartial, "its name says that it is still being written")
	case copied.At().IsZero():
		copied.doubt(ReasonMalformed, "nothing says when it was made")
	case !o.ModifiedAt.IsZero() && !options.ReadAt.IsZero() && options.ReadAt.Sub(o.ModifiedAt) < Growing && !o.ModifiedAt.After(options.ReadAt.Add(Ahead)):
		copied.not(ReasonRunning, "it was written to less than 10 minutes ago, so it may still grow")
	case copied.Good == GoodYes && compressedNothing(name, o.Size):
		copied.not(ReasonEmpty, fmt.Sprintf("it has %d bytes, as nothing has when it is compressed", o.Size))
	}
	switch o.StorageClass {
	case "GLACIER", "DEEP_ARCHIVE":
		copied.Note = "it lies in the storage class " + o.StorageClass + ", so that a restore takes hours"
	}
	return copied, nil
}

// named takes the day in a name.
func (c *Copy) named(named dated, modified time.Time, options Options) *Error {
	at, ok := named.instant(options.TimeZone)
	if !ok {
		return noTimeZone("A name with a day in it, such as " + shown(c.Name) + ",")
	}
	if !modified.IsZero() && at.After(modified.Add(nameSlack)) {
		c.not(ReasonFuture, "its name bears a later day than the file")
		return nil
	}
	if named.hasClock || modified.IsZero() {
		if modified.IsZero() || at.Before(modified) {
			c.StartedAt = at
		}
		return nil
	}
	// Written on the day that it bears, a file tells more than its name.
	next, _ := dated{day: named.day.AddDate(0, 0, 1)}.instant(options.TimeZone)
	if !modified.Before(next) {
		c.StartedAt = at
		c.Note = "its name bears " + named.day.Format("2006-01-02") + ", a day before that of the file"
	}
	return nil
}

// compressedNothing says that a file has the size of no bytes, compressed: gzip
// puts the name of the file inside, and tar adds blocks of zeros.
func compressedNothing(name string, size int64) bool {
	base := strings.ToLower(path.Base(name))
	for _, one := range []struct {
		ending string
		sizes  []int64
	}{
		{".tgz", []int64{20, 45, 46}},
		{".tar.gz", []int64{45, 46}},
		{".gz", []int64{20, 21 + int64(len(base)-len(".gz"))}},
		{".tar.bz2", []int64{45, 46}},
		{".bz2", []int64{14}},
		{".tar.xz", []int64{108}},
		{".txz", []int64{32, 108}},
		{".xz", []int64{32}},
		{".zst", []int64{9, 13}},
		{".lz4", []int64{11, 15}},
		{".zip", []int64{22}},
		{".7z", []int64{32}},
	} {
		if strings.HasSuffix(base, one.ending) && slices.Contains(one.sizes, size) {
			return true
		}
	}
	return false
}
