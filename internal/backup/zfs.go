package backup

import (
	"maps"
	"slices"
	"strings"
)

// zfsFormat is `zfs list -j -t snapshot`, of OpenZFS 2.3 and later.
var zfsFormat = format{
	tool: "zfs", tells: []string{"paths"},
	matches: func(value any) bool {
		one, ok := value.(object)
		return ok && one.child("datasets") != nil && one.child("output_version") != nil
	},
	read: readZFS,
}

func readZFS(value any, options Options) (Listing, *Error) {
	outer, _ := value.(object)
	datasets := outer.child("datasets")
	var listing Listing
	marks := 0
	for i, name := range slices.Sorted(maps.Keys(datasets)) {
		one, _ := datasets[name].(object)
		if kind := one.text("type"); kind != "" && kind != "SNAPSHOT" {
			continue
		}
		size, known := one.number("properties", "referenced", "value")
		wrong := listing.takeZFS(name, one.at("properties", "creation", "value"), size, known, options, &marks)
		if wrong != nil {
			return Listing{}, wrong.entry(i)
		}
	}
	listing.noteZFS(marks)
	return listing, nil
}

// readZFSLines is `zfs list -Hp -t snapshot -o name,creation,used,referenced`.
func readZFSLines(lines []string, options Options) (Listing, *Error) {
	var listing Listing
	marks := 0
	for i, line := range lines {
		fields := strings.Split(line, "\t")
		size, known := int64(0), false
		if len(fields) > 3 {
			size, known = wholeNumber(fields[3])
		}
		if len(fields) < 2 {
			return Listing{}, malformedf("it has no time of creation.").entry(i)
		}
		if wrong := listing.takeZFS(fields[0], fields[1], size, known, options, &marks); wrong != nil {
			return Listing{}, wrong.entry(i)
		}
	}
	listing.noteZFS(marks)
	return listing, nil
}

// takeZFS takes one snapshot. What it uses may be 0; what it refers to is its size.
func (l *Listing) takeZFS(name string, creation any, size int64, known bool, options Options, marks *int) *Error {
	dataset, snapshot, ok := strings.Cut(name, "@")
	if !ok {
		return malformedf("%s is no name of a snapshot, which has an @ in it.", shown(name))
	}
	if strings.HasPrefix(snapshot, "syncoid_") {
		*marks++
		return nil
	}
	copied := Copy{Source: dataset, Paths: []string{dataset}, Name: name, Good: GoodYes}
	var wrong *Error
	if copied.StartedAt, wrong = mustTime("zfs", "creation", creation, options); wrong != nil {
		return wrong
	}
	copied.holds(size, known)
	l.Copies = append(l.Copies, copied)
	return nil
}

func (l *Listing) noteZFS(marks int) {
	if marks > 0 {
		l.Notes = append(l.Notes, plural(marks, "mark", "marks")+" of syncoid left aside")
	}
	if len(l.Copies) > 0 {
		pool, _, _ := strings.Cut(l.Copies[0].Source, "/")
		l.Notes = append(l.Notes, "a snapshot shares the fate of its pool, here "+shown(pool))
	}
}
