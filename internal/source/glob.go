package source

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"
)

const (
	maxWalked  = 100_000 // folders that one pattern walks through
	maxMatches = 200_000
)

// Match is one file that patterns gave. One that is known not to be readable, or
// a folder that may not be opened, carries the Failure: it is to be reported, never
// passed over.
type Match struct {
	Path    string
	Failure *Failure
}

// Glob expands patterns: * and ? within a name, ** for any folders, {a,b} and
// [a-z]. Matches are sorted and stand once. A path without pattern characters
// must exist and a pattern must match a file: each that does not is given at its
// place in failed, by its number.
func Glob(ctx context.Context, patterns []string) (matches []Match, failed map[int]*Failure) {
	found, failed := map[string]*Failure{}, map[int]*Failure{}
	for i, pattern := range patterns {
		if failure := glob(ctx, pattern, found); failure != nil {
			failed[i] = failure
		}
	}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		matches = append(matches, Match{path, found[path]})
	}
	return matches, failed
}

func glob(ctx context.Context, pattern string, found map[string]*Failure) *Failure {
	// The text of a file in place of its path, perhaps a secret, must not come back
	// as the path of a match.
	if strings.ContainsAny(pattern, "\n\r\x00") || len(pattern) > 4096 {
		return Fail(NotFound, notAName)
	}
	if info, err := os.Lstat(pattern); err == nil || !strings.ContainsAny(pattern, "*?[{") {
		if err != nil {
			return cannotOpen(pattern, err)
		}
		if info.IsDir() {
			return Fail(Unsupported, "it is a directory; a pattern like keys/*.pub gives its files")
		}
		found[filepath.Clean(pattern)] = nil
		return nil
	}
	slashed := filepath.ToSlash(filepath.Clean(pattern))
	if !doublestar.ValidatePattern(slashed) {
		return Fail(Malformed, `the pattern has a [ or { that is not closed, or a \ at its end`)
	}
	base, rest := doublestar.SplitPattern(slashed)
	walk := &walker{ctx: ctx, base: base, failures: map[string]*Failure{}}
	files, before := 0, len(found)
	err := doublestar.GlobWalk(walk, rest, func(name string, _ fs.DirEntry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(found)-before >= maxMatches {
			return errTooWide
		}
		path := walk.real(name)
		info, err := os.Stat(path)
		switch {
		case err != nil:
			found[path] = cannotOpen(path, err)
		case info.IsDir():
			return nil
		default:
			found[path] = nil
		}
		files++
		return nil
	})
	for name, failure := range walk.failures {
		files++
		found[walk.real(name)] = failure
	}
	switch {
	case ctx.Err() != nil:
		return gaveUp(ctx.Err())
	case walk.walked > maxWalked, errors.Is(err, errTooWide):
		return Fail(TooLarge, "the pattern gives more files, or walks through more folders, than are read")
	case err != nil:
		return Fail(Unreachable, "the pattern cannot be expanded")
	case files == 0:
		return Fail(NotFound, "no file matches the pattern")
	}
	return nil
}

var errTooWide = errors.New("too wide")

// walker is the file system below base for doublestar, which passes over errors:
// they are kept here.
type walker struct {
	ctx      context.Context // fs.FS has no room for one
	base     string
	failures map[string]*Failure
	walked   int
}

func (w *walker) real(name string) string {
	return filepath.FromSlash(slashpath.Join(w.base, name))
}

// Open is asked for by fs.FS; walking needs only ReadDir and Stat.
func (w *walker) Open(name string) (fs.File, error) { return os.Open(w.real(name)) }

// Stat follows links.
func (w *walker) Stat(name string) (fs.FileInfo, error) {
	info, err := os.Stat(w.real(name))
	w.note(name, err)
	return info, err
}

// ReadDir lists a folder, unless it is one of those above it, reached by a link.
func (w *walker) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if w.walked++; w.walked > maxWalked {
		return nil, errTooWide
	}
	if w.circle(name) {
		return nil, fs.ErrNotExist
	}
	entries, err := os.ReadDir(w.real(name))
	w.note(name, err)
	// kubelet swaps the files of a mounted Secret by a link ..data to a folder with
	// the time in its name: without this each file would count three times.
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "..data" && e.Type()&fs.ModeSymlink != 0 }) {
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), "..") })
	}
	return entries, err
}

func (w *walker) note(name string, err error) {
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		w.failures[name] = cannotOpen(w.real(name), err)
	}
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
