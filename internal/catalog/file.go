package catalog

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Bounds for what is read: several times the size of the real thing.
const (
	maxFeedBytes  = 64 << 20
	maxOwnBytes   = 8 << 20
	maxMirrorSize = 5000 // files
)

// readFeedPath reads a file with an API answer, or a directory of such files: a
// mirror's "products/full" answer, else one file for each product.
func readFeedPath(path string) (*feed, error) {
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
		content, err := readBounded(file, maxFeedBytes)
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
func readBounded(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	if !info.Mode().IsRegular() {
		return nil, &FactsError{File: path, Problem: "it is not a regular file"}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fileError(path, err)
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fileError(path, err)
	}
	if int64(len(content)) > limit {
		return nil, &FactsError{File: path, Problem: fmt.Sprintf("it is larger than %d MB", limit>>20)}
	}
	return content, nil
}

func fileError(path string, err error) error {
	problem := "it could not be read"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem = "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		problem = "there is no permission to read it"
	}
	return &FactsError{File: path, Problem: problem}
}
