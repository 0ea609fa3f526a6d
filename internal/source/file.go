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

// ReadFile reads a regular file of at most limit bytes, for as long as the context
// lasts.
func ReadFile(ctx context.Context, path string, limit int64) ([]byte, *Failure) {
	type outcome struct {
		content []byte
		failure *Failure
	}
	got, late := InTime(ctx, func() outcome {
		var content bytes.Buffer
		if _, failure := ReadInto(&content, path, limit); failure != nil {
			return outcome{nil, failure}
		}
		return outcome{content.Bytes(), nil}
	})
	if late != nil {
		return nil, late
	}
	return got.content, got.failure
}

// ReadInto reads a regular file of at most limit bytes into a buffer of the
// caller's, who bounds the time (see InTime).
func ReadInto(into *bytes.Buffer, path string, limit int64) (fs.FileInfo, *Failure) {
	file, info, failure := Open(path, limit)
	if failure != nil {
		return nil, failure
	}
	defer file.Close()
	into.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
	n, err := into.ReadFrom(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, CannotRead(path, err)
	}
	if n > limit {
		return nil, tooLarge(limit)
	}
	return info, nil
}

// Open opens a regular file of at most limit bytes for a reader that bounds the
// time (see InTime), and what it reads: the file may grow. It asks what the file is
// before it opens it, because opening a device can have effects, and again
// afterwards, because the name may have changed hands.
func Open(path string, limit int64) (*os.File, fs.FileInfo, *Failure) {
	if path == "" {
		return nil, nil, &Failure{Reason: NotFound, Clause: "the path is empty", cause: fs.ErrNotExist}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, CannotRead(path, err)
	}
	if failure := notReadable(info, limit); failure != nil {
		return nil, nil, failure
	}
	// Without O_NONBLOCK opening a FIFO waits for a writer, perhaps for ever.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, CannotRead(path, err)
	}
	failure := (*Failure)(nil)
	if info, err = file.Stat(); err != nil {
		failure = CannotRead(path, err)
	} else {
		failure = notReadable(info, limit)
	}
	if failure != nil {
		_ = file.Close()
		return nil, nil, failure
	}
	return file, info, nil
}

func notReadable(info fs.FileInfo, limit int64) *Failure {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return &Failure{Reason: Unsupported, Clause: "it is a directory, not a file", Mode: mode}
	case !mode.IsRegular():
		return &Failure{Reason: Unsupported, Clause: "it is not a regular file, which a plan may read more than once", Mode: mode}
	case info.Size() > limit:
		failure := tooLarge(limit)
		failure.Size = info.Size()
		return failure
	}
	return nil
}

func tooLarge(limit int64) *Failure {
	return Fail(TooLarge, "it holds more than "+strconv.FormatInt(limit, 10)+" bytes, the most that is read")
}

const notAName = "no file can have this name; the text of a file is not its path"

// CannotRead is why the system refused a path.
func CannotRead(path string, err error) *Failure {
	cause := err
	if refused, ok := errors.AsType[*fs.PathError](err); ok {
		cause = refused.Err
	}
	failure := &Failure{Reason: NotFound, cause: cause}
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ELOOP):
		failure.Clause = "there is no such file"
		if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			failure.Clause, failure.Mode = "it is a link that leads to no file", info.Mode()
		}
	case errors.Is(err, syscall.ENAMETOOLONG), errors.Is(err, fs.ErrInvalid), errors.Is(err, syscall.EINVAL):
		failure.Clause = notAName
	case errors.Is(err, fs.ErrPermission):
		failure.Reason, failure.Clause = Unreachable, "permission to read the file is denied"
	default:
		failure.Reason, failure.Clause = Unreachable, "the file cannot be read"
	}
	return failure
}
