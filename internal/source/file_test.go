package source_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

func TestReadFile(t *testing.T) {
	t.Parallel()
	folder := tree(t, "ten-bytes.", secret)
	for link, to := range map[string]string{"dead": "nowhere", "round": "round", "alive": "ten-bytes."} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		path   string
		reason source.Reason
		is     fs.FileMode
		size   int64
		cause  error
	}{
		"none":                     {"none", source.NotFound, 0, 0, fs.ErrNotExist},
		"below a file":             {"alive/none", source.NotFound, 0, 0, syscall.ENOTDIR},
		"a link to nothing":        {"dead", source.NotFound, fs.ModeSymlink, 0, fs.ErrNotExist},
		"a link to itself":         {"round", source.NotFound, fs.ModeSymlink, 0, syscall.ELOOP},
		"a folder":                 {"", source.Unsupported, fs.ModeDir, 0, nil},
		"a pipe, without a wait":   {"pipe", source.Unsupported, fs.ModeNamedPipe, 0, nil},
		"more than the limit":      {secret, source.TooLarge, 0, int64(len(secret)), nil},
		"the text of a file":       {"-----BEGIN\x00" + secret, source.NotFound, 0, 0, nil},
		"a name that is too long":  {strings.Repeat(secret, 20), source.NotFound, 0, 0, syscall.ENAMETOOLONG},
		"a link to a regular file": {"alive", "", 0, 0, nil},
	} {
		content, failure := source.ReadFile(t.Context(), filepath.Join(folder, test.path), 10)
		switch {
		case test.reason == "":
			if failure != nil || string(content) != "ten-bytes." {
				t.Errorf("%s: %q %v", name, content, failure)
			}
		case failure == nil || content != nil || failure.Reason != test.reason || failure.Mode&fs.ModeType != test.is || failure.Size != test.size:
			t.Errorf("%s: %q %+v", name, content, failure)
		case test.cause != nil && !errors.Is(failure, test.cause):
			t.Errorf("%s: %v, want %v", name, errors.Unwrap(failure), test.cause)
		case strings.Contains(failure.Error(), secret), errors.Unwrap(failure) != nil && strings.Contains(errors.Unwrap(failure).Error(), folder):
			t.Errorf("%s says too much: %v: %v", name, failure, errors.Unwrap(failure))
		}
	}
	if _, failure := source.ReadFile(t.Context(), "", 10); failure == nil || failure.Reason != source.NotFound {
		t.Errorf("no path: %v", failure)
	}
	var kept bytes.Buffer
	if info, failure := source.ReadInto(&kept, filepath.Join(folder, "alive"), 10); failure != nil || info.Size() != 10 || kept.String() != "ten-bytes." {
		t.Errorf("%v %v %q", info, failure, kept.String())
	}
}

// A read that hangs is left as soon as the context ends.
func TestInTime(t *testing.T) {
	t.Parallel()
	hangs := make(chan struct{})
	t.Cleanup(func() { close(hangs) })
	ended, cancel := context.WithCancel(t.Context())
	go cancel()
	if _, failure := source.InTime(ended, func() int { <-hangs; return 1 }); failure == nil || failure.Reason != source.Unreachable || !errors.Is(failure, context.Canceled) {
		t.Errorf("cancelled: %+v", failure)
	}
	late, cancel := context.WithDeadline(t.Context(), time.Time{}.Add(time.Hour))
	defer cancel()
	if _, failure := source.InTime(late, func() int { t.Error("it was read"); return 1 }); failure == nil || !errors.Is(failure, context.DeadlineExceeded) {
		t.Errorf("late: %+v", failure)
	}
	for name, ctx := range map[string]context.Context{"with an end": t.Context(), "without": context.WithoutCancel(t.Context())} {
		if got, failure := source.InTime(ctx, func() int { return 1 }); got != 1 || failure != nil {
			t.Errorf("%s: %d %v", name, got, failure)
		}
	}
}

// Whoever does not follow links sees them, and no folder behind them.
func TestWalk(t *testing.T) {
	t.Parallel()
	folder := tree(t, "a", "deep/b", "..1/c")
	for link, to := range map[string]string{"up": ".", "other": "deep", "..data": "..1", "c": "..data/c"} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		pattern string
		links   bool
		most    int
		want    string
		wide    bool
	}{
		"links themselves":           {"**", false, 99, ". ..1/ ..1/c ..data a c deep/ deep/b other up", false},
		"through links, no circle":   {"**", true, 99, ". a c deep/ deep/b other other/b up", false},
		"nothing":                    {"*.x", true, 99, "", false},
		"more than the caller takes": {"**", false, 0, "", true},
	} {
		var got []string
		unread, failure := source.Walk(t.Context(), folder, test.pattern, test.links, func(name string, entry fs.DirEntry) bool {
			if entry.IsDir() && name != "." {
				name += "/"
			}
			got = append(got, name)
			return len(got) <= test.most
		})
		if len(unread) != 0 || (failure != nil) != test.wide || failure != nil && failure.Reason != source.TooLarge {
			t.Errorf("%s: %v %+v", name, unread, failure)
		}
		if sorted := sortedWords(got); failure == nil && sorted != test.want {
			t.Errorf("%s: %s", name, sorted)
		}
	}
}
