package register

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Read reads the register in a file of at most MaxBytes. It stops when the
// context ends. Every error is an *Error; that of a missing file wraps
// fs.ErrNotExist, that of an ended context its cause.
func Read(ctx context.Context, path string, vocabulary []Column, options Options) (*Table, error) {
	content, failure := source.ReadFile(ctx, path, MaxBytes)
	if failure != nil {
		return nil, unread(path, failure)
	}
	return Parse(ctx, filepath.Base(path), content, vocabulary, options)
}

func stopped(name string, err error) *Error {
	message := fmt.Sprintf("Reading the register %s was cancelled.", deadline.Printable(name))
	if errors.Is(err, context.DeadlineExceeded) {
		message = fmt.Sprintf("The register %s could not be read within the time allowed.", deadline.Printable(name))
	}
	return &Error{Message: message, cause: err}
}

func tooLarge(name string, size int64) *Error {
	if size <= MaxBytes {
		return nil
	}
	return faultf("The register %s has %d bytes; at most %d (64 MiB) are read. Give the register alone, without pictures and attachments.",
		deadline.Printable(name), size, MaxBytes)
}

// unread is the error of a register that could not be read.
func unread(path string, failure *source.Failure) *Error {
	shown := deadline.Printable(path)
	cause := errors.Unwrap(failure)
	wrong := &Error{cause: cause}
	switch {
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, context.Canceled):
		return stopped(path, cause)
	case failure.Mode.IsDir():
		return faultf("%s is a directory. A register is a file, for example \"contracts.csv\".", shown)
	case failure.Reason == source.Unsupported:
		return faultf("%s is not a regular file. A register is a file that can be read more than once, for example \"contracts.csv\".", shown)
	case failure.Reason == source.TooLarge:
		return tooLarge(path, max(failure.Size, MaxBytes+1))
	case path == "":
		wrong.Message = `The path of the register is empty. Give that of a file, for example "contracts.csv".`
	case failure.Reason == source.NotFound:
		wrong.Message = fmt.Sprintf("There is no file %s. A relative path starts at the working directory of Terraform; \"${path.module}/contracts.csv\" starts at the module.", shown)
	case errors.Is(cause, fs.ErrPermission):
		wrong.Message = fmt.Sprintf("Permission to read the register %s is denied.", shown)
	default:
		wrong.Message = fmt.Sprintf("The register %s cannot be read: %s.", shown, deadline.Printable(failure.Words()))
	}
	return wrong
}
