package statefile

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Files are the sources that paths and patterns give: * and ? within a name, **
// for any folders, {a,b} and [a-z]. They are sorted by path and stand once. What is
// matched and cannot be read is a source with its problem; a path that is not
// there, and a pattern that matches nothing, is an *Error.
func Files(ctx context.Context, patterns ...string) ([]Source, error) {
	matches, err := glob(ctx, patterns)
	if err != nil {
		return nil, err
	}
	sources := make([]Source, len(matches))
	for i, match := range matches {
		path := match.path
		parts := strings.FieldsFunc(filepath.ToSlash(path), func(r rune) bool { return r == '/' })
		if len(parts) == 0 {
			parts = []string{path}
		}
		source := Source{Shown: shownPath(path), parts: parts, problem: match.problem}
		parts[len(parts)-1], source.extension = withoutExtension(parts[len(parts)-1])
		source.open = func(ctx context.Context, most int64) (io.ReadCloser, Age, error) { return openFile(ctx, path, most) }
		sources[i] = source
	}
	return sources, nil
}

// openFile opens a regular file. What is opened after it was left is closed by the
// garbage collector.
func openFile(ctx context.Context, path string, most int64) (io.ReadCloser, Age, error) {
	type outcome struct {
		file    *os.File
		info    fs.FileInfo
		failure *source.Failure
	}
	got, late := source.InTime(ctx, func() outcome {
		file, info, failure := source.Open(path, most)
		return outcome{file, info, failure}
	})
	switch {
	case late != nil:
		return nil, Age{}, stopped(late)
	case got.failure != nil:
		return nil, Age{}, unread(path, got.failure, most)
	}
	return newPatient(ctx, got.file), Age{At: got.info.ModTime().UTC(), By: ByModification}, nil
}

// unread is the error for a file that could not be opened.
func unread(path string, failure *source.Failure, most int64) *Error {
	wrong := &Error{cause: failure, Source: shownPath(path)}
	switch {
	case failure.Mode.IsDir():
		return fault(NotAFile, `It is a directory. Give a file, or a pattern like "states/**/*.tfstate".`)
	case failure.Reason == source.Unsupported:
		return fault(NotAFile, "It is not a regular file. Only those are read, for a plan file is read twice.")
	case failure.Reason == source.TooLarge:
		return fault(TooLarge, "It has %d bytes; at most %d are read of one state.", failure.Size, most)
	case wrong.Source == notAPath:
		wrong.Reason, wrong.Message = NoFile, `No file can have this name. Give the path of a state, for example "states/prod.tfstate", never its text: Terraform would keep it.`
	case failure.Mode&fs.ModeSymlink != 0:
		wrong.Reason, wrong.Message = NoFile, "It is a symbolic link that leads to no file. Repair the link or give the file it should lead to."
	case failure.Reason == source.NotFound:
		wrong.Reason, wrong.Message = NoFile, `There is no such file. A relative path starts at the working directory of Terraform; "${path.module}/prod.tfstate" starts at the module.`
	case errors.Is(failure, fs.ErrPermission):
		wrong.Reason, wrong.Message = Permission, "Permission to read it is denied."
	default:
		wrong.Reason, wrong.Message = Unreadable, "The system reports an error while it is opened."
	}
	return wrong
}

const notAPath = "(not a path)"

// shownPath gives a path for messages; a state given in place of its path is not
// shown.
func shownPath(path string) string {
	if strings.ContainsAny(path, "\n\r\x00\"") || len(path) > 4096 {
		return notAPath
	}
	return deadline.Printable(path)
}

// patient reads a file piece by piece in a goroutine of its own, so that whoever
// reads from it can give up.
type patient struct {
	ctx    context.Context
	pieces chan piece
	done   chan struct{}
	rest   []byte
	err    error
}

type piece struct {
	bytes []byte
	err   error
}

func newPatient(ctx context.Context, file io.ReadCloser) *patient {
	p := &patient{ctx: ctx, pieces: make(chan piece), done: make(chan struct{})}
	go func() {
		defer file.Close()
		// One is filled while the other is read.
		buffers := [2][]byte{make([]byte, chunk), make([]byte, chunk)}
		for i := 0; ; i++ {
			buffer := buffers[i%2]
			n, err := file.Read(buffer)
			select {
			case p.pieces <- piece{buffer[:n], err}:
			case <-p.done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return p
}

func (p *patient) Read(into []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		select {
		case got := <-p.pieces:
			p.rest, p.err = got.bytes, got.err
		case <-p.ctx.Done():
			return 0, p.ctx.Err()
		}
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// Close leaves the goroutine behind if it hangs; it closes the file once it can.
func (p *patient) Close() error {
	close(p.done)
	return nil
}
