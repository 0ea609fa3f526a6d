package backup

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// borgFormat is `borg list --json` and `borg info --json` of borg 1 and 2, and
// borgmatic's list of them, one a repository. Borg 1 writes times without a zone,
// as the machine that runs the command shows them (borg #2368, #4832).
var borgFormat = format{
	tool: "borg", tells: []string{"host", "tags", "repository"},
	matches: func(value any) bool {
		one, ok := value.(object)
		all := []object{one}
		if !ok {
			all, ok = asObjects(value)
		}
		return ok && everyHas(all, "archives", "repository")
	},
	read: readBorg,
}

var borgCheckpoint = text.Pattern(`\.checkpoint(\.\d+)?$`)

func readBorg(value any, options Options) (Listing, *Error) {
	var listing Listing
	repositories, ok := asObjects(value)
	if !ok {
		one, _ := value.(object)
		repositories = []object{one}
	}
	for _, repository := range repositories {
		name := firstOf(repository.text("repository", "label"), withoutLogin(repository.text("repository", "location")), repository.text("repository", "id"))
		list, isList := repository["archives"].([]any)
		archives, ok := objects(list)
		if !ok || !isList {
			return Listing{}, malformedf("The borg listing of the repository %s has no list of archives.", shown(name))
		}
		if len(archives) == 0 {
			listing.Known = append(listing.Known, Known{Name: name, Beside: len(repositories) > 1, Why: "the repository " + shown(name) + " holds no archive", Repository: name})
		}
		for i, archive := range archives {
			copied, wrong := borgCopy(archive, options)
			if wrong != nil {
				return Listing{}, wrong.entry(i)
			}
			copied.Repository = name
			listing.Copies = append(listing.Copies, copied)
		}
	}
	return listing, nil
}

func borgCopy(archive object, options Options) (Copy, *Error) {
	name := firstOf(archive.text("name"), archive.text("archive"))
	copied := Copy{Name: name, Good: GoodYes, Host: archive.text("hostname"), Tags: archive.texts("tags"), guessed: archive.text("hostname") == ""}
	// A list tells no host: the name without its day is what lasts from run to run.
	copied.Source = strings.Trim(copied.Host+":"+seriesOf(borgCheckpoint().ReplaceAllString(name, "")), ":")
	start := archive["start"]
	if start == nil {
		start = archive["time"]
	}
	var wrong *Error
	if copied.StartedAt, wrong = mustTime("borg", "start", start, options); wrong != nil {
		return Copy{}, wrong
	}
	if copied.FinishedAt, wrong = mayTime("borg", archive["end"], options); wrong != nil {
		return Copy{}, wrong
	}
	size, known := archive.number("stats", "original_size")
	copied.holds(size, known)
	if files, known := archive.number("stats", "nfiles"); known && files == 0 {
		copied.not(ReasonEmpty, "it holds no file")
	}
	if borgCheckpoint().MatchString(name) {
		copied.not(ReasonPartial, "it is the checkpoint of a run that was broken off")
	}
	return copied, nil
}
