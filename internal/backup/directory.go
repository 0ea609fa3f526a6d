package backup

import (
	"context"
	"io/fs"
	"os"
	slashpath "path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// ReadFiles lists folders and patterns: "/backup", "/backup/erp-*.dump",
// "/backup/**/*.dump". A folder stands for the files that lie in it. That a folder
// is not there is an error; that nothing lies in it, or nothing matches, is a
// listing without backups. Its error is an *Error.
func ReadFiles(ctx context.Context, patterns []string, options Options) (Listing, error) {
	return inTime(ctx, strings.Join(patterns, ", "), func() (Listing, *Error) {
		walk := &walk{hits: map[string][]int{}}
		if len(patterns) == 0 {
			return Listing{}, attributef("files", ReasonNotFound, "No files given", "The list of files is empty. Give a folder or a pattern, for example \"/backup/erp-*.dump\".")
		}
		for given, pattern := range patterns {
			walk.given = given
			if wrong := walk.pattern(ctx, pattern); wrong != nil {
				return Listing{}, wrong
			}
		}
		listing, wrong := copiesOf(walk.found, options)
		if wrong != nil {
			return Listing{}, wrong
		}
		listing.Tool, listing.tells = "directory", []string{"paths"}
		for i := range listing.Copies {
			listing.Copies[i].Paths = []string{filepath.Dir(listing.Copies[i].Name)}
		}
		if len(patterns) > 1 {
			walk.tellEmpty(patterns, &listing)
		}
		for _, folder := range walk.unread {
			listing.Known = append(listing.Known, Known{Name: folder, Trouble: &Error{
				Reason: ReasonUnreachable, Summary: "Folder not readable", Message: "The folder " + shown(folder) + " cannot be read, so it cannot be told what lies in it.",
			}})
		}
		if walk.folders > 0 {
			listing.Notes = append(listing.Notes, plural(walk.folders, "folder", "folders")+" left aside; a pattern with ** walks into folders")
		}
		if walk.links > 0 {
			listing.Notes = append(listing.Notes, plural(walk.links, "link", "links")+" left aside: other names of a backup, or leading elsewhere")
		}
		return listing, nil
	})
}

// walk collects files.
type walk struct {
	base    string
	given   int // the place of the pattern
	found   []Object
	hits    map[string][]int // the patterns that each path was found by
	unread  []string
	folders int
	links   int
}

// tellEmpty names the folders and patterns of several in which there is no backup:
// beside one that is full an empty one would not be missed.
func (w *walk) tellEmpty(patterns []string, listing *Listing) {
	full := map[int]bool{}
	for i := range listing.Copies {
		for _, given := range w.hits[filepath.FromSlash(listing.Copies[i].Name)] {
			full[given] = true
		}
	}
	for given, pattern := range patterns {
		if !full[given] {
			folder, _ := doublestar.SplitPattern(filepath.ToSlash(filepath.Clean(pattern)))
			if info, err := os.Stat(pattern); err == nil && info.IsDir() {
				folder = filepath.Clean(pattern)
			}
			listing.Known = append(listing.Known, Known{Name: pattern, Why: "nothing that is a backup lies in it", Paths: []string{filepath.FromSlash(folder)}})
		}
	}
}

func (w *walk) pattern(ctx context.Context, pattern string) *Error {
	if strings.TrimSpace(pattern) == "" {
		return unread("", source.Fail(source.NotFound, "the path is empty"))
	}
	clean := filepath.ToSlash(filepath.Clean(pattern))
	info, err := os.Stat(pattern)
	switch {
	case err == nil && info.IsDir():
		w.base, clean = pattern, "*"
	case err == nil:
		w.base, clean = filepath.Dir(pattern), escapePattern(filepath.Base(pattern))
	case !strings.ContainsAny(pattern, "*?[{"):
		return unread(pattern, source.CannotRead(pattern, err))
	case !doublestar.ValidatePattern(clean):
		return attributef("files", ReasonUnsupported, "Malformed pattern", "The pattern %q has a [ or { that is not closed, or a \\ at its end.", shown(pattern))
	default:
		var base string
		base, clean = doublestar.SplitPattern(clean)
		w.base = filepath.FromSlash(base)
		// A folder that is not mounted must not look like one without backups.
		if _, err := os.Stat(w.base); err != nil {
			return unread(w.base, source.CannotRead(w.base, err))
		}
	}
	// Links are not followed: other names of a backup, or leading elsewhere.
	failed, failure := source.Walk(ctx, w.base, clean, false, w.take)
	switch {
	case failure == nil:
	case ctx.Err() != nil:
		return leftAlone(pattern, ctx.Err())
	case failure.Reason == source.TooLarge:
		return attributef("files", ReasonTooLarge, "Pattern too wide", "The pattern %q walks through more than %d folders, or matches more than %d files.", shown(pattern), source.MaxFolders, MaxCopies)
	default:
		return unread(w.base, failure)
	}
	for name := range failed {
		if folder := filepath.Join(w.base, filepath.FromSlash(name)); !slices.Contains(w.unread, folder) {
			w.unread = append(w.unread, folder)
		}
	}
	slices.Sort(w.unread)
	return nil
}

// escapePattern makes a name that is there a pattern that matches it alone.
func escapePattern(name string) string {
	var b strings.Builder
	for _, r := range name {
		if strings.ContainsRune(`*?[]{}\`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// take adds one match. It says whether there may be more.
func (w *walk) take(name string, entry fs.DirEntry) bool {
	if len(w.found) >= MaxCopies {
		return false
	}
	path := filepath.Join(w.base, filepath.FromSlash(name))
	if name == "." {
		return true
	}
	w.hits[path] = append(w.hits[path], w.given)
	if len(w.hits[path]) > 1 {
		return true
	}
	switch mode := entry.Type(); {
	case mode.IsDir():
		if aside, _ := nameAside(slashpath.Base(name)); aside == "" {
			w.folders++
		}
		return true
	case mode&fs.ModeSymlink != 0:
		w.takeLink(path)
		return true
	case !mode.IsRegular():
		return true
	}
	one := w.object(path)
	info, err := entry.Info()
	if err != nil {
		one.Trouble = "it cannot be read: permission is denied, or it has just been removed"
	} else {
		one.Size, one.ModifiedAt = info.Size(), info.ModTime().UTC()
	}
	w.found = append(w.found, one)
	return true
}

// takeLink takes a link to a file below the folder that is not listed under its
// own name. Others are aliases, which bear the time of a day to come, or leave the
// folder.
func (w *walk) takeLink(path string) {
	target, info := behind(path)
	if info == nil {
		one := w.object(path)
		one.Trouble = "it is a link that leads to nothing that can be read"
		w.found = append(w.found, one)
		return
	}
	root, _ := behind(w.base)
	folder, _ := behind(filepath.Dir(path))
	inside, err := filepath.Rel(root, target)
	if local := err == nil && filepath.IsLocal(inside); !local || filepath.Dir(target) == folder || !info.Mode().IsRegular() {
		w.links++
		return
	}
	one := w.object(path)
	one.Size, one.ModifiedAt = info.Size(), info.ModTime().UTC()
	w.found = append(w.found, one)
}

// behind is where a path leads, with nil where it leads to nothing.
func behind(path string) (string, fs.FileInfo) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return path, nil
	}
	info, err := os.Stat(target)
	if err != nil {
		return path, nil
	}
	return target, info
}

// object is a file of which nothing but its name is known.
func (w *walk) object(path string) Object {
	name, base := filepath.ToSlash(path), filepath.ToSlash(filepath.Clean(w.base))
	below := 0
	if strings.HasPrefix(name, base) && base != "." {
		below = len(base)
		if below < len(name) && name[below] == '/' {
			below++
		}
	}
	return Object{Name: name, Size: -1, below: below, given: w.given}
}
