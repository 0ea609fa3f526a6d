package definition_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
)

func TestReadSums(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string]string{"SHA256SUMS": sha("a") + "  a.xml\n", "empty": "", "no": "hello"})
	for name, c := range map[string]struct {
		reason    definition.Reason
		attribute string
		phrase    string
	}{
		"":        {definition.ReasonNotFound, "approved", "${path.module}"},
		"gone":    {definition.ReasonNotFound, "approved", "There is no list"},
		"no/list": {definition.ReasonNotFound, "approved", "There is no list"},
		".":       {definition.ReasonUnsupported, "approved", "no regular file"},
		"empty":   {definition.ReasonEmpty, "approved", "did the command that writes it fail?"},
		"no":      {definition.ReasonMalformed, "approved", "Line 1"},
	} {
		path := filepath.Join(root, name)
		if name == "" {
			path = ""
		}
		_, err := definition.ReadSums(t.Context(), path)
		wantError(t, err, c.reason, c.attribute, c.phrase)
	}
	locked := filepath.Join(root, "locked")
	if err := os.WriteFile(locked, nil, 0o000); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() > 0 {
		_, err := definition.ReadSums(t.Context(), locked)
		wantError(t, err, definition.ReasonUnreachable, "", "permission to read it is denied")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := definition.ReadSums(ended, locked)
	wantError(t, err, definition.ReasonUnreachable, "", "cancelled")
	got, err := definition.ReadSums(t.Context(), filepath.Join(root, "SHA256SUMS"))
	if err != nil || got["a.xml"].Hex != sha("a") {
		t.Errorf("%v %v", got, err)
	}
}

// The list is no definition, wherever it lies; beside the files it proves less.
func TestListBesideTheFiles(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string]string{"flows/a.xml": "a", "flows/SUMS": "x", "SUMS": "x", "other/SUMS": "x"})
	outside := filepath.Join(folder(t, map[string]string{"SUMS": "x"}), "SUMS")
	for _, c := range []struct {
		patterns []string
		list     string
		beside   bool
	}{
		{[]string{"flows/*"}, filepath.Join(root, "flows", "SUMS"), true},
		{[]string{"flows/*"}, filepath.Join(root, "flows", "..", "flows", "SUMS"), true},
		{[]string{"flows/*"}, filepath.Join(root, "SUMS"), false},
		{[]string{"flows/*"}, filepath.Join(root, "other", "SUMS"), false},
		{[]string{"flows/*"}, outside, false},
		{nil, filepath.Join(root, "other", "SUMS"), true},
		{nil, outside, false},
	} {
		scope := definition.Scope{Root: root, Patterns: c.patterns}.Without(c.list)
		files, err := definition.Read(t.Context(), scope, nil)
		if err != nil {
			t.Fatal(err)
		}
		inside, _ := filepath.Rel(root, c.list)
		for _, file := range files {
			if file.Path == filepath.ToSlash(inside) {
				t.Errorf("%s is taken for a definition", c.list)
			}
		}
		if got := scope.Beside(c.list, files); got != c.beside {
			t.Errorf("%v of %s: %t", c.patterns, strings.TrimPrefix(c.list, root), got)
		}
	}
}
