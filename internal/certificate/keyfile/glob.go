package keyfile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// maxWalked bounds the directories that one pattern walks through.
const maxWalked = 100_000

// Match is one place that a list of patterns gave. A place that is known not to
// be readable (a broken link, a folder that may not be opened) carries the Problem
// and must be reported, never passed over; one that is not to be read, why.
type Match struct {
	Path    string
	Problem *certificate.ReadError
	// Aside is why the place is left aside: a folder that a pattern matched, or
	// something excluded; "" for what is to be read.
	Aside string
	// Named says that the path was given as it is, without pattern characters.
	Named bool
}

// Glob expands patterns: * and ? within a name, ** for any folders, {a,b} and
// [a-z]. Matches are sorted by path and stand once. A path without pattern
// characters must exist; a pattern must match something; otherwise an
// *InputError says so. Links are followed, circles of links are not. What one of
// exclude matches is left aside; an exclude may match nothing.
func Glob(ctx context.Context, patterns, exclude []string) ([]Match, error) {
	matches := map[string]*fault{}
	named := map[string]bool{}
	for _, pattern := range patterns {
		if wrong := glob(ctx, pattern, matches, named); wrong != nil {
			return nil, wrong.asError(namedFile(pattern))
		}
	}
	for _, pattern := range exclude {
		if err := CheckPattern(pattern); err != nil {
			return nil, err
		}
	}
	list := make([]Match, 0, len(matches))
	for name, wrong := range matches {
		match := Match{Path: name, Named: named[name]}
		if by := MatchOne(name, exclude); by != "" {
			match.Aside = "it is excluded by " + quoted(by)
		} else if wrong != nil {
			if wrong.reason == ReasonNotAFile && isDir(name) && !namedAsFile(name) {
				match.Aside = "it is a folder; a pattern with ** walks into folders"
			} else {
				match.Problem = wrong.asRead(namedFile(name))
			}
		}
		list = append(list, match)
	}
	slices.SortFunc(list, func(a, b Match) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}

// MatchOne is the first of patterns that matches a path, "" if none does. A
// pattern without a slash is compared with the file's name, wherever it lies.
func MatchOne(name string, patterns []string) string {
	slashed := filepath.ToSlash(name)
	for _, pattern := range patterns {
		against, compared := filepath.ToSlash(filepath.Clean(pattern)), slashed
		if !strings.Contains(against, "/") {
			compared = slashpath.Base(slashed)
		}
		if matched, err := doublestar.Match(against, compared); err == nil && matched {
			return pattern
		}
	}
	return ""
}

// CheckPattern finds a pattern that can match nothing. Its error is an
// *InputError.
func CheckPattern(pattern string) error {
	if pattern == "" || !doublestar.ValidatePattern(filepath.ToSlash(filepath.Clean(pattern))) {
		return malformedPattern().asError(namedFile(pattern))
	}
	return nil
}

func malformedPattern() *fault {
	return &fault{
		reason: ReasonNoSuchFile, summary: "Malformed pattern",
		clause: "the pattern has a [ or { that is not closed, or a \\ at its end", help: patternHelp,
	}
}

// glob adds what one pattern matches, and notes a path without one.
func glob(ctx context.Context, pattern string, matches map[string]*fault, named map[string]bool) *fault {
	if info, err := os.Lstat(pattern); err == nil || !strings.ContainsAny(pattern, "*?[{") {
		if err != nil {
			return cannotOpen(pattern, err)
		}
		if info.IsDir() {
			return notReadable(info, 0).withFact("File", shownPath(pattern))
		}
		name := filepath.Clean(pattern)
		matches[name], named[name] = state(name), true
		return nil
	}
	slashed := filepath.ToSlash(filepath.Clean(pattern))
	base, rest := doublestar.SplitPattern(slashed)
	if !doublestar.ValidatePattern(slashed) {
		return malformedPattern()
	}
	walk := &walker{ctx: ctx, base: base, problems: map[string]*fault{}}
	found := 0
	err := doublestar.GlobWalk(walk, rest, func(name string, entry fs.DirEntry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		name = filepath.FromSlash(slashpath.Join(base, name))
		wrong := state(name)
		if wrong != nil && wrong.reason == ReasonNotAFile && isDir(name) && (rest == "**" || strings.HasSuffix(rest, "/**")) {
			return nil // ** stands for the folders as well; they are walked through
		}
		found++
		matches[name] = wrong
		return nil
	})
	for name, wrong := range walk.problems {
		found++
		name = filepath.FromSlash(slashpath.Join(base, name))
		if _, known := matches[name]; !known {
			matches[name] = wrong
		}
	}
	switch {
	case ctx.Err() != nil:
		return givenUp(ctx.Err())
	case walk.walked > maxWalked:
		return &fault{
			reason: certificate.ReasonTooLarge, summary: "Pattern too wide",
			clause: fmt.Sprintf("the pattern walks through more than %d folders", maxWalked), help: patternHelp,
		}
	case err != nil:
		return &fault{reason: certificate.ReasonUnreadable, clause: "the pattern cannot be expanded", unreachable: true, cause: err}
	case found == 0:
		return (&fault{
			reason: ReasonNoSuchFile, summary: "No file matches", clause: "no file matches the pattern", help: patternHelp,
		}).withFact("Pattern", shownPath(pattern)).withFact("Path tried", shownPath(absolute(pattern)))
	}
	return nil
}

const patternHelp = `Patterns are like "certs/*.pem" or, through all folders, "certs/**/*.pem"; ` +
	`a relative one starts at the working directory of Terraform.`

// state says why a place cannot be read, as far as that is known without
// opening it.
func state(name string) *fault {
	info, err := os.Stat(name)
	if err != nil {
		return cannotOpen(name, err)
	}
	return notReadable(info, int64(^uint64(0)>>1))
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// namedAsFile says that a name is that of a certificate's file: a folder of that
// name stands where a file should be, as container engines make one for a mount
// whose source is missing.
func namedAsFile(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".pem", ".crt", ".cer", ".cert", ".der", ".p12", ".pfx", ".p7b", ".p7c", ".jks", ".jceks", ".key":
		return true
	}
	return false
}

func absolute(name string) string {
	if whole, err := filepath.Abs(name); err == nil {
		return whole
	}
	return name
}

// walker is the file system below base for doublestar, which passes over errors:
// they are kept here.
type walker struct {
	ctx      context.Context // fs.FS has no room for one
	base     string
	problems map[string]*fault
	walked   int
}

var (
	_ fs.ReadDirFS = (*walker)(nil)
	_ fs.StatFS    = (*walker)(nil)

	errTooWide = errors.New("too many folders")
)

func (w *walker) real(name string) string { return filepath.Join(w.base, filepath.FromSlash(name)) }

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
	return withoutGenerations(entries), err
}

