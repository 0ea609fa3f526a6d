package catalog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Bounds for what is read: several times the size of the real thing.
const (
	maxFeedBytes  = 64 << 20
	maxOwnBytes   = 8 << 20
	maxMirrorSize = 5000 // files
)

// readFeedPath reads a file with an API answer, or a directory of such files: a
// mirror's "products/full" answer, else one file for each product.
func readFeedPath(ctx context.Context, path string) (*feed, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	result := newFeed(path)
	files := []string{path}
	if info.IsDir() {
		if files, err = mirrorFiles(path); err != nil {
			return nil, err
		}
	}
	for _, file := range files {
		content, err := readBounded(ctx, file, maxFeedBytes)
		if err != nil {
			return nil, err
		}
		if err := result.add(file, content); err != nil {
			return nil, err
		}
	}
	if len(result.items) == 0 {
		return nil, &FactsError{File: path, Field: "result", Problem: "the answer lists no product"}
	}
	return result, nil
}

// fullNames are where mirroring tools put the answer of products/full.
var fullNames = []string{
	"products/full/index.json", "products/full.json", "products/full", "full/index.json", "full.json", "full",
}

func mirrorFiles(directory string) ([]string, error) {
	for _, name := range fullNames {
		file := filepath.Join(directory, filepath.FromSlash(name))
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return []string{file}, nil
		}
	}
	var files []string
	for _, folder := range []string{filepath.Join(directory, "products"), directory} {
		found, err := os.ReadDir(folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fileError(folder, err)
		}
		for _, file := range found {
			name := filepath.Join(folder, file.Name())
			switch {
			case strings.HasSuffix(file.Name(), ".json"):
				files = append(files, name)
			case file.IsDir():
				index := filepath.Join(name, "index.json")
				if info, err := os.Stat(index); err == nil && info.Mode().IsRegular() {
					files = append(files, index)
				}
			}
		}
		if len(files) > 0 {
			break
		}
	}
	if len(files) == 0 {
		return nil, &FactsError{File: directory, Problem: "the directory has neither products/full.json nor a JSON file for each product, as a mirror of the endoflife.date API has"}
	}
	if len(files) > maxMirrorSize {
		return nil, &FactsError{File: directory, Problem: fmt.Sprintf("the directory has %d files; a mirror has at most %d", len(files), maxMirrorSize)}
	}
	return files, nil
}

// readBounded reads a regular file of at most limit bytes.
func readBounded(ctx context.Context, path string, limit int64) ([]byte, error) {
	content, failure := source.ReadFile(ctx, path, limit)
	if failure != nil {
		return nil, unread(path, failure, limit)
	}
	return content, nil
}

func fileError(path string, err error) error { return unread(path, source.CannotRead(path, err), 0) }

// unread is the error for a file that could not be read.
func unread(path string, failure *source.Failure, limit int64) error {
	problem := "it could not be read"
	switch {
	case failure.Reason == source.Unsupported:
		problem = "it is not a regular file"
	case failure.Reason == source.TooLarge:
		problem = fmt.Sprintf("it is larger than %d MB", limit>>20)
	case failure.Reason == source.NotFound:
		problem = "there is no such file"
	case errors.Is(failure, fs.ErrPermission):
		problem = "there is no permission to read it"
	case errors.Is(failure, context.DeadlineExceeded):
		problem = "it could not be read within the time allowed"
	}
	return &FactsError{File: path, Problem: problem}
}
