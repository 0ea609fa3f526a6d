// Command fields completes the pages that the generator of the documentation wrote:
// it leaves the fields of objects without a sentence, lists those that a result has
// as optional, and those that must be given, which a nested argument cannot say to
// Terraform, too.
package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "Name the folder of the pages: fields docs")
		os.Exit(1)
	}
	if err := complete(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "fields:", err)
		os.Exit(1)
	}
}

func complete(folder string) error {
	pages := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".md") {
			return err
		}
		content, err := os.ReadFile(path)
		pages[path] = string(content)
		return err
	})
	if err != nil {
		return err
	}
	var missing []string
	for _, path := range slices.Sorted(maps.Keys(pages)) {
		done := Complete(pages[path], pages[singular(path)])
		if bare := Bare(done); len(bare) > 0 {
			missing = append(missing, path+": "+strings.Join(bare, ", "))
		}
		if done != pages[path] {
			if err := os.WriteFile(path, []byte(done), 0o600); err != nil {
				return err
			}
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("nothing is said of these; add sentences to the schema, or to sentences.txt beside this command:\n%s", strings.Join(missing, "\n"))
	}
	return nil
}

// singular is the page of one thing where a page is about many: certificate.md of
// certificates.md, server.md of servers.md.
func singular(path string) string { return strings.TrimSuffix(path, "s.md") + ".md" }
