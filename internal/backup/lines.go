package backup

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

var (
	zfsLine   = text.Pattern(`^[^\t@]+@[^\t]+\t\d+(\t\S+)*$`)
	btrbkLine = text.Pattern(`^format="raw"( [a-z_]+="[^"]*")+ *$`)
	btrbkPart = text.Pattern(`([a-z_]+)="([^"]*)"`)
)

// readLines reads listings that have one entry a line. known is false where the
// text is none of them.
func readLines(content []byte, options Options) (listing Listing, wrong *Error, known bool) {
	if content[0] == '{' || content[0] == '[' {
		return Listing{}, nil, false
	}
	var lines []string
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimRight(line, "\r\n"); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	switch first := lines[0]; {
	case zfsLine().MatchString(first):
		listing, wrong = readZFSLines(lines, options)
		listing.Tool, listing.tells = zfsFormat.tool, zfsFormat.tells
	case btrbkLine().MatchString(first):
		listing, wrong = readBtrbk(lines, options)
		listing.Tool, listing.tells = "btrbk", []string{"paths"}
	default:
		return Listing{}, nil, false
	}
	return listing, wrong, true
}

// readBtrbk is `btrbk list all --format raw`. A snapshot without a target_path
// was not copied anywhere. Times stand in names, by the local clock.
func readBtrbk(lines []string, options Options) (Listing, *Error) {
	var listing Listing
	for i, line := range lines {
		if !btrbkLine().MatchString(line) {
			return Listing{}, malformedf("it is no line of btrbk's raw format.").entry(i)
		}
		fields := map[string]string{}
		for _, part := range btrbkPart().FindAllStringSubmatch(line, -1) {
			fields[part[1]] = part[2]
		}
		source := fields["source_subvolume_path"]
		if source == "" {
			return Listing{}, malformedf("it names no source_subvolume_path.").entry(i)
		}
		copied := Copy{Source: source, Paths: []string{source}, Host: fields["source_host"], Name: firstOf(fields["target_path"], fields["snapshot_path"]), Good: GoodYes}
		named, ok := dateIn(copied.Name)
		if !ok {
			return Listing{}, malformedf("its name %s holds no day, so it cannot be told when the backup was made.", shown(copied.Name)).entry(i)
		}
		if copied.StartedAt, ok = named.instant(options.TimeZone); !ok {
			return Listing{}, noTimeZone("btrbk")
		}
		if fields["target_path"] == "" {
			copied.not(ReasonPartial, "it is a snapshot that was not copied to a target")
		}
		listing.Copies = append(listing.Copies, copied)
	}
	return listing, nil
}
