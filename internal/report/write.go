package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Write writes the report in every format into a directory, which it makes
// where it is absent: the title made fit for a file name, and .json, .md,
// .html, .sarif and .junit.xml. Files are replaced whole, so that a reader never
// sees half of one. The JSON also says when it was judged.
func (r Report) Write(directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return fmt.Errorf("making the report directory: %w", err)
	}
	for _, format := range []struct {
		extension string
		content   func() ([]byte, error)
	}{
		{".json", func() ([]byte, error) { return r.document(deadline.FormatInstant(r.Now)) }},
		{".md", func() ([]byte, error) { return []byte(r.Markdown(0)), nil }},
		{".html", r.HTML},
		{".sarif", r.SARIF},
		{".junit.xml", r.JUnit},
	} {
		content, err := format.content()
		if err != nil {
			return err
		}
		if err := ReplaceFile(filepath.Join(directory, fileName(r.Title)+format.extension), content); err != nil {
			return err
		}
	}
	return nil
}

// fileName makes a title fit for a file name on every system.
func fileName(title string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '-'
	}, title)
	if len(safe) > 100 {
		safe = safe[:100]
	}
	return safe
}

// ReplaceFile writes a file whole, so that a reader never sees half of it.
func ReplaceFile(name string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(name), ".report-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(name), err)
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(file.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", filepath.Base(name), err)
	}
	return nil
}