// withoutGenerations leaves out how kubelet swaps the files of a mounted Secret or
// ConfigMap: the names that users know lead through ..data to a folder with the
// time in its name. Without this each file would count three times.
func withoutGenerations(entries []fs.DirEntry) []fs.DirEntry {
	if !slices.ContainsFunc(entries, func(entry fs.DirEntry) bool { return entry.Name() == "..data" && entry.Type()&fs.ModeSymlink != 0 }) {
		return entries
	}
	return slices.DeleteFunc(slices.Clone(entries), func(entry fs.DirEntry) bool { return strings.HasPrefix(entry.Name(), "..") })
}

func (w *walker) note(name string, err error) {
	if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
		w.problems[name] = cannotOpen(w.real(name), err)
	}
}

// circle says whether a folder is a link to one of those above it. No other
// check is needed for an end: a walk without end passes some link twice.
func (w *walker) circle(name string) bool {
	real := w.real(name)
	if info, err := os.Lstat(real); name == "." || err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return false
	}
	here, err := os.Stat(real)
	if err != nil {
		return false
	}
	for above := absolute(filepath.Dir(real)); ; above = filepath.Dir(above) {
		if info, err := os.Stat(above); err == nil && os.SameFile(here, info) {
			return true
		}
		if above == filepath.Dir(above) {
			return false
		}
	}
}
