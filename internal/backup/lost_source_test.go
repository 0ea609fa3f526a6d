package backup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// lost judges a listing on 2026-11-28, with two days of age.
func lost(t *testing.T, listing backup.Listing, err error, filter backup.Filter) backup.Verdict {
	t.Helper()
	if err != nil {
		return backup.Unread(err)
	}
	age, err := deadline.ParsePeriod("48h")
	if err != nil {
		t.Fatal(err)
	}
	return backup.Judge(listing, backup.Question{Now: time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), MaxAge: age, Filter: filter})
}

// A source of which the listing holds an empty list vanished beside one that has
// backups, and the whole passed.
func TestSourceWithAnEmptyListIsMissing(t *testing.T) {
	t.Parallel()
	const good = `{"t":"2026-11-27T02:00:00Z","s":"ok"}`
	const snapshot = `{"time":"2026-11-27T02:00:00Z","tree":"a","paths":["/srv"],"hostname":"h","id":"x"}`
	const pg = `{"name":"main","status":{"code":0},"backup":[{"label":"20261127-020000F","type":"full","timestamp":{"start":1795744800,"stop":1795744900},"error":false,"info":{"size":100000}}]}`
	mapping := &backup.Mapping{List: "hosts.*.backups", StartedAt: "t", Status: "s", Good: []string{"ok"}}
	for name, test := range map[string]struct {
		listing string
		mapping *backup.Mapping
	}{
		"an empty list in a mapping": {`{"hosts":{"a":{"backups":[` + good + `]},"b":{"backups":[]}}}`, mapping},
		"null in a mapping":          {`{"hosts":{"a":{"backups":[` + good + `]},"b":{"backups":null}}}`, mapping},
		"no list in a mapping":       {`{"hosts":{"a":{"backups":[` + good + `]},"b":{}}}`, mapping},
		"a text in a mapping":        {`{"hosts":{"a":{"backups":[` + good + `]},"b":"unreachable"}}`, mapping},
		"an empty group of restic":   {`[{"group_key":{"hostname":"b","paths":["/etc"]},"snapshots":[]},{"group_key":{"hostname":"h"},"snapshots":[` + snapshot + `]}]`, nil},
		"a stanza with status ok":    {`[` + pg + `,{"name":"b","status":{"code":0},"backup":[]}]`, nil},
		"a stanza of two states":     {`[` + pg + `,{"name":"b","status":{"code":4},"repo":[{"key":1,"status":{"code":0}},{"key":2,"status":{"code":2}}],"backup":[]}]`, nil},
	} {
		listing, err := backup.Parse([]byte(test.listing), backup.Options{TimeZone: time.UTC, Mapping: test.mapping})
		if verdict := lost(t, listing, err, backup.Filter{}); verdict.End.State != deadline.EndedUnknownDay || !strings.Contains(verdict.Cause+verdict.Sources[0].Name, "b") || len(verdict.Sources) != 2 {
			t.Errorf("%s: %+v", name, verdict)
		}
	}
}

// Of several folders an empty one was not missed.
func TestEmptyFolderBesideAFullOne(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 27, 2, 0, 0, 0, time.UTC)
	put := func(path ...string) {
		file := filepath.Join(path...)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, make([]byte, 5000), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, made, made); err != nil {
			t.Fatal(err)
		}
	}
	root := t.TempDir()
	put(root, "erp", "erp-2026-11-27.dump")
	put(root, "wiki", "notes.txt.sha256")
	put(root, "mail", "mail.tar")
	for _, dir := range []string{"void"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name     string
		patterns []string
		paths    []string
		missing  bool
	}{
		{"an empty folder", []string{"erp", "void"}, nil, true},
		{"a pattern without matches", []string{"erp/*.dump", "erp/*.sql"}, nil, true},
		{"a folder with nothing but a checksum", []string{"erp", "wiki"}, nil, true},
		{"the full one asked for", []string{"erp", "void"}, []string{"erp"}, false},
		{"the empty one asked for", []string{"erp", "void"}, []string{"void"}, true},
		{"twice the same", []string{"erp", "erp/*.dump"}, nil, false},
		// Names without a day were left aside, for those of another folder had one.
		{"dated and undated names", []string{"erp", "mail"}, nil, false},
	} {
		var patterns, paths []string
		for _, one := range test.patterns {
			patterns = append(patterns, filepath.Join(root, filepath.FromSlash(one)))
		}
		for _, one := range test.paths {
			paths = append(paths, filepath.Join(root, one))
		}
		listing, err := backup.ReadFiles(t.Context(), patterns, backup.Options{TimeZone: time.UTC})
		verdict := lost(t, listing, err, backup.Filter{Paths: paths})
		if (verdict.End.State == deadline.EndedUnknownDay) != test.missing || !test.missing && verdict.End.State != deadline.EndKnown {
			t.Errorf("%s: %+v", test.name, verdict)
		}
		if test.name == "dated and undated names" && len(verdict.Sources) != 2 {
			t.Errorf("%s: %d sources", test.name, len(verdict.Sources))
		}
	}
}

