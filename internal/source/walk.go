package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"
)

// MaxFolders is how many folders one pattern walks through.
const MaxFolders = 100_000

// Walk visits what matches a pattern below the folder base, by its name there with
// slashes, until visit returns false: then, and beyond MaxFolders, it is a Failure
// with TooLarge. With links it walks into folders through links, save for circles of
// them. What could not be looked at is never passed over but given in unread, by
// name, that of a folder with a slash at its end.
func Walk(ctx context.Context, base, pattern string, links bool, visit func(name string, entry fs.DirEntry) bool) (unread map[string]*Failure, failure *Failure) {
	w := &walker{ctx: ctx, base: base, links: links, unread: map[string]*Failure{}}
	err := doublestar.GlobWalk(w, pattern, func(name string, entry fs.DirEntry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !visit(name, entry) {
			return errTooWide
		}
		return nil
	})
	switch {
	case ctx.Err() != nil:
		failure = gaveUp(ctx.Err())
	case w.walked > MaxFolders, errors.Is(err, errTooWide):
		failure = Fail(TooLarge, "the pattern gives more files, or walks through more folders, than are read")
	case err != nil:
		failure = CannotRead(base, err)
		failure.Reason, failure.Clause = Unreachable, "the pattern cannot be expanded"
	}
	return w.unread, failure
}

// walker is the file system below base for doublestar, which passes over errors:
// they are kept here.
type walker struct {
	ctx    context.Context // fs.FS has no room for one
	base   string
	links  bool
	unread map[string]*Failure
	walked int
}

var (
	_ fs.ReadDirFS = (*walker)(nil)
	_ fs.StatFS    = (*walker)(nil)
)

func (w *walker) real(name string) string { return filepath.Join(w.base, filepath.FromSlash(name)) }

// Open is asked for by fs.FS; walking needs only ReadDir and Stat.
func (w *walker) Open(name string) (fs.File, error) { return os.Open(w.real(name)) }

// Stat follows links only where they are walked through.
func (w *walker) Stat(name string) (fs.FileInfo, error) {
	stat := os.Lstat
	if w.links {
		stat = os.Stat
	}
	info, err := stat(w.real(name))
	w.note(name, name, err)
	return info, err
}

// ReadDir lists a folder, unless it is one of those above it, reached by a link.
func (w *walker) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if w.walked++; w.walked > MaxFolders {
		return nil, errTooWide
	}
	if w.links && w.circle(name) {
		return nil, fs.ErrNotExist
	}
	entries, err := os.ReadDir(w.real(name))
	w.note(name, name+"/", err)
	if w.links {
		entries = withoutGenerations(entries)
	}
	return entries, err
}

func (w *walker) note(name, as string, err error) {
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		w.unread[as] = CannotRead(w.real(name), err)
	}
}

// withoutGenerations leaves out how kubelet swaps the files of a mounted Secret or
// ConfigMap: the names that users know lead through the link ..data to a folder
// with the time in its name. Without this each file would count three times.
func withoutGenerations(entries []fs.DirEntry) []fs.DirEntry {
	if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "..data" && e.Type()&fs.ModeSymlink != 0 }) {
		return entries
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), "..") })
}

// circle says whether a folder is a link to one of those above it: a walk without
// end passes such a link.
func (w *walker) circle(name string) bool {
	real := w.real(name)
	if info, err := os.Lstat(real); name == "." || err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return false
	}
	here, err := os.Stat(real)
	if err != nil {
		return false
	}
	above, err := filepath.Abs(filepath.Dir(real))
	for err == nil {
		if info, err := os.Stat(above); err == nil && os.SameFile(here, info) {
			return true
		}
		if above == filepath.Dir(above) {
			return false
		}
		above = filepath.Dir(above)
	}
	return false
}
