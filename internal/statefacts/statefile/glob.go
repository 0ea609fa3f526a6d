package statefile

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

// maxWalked bounds the folders that one pattern walks through, maxMatches what it
// gives.
const maxWalked, maxMatches = 100_000, 10_000

var errTooWide = errors.New("pattern too wide")

type match struct {
	path    string
	problem *Error
}

func glob(ctx context.Context, patterns []string) ([]match, error) {
	found := map[string]*Error{}
	for _, pattern := range patterns {
		if wrong := globOne(ctx, pattern, found); wrong != nil {
			wrong.Source = shownPath(pattern)
			return nil, wrong
		}
	}
	matches := make([]match, 0, len(found))
	for _, path := range slices.Sorted(maps.Keys(found)) {
		matches = append(matches, match{path, found[path]})
	}
	return matches, nil
}

const patternHelp = `Patterns are like "states/*.tfstate" or, through all folders, "states/**/*.tfstate"; a relative one starts at the working directory of Terraform.`

func globOne(ctx context.Context, pattern string, found map[string]*Error) *Error {
	if shownPath(pattern) == notAPath {
		return cannotOpen(pattern, fs.ErrNotExist)
	}
	if _, err := os.Lstat(pattern); err == nil || !strings.ContainsAny(pattern, "*?[{") {
		if err == nil {
			_, err = os.Stat(pattern)
		}
		if err != nil {
			return cannotOpen(pattern, err)
		}
		found[filepath.Clean(pattern)] = nil
		return nil
	}
	slashed := filepath.ToSlash(filepath.Clean(pattern))
	if !doublestar.ValidatePattern(slashed) {
		return fault(BadPattern, `The pattern has a [ or { that is not closed, or a \ at its end. %s`, patternHelp)
	}
	base, rest := doublestar.SplitPattern(slashed)
	walk := &walker{ctx: ctx, base: base, problems: map[string]*Error{}}
	matched := 0
	err := doublestar.GlobWalk(walk, rest, func(name string, _ fs.DirEntry) error {
		path := walk.real(name)
		info, err := os.Stat(path)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			found[path] = cannotOpen(path, err)
		case info.IsDir() && !strings.HasSuffix(path, ".tfstate") && !strings.HasSuffix(path, ".json"):
			return nil // ** stands for the folders as well; they are walked through
		default:
			found[path] = nil
		}
		if matched++; matched > maxMatches {
			return errTooWide
		}
		return nil
	})
	for name, wrong := range walk.problems {
		matched++
		found[walk.real(name)] = wrong
	}
	switch {
	case ctx.Err() != nil:
		return stopped(ctx.Err())
	case errors.Is(err, errTooWide), walk.walked > maxWalked:
		return fault(TooLarge, "The pattern gives more than %d files or walks through more than %d folders. %s", maxMatches, maxWalked, patternHelp)
	case err != nil:
		return &Error{Reason: Unreadable, Message: "The pattern cannot be expanded. " + patternHelp, cause: err}
	case matched == 0:
		return fault(NoMatch, "No file matches the pattern, so that nothing would be judged. %s", patternHelp)
	}
	return nil
}

// walker is the file system below base for doublestar, which passes over errors:
// they are kept here.
type walker struct {
	ctx      context.Context // fs.FS has no room for one
	base     string
	problems map[string]*Error
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
	return entries, err
}

func (w *walker) note(name string, err error) {
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		w.problems[name] = cannotOpen(w.real(name), err)
	}
}

// circle says whether a folder is a link to one of those above it; a walk without
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
			break
		}
		above = filepath.Dir(above)
	}
	return false
}
