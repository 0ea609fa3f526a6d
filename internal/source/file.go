package source

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// ReadFile reads a regular file of at most limit bytes. The read runs in a
// goroutine of its own: one from a dead network file system cannot be
// interrupted, only left.
func ReadFile(ctx context.Context, path string, limit int64) ([]byte, *Failure) {
	if err := ctx.Err(); err != nil {
		return nil, gaveUp(err)
	}
	type outcome struct {
		content []byte
		failure *Failure
	}
	done := make(chan outcome, 1)
	go func() {
		content, failure := readFile(path, limit)
		done <- outcome{content, failure}
	}()
	select {
	case got := <-done:
		return got.content, got.failure
	case <-ctx.Done():
		return nil, gaveUp(ctx.Err())
	}
}

func gaveUp(err error) *Failure {
	clause := "reading it was cancelled"
	if errors.Is(err, context.DeadlineExceeded) {
		clause = "it could not be read within the time allowed"
	}
	return &Failure{Reason: Unreachable, Clause: clause, cause: err}
}

// readFile asks what the file is before it opens it, because opening a device can
// have effects, and again afterwards, because the name may have changed hands.
func readFile(path string, limit int64) ([]byte, *Failure) {
	if path == "" {
		return nil, Fail(NotFound, "the path is empty")
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	if failure := notReadable(info, limit); failure != nil {
		return nil, failure
	}
	// Without O_NONBLOCK opening a FIFO waits for a writer, perhaps for ever.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return nil, cannotOpen(path, err)
	}
	if failure := notReadable(info, limit); failure != nil {
		return nil, failure
	}
	var content bytes.Buffer
	content.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
	if _, err := content.ReadFrom(io.LimitReader(file, limit+1)); err != nil {
		return nil, cannotOpen(path, err)
	}
	if int64(content.Len()) > limit {
		return nil, tooLarge(limit)
	}
	return content.Bytes(), nil
}

func notReadable(info fs.FileInfo, limit int64) *Failure {
	switch {
	case info.IsDir():
		return Fail(Unsupported, "it is a directory, not a file")
	case !info.Mode().IsRegular():
		return Fail(Unsupported, "it is not a regular file, which a plan may read more than once")
	case info.Size() > limit:
		return tooLarge(limit)
	}
	return nil
}

func tooLarge(limit int64) *Failure {
	return Fail(TooLarge, "it holds more than "+strconv.FormatInt(limit, 10)+" bytes, the most that is read")
}

const notAName = "no file can have this name; the text of a file is not its path"

func cannotOpen(path string, err error) *Failure {
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ELOOP):
		if info, lerr := os.Lstat(path); lerr == nil && info.Mode()&fs.ModeSymlink != 0 {
			return Fail(NotFound, "it is a link that leads to no file")
		}
		return Fail(NotFound, "there is no such file")
	case errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, fs.ErrInvalid), errors.Is(err, syscall.EINVAL):
		return Fail(NotFound, notAName)
	case errors.Is(err, fs.ErrPermission):
		return Fail(Unreachable, "permission to read the file is denied")
	}
	return Fail(Unreachable, "the file cannot be read")
}
