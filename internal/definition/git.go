package definition

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Change is the last change of files as git tells it.
type Change struct {
	// At is when it was committed, in UTC; By who wrote it, Commit its name. They
	// are zero where Unknown says why.
	At         time.Time
	By, Commit string
	// Uncommitted are paths that differ from what is committed, or never were.
	Uncommitted []string
	// Unknown is a clause that says why git tells nothing; the time of a file never
	// stands in for it, since a checkout gives every file its own.
	Unknown string
}

// manyPaths is above how many paths git is asked for the whole folder: a command
// line has an end.
const manyPaths = 500

// LastChange asks git, where root lies in a work tree, when one of the paths was
// changed last. It runs the program git, within the context's time.
func LastChange(ctx context.Context, root string, paths []string) Change {
	unknown := func(why string) Change { return Change{Unknown: why} }
	if _, err := exec.LookPath("git"); err != nil {
		return unknown("the program git is not there to be asked")
	}
	wanted, ignored := paths, "--ignored=matching"
	if len(paths) == 0 || len(paths) > manyPaths {
		paths, ignored = []string{"."}, "--ignored=no"
	}
	inside, err := git(ctx, root, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix")
	lines := strings.Split(string(inside), "\n")
	if err != nil || len(lines) < 3 || lines[0] != "true" {
		return unknown(whyNot(ctx, err, "it lies in no work tree of git, or in one of another user"))
	}
	shallow := lines[1] != "false"
	told, err := git(ctx, root, append([]string{"log", "-1", "--no-show-signature", "--no-color", "--format=%H%x00%cI%x00%an%x00%P", "--"}, paths...)...)
	if err != nil {
		return unknown(whyNot(ctx, err, "git could not tell when it was changed"))
	}
	change := Change{}
	state, err := git(ctx, root, append([]string{"status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", ignored, "--"}, paths...)...)
	if err != nil {
		return unknown(whyNot(ctx, err, "git could not tell whether everything is committed"))
	}
	change.Uncommitted = uncommitted(state, lines[2], wanted)
	parts := strings.Split(strings.TrimSuffix(string(told), "\n"), "\x00")
	if len(parts) != 4 {
		change.Unknown = "it was never committed"
		return change
	}
	// Where history is cut, the commit at the cut seems to have changed everything.
	if shallow && parts[3] == "" {
		change.Unknown = "the history of the checkout is cut before its last change: fetch all of it (fetch-depth: 0)"
		return change
	}
	at, err := deadline.ParseInstant(parts[1], time.UTC)
	if err != nil {
		change.Unknown = "git told no time that can be read"
		return change
	}
	change.At, change.By, change.Commit = at, shown(parts[2]), parts[0]
	return change
}

// uncommitted are those of the wanted paths that `git status --porcelain=v1 -z`
// names, relative to the top of the work tree, of which prefix leads to the root.
func uncommitted(state []byte, prefix string, wanted []string) []string {
	asked := map[string]bool{}
	for _, path := range wanted {
		asked[path] = true
	}
	var paths []string
	for entry := range strings.SplitSeq(string(state), "\x00") {
		if len(entry) <= 3 {
			continue
		}
		if path := strings.TrimPrefix(entry[3:], prefix); asked[path] || len(wanted) == 0 {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func whyNot(ctx context.Context, err error, otherwise string) string {
	switch {
	case ctx.Err() != nil:
		return "git did not answer within the time allowed"
	case errors.Is(err, errTooMuch):
		return "git told more than is read"
	}
	return otherwise
}

var errTooMuch = errors.New("too much output")

// git runs the program with nothing but what it needs: no settings of the system
// or the user, which may name programs to run, no questions, no locks, no pager.
func git(ctx context.Context, root string, arguments ...string) ([]byte, error) {
	settings := []string{"--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "log.showSignature=false"}
	command := exec.CommandContext(ctx, "git", append(settings, arguments...)...) //nolint:gosec // the program is git, and what follows -- are paths
	command.Dir = root
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC", "HOME=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull,
		"GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ATTR_NOSYSTEM=1",
	}
	command.WaitDelay = time.Second
	output := &bounded{}
	command.Stdout = output
	if err := command.Run(); err != nil {
		if output.full {
			return nil, errTooMuch
		}
		return nil, err
	}
	return output.Bytes(), nil
}

// bounded takes so much and no more.
type bounded struct {
	bytes.Buffer
	full bool
}

func (b *bounded) Write(content []byte) (int, error) {
	if b.Len()+len(content) > maxGitBytes {
		b.full = true
		return 0, io.ErrShortWrite
	}
	return b.Buffer.Write(content)
}
