package source

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

const maxMatches = 200_000

// Match is one file that patterns gave. One that is known not to be readable, or
// a folder that may not be opened, carries the Failure: it is to be reported, never
// passed over.
type Match struct {
	Path    string
	Failure *Failure
	// Named says that the path was given as it is, without pattern characters.
	Named bool
}

// Folder says that a folder stands there.
func (m Match) Folder() bool { return m.Failure != nil && m.Failure.Mode.IsDir() }

// Glob expands patterns: * and ? within a name, ** for any folders, {a,b} and
// [a-z]. Matches are sorted and stand once. A path without pattern characters
// must exist and a pattern must match a file: each that does not is given at its
// place in failed, by its number.
func Glob(ctx context.Context, patterns []string) (matches []Match, failed map[int]*Failure) {
	found, failed := map[string]Match{}, map[int]*Failure{}
	for i, pattern := range patterns {
		var folder *Failure
		failure := Expand(ctx, pattern, maxMatches, func(match Match) bool {
			if match.Folder() {
				if match.Named {
					folder = Fail(Unsupported, "it is a directory; a pattern like keys/*.pub gives its files")
				}
				return false
			}
			found[match.Path] = match
			return true
		})
		if failure == nil {
			failure = folder
		}
		if failure != nil {
			failed[i] = failure
		}
	}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		matches = append(matches, found[path])
	}
	return matches, failed
}

// Expand hands each place that one pattern matches to take, folders too; take says
// whether it counts. That nothing counted is a Failure, and so are more than most.
// A path that is there, or has no pattern characters, stands for itself.
func Expand(ctx context.Context, pattern string, most int, take func(Match) bool) *Failure {
	// The text of a file in place of its path, perhaps a secret, must not come back
	// as the path of a match.
	if strings.ContainsAny(pattern, "\n\r\x00") || len(pattern) > 4096 {
		return Fail(NotFound, notAName)
	}
	if _, err := os.Lstat(pattern); err == nil || !strings.ContainsAny(pattern, "*?[{") {
		if err != nil {
			return CannotRead(pattern, err)
		}
		path := filepath.Clean(pattern)
		take(Match{Path: path, Failure: asFound(path), Named: true})
		return nil
	}
	slashed := filepath.ToSlash(filepath.Clean(pattern))
	if !doublestar.ValidatePattern(slashed) {
		return Fail(Malformed, `the pattern has a [ or { that is not closed, or a \ at its end`)
	}
	base, rest := doublestar.SplitPattern(slashed)
	files := 0
	unread, failure := Walk(ctx, filepath.FromSlash(base), rest, true, func(name string, _ fs.DirEntry) bool {
		path := filepath.Join(base, filepath.FromSlash(name))
		if take(Match{Path: path, Failure: asFound(path)}) {
			files++
		}
		return files <= most
	})
	if failure != nil {
		return failure
	}
	for name, failure := range unread {
		if take(Match{Path: filepath.Join(base, filepath.FromSlash(name)), Failure: failure}) {
			files++
		}
	}
	if files == 0 {
		return Fail(NotFound, "no file matches the pattern")
	}
	return nil
}

// asFound says why a place cannot be read, as far as that is known without opening
// it.
func asFound(path string) *Failure {
	info, err := os.Stat(path)
	if err != nil {
		return CannotRead(path, err)
	}
	return notReadable(info, math.MaxInt64)
}

var errTooWide = errors.New("too wide")
