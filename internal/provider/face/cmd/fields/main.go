// Command fields completes the pages that the generator of the documentation wrote:
// it leaves the fields of objects without a sentence, lists those that a result has
// as optional, and those that must be given, which a nested argument cannot say to
// Terraform, too.
package main

import (
	"fmt"
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
	for _, kind := range []string{"*.md", "*/*.md"} {
		names, err := filepath.Glob(filepath.Join(folder, kind))
		if err != nil {
			return err
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			pages[name] = string(content)
		}
	}
	if len(pages) == 0 {
		return fmt.Errorf("%s holds no pages", folder)
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
