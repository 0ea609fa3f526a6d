package statefile_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// tree is a folder with these files.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestFilesWrongPatterns(t *testing.T) {
	t.Parallel()
	folder := tree(t, map[string]string{"a.tfstate": documents["state"]})
	if err := os.Symlink("nowhere", filepath.Join(folder, "broken")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for name, c := range map[string]struct {
		pattern string
		reason  statefile.Reason
		says    string
	}{
		"nothing matches": {filepath.Join(folder, "*.json"), statefile.NoMatch, "*.json"},
		"no folder":       {filepath.Join(folder, "b", "**"), statefile.NoMatch, "nothing would be judged"},
		"no file":         {filepath.Join(folder, "b.tfstate"), statefile.NoFile, "b.tfstate"},
		"empty":           {"", statefile.NoFile, "no such file"},
		"not closed":      {filepath.Join(folder, "[a"), statefile.BadPattern, "not closed"},
		"a broken link":   {filepath.Join(folder, "broken"), statefile.NoFile, "leads to no file"},
		"a state":         {documents["state, sorted"], statefile.NoFile, "never its text"},
		"a long text":     {strings.Repeat(marker, 1000), statefile.NoFile, "never its text"},
	} {
		sources, err := statefile.Files(t.Context(), filepath.Join(folder, "a.tfstate"), c.pattern)
		if len(sources) > 0 {
			t.Errorf("%s: %d sources", name, len(sources))
		}
		t.Log(name)
		refused(t, err, c.reason, c.says)
		discreet(t, nil, err)
	}
}

// Who cannot be read keeps its place, and the others are read.
func TestReadManyFiles(t *testing.T) {
	t.Parallel()
	folder := tree(t, map[string]string{
		"a.tfstate": state(thing("a", instance(""))), "b.tfstate": "", "c.tfstate": documents["plan"], "d.tfstate": state(thing("d", instance("")))[:200],
		"e.tfstate/x": "", "g.tfstate": state(thing("g", instance(""))), "sub/h.tfstate": documents["shown state"],
	})
	makeFIFO(t, filepath.Join(folder, "f.tfstate"))
	written := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(folder, "a.tfstate"), written, written); err != nil {
		t.Fatal(err)
	}
	sources, err := statefile.Files(t.Context(), filepath.Join(folder, "**", "*.tfstate"), filepath.Join(folder, "a.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var lock sync.Mutex
	found := make([][]string, len(sources))
	outcomes := statefile.ReadMany(t.Context(), sources, statefile.Limits{Concurrency: 3}, func(source int, r statefile.Resource) error {
		lock.Lock()
		defer lock.Unlock()
		found[source] = append(found[source], addresses([]statefile.Resource{r})...)
		return nil
	})
	var names []string
	for i, outcome := range outcomes {
		names = append(names, outcome.Name)
		if outcome.Shown == "" || outcome.Shown != sources[i].Shown {
			t.Errorf("%+v", outcome)
		}
		discreet(t, outcome, outcome.Err)
	}
	same(t, names, []string{"a", "b", "c", "d", "e", "f", "g", "h"})
	for i, reason := range []statefile.Reason{"", statefile.Empty, "", statefile.Truncated, statefile.NotAFile, statefile.NotAFile, "", ""} {
		if reason == "" {
			if outcomes[i].Err != nil || outcomes[i].Header.Format == "" || len(found[i]) == 0 || outcomes[i].Header.Counts.Resources != len(found[i]) {
				t.Errorf("%+v %v", outcomes[i], found[i])
			}
			continue
		}
		refused(t, outcomes[i].Err, reason, "State: "+sources[i].Shown)
	}
	if age := outcomes[0].Age; !age.At.Equal(written) || age.By != statefile.ByModification || outcomes[0].Header.Serial != 7 {
		t.Errorf("%+v", outcomes[0])
	}
	want, _, _ := collect(t.Context(), statefile.Bytes([]byte(documents["plan"])), statefile.Options{})
	same(t, found[2], addresses(want))
}

func TestReadManyBounds(t *testing.T) {
	t.Parallel()
	folder := tree(t, map[string]string{"a.tfstate": documents["state"], "b.tfstate": documents["state"], "c.tfstate": documents["state"]})
	sources, err := statefile.Files(t.Context(), filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	ignore := func(int, statefile.Resource) error { return nil }
	size := int64(len(documents["state"]))
	reasons := func(ctx context.Context, limits statefile.Limits) (list []string) {
		for _, outcome := range statefile.ReadMany(ctx, sources, limits, ignore) {
			reason := "ok"
			if own, ok := errors.AsType[*statefile.Error](outcome.Err); ok {
				reason = string(own.Reason)
			}
			list = append(list, reason)
		}
		return list
	}
	same(t, reasons(t.Context(), statefile.Limits{Options: statefile.Options{MaxBytes: size - 1}}), []string{"too_large", "too_large", "too_large"})
	same(t, reasons(t.Context(), statefile.Limits{Options: statefile.Options{MaxBytes: size}, Concurrency: 1, MaxTotalBytes: 2 * size}), []string{"ok", "ok", "too_large"})
	same(t, reasons(t.Context(), statefile.Limits{TotalTimeout: 1}), []string{"timeout", "timeout", "timeout"})
	same(t, reasons(t.Context(), statefile.Limits{Timeout: 1}), []string{"timeout", "timeout", "timeout"})
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	same(t, reasons(cancelled, statefile.Limits{}), []string{"cancelled", "cancelled", "cancelled"})
	if outcomes := statefile.ReadMany(t.Context(), nil, statefile.Limits{}, ignore); len(outcomes) != 0 {
		t.Errorf("%+v", outcomes)
	}
}

func TestFilesThroughLinks(t *testing.T) {
	t.Parallel()
	folder := tree(t, map[string]string{"sub/a.tfstate": documents["state"]})
	for link, target := range map[string]string{"sub/up": "..", "linked": "sub", "sub/broken.tfstate": "nowhere"} {
		if err := os.Symlink(target, filepath.Join(folder, link)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	sources, err := statefile.Files(t.Context(), filepath.Join(folder, "sub", "**", "*.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, source := range sources {
		shown = append(shown, filepath.Base(source.Shown))
	}
	slices.Sort(shown)
	same(t, shown, []string{"a.tfstate", "broken.tfstate"})
	outcomes := statefile.ReadMany(t.Context(), sources, statefile.Limits{}, func(int, statefile.Resource) error { return nil })
	if outcomes[0].Err != nil {
		t.Error(outcomes[0].Err)
	}
	refused(t, outcomes[1].Err, statefile.NoFile, "leads to no file")
}
