package backup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
)

// file is one of a folder, whose time is given in hours before today.
type file struct {
	name string
	size int64
	ago  time.Duration
}

func folder(t *testing.T, files ...file) string {
	t.Helper()
	root := t.TempDir()
	for _, one := range files {
		path := filepath.Join(root, one.name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		handle, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := handle.Truncate(one.size); err != nil {
			t.Fatal(err)
		}
		_ = handle.Close()
		if err := os.Chtimes(path, today.Add(-one.ago), today.Add(-one.ago)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

var filesOptions = backup.Options{TimeZone: time.UTC, ReadAt: today}

func TestFolder(t *testing.T) {
	t.Parallel()
	good := file{"erp-2026-11-27.dump", 5_000_000, 34 * time.Hour} // at 02:00 of its day
	for name, c := range map[string]struct {
		files   []file
		pattern string
		want    string
		phrase  string
	}{
		"nothing lies in it":                   {nil, "", "expired missing backup-missing", "no backup is listed"},
		"one":                                  {[]file{good}, "", "ok erp-2026-11-27.dump@27T02:00", ""},
		"gzip of nothing":                      {[]file{good, {"erp-2026-11-28.dump", 20, 10 * time.Hour}}, "", "ok erp-2026-11-27.dump@27T02:00 backup-failed", "20 bytes"},
		"gzip of nothing with its name":        {[]file{good, {"erp-2026-11-28.dump.gz", 40, 10 * time.Hour}}, "", "ok erp-2026-11-27.dump@27T02:00 backup-failed", "as nothing has when it is compressed"},
		"tar of nothing, xz":                   {[]file{{"erp-2026-11-28.tar.xz", 108, 10 * time.Hour}}, "", "expired empty backup-missing", "108 bytes"},
		"0 bytes":                              {[]file{good, {"erp-2026-11-28.dump", 0, 10 * time.Hour}}, "", "ok erp-2026-11-27.dump@27T02:00 backup-failed", "0 bytes"},
		"partial":                              {[]file{good, {"erp-2026-11-28.dump.part", 5_000_000, 10 * time.Hour}}, "", "ok erp-2026-11-27.dump@27T02:00 backup-failed", "still being written"},
		"checksums, hidden files and logs":     {[]file{good, {"erp-2026-11-28.dump.sha256", 90, time.Hour}, {".nfs00001", 9e6, time.Hour}, {"erp-2026-11-28.log", 9e6, time.Hour}, {"lost+found/x", 0, 0}}, "", "ok erp-2026-11-27.dump@27T02:00", "3 hidden files"},
		"dated 2031":                           {[]file{good, {"erp-2031-01-01.dump", 5_000_000, -36000 * time.Hour}}, "", "ok erp-2026-11-27.dump@27T02:00 backup-failed", "after the day of judgement"},
		"named 2031, written today":            {[]file{good, {"erp-2031-01-01.dump", 5_000_000, time.Hour}}, "", "ok erp-2026-11-27.dump@27T02:00 backup-failed", "a later day than the file"},
		"a newer time than its name":           {[]file{{"erp-20261124_020000.dump", 5_000_000, 3 * time.Hour}}, "", "expired erp-20261124_020000.dump@24T02:00", ""},
		"touched: the day in the name counts":  {[]file{{"erp-2026-11-24.dump", 5_000_000, 3 * time.Hour}}, "", "expired erp-2026-11-24.dump@24T00:00", "a day before that of the file"},
		"renamed: the time of the file counts": {[]file{{"erp-2026-11-28.dump", 5_000_000, 30 * time.Hour}}, "", "ok erp-2026-11-28.dump@27T06:00", ""},
		"an alias":                             {[]file{{"erp-2026-11-24.dump", 5_000_000, 106 * time.Hour}, {"erp-latest.dump", 5_000_000, time.Hour}}, "", "expired erp-2026-11-24.dump@24T02:00", "1 without a day in the name left aside (erp-latest.dump)"},
		"may still grow":                       {[]file{good, {"erp-2026-11-28.dump", 5_000_000, 3 * time.Minute}}, "", "ok erp-2026-11-27.dump@27T02:00", "one is running since 2026-11-28 11:57"},
		"the server's clock is ahead":          {[]file{{"erp-2026-11-28.dump", 5_000_000, -4 * time.Minute}}, "", "expired running backup-missing", ""},
		"two things, one dead":                 {[]file{good, {"crm-2026-11-01.dump", 5_000_000, 658 * time.Hour}}, "", "expired crm-2026-11-01.dump@01T02:00", "the stalest of 2 sources"},
		"the kind of run makes no other thing": {[]file{{"erp-2026-11-20-full.dump", 5_000_000, 202 * time.Hour}, {"erp-2026-11-28-incr.dump", 5_000_000, 10 * time.Hour}}, "", "ok erp-2026-11-28-incr.dump@28T02:00", ""},
		"nor how it is packed":                 {[]file{{"erp-2026-11-20.sql.gz", 5_000_000, 202 * time.Hour}, {"erp-2026-11-28.sql.zst", 5_000_000, 10 * time.Hour}}, "", "ok erp-2026-11-28.sql.zst@28T02:00", ""},
		"names without a day":                  {[]file{{"erp.dump", 5_000_000, 10 * time.Hour}}, "", "ok erp.dump@28T02:00", ""},
		"a pattern leaves others aside":        {[]file{good, {"notes-2026-11-01.txt", 5_000, 700 * time.Hour}}, "erp-{YYYY-MM-DD}.dump", "ok erp-2026-11-27.dump@27T02:00", "1 of another name than the pattern"},
		"a pattern in the form of Go":          {[]file{good}, "erp-{2006-01-02}.dump", "ok erp-2026-11-27.dump@27T02:00", ""},
		"a pattern that nothing has":           {[]file{good}, "crm-{YYYYMMDD}.dump", "expired missing backup-missing", "erp-2026-11-27.dump"},
		"a pattern with the time of day":       {[]file{{"w1.27112026-0300.tar", 5_000_000, 10 * time.Hour}}, "*.{DDMMYYYY-hhmm}.tar", "ok w1.27112026-0300.tar@27T03:00", ""},
		"a pattern with an epoch":              {[]file{{"w1795748400.tar", 5_000_000, 10 * time.Hour}}, "w{epoch}.tar", "ok w1795748400.tar@27T03:00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := folder(t, c.files...)
			options := filesOptions
			if c.pattern != "" {
				var err error
				if options.Pattern, err = backup.ParsePattern(c.pattern); err != nil {
					t.Fatal(err)
				}
			}
			listing, err := backup.ReadFiles(t.Context(), []string{root}, options)
			if err != nil {
				t.Fatal(err)
			}
			verdict := asked(listing)
			if verdict.Newest != nil {
				verdict.Newest.Name = filepath.Base(verdict.Newest.Name)
			}
			verdict.Cause = strings.ReplaceAll(verdict.Cause, root+"/", "")
			wantTold(t, verdict, c.want, c.phrase)
		})
	}
}

func TestFolderThatIsNotThere(t *testing.T) {
	t.Parallel()
	root := folder(t, file{"a/erp-2026-11-27.dump", 9000, time.Hour}, file{"b/crm.dump", 9000, time.Hour})
	for name, c := range map[string]struct {
		pattern string
		reason  backup.Reason
		phrase  string
	}{
		"a folder":           {filepath.Join(root, "none"), backup.ReasonNotFound, "There is no"},
		"a pattern's folder": {filepath.Join(root, "none", "*.dump"), backup.ReasonNotFound, "There is no"},
		"nothing":            {" ", backup.ReasonNotFound, "empty"},
		"a bracket":          {filepath.Join(root, "[a"), backup.ReasonUnsupported, "not closed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := backup.ReadFiles(t.Context(), []string{c.pattern}, filesOptions)
			attribute := ""
			if c.reason == backup.ReasonUnsupported {
				attribute = "files"
			}
			wantError(t, err, c.reason, attribute, c.phrase)
		})
	}
	_, err := backup.ReadFiles(t.Context(), nil, filesOptions)
	wantError(t, err, backup.ReasonNotFound, "files")
	_, err = backup.ReadFiles(t.Context(), []string{root + "/a"}, backup.Options{ReadAt: today})
	wantError(t, err, backup.ReasonNoTimeZone, "time_zone", "erp-2026-11-27.dump")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = backup.ReadFiles(ended, []string{root}, filesOptions)
	wantError(t, err, backup.ReasonUnreachable, "", "cancelled")
	for _, none := range []string{filepath.Join(root, "*.dump"), root} {
		listing, err := backup.ReadFiles(t.Context(), []string{none}, filesOptions)
		if err != nil {
			t.Fatal(err)
		}
		wantTold(t, asked(listing), "expired missing backup-missing")
	}
	listing, err := backup.ReadFiles(t.Context(), []string{root + "/**/*.dump", root + "/b/crm.dump"}, filesOptions)
	if err != nil || len(listing.Copies) != 1 {
		t.Errorf("%v %v", listing, err)
	}
}

func TestFolderWithLinks(t *testing.T) {
	t.Parallel()
	root := folder(t, file{"old/erp-2026-11-20.dump", 9000, 202 * time.Hour}, file{"erp-2026-11-24.dump", 9000, 106 * time.Hour})
	away := folder(t, file{"erp-2026-11-28.dump", 9000, time.Hour})
	for link, target := range map[string]string{
		"erp-2026-11-28.dump": filepath.Join(away, "erp-2026-11-28.dump"), // leaves the folder
		"erp-2026-11-27.dump": "erp-2026-11-24.dump",                      // an alias
		"erp-2026-11-20.dump": "old/erp-2026-11-20.dump",
		"erp-2026-11-26.dump": "nowhere",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skip(err)
		}
	}
	listing, err := backup.ReadFiles(t.Context(), []string{root}, filesOptions)
	if err != nil {
		t.Fatal(err)
	}
	verdict := asked(listing)
	if verdict.Newest == nil || filepath.Base(verdict.Newest.Name) != "erp-2026-11-24.dump" || len(listing.Copies) != 3 {
		t.Errorf("%+v", listing.Copies)
	}
	wantTold(t, verdict, "expired "+root+"/erp-2026-11-24.dump@24T02:00 backup-failed", "2 links left aside")
}

func TestFolderThatCannotBeRead(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root may read everything")
	}
	root := folder(t, file{"a/erp-2026-11-28.dump", 9000, 10 * time.Hour}, file{"b/crm-2026-11-28.dump", 9000, 10 * time.Hour})
	if err := os.Chmod(filepath.Join(root, "b"), 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(root, "b"), 0o700) })
	listing, err := backup.ReadFiles(t.Context(), []string{root + "/**"}, filesOptions)
	if err != nil {
		t.Fatal(err)
	}
	wantTold(t, asked(listing), "unknown unreachable", "cannot be read")
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	_, err := backup.ReadFile(t.Context(), filepath.Join(root, "none.json"), backup.Options{})
	wantError(t, err, backup.ReasonNotFound, "", "${path.module}")
	_, err = backup.ReadFile(t.Context(), "", backup.Options{})
	wantError(t, err, backup.ReasonNotFound, "", "empty")
	_, err = backup.ReadFile(t.Context(), root, backup.Options{})
	wantError(t, err, backup.ReasonUnsupported, "", "is a folder")
	path := filepath.Join(root, "restic.json")
	if err := os.WriteFile(path, []byte(list(snapshot("a", ago(time.Hour), "h", "/d", 9, 1))), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, today, today); err != nil {
		t.Fatal(err)
	}
	listing, err := backup.ReadFile(t.Context(), path, backup.Options{})
	if err != nil || !listing.RecordedAt.Equal(today) {
		t.Fatalf("%v %v", listing, err)
	}
	wantTold(t, asked(listing), "ok a@28T11:00")
	large := filepath.Join(root, "large")
	if err := os.WriteFile(large, nil, 0o600); err != nil || os.Truncate(large, backup.MaxBytes+1) != nil {
		t.Fatal(err)
	}
	_, err = backup.ReadFile(t.Context(), large, backup.Options{})
	wantError(t, err, backup.ReasonTooLarge, "")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = backup.ReadFile(ended, path, backup.Options{})
	wantError(t, err, backup.ReasonUnreachable, "")
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"", " ", "erp-{date}.dump", "erp-{YYYY-MM-DD.dump", "erp-{}.dump", "erp-{YYYY-MM}.dump", "{YYYY-MM-DD}-{YYYYMMDD}", "{hh}.dump", "{YYYYMMDDqq}"} {
		_, err := backup.ParsePattern(wrong)
		wantError(t, err, backup.ReasonUnsupported, "pattern", "YYYY")
	}
}
