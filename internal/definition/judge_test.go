package definition_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/definition"
)

const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"

func digest(text string) definition.Digest {
	return definition.Digest{Algorithm: "sha256", Hex: sha(text)}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	xml := []string{"flows/*.xml"}
	for name, c := range map[string]struct {
		files    map[string]string
		patterns []string
		approved definition.Approved
		want     string
		phrase   string
	}{
		"as approved":            {map[string]string{"flows/a.xml": "a", "flows/b.xml": "b"}, xml, definition.Approved{"flows/a.xml": digest("a"), "flows/b.xml": {Algorithm: "sha512", Hex: sha5("b")}}, "open", "2 of 2 files"},
		"altered":                {map[string]string{"flows/a.xml": "A"}, xml, definition.Approved{"flows/a.xml": digest("a")}, "open! altered=flows/a.xml definition-altered", "differs from what was approved"},
		"missing":                {map[string]string{"flows/a.xml": "a"}, xml, definition.Approved{"flows/a.xml": digest("a"), "flows/b.xml": digest("b")}, "open! missing=flows/b.xml definition-altered", "is not there"},
		"added":                  {map[string]string{"flows/a.xml": "a", "flows/b.xml": "b"}, xml, definition.Approved{"flows/a.xml": digest("a")}, "open! added=flows/b.xml definition-altered", "was not approved"},
		"swapped":                {map[string]string{"flows/a.xml": "b", "flows/b.xml": "a"}, xml, definition.Approved{"flows/a.xml": digest("a"), "flows/b.xml": digest("b")}, "open! altered=flows/a.xml,flows/b.xml definition-altered", "differ from"},
		"renamed":                {map[string]string{"flows/A.xml": "a"}, xml, definition.Approved{"flows/a.xml": digest("a")}, "open! missing=flows/a.xml added=flows/A.xml definition-altered definition-altered", ""},
		"approved beside":        {map[string]string{"flows/a.xml": "a"}, xml, definition.Approved{"flows/a.xml": digest("a"), "other/b.xml": digest("b")}, "open", "1 approved paths lie outside"},
		"a whole tree":           {map[string]string{"a.xml": "a", "deep/er/b": "b", ".hidden": "h", ".git/config": "x"}, nil, definition.Approved{"a.xml": digest("a"), "deep/er/b": digest("b")}, "open! added=.hidden definition-altered", ""},
		"an empty file":          {map[string]string{"flows/a.xml": ""}, xml, definition.Approved{"flows/a.xml": digest("a")}, "open! altered=flows/a.xml definition-altered", ""},
		"CR LF by a checkout":    {map[string]string{"flows/a.xml": "a\r\nb\r\n"}, xml, definition.Approved{"flows/a.xml": digest("a\nb\n")}, "open! altered=flows/a.xml definition-altered", "CR LF instead of LF"},
		"LF by a checkout":       {map[string]string{"flows/a.xml": "a\nb\n"}, xml, definition.Approved{"flows/a.xml": {Algorithm: "sha512", Hex: sha5("a\r\nb\r\n")}}, "open! altered=flows/a.xml definition-altered", "LF instead of CR LF"},
		"a byte order mark":      {map[string]string{"flows/a.xml": "\ufeffa"}, xml, definition.Approved{"flows/a.xml": digest("a")}, "open! altered=flows/a.xml definition-altered", "begins with a byte order mark"},
		"the last line end":      {map[string]string{"flows/a.xml": "a"}, xml, definition.Approved{"flows/a.xml": digest("a\n")}, "open! altered=flows/a.xml definition-altered", "lacks the line end"},
		"a pointer of Git LFS":   {map[string]string{"flows/a.xml": pointer}, xml, definition.Approved{"flows/a.xml": digest(pointer)}, "unknown! unreadable=flows/a.xml", "git lfs pull"},
		"nothing approved":       {map[string]string{"flows/a.xml": "a"}, xml, definition.Approved{}, "unknown!", "no digest is approved"},
		"no file":                {map[string]string{"flows/a.txt": "a"}, xml, definition.Approved{"flows/a.xml": digest("a")}, "unknown!", "nothing is not unchanged"},
		"no file of two":         {map[string]string{"flows/a.xml": "a"}, []string{"flows/*.xml", "flows/*.json"}, definition.Approved{"flows/a.xml": digest("a")}, "unknown!", "flows/*.json"},
		"a digest without value": {map[string]string{"flows/a.xml": "a"}, xml, definition.Approved{"flows/a.xml": {}}, "open! altered=flows/a.xml definition-altered", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scope := definition.Scope{Root: folder(t, c.files), Patterns: c.patterns}
			wantTold(t, judged(t, scope, c.approved), c.want, c.phrase)
		})
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string]string{"real/a": "a"})
	away := folder(t, map[string]string{"b": "b"})
	for link, target := range map[string]string{"in": "real/a", "out": filepath.Join(away, "b"), "nowhere": "none", "circle": "circle"} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skip(err)
		}
	}
	approved := definition.Approved{"in": digest("a"), "out": digest("b"), "nowhere": digest("c"), "circle": digest("d"), "real/a": digest("a")}
	wantTold(t, judged(t, definition.Scope{Root: root}, approved), "unknown! unreadable=circle,nowhere,out")
	wantTold(t, judged(t, definition.Scope{Root: root, Patterns: []string{"in", "real/*"}}, approved), "open")
}