// Lists that say in another way that they go on were whole ones, and what stood in
// the rest was not missed.
func TestListsThatGoOn(t *testing.T) {
	t.Parallel()
	const json = `"Contents":[{"Key":"db/erp-2026-11-27.dump","Size":100000,"LastModified":"2026-11-27T02:00:00Z"}]}`
	const object = `<Key>db/erp-2026-11-27.dump</Key><Size>100000</Size><LastModified>2026-11-27T02:00:00Z</LastModified>`
	const page = `<ListBucketResult><IsTruncated>false</IsTruncated><Contents>` + object + `</Contents></ListBucketResult>`
	for name, listing := range map[string]string{
		"a text for a truth":        `{"IsTruncated":"true",` + json,
		"a marker of version 1":     `{"IsTruncated":false,"NextMarker":"db/f",` + json,
		"1 for true":                strings.Replace(page, "false", "1", 1),
		"versions with a marker":    `<ListVersionsResult><NextKeyMarker>x</NextKeyMarker><Version>` + object + `<IsLatest>true</IsLatest></Version></ListVersionsResult>`,
		"two pages in a file":       page + page,
		"an error behind the page":  page + `<Error><Code>SlowDown</Code></Error>`,
		"a page that tells nothing": `<ListBucketResult>` + strings.Repeat(`<Contents>`+object+`</Contents>`, 1000) + `</ListBucketResult>`,
	} {
		got, err := backup.Parse([]byte(listing), backup.Options{TimeZone: time.UTC})
		if verdict := lost(t, got, err, backup.Filter{}); verdict.End.State != deadline.EndUnknown || verdict.Reason == "" {
			t.Errorf("%s: %+v", name, verdict)
		}
	}
	got, err := backup.Parse([]byte(`<ListVersionsResult><IsTruncated>false</IsTruncated><Version>`+object+`<IsLatest>true</IsLatest></Version><DeleteMarker><Key>db/erp-2026-11-27.dump</Key><IsLatest>true</IsLatest></DeleteMarker></ListVersionsResult>`), backup.Options{TimeZone: time.UTC})
	if verdict := lost(t, got, err, backup.Filter{}); verdict.End.State != deadline.EndedUnknownDay {
		t.Errorf("a key that is marked as deleted: %+v", verdict)
	}
	got, err = backup.Parse([]byte(page+"\n<!-- end -->\n"), backup.Options{TimeZone: time.UTC})
	if verdict := lost(t, got, err, backup.Filter{}); verdict.End.State != deadline.EndKnown {
		t.Errorf("a comment behind the page: %+v", verdict)
	}
}

// A backup that ends before it begins is in doubt.
func TestEndBeforeStart(t *testing.T) {
	t.Parallel()
	got, err := backup.Parse([]byte(`[{"name":"main","status":{"code":0},"backup":[{"label":"20261127-020000F","type":"full","timestamp":{"start":1795744800,"stop":1795644800},"error":false,"info":{"size":100000}}]}]`), backup.Options{})
	if verdict := lost(t, got, err, backup.Filter{}); verdict.End.State != deadline.EndUnknown || !strings.Contains(verdict.Cause, "before its start") {
		t.Errorf("%+v", verdict)
	}
}
