package definition

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// File is one definition as it lies there.
type File struct {
	// Path is relative to the root, with slashes.
	Path string
	// Digests are of its bytes, by algorithm.
	Digests map[string]string
	// Target is where it leads, where it is a link.
	Target string
	// Trouble is a clause that says why it could not be read, "" where it was.
	Trouble string

	// hint says what a tool did to a file that differs from the approved one in
	// nothing else: its line ends, a byte order mark.
	hint string
}

// Scope is which files are looked at.
type Scope struct {
	// Root is the folder to which paths are relative.
	Root string
	// Patterns are relative to it: "flows/*.xml", "**/*.yaml"; without any every
	// file below the root is taken, save for version control's own.
	Patterns []string
	// Except are files that are no definitions, such as the list of digests itself;
	// relative to the root.
	Except []string
}

// Read reads the files of a scope, each once, and streams them; approved only helps
// to say why one differs. A pattern that matches nothing is an error: it is never
// "unchanged". Its error is an *Error.
func Read(ctx context.Context, scope Scope, approved Approved) ([]File, error) {
	return within(ctx, func() ([]File, *Error) { return read(ctx, scope, approved) })
}

// within reads in a goroutine of its own: a read from a dead network file system
// cannot be interrupted, only left.
func within[T any](ctx context.Context, read func() (T, *Error)) (T, error) {
	type outcome struct {
		read  T
		wrong *Error
	}
	got, late := source.InTime(ctx, func() outcome {
		read, wrong := read()
		return outcome{read, wrong}
	})
	var none T
	switch {
	case late != nil:
		return none, stopped(errors.Unwrap(late))
	case got.wrong != nil:
		return none, got.wrong
	}
	return got.read, nil
}

func stopped(err error) *Error {
	message := "Reading the definitions was cancelled."
	if errors.Is(err, context.DeadlineExceeded) {
		message = "The definitions could not be read within the time allowed."
	}
	return &Error{Reason: ReasonUnreachable, Summary: "Not read in time", Message: message, cause: err}
}