func TestExcept(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string]string{"a": "a", "SHA256SUMS": "x"})
	scope := definition.Scope{Root: root, Except: []string{"SHA256SUMS"}}
	wantTold(t, judged(t, scope, definition.Approved{"a": digest("a")}), "open")
	wantTold(t, judged(t, definition.Scope{Root: root}, definition.Approved{"a": digest("a")}), "open! added=SHA256SUMS definition-altered")
}

func TestScopesRefused(t *testing.T) {
	t.Parallel()
	root := folder(t, map[string]string{"a": "a"})
	for name, c := range map[string]struct {
		scope  definition.Scope
		reason definition.Reason
	}{
		"no folder": {definition.Scope{Root: filepath.Join(root, "none")}, definition.ReasonNotFound},
		"a file":    {definition.Scope{Root: filepath.Join(root, "a")}, definition.ReasonNotFound},
		"nothing":   {definition.Scope{Root: root, Patterns: []string{""}}, definition.ReasonMalformed},
		"a bracket": {definition.Scope{Root: root, Patterns: []string{"[a"}}, definition.ReasonMalformed},
		"absolute":  {definition.Scope{Root: root, Patterns: []string{"/etc/*"}}, definition.ReasonUnsupported},
		"up":        {definition.Scope{Root: root, Patterns: []string{"a/../../*"}}, definition.ReasonUnsupported},
	} {
		_, err := definition.Read(t.Context(), c.scope, nil)
		wantError(t, err, c.reason, "files")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := definition.Read(ended, definition.Scope{Root: root}, nil)
	wantError(t, err, definition.ReasonUnreachable, "", "cancelled")
}

// A folder that cannot be read may hold what was added.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	root := folder(t, map[string]string{"a": "a", "d/b": "b", "c": "c"})
	_ = os.Chmod(filepath.Join(root, "d"), 0)
	_ = os.Chmod(filepath.Join(root, "c"), 0)
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(root, "d"), 0o700) })
	verdict := judged(t, definition.Scope{Root: root}, definition.Approved{"a": digest("a"), "d/b": digest("b"), "c": digest("c")})
	wantTold(t, verdict, "unknown! unreadable=c,d/,d/b", "permission")
	if verdict.Content != "" {
		t.Error(verdict.Content)
	}
}

func TestContent(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for name, files := range map[string]map[string]string{
		"two": {"a": "a", "b": "b"}, "altered": {"a": "a", "b": "c"}, "added": {"a": "a", "b": "b", "c": ""}, "renamed": {"a": "a", "c": "b"},
	} {
		content := judged(t, definition.Scope{Root: folder(t, files)}, definition.Approved{"a": digest("a")}).Content
		if seen[content] != "" || len(content) != 64 {
			t.Errorf("%s and %s: %q", name, seen[content], content)
		}
		seen[content] = name
	}
	again := judged(t, definition.Scope{Root: folder(t, map[string]string{"b": "b", "a": "a"})}, definition.Approved{"a": digest("a")}).Content
	if seen[again] != "two" {
		t.Errorf("%q", again)
	}
}

func TestApproval(t *testing.T) {
	t.Parallel()
	scope := definition.Scope{Root: folder(t, map[string]string{"a": "a"})}
	approved := definition.Approved{"a": digest("a")}
	for name, c := range map[string]struct {
		change func(*definition.Question)
		want   string
		days   int64 // -1 for none
	}{
		"by somebody":            {func(*definition.Question) {}, "open", 27},
		"by nobody":              {func(q *definition.Question) { q.Approval.By = "" }, "open", 27},
		"beside, by somebody":    {func(q *definition.Question) { q.Approval.Beside = true }, "open", 27},
		"beside, by nobody":      {func(q *definition.Question) { q.Approval.Beside, q.Approval.By = true, "なし" }, "open change-unreviewed", 27},
		"said to be by nobody":   {func(q *definition.Question) { q.Approval.Nobody = true }, "open change-unreviewed", 27},
		"on no day":              {func(q *definition.Question) { q.Approval.On = deadline.Date{} }, "open", -1},
		"today":                  {func(q *definition.Question) { q.Approval.On = deadline.DateOf(today, time.UTC) }, "open", 0},
		"on a day to come":       {func(q *definition.Question) { q.Approval.On = deadline.DateOf(today, time.UTC).AddDays(1) }, "open change-unreviewed", -1},
		"changed, not committed": {func(q *definition.Question) { q.Change.Uncommitted = []string{"a"} }, "open change-unreviewed", 27},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := judged(t, scope, approved, c.change)
			wantTold(t, verdict, c.want)
			if got := verdict.ApprovedDaysAgo; (got == nil) != (c.days < 0) || got != nil && *got != c.days {
				t.Errorf("%v days, want %d", got, c.days)
			}
		})
	}
}
