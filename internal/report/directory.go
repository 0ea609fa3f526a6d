package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Directory is where one run leaves its reports. It remembers what the run has
// judged, so that two judgements of one title share a file instead of the later
// hiding the earlier. A nil Directory takes everything and writes nothing.
//
// A judgement equal to one that is held is the same one made again, as when
// Terraform plans a replacement twice; any other of its title is another's. Names
// that differ in case alone are one, since some file systems hold them to be.
type Directory struct {
	path string
	lock sync.Mutex        // of held
	held map[string]*shelf // by file name, in lower case
}

// shelf is what a run has judged under one name.
type shelf struct {
	lock    sync.Mutex // of the rest, and of the files
	reports []Report
	begun   int // judgements that have not come to an end
}

// NewDirectory is the directory at path, which is made when something is written.
func NewDirectory(path string) *Directory {
	return &Directory{path: path, held: map[string]*shelf{}}
}

// formats are the files of a report by extension.
var formats = []struct {
	extension string
	content   func(Report) ([]byte, error)
}{
	{".json", func(r Report) ([]byte, error) { return r.document(deadline.FormatInstant(r.Now)) }},
	{".md", func(r Report) ([]byte, error) { return []byte(r.Markdown(r.MarkdownLimit)), nil }},
	{".html", Report.HTML},
	{".sarif", Report.SARIF},
	{".junit.xml", Report.JUnit},
	{".badge.svg", Report.Badge},
	{".prom", func(r Report) ([]byte, error) { return r.Prometheus(), nil }},
}

// Begin says that something of a title is about to be judged, and removes the
// files of that title: they are of an earlier run, and must not speak for this
// one if it ends in wrong input or on a full disk. Nothing is written under the
// title until each judgement that began has ended in Write.
func (d *Directory) Begin(title string) error {
	if d == nil {
		return nil
	}
	shelf := d.shelf(title)
	shelf.lock.Lock()
	defer shelf.lock.Unlock()
	shelf.begun++
	return d.remove(title)
}

// Write writes a judgement in every format: the title made fit for a file name
// (see FileName), and .json, .md, .html, .sarif,
// .junit.xml, .badge.svg and .prom. Files are replaced
// whole, so that a reader never sees half of one, and none is left where one
// cannot be written. The JSON also says when it was judged. It says whether the
// files hold other judgements of this run as well.
func (d *Directory) Write(r Report) (shared bool, err error) {
	if d == nil {
		return false, nil
	}
	shelf := d.shelf(r.Title)
	shelf.lock.Lock()
	defer shelf.lock.Unlock()
	shelf.begun = max(shelf.begun-1, 0)
	if !slices.ContainsFunc(shelf.reports, func(held Report) bool { return reflect.DeepEqual(held, r) }) {
		shelf.reports = append(shelf.reports, r)
	}
	shared = len(shelf.reports) > 1
	if shelf.begun > 0 {
		return shared, nil
	}
	merged := Merge(shelf.reports)
	for _, title := range shelf.titles() {
		merged.Title = title
		if err := d.put(merged); err != nil {
			return shared, errors.Join(err, d.remove(title))
		}
	}
	return shared, nil
}

func (d *Directory) shelf(title string) *shelf {
	key := strings.ToLower(FileName(title))
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.held[key] == nil {
		d.held[key] = &shelf{}
	}
	return d.held[key]
}

// titles are those that share the shelf, sorted.
func (s *shelf) titles() []string {
	var titles []string
	for _, r := range s.reports {
		titles = append(titles, r.Title)
	}
	slices.Sort(titles)
	return slices.Compact(titles)
}

// put writes one report in every format.
func (d *Directory) put(r Report) error {
	if err := os.MkdirAll(d.path, 0o755); err != nil {
		return fmt.Errorf("making the report directory: %w", err)
	}
	for _, format := range formats {
		content, err := format.content(r)
		if err != nil {
			return err
		}
		if err := ReplaceFile(d.file(r.Title, format.extension), content); err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) file(title, extension string) string {
	return filepath.Join(d.path, FileName(title)+extension)
}

// remove removes the files of a title, and no others.
func (d *Directory) remove(title string) error {
	var faults []error
	for _, format := range formats {
		if err := os.Remove(d.file(title, format.extension)); err != nil && !absent(err) {
			faults = append(faults, fmt.Errorf("removing the earlier %s: %w", FileName(title)+format.extension, err))
		}
	}
	return errors.Join(faults...)
}

// absent says that there is no such file, also because what should be its
// directory is a file.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
