package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ReadFile reads the listing in a file of at most MaxBytes. It stops when the
// context ends. Its error is an *Error.
func ReadFile(ctx context.Context, path string, options Options) (Listing, error) {
	return inTime(ctx, path, func() (Listing, *Error) {
		content, info, wrong := readBounded(path)
		if wrong != nil {
			return Listing{}, wrong
		}
		if options.WrittenAt.IsZero() {
			options.WrittenAt = info.ModTime()
		}
		return parse(content, options)
	})
}

// inTime reads in a goroutine of its own: a read from a dead network file system
// cannot be interrupted, only left.
func inTime(ctx context.Context, path string, read func() (Listing, *Error)) (Listing, error) {
	type outcome struct {
		listing Listing
		wrong   *Error
	}
	if err := ctx.Err(); err != nil {
		return Listing{}, leftAlone(path, err)
	}
	done := make(chan outcome, 1)
	go func() {
		listing, wrong := read()
		done <- outcome{listing, wrong}
	}()
	select {
	case got := <-done:
		if got.wrong != nil {
			return Listing{}, got.wrong
		}
		return got.listing, nil
	case <-ctx.Done():
		return Listing{}, leftAlone(path, ctx.Err())
	}
}

func leftAlone(path string, err error) *Error {
	message := "Reading " + shown(path) + " was cancelled."
	if errors.Is(err, context.DeadlineExceeded) {
		message = shown(path) + " could not be read within the time allowed."
	}
	return &Error{Reason: ReasonUnreachable, Summary: "Not read in time", Message: message, cause: err}
}

// readBounded asks what the file is before it opens it, because opening a device
// can have effects, and again afterwards, because the name may have changed hands.
func readBounded(path string) ([]byte, fs.FileInfo, *Error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, cannotOpen(path, err)
	}
	if wrong := notReadable(path, info); wrong != nil {
		return nil, nil, wrong
	}
	// Without O_NONBLOCK opening a FIFO waits for a writer, perhaps for ever.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, cannotOpen(path, err)
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return nil, nil, cannotOpen(path, err)
	}
	if wrong := notReadable(path, info); wrong != nil {
		return nil, nil, wrong
	}
	var content bytes.Buffer
	content.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := content.ReadFrom(io.LimitReader(file, MaxBytes+1)); err != nil {
		return nil, nil, cannotOpen(path, err)
	}
	return content.Bytes(), info, nil
}

func notReadable(path string, info fs.FileInfo) *Error {
	switch {
	case info.IsDir():
		return unsupportedf("%s is a folder. The listing of a backup program is a file, for example \"restic.json\"; a folder of backups is given with files.", shown(path))
	case !info.Mode().IsRegular():
		return unsupportedf("%s is not a regular file. A listing is a file that can be read more than once, for example \"restic.json\".", shown(path))
	case info.Size() > MaxBytes:
		return tooLarge(info.Size())
	}
	return nil
}

func cannotOpen(path string, err error) *Error {
	wrong := &Error{Reason: ReasonUnreachable, Summary: "Cannot be read", cause: err}
	switch {
	case path == "":
		wrong.Reason, wrong.Summary, wrong.Message = ReasonNotFound, "No such file", "The path is empty. Give that of a file, for example \"restic.json\"."
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		wrong.Reason, wrong.Summary = ReasonNotFound, "No such file"
		wrong.Message = fmt.Sprintf("There is no %s. A relative path starts at the working directory of Terraform; \"${path.module}/restic.json\" starts at the module.", shown(path))
	case errors.Is(err, fs.ErrPermission):
		wrong.Message = fmt.Sprintf("Permission to read %s is denied.", shown(path))
	default:
		// The system's own words ("input/output error") without the path in front.
		if pathError, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathError.Err
		}
		wrong.Message = fmt.Sprintf("%s cannot be read: %s.", shown(path), shown(err.Error()))
	}
	return wrong
}
