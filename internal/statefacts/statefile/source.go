package statefile

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Source is a place where a state or plan stands. Files, URL and PG make them.
type Source struct {
	// Shown names it in messages, without credentials.
	Shown string
	// parts are the names on the way to it, its own, without its extension, last.
	parts     []string
	extension string
	// problem is known without opening it.
	problem *Error
	open    func(ctx context.Context, most int64) (io.ReadCloser, Age, error)
}

// Age is when a document was written, as far as that can be told. A file's time is
// that of its copy on this machine, which in CI is the time of the checkout.
type Age struct {
	At time.Time // zero if nobody says
	By Witness
}

// Witness says where an Age comes from.
type Witness string

// Where ages come from.
const (
	ByModification Witness = "modification time of the file"
	ByLastModified Witness = "Last-Modified of the answer"
	ByDate         Witness = "Date of the answer" // when it was served, not written
	ByDatabase     Witness = "clock of the database"
)

// Outcome is what one source gave.
type Outcome struct {
	// Name tells it from the others, for ids: see Names.
	Name   string
	Shown  string
	Header Header
	Age    Age
	// Err is an *Error, or what the caller's function returned; with it nothing that
	// was read of the source may be taken for good.
	Err error
}

// Names gives each source a name that no other has: what it is called, without an
// extension, and as many of the names on the way to it as it takes. So
// prod/terraform.tfstate is "terraform" alone, and "prod/terraform" beside
// test/terraform.tfstate.
func Names(sources []Source) []string {
	names, depths := make([]string, len(sources)), make([]int, len(sources))
	for i := range sources {
		depths[i] = 1
	}
	for grown := true; grown; {
		grown = false
		count := map[string]int{}
		for i, source := range sources {
			names[i] = strings.Join(source.parts[max(0, len(source.parts)-depths[i]):], "/")
			count[names[i]]++
		}
		for i, source := range sources {
			if count[names[i]] > 1 && depths[i] < len(source.parts) {
				depths[i]++
				grown = true
			}
		}
	}
	// prod.json beside prod.tfstate, and what is given twice.
	for _, distinguish := range []func(i, nth int) string{
		func(i, _ int) string { return names[i] + sources[i].extension },
		func(i, nth int) string { return names[i] + "~" + strconv.Itoa(nth) },
	} {
		count, nth := map[string]int{}, map[string]int{}
		for _, name := range names {
			count[name]++
		}
		for i, name := range names {
			if nth[name]++; count[name] > 1 {
				names[i] = distinguish(i, nth[name])
			}
		}
	}
	for i, name := range names {
		names[i] = deadline.Printable(name)
	}
	return names
}

// withoutExtension takes off what says that it is a state or JSON, nothing else:
// "v1.2" has no extension.
func withoutExtension(name string) (base, extension string) {
	for _, known := range []string{".tfstate", ".json", ".tfplan", ".tfstate.json", ".tfplan.json"} {
		if cut, found := strings.CutSuffix(name, known); found && cut != "" {
			base, extension = cut, known
		}
	}
	if extension == "" {
		return name, ""
	}
	return base, extension
}

// named puts the source into an error.
func named(err error, shown string) error {
	own, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	with := *own
	with.Source = shown
	return &with
}
