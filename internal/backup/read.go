package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// ReadFile reads the listing in a file of at most MaxBytes. It stops when the
// context ends. Its error is an *Error.
func ReadFile(ctx context.Context, path string, options Options) (Listing, error) {
	return inTime(ctx, path, func() (Listing, *Error) {
		var content bytes.Buffer
		info, failure := source.ReadInto(&content, path, MaxBytes)
		if failure != nil {
			return Listing{}, unread(path, failure)
		}
		if options.WrittenAt.IsZero() {
			options.WrittenAt = info.ModTime()
		}
		return parse(content.Bytes(), options)
	})
}

func inTime(ctx context.Context, path string, read func() (Listing, *Error)) (Listing, error) {
	type outcome struct {
		listing Listing
		wrong   *Error
	}
	got, late := source.InTime(ctx, func() outcome {
		listing, wrong := read()
		return outcome{listing, wrong}
	})
	switch {
	case late != nil:
		return Listing{}, leftAlone(path, errors.Unwrap(late))
	case got.wrong != nil:
		return Listing{}, got.wrong
	}
	return got.listing, nil
}

func leftAlone(path string, err error) *Error {
	message := "Reading " + shown(path) + " was cancelled."
	if errors.Is(err, context.DeadlineExceeded) {
		message = shown(path) + " could not be read within the time allowed."
	}
	return &Error{Reason: ReasonUnreachable, Summary: "Not read in time", Message: message, cause: err}
}

// unread is the error for a path that could not be read.
func unread(path string, failure *source.Failure) *Error {
	wrong := &Error{Reason: ReasonUnreachable, Summary: "Cannot be read", cause: errors.Unwrap(failure)}
	switch {
	case failure.Mode.IsDir():
		return unsupportedf("%s is a folder. The listing of a backup program is a file, for example \"restic.json\"; a folder of backups is given with files.", shown(path))
	case failure.Reason == source.Unsupported:
		return unsupportedf("%s is not a regular file. A listing is a file that can be read more than once, for example \"restic.json\".", shown(path))
	case failure.Reason == source.TooLarge:
		return tooLarge(max(failure.Size, MaxBytes+1))
	case path == "":
		wrong.Reason, wrong.Summary, wrong.Message = ReasonNotFound, "No such file", "The path is empty. Give that of a file, for example \"restic.json\"."
	case failure.Reason == source.NotFound:
		wrong.Reason, wrong.Summary = ReasonNotFound, "No such file"
		wrong.Message = fmt.Sprintf("There is no %s. A relative path starts at the working directory of Terraform; \"${path.module}/restic.json\" starts at the module.", shown(path))
	case errors.Is(failure, fs.ErrPermission):
		wrong.Message = fmt.Sprintf("Permission to read %s is denied.", shown(path))
	default:
		wrong.Message = fmt.Sprintf("%s cannot be read: %s.", shown(path), shown(failure.Words()))
	}
	return wrong
}
