package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Read reads the register in a file of at most MaxBytes. It stops when the
// context ends. Every error is an *Error; that of a missing file wraps
// fs.ErrNotExist, that of an ended context its cause.
func Read(ctx context.Context, path string, vocabulary []Column, options Options) (*Table, error) {
	content, wrong := readInTime(ctx, path)
	if wrong != nil {
		return nil, wrong
	}
	return Parse(ctx, filepath.Base(path), content, vocabulary, options)
}

// readInTime reads in a goroutine of its own: a read from a dead network file
// system cannot be interrupted, only left.
func readInTime(ctx context.Context, path string) ([]byte, *Error) {
	type outcome struct {
		content []byte
		wrong   *Error
	}
	if err := ctx.Err(); err != nil {
		return nil, stopped(path, err)
	}
	done := make(chan outcome, 1)
	go func() {
		content, wrong := readBounded(path)
		done <- outcome{content, wrong}
	}()
	select {
	case got := <-done:
		return got.content, got.wrong
	case <-ctx.Done():
		return nil, stopped(path, ctx.Err())
	}
}

func stopped(name string, err error) *Error {
	message := fmt.Sprintf("Reading the register %s was cancelled.", deadline.Printable(name))
	if errors.Is(err, context.DeadlineExceeded) {
		message = fmt.Sprintf("The register %s could not be read within the time allowed.", deadline.Printable(name))
	}
	return &Error{Message: message, cause: err}
}

// readBounded asks what the file is before it opens it, because opening a
// device can have effects, and again afterwards, because the name may have
// changed hands.
func readBounded(path string) ([]byte, *Error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, cannotOpen(path, err)
	}
	if wrong := notReadable(path, info); wrong != nil {
		return nil, wrong
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
	if wrong := notReadable(path, info); wrong != nil {
		return nil, wrong
	}
	var content bytes.Buffer
	content.Grow(int(info.Size()) + bytes.MinRead)
	if _, err := content.ReadFrom(io.LimitReader(file, MaxBytes+1)); err != nil {
		return nil, cannotOpen(path, err)
	}
	return content.Bytes(), nil
}

func notReadable(path string, info fs.FileInfo) *Error {
	switch {
	case info.IsDir():
		return faultf("%s is a directory. A register is a file, for example \"contracts.csv\".", deadline.Printable(path))
	case !info.Mode().IsRegular():
		return faultf("%s is not a regular file. A register is a file that can be read more than once, for example \"contracts.csv\".", deadline.Printable(path))
	}
	return tooLarge(path, info.Size())
}

func tooLarge(name string, size int64) *Error {
	if size <= MaxBytes {
		return nil
	}
	return faultf("The register %s has %d bytes; at most %d (64 MiB) are read. Give the register alone, without pictures and attachments.",
		deadline.Printable(name), size, MaxBytes)
}

func cannotOpen(path string, err error) *Error {
	wrong := &Error{cause: err}
	switch {
	case path == "":
		wrong.Message = `The path of the register is empty. Give that of a file, for example "contracts.csv".`
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		wrong.Message = fmt.Sprintf("There is no file %s. A relative path starts at the working directory of Terraform; \"${path.module}/contracts.csv\" starts at the module.", deadline.Printable(path))
	case errors.Is(err, fs.ErrPermission):
		wrong.Message = fmt.Sprintf("Permission to read the register %s is denied.", deadline.Printable(path))
	default:
		// The system's own words ("input/output error") without the path in front.
		if pathError, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathError.Err
		}
		wrong.Message = fmt.Sprintf("The register %s cannot be read: %s.", deadline.Printable(path), deadline.Printable(err.Error()))
	}
	return wrong
}