func read(ctx context.Context, scope Scope, approved Approved) ([]File, *Error) {
	if info, err := os.Stat(scope.Root); err != nil || !info.IsDir() {
		reason, clause := ReasonNotFound, "it is a file and no folder"
		if err != nil {
			clause = clauseOf(source.CannotRead(scope.Root, err))
			if errors.Is(err, fs.ErrPermission) {
				reason = ReasonUnreachable
			}
		}
		return nil, filesFault(reason, "No such folder", "The folder %s cannot be looked into: %s.", shown(scope.Root), clause)
	}
	walk := &walk{root: scope.Root, found: map[string]string{}}
	patterns := scope.Patterns
	if len(patterns) == 0 {
		patterns = []string{"**"}
	}
	for _, pattern := range patterns {
		if wrong := walk.pattern(ctx, pattern, len(scope.Patterns) > 0); wrong != nil {
			return nil, wrong
		}
	}
	var files []File
	for name, trouble := range walk.found {
		if excepted(name, scope) {
			continue
		}
		file := File{Path: name, Trouble: trouble}
		if trouble == "" {
			if err := ctx.Err(); err != nil {
				return nil, stopped(err)
			}
			file.load(scope.Root, approved)
		}
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// excepted leaves out what the user excepts, and in a whole tree what version
// control keeps for itself.
func excepted(name string, scope Scope) bool {
	if slices.Contains(scope.Except, name) {
		return true
	}
	first, _, _ := strings.Cut(name, "/")
	return len(scope.Patterns) == 0 && (first == ".git" || first == ".hg" || first == ".svn")
}

// walk collects paths, each with why it cannot be read.
type walk struct {
	root  string
	found map[string]string
}

func (w *walk) pattern(ctx context.Context, pattern string, must bool) *Error {
	slashed := filepath.ToSlash(pattern)
	switch {
	case strings.TrimSpace(pattern) == "" || !doublestar.ValidatePattern(slashed):
		return filesFault(ReasonMalformed, "Malformed pattern", "The pattern %q is empty, or has a [ or { that is not closed. Write it like \"flows/*.xml\" or, through all folders, \"flows/**/*.xml\".", shown(pattern))
	case strings.HasPrefix(slashed, "/"), filepath.IsAbs(pattern), strings.Contains("/"+slashed+"/", "/../"):
		return filesFault(ReasonUnsupported, "Pattern leaves the folder", "The pattern %q is absolute or goes up with \"..\". Patterns are relative to the folder of the files, which directory names.", shown(pattern))
	}
	count := 0
	// Folders behind links are not walked into: a circle of them has no end, and what
	// is compared lies below the root.
	unread, failure := source.Walk(ctx, w.root, strings.TrimPrefix(slashed, "./"), false, func(name string, entry fs.DirEntry) bool {
		if entry.IsDir() {
			return true
		}
		count++
		w.found[name] = ""
		return len(w.found) <= MaxFiles
	})
	for name, failure := range unread {
		w.found[name] = clauseOf(failure)
		if strings.HasSuffix(name, "/") { // a file that was added may lie in it
			count++
		}
	}
	switch {
	case failure != nil && ctx.Err() != nil:
		return stopped(ctx.Err())
	case failure != nil && failure.Reason == source.TooLarge:
		return filesFault(ReasonTooLarge, "Pattern too wide", "The pattern %q matches more than %d files, or walks through more than %d folders.", shown(pattern), MaxFiles, source.MaxFolders)
	case failure != nil:
		return filesFault(ReasonUnreachable, "Pattern not expanded", "The pattern %q could not be expanded: %s.", shown(pattern), clauseOf(failure))
	case count == 0 && must:
		return filesFault(ReasonNotFound, "No file matches", "No file matches the pattern %q in %s, and nothing is not unchanged.", shown(pattern), shown(w.root))
	}
	return nil
}

// load reads a file, through a link that stays below the root.
func (f *File) load(root string, approved Approved) {
	name := filepath.Join(root, filepath.FromSlash(f.Path))
	info, err := os.Lstat(name)
	if err != nil {
		f.Trouble = clauseOf(source.CannotRead(name, err))
		return
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		f.Target, _ = os.Readlink(name)
		real, err := filepath.EvalSymlinks(name)
		base, baseErr := filepath.EvalSymlinks(root)
		if err != nil || baseErr != nil {
			f.Trouble = "it is a link that leads to nothing"
			return
		}
		if inside, err := filepath.Rel(base, real); err != nil || !filepath.IsLocal(inside) {
			f.Trouble = "it is a link that leads out of the folder"
			return
		}
		name = real
	}
	f.digest(name, approved)
}

func (f *File) digest(name string, approved Approved) {
	file, _, failure := source.Open(name, MaxFileBytes)
	if failure != nil {
		f.Trouble = clauseOf(failure)
		return
	}
	defer file.Close()
	short, long := sha256.New(), sha512.New()
	var begin bytes.Buffer
	size, err := io.Copy(io.MultiWriter(short, long, &head{&begin}), io.LimitReader(file, MaxFileBytes+1))
	switch {
	case err != nil:
		f.Trouble = clauseOf(source.CannotRead(name, err))
		return
	case size > MaxFileBytes:
		f.Trouble = larger
		return
	case bytes.HasPrefix(begin.Bytes(), []byte("version https://git-lfs")):
		f.Trouble = "it is a pointer of Git LFS in place of the file: fetch it with git lfs pull"
		return
	}
	f.Digests = map[string]string{"sha256": sumOf(short), "sha512": sumOf(long)}
	if want, there := approved[f.Path]; there && f.Digests[want.Algorithm] != want.Hex && size <= headBytes {
		f.hint = endingOf(begin.Bytes(), want)
	}
}

// headBytes is how much of a file is kept to look at.
const headBytes = 1 << 20

// head keeps the beginning of what is written to it.
type head struct{ kept *bytes.Buffer }

func (h *head) Write(content []byte) (int, error) {
	if room := headBytes - h.kept.Len(); room > 0 {
		h.kept.Write(content[:min(room, len(content))])
	}
	return len(content), nil
}

func sumOf(of hash.Hash) string { return hex.EncodeToString(of.Sum(nil)) }

// endingOf says what a tool changed where the content has the approved digest but
// for its line ends, its byte order mark or its last line end; "" where it is
// something else.
func endingOf(content []byte, want Digest) string {
	mark := []byte("\xef\xbb\xbf")
	plain := bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	for _, other := range []struct {
		what    string
		content []byte
	}{
		{"its line ends are CR LF instead of LF", plain},
		{"its line ends are LF instead of CR LF", bytes.ReplaceAll(plain, []byte("\n"), []byte("\r\n"))},
		{"it begins with a byte order mark", bytes.TrimPrefix(content, mark)},
		{"it lacks the byte order mark at its beginning", append(bytes.Clone(mark), content...)},
		{"it lacks the line end at its end", append(bytes.Clone(content), '\n')},
		{"it has one line end more at its end", bytes.TrimSuffix(content, []byte("\n"))},
	} {
		if bytes.Equal(other.content, content) {
			continue
		}
		sum := algorithms[want.Algorithm].make()
		sum.Write(other.content)
		if sumOf(sum) == want.Hex {
			return other.what
		}
	}
	return ""
}

func decimal(n int) string { return strconv.Itoa(n) }
