package keyfile

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// readFile reads and parses for as long as the context lasts.
func readFile(ctx context.Context, path string, options Options) (Bundle, *fault) {
	type outcome struct {
		bundle Bundle
		wrong  *fault
	}
	got, late := source.InTime(ctx, func() outcome {
		bundle, wrong := loadFile(path, options)
		return outcome{bundle, wrong}
	})
	if late != nil {
		return Bundle{}, givenUp(late)
	}
	return got.bundle, got.wrong
}

// readInTime is readFile within the options' timeout.
func readInTime(ctx context.Context, path string, options Options) (Bundle, *fault) {
	if options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, options.Timeout)
		defer cancel()
	}
	return readFile(ctx, path, options)
}

func givenUp(err error) *fault {
	if errors.Is(err, context.DeadlineExceeded) {
		return &fault{reason: certificate.ReasonTimeout, clause: "the file could not be read within the time allowed", unreachable: true, cause: err}
	}
	return &fault{reason: certificate.ReasonCancelled, clause: "reading the file was cancelled", unreachable: true, cause: err}
}

func loadFile(path string, options Options) (Bundle, *fault) {
	buffer := fileBuffers.Get().(*bytes.Buffer)
	defer func() {
		// Keys may have stood in it; the next file must not find them.
		clear(buffer.Bytes())
		buffer.Reset()
		if buffer.Cap() <= 1<<20 {
			fileBuffers.Put(buffer)
		}
	}()
	if wrong := loadBytes(path, options.maxBytes(), buffer); wrong != nil {
		return Bundle{}, wrong
	}
	beside := func(name string, into *bytes.Buffer) *fault {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		return loadBytes(name, options.maxBytes(), into)
	}
	bundle, wrong := parse(buffer.Bytes(), options, beside)
	if wrong != nil {
		return Bundle{}, wrong.withFact("File", shownPath(path)).withFact("Size", strconv.Itoa(buffer.Len())+" bytes")
	}
	return bundle, nil
}

// loadBytes reads a regular file of at most limit bytes.
func loadBytes(path string, limit int64, into *bytes.Buffer) *fault {
	if _, failure := source.ReadInto(into, path, limit); failure != nil {
		return unread(path, failure, limit)
	}
	return nil
}

// unread is the fault of a file that could not be read.
func unread(path string, failure *source.Failure, limit int64) *fault {
	switch {
	case failure.Reason == source.TooLarge:
		return tooLarge(failure.Size, limit).withFact("File", shownPath(path))
	case failure.Reason == source.Unsupported:
		return notAFile(failure.Mode).withFact("File", shownPath(path))
	case path == "":
		return noSuchFile(path, "the file name is empty", `Give the path of a file, for example "certs/www.pem".`)
	case shownPath(path) == notAPath:
		return noSuchFile(path, "no file can have this name", `Give the path of a file, for example "certs/www.pem"; the text of a certificate goes into pem.`)
	case failure.Mode&fs.ModeSymlink != 0:
		return brokenLink(path)
	case failure.Reason == source.NotFound:
		clause, help := missing(path)
		return noSuchFile(path, clause, help)
	case errors.Is(failure, fs.ErrPermission):
		return &fault{reason: ReasonPermission, clause: "permission to read the file is denied", unreachable: true, cause: failure}
	}
	return &fault{reason: certificate.ReasonUnreadable, clause: "the file cannot be read: " + printable(failure.Words()), unreachable: true, cause: failure}
}

func notAFile(mode fs.FileMode) *fault {
	kind := "a special file"
	switch {
	case mode.IsDir():
		return &fault{
			reason: ReasonNotAFile, summary: "Not a file", clause: "it is a directory",
			help: `Give a file, for example "certs/www.pem"; expiry_certificates also takes patterns: files = ["certs/**/*.pem"].`,
		}
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe (FIFO)"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return &fault{
		reason: ReasonNotAFile, summary: "Not a file", clause: "it is " + kind + ", not a regular file",
		help: `Only regular files are read, for example "certs/www.pem": a plan may read them more than once.`,
	}
}

func tooLarge(size, limit int64) *fault {
	wrong := &fault{
		reason: certificate.ReasonTooLarge, summary: "File too large",
		clause: "it is larger than " + strconv.FormatInt(limit, 10) + " bytes, more than certificates need",
		help:   "Give the certificate file itself, for example \"certs/www.pem\", not an archive or a disk image.",
	}
	if size > limit {
		wrong = wrong.withFact("Size", strconv.FormatInt(size, 10)+" bytes")
	}
	return wrong.withFact("Limit", strconv.FormatInt(limit, 10)+" bytes")
}

func brokenLink(path string) *fault {
	wrong := &fault{
		reason: ReasonBrokenLink, summary: "Broken link",
		clause: "it is a symbolic link that leads to no file",
		help:   "Repair the link or give the file it should lead to.",
	}
	wrong = wrong.withFact("Link", shownPath(path))
	if target, err := os.Readlink(path); err == nil {
		wrong = wrong.withFact("Leads to", shownPath(target))
	}
	return wrong
}

func noSuchFile(path, clause, help string) *fault {
	wrong := &fault{reason: ReasonNoSuchFile, summary: "No such file", clause: clause, help: help}
	if shownPath(path) == notAPath {
		return wrong
	}
	wrong = wrong.withFact("File", shownPath(path))
	if absolute, err := filepath.Abs(path); err == nil && path != "" {
		wrong = wrong.withFact("Path tried", shownPath(absolute))
	}
	return wrong
}
