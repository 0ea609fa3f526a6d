package keyfile

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
)

// readFile reads and parses in a goroutine of its own where the context can
// end: a read from a dead network file system cannot be interrupted, only left.
func readFile(ctx context.Context, path string, options Options) (Bundle, *fault) {
	if err := ctx.Err(); err != nil {
		return Bundle{}, givenUp(err)
	}
	if ctx.Done() == nil {
		return loadFile(path, options)
	}
	type outcome struct {
		bundle Bundle
		wrong  *fault
	}
	done := make(chan outcome, 1)
	go func() {
		bundle, wrong := loadFile(path, options)
		done <- outcome{bundle, wrong}
	}()
	select {
	case got := <-done:
		return got.bundle, got.wrong
	case <-ctx.Done():
		return Bundle{}, givenUp(ctx.Err())
	}
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

// loadBytes reads a regular file of at most limit bytes. What it is is asked
// before it is opened, because opening a device can have effects, and again
// once it is open, because the name may have changed hands in between.
func loadBytes(path string, limit int64, into *bytes.Buffer) *fault {
	if path == "" {
		return noSuchFile(path, "the file name is empty", `Give the path of a file, for example "certs/www.pem".`)
	}
	info, err := os.Stat(path)
	if err != nil {
		return cannotOpen(path, err)
	}
	if wrong := notReadable(info, limit); wrong != nil {
		return wrong.withFact("File", shownPath(path))
	}
	// Without O_NONBLOCK opening a FIFO waits for a writer, perhaps for ever.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return cannotOpen(path, err)
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return cannotOpen(path, err)
	}
	if wrong := notReadable(info, limit); wrong != nil {
		return wrong.withFact("File", shownPath(path))
	}
	into.Grow(int(min(info.Size(), limit)) + bytes.MinRead)
	if _, err := into.ReadFrom(io.LimitReader(file, limit+1)); err != nil {
		return cannotOpen(path, err)
	}
	if int64(into.Len()) > limit {
		return tooLarge(info.Size(), limit).withFact("File", shownPath(path))
	}
	return nil
}

func notReadable(info fs.FileInfo, limit int64) *fault {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular():
		if info.Size() > limit {
			return tooLarge(info.Size(), limit)
		}
		return nil
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
	default:
		kind = "a special file"
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

func cannotOpen(path string, err error) *fault {
	switch {
	case shownPath(path) == notAPath:
		return noSuchFile(path, "no file can have this name", `Give the path of a file, for example "certs/www.pem"; the text of a certificate goes into pem.`)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ELOOP):
		if info, lerr := os.Lstat(path); lerr == nil && info.Mode()&fs.ModeSymlink != 0 {
			return brokenLink(path)
		}
		clause, help := missing(path)
		return noSuchFile(path, clause, help)
	case errors.Is(err, fs.ErrPermission):
		return &fault{reason: ReasonPermission, clause: "permission to read the file is denied", unreachable: true, cause: err}
	}
	// The system's own words ("input/output error") without the path in front.
	reason := err
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		reason = pathError.Err
	}
	return &fault{reason: certificate.ReasonUnreadable, clause: "the file cannot be read: " + printable(reason.Error()), unreachable: true, cause: err}
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
