package provider_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

const backupSource = "expiry_backup"

// snapshots is a listing of restic: one snapshot of /srv/db on the host for each
// age before the day of the tests.
func snapshots(host string, ages ...time.Duration) string {
	var list []string
	for i, age := range ages {
		list = append(list, fmt.Sprintf(`{"time":%q,"paths":["/srv/db"],"hostname":%q,"tags":["nightly"],"id":"%s%02d","short_id":"%s%02d","summary":{"total_files_processed":12,"total_bytes_processed":%d}}`,
			certtest.Today.Add(-age).Format(time.RFC3339), host, host, i, host, i, 5_000_000))
	}
	return "[" + strings.Join(list, ",") + "]"
}

const hour = time.Hour

// told is how a reading stands in one line: its status, whether it passes, why
// there is no good copy, and the rules of its findings.
func told(t *testing.T, plain map[string]any) string {
	t.Helper()
	words := []string{fmt.Sprint(plain["status"]), fmt.Sprint(plain["passes"])}
	if word := plain["read_error"]; word != nil {
		words = append(words, fmt.Sprint(word))
	}
	return strings.Join(append(words, rulesOf(t, plain)...), " ")
}

// What is wrong with the configuration is an error on the attribute at fault, and
// never a reading.
func TestBackupBadInput(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	file := str(tempFile(t, "restic.json", []byte(snapshots("db1", 3*hour))))
	borg := str(tempFile(t, "borg.json", []byte(`{"archives":[{"name":"a","start":"2026-11-20T02:00:00.000000"}],"repository":{"location":"/b"}}`)))
	jobs := str(tempFile(t, "jobs.json", []byte(`{"jobs":[{"name":"a","at":"2026-11-20T02:00:00Z"}]}`)))
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "erp-2026-11-20.dump"), make([]byte, 500), 0o600); err != nil {
		t.Fatal(err)
	}
	texts := func(attribute string, list ...any) values {
		return values{attribute: nested(d, backupSource, attribute, list)}
	}
	day := str("26h")
	for name, test := range map[string]struct {
		config    values
		attribute string
		says      string
	}{
		"no source":                        {values{"max_age": day}, "file", "exactly one of file, files, s3 and newest_at"},
		"two sources":                      {values{"max_age": day, "file": file, "newest_at": str("2026-11-20")}, "newest_at", "Both file and newest_at"},
		"no max_age":                       {values{"file": file}, "max_age", `max_age = "26h"`},
		"max_age of nothing":               {values{"file": file, "max_age": str("0h")}, "max_age", "above zero"},
		"a share of a lifetime":            {values{"file": file, "max_age": str("33%")}, "max_age", "above zero"},
		"declared without a name":          {values{"newest_at": str("2026-11-20"), "max_age": day}, "name", "backup/erp"},
		"filter that is empty":             {values{"file": file, "max_age": day, "host": str(" ")}, "host", "choose everything"},
		"filter that does not apply":       {values{"file": file, "max_age": day, "stanza": str("main")}, "stanza", "tells only host, paths, tags and pattern"},
		"filter of what is declared":       {values{"name": str("erp"), "newest_at": str("2026-11-20"), "max_age": day, "host": str("db1")}, "host", "does not tell that"},
		"a day in a pattern for a program": {values{"file": file, "max_age": day, "pattern": str("db-{YYYY-MM-DD}")}, "pattern", "tells itself when"},
		"pattern with other braces":        {values{"file": file, "max_age": day, "pattern": str("db-{day}")}, "pattern", "YYYY"},
		"no such size":                     {values{"file": file, "max_age": day, "min_size": str("many")}, "min_size", `"500MB"`},
		"no restore age":                   {values{"file": file, "max_age": day, "restore_max_age": str("0d")}, "restore_max_age", "above zero"},
		"times without a zone":             {values{"file": borg, "max_age": day}, "time_zone", "Asia/Tokyo"},
		"days in names without a zone":     {values{"files": nested(d, backupSource, "files", []any{folder}), "max_age": day}, "time_zone", "Asia/Tokyo"},
		"no files":                         {values{"files": nested(d, backupSource, "files", []any{}), "max_age": day}, "files", "list of files is empty"},
		"mapping that leads to nothing":    {values{"file": jobs, "max_age": day, "mapping": nested(d, backupSource, "mapping", map[string]any{"list": "job", "started_at": "at"})}, "mapping", "leads to nothing"},
		"mapping without a time":           {values{"file": jobs, "max_age": day, "mapping": nested(d, backupSource, "mapping", map[string]any{"list": "jobs"})}, "mapping", "started_at"},
		"mapping of a folder":              {values{"files": nested(d, backupSource, "files", []any{folder}), "max_age": day, "mapping": nested(d, backupSource, "mapping", map[string]any{"list": "jobs"})}, "mapping", "read from files"},
		"store without a bucket":           {values{"s3": nested(d, backupSource, "s3", map[string]any{"prefix": "db/"}), "max_age": day}, "s3", `bucket = "backups"`},
		"store with a password":            {values{"s3": nested(d, backupSource, "s3", map[string]any{"bucket": "backups", "anonymous": true, "endpoint": "https://u:hunter2@store.example.test"}), "max_age": day}, "s3", "belong into"},
		"an id of nothing":                 {values{"file": file, "max_age": day, "backs_up": texts("backs_up", "なし")["backs_up"]}, "backs_up", "names nothing"},
		"backs itself up":                  {values{"name": str("erp"), "file": file, "max_age": day, "backs_up": texts("backs_up", "backup/erp")["backs_up"]}, "backs_up", "cannot stand for itself"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plain, diagnostics := plainRead(d, backupSource, test.config)
			says := errorOn(diagnostics, test.attribute)
			if plain != nil || !strings.Contains(says, test.says) {
				t.Errorf("%v on %s: %q", plain["status"], test.attribute, says)
			}
			if strings.Contains(says, "hunter2") || strings.Contains(says, "%!") {
				t.Error(says)
			}
		})
	}
}

// What could not be read, or is no good, never passes, and says why in a word.
func TestBackupThatDoesNotCount(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	whole := snapshots("db1", 3*hour)
	for name, test := range map[string]struct {
		listing string
		more    values
		told    string
		says    string
	}{
		"an empty file":          {"", nil, "unknown false empty", "did the command that writes it fail?"},
		"cut short":              {whole[:len(whole)-20], nil, "unknown false malformed", ""},
		"another JSON":           {`{"hello":"world"}`, nil, "unknown false unsupported", "mapping"},
		"null":                   {"null", nil, "unknown false unsupported", ""},
		"no backups":             {"[]", nil, "expired false missing backup-missing", "has no good copy: no backup is listed"},
		"of another host":        {whole, values{"host": str("db2")}, "expired false missing backup-missing", "is db1 meant?"},
		"of another name":        {whole, values{"pattern": str("web*")}, "expired false missing backup-missing", "there is db100"},
		"too small":              {whole, values{"min_size": str("1GB")}, "expired false small backup-missing", "less than min_size"},
		"of a day to come":       {snapshots("db1", -48*hour), nil, "expired false future backup-missing", "dated after the day of judgement"},
		"too old":                {snapshots("db1", 72*hour, 50*hour), nil, "expired false", "expired"},
		"one host of two is old": {"[" + strings.Trim(snapshots("db1", hour), "[]") + "," + strings.Trim(snapshots("db2", 60*hour), "[]") + "]", nil, "expired false", "the stalest of 2 sources"},
		"pgBackRest of another stanza": {
			`[{"name":"mian","status":{"code":1,"message":"missing stanza path"},"backup":[]}]`, nil, "unknown false not_found", "mian",
		},
		"still running": {
			`{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":"n-1","namespace":"velero"},"status":{"phase":"InProgress","startTimestamp":"2026-11-20T22:00:00Z"}}]}`,
			nil, "expired false running backup-missing", "",
		},
		"partial": {
			`{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":"n-1","namespace":"velero"},"status":{"phase":"PartiallyFailed","startTimestamp":"2026-11-20T22:00:00Z"}}]}`,
			nil, "expired false partial backup-missing", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := values{"file": str(tempFile(t, "listing.json", []byte(test.listing))), "max_age": str("26h"), "name": str("erp")}
			maps.Copy(config, test.more)
			plain, diagnostics := plainRead(d, backupSource, config)
			if plain == nil {
				t.Fatalf("%s", worded(diagnostics))
			}
			if got := told(t, plain); got != test.told || !strings.Contains(fmt.Sprint(plain["reason"]), test.says) {
				t.Errorf("%s: %s", got, plain["reason"])
			}
		})
	}
	for _, missing := range []string{"/nowhere/restic.json", t.TempDir()} {
		plain, diagnostics := plainRead(d, backupSource, values{"file": str(missing), "max_age": str("26h")})
		if plain == nil || plain["status"] != "unknown" || plain["passes"] != false {
			t.Errorf("%s: %v %s", missing, plain, worded(diagnostics))
		}
	}
}

// A good backup ends with its greatest age, and is due for the last quarter of it.
func TestBackupThatCounts(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	file := str(tempFile(t, "restic.json", []byte(snapshots("db1", 27*hour, 3*hour))))
	plain, diagnostics := plainRead(d, backupSource, values{
		"file": file, "max_age": str("26h"), "owner": str("team-db@example.test"), "paths": nested(d, backupSource, "paths", []any{"/srv/db"}), "tag": str("nightly"), "host": str("DB1"), "pattern": str("db1*"),
		"backs_up": nested(d, backupSource, "backs_up", []any{"asset/erp"}), "fate": nested(d, backupSource, "fate", map[string]any{"provider": "Other"}), "changed_at": str("2026-11-01"),
	})
	if plain == nil {
		t.Fatal(worded(diagnostics))
	}
	for name, want := range map[string]any{
		"status": "ok", "passes": true, "kind": "backup", "tool": "restic", "read_error": nil, "newest_at": "2026-11-20T21:00:00Z", "newest_name": "db101",
		"expires_at": "2026-11-21T23:00:00Z", "act_by": "2026-11-21T23:00:00Z", "remind_at": "2026-11-21T16:30:00Z", "changed_at": "2026-11-01", "end": "known", "tracked": false,
	} {
		if plain[name] != want {
			t.Errorf("%s is %v, want %v", name, plain[name], want)
		}
	}
	if got := fmt.Sprint(plain["newest_size"], plain["backs_up"], plain["fate"], len(rulesOf(t, plain))); !strings.HasPrefix(got, "5000000[asset/erp] map[") || !strings.Contains(got, "provider:Other") {
		t.Error(got)
	}
	if sources := fmt.Sprint(plain["sources"]); !strings.Contains(sources, "copies:2") || !strings.Contains(sources, "source:db1:/srv/db") {
		t.Error(sources)
	}
	for asOf, want := range map[string]string{"2026-11-21T16:29:59Z": "ok", "2026-11-21T16:30:00Z": "due", "2026-11-21T22:59:59Z": "due", "2026-11-21T23:00:00Z": "expired"} {
		plain, diagnostics := plainRead(d, backupSource, values{"file": file, "max_age": str("26h"), "as_of": str(asOf)})
		if plain == nil || plain["status"] != want || plain["passes"] != (want != "expired") {
			t.Errorf("as of %s: %v %s", asOf, plain["reason"], worded(diagnostics))
		}
		if want == "due" && !strings.Contains(fmt.Sprint(plain["reason"]), "so the next backup is due: act by 2026-11-21 23:00 UTC") {
			t.Error(plain["reason"])
		}
	}
}

// A monthly maintenance window says nothing of a nightly backup, unless it is its
// own.
func TestBackupWaitsForNoWindow(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	window := map[string]any{"rrule": "FREQ=MONTHLY;BYDAY=4WE", "start": "20:00", "duration": "4h"}
	provider, ok := d.schema.Provider.ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("no schema")
	}
	windowed, diagnostics := configured(t, certtest.Today, values{"maintenance_window": attribute.TerraformOf(window, provider.AttributeTypes["maintenance_window"])})
	if len(diagnostics) > 0 {
		t.Fatal(worded(diagnostics))
	}
	plain, diagnostics := plainRead(windowed, backupSource, values{"file": str(tempFile(t, "restic.json", []byte(snapshots("db1", 3*hour)))), "max_age": str("26h")})
	if plain == nil || plain["act_by"] != "2026-11-21T23:00:00Z" || plain["status"] != "ok" || len(diagnostics) > 0 {
		t.Errorf("%v %s", plain["reason"], worded(diagnostics))
	}
}

// borg and names of files tell no zone: the data source's own counts, else the
// provider's, where somebody named it.
func TestBackupTimeZone(t *testing.T) {
	t.Parallel()
	borg := str(tempFile(t, "borg.json", []byte(`{"archives":[{"name":"a","start":"2026-11-20T12:00:00.000000"}],"repository":{"location":"/b"}}`)))
	for name, test := range map[string]struct {
		provider, own values
		want          any
	}{
		"its own":                     {nil, values{"time_zone": str("Asia/Tokyo")}, "2026-11-20T03:00:00Z"},
		"the provider's":              {values{"time_zone": str("Asia/Tokyo")}, nil, "2026-11-20T03:00:00Z"},
		"its own before the provider": {values{"time_zone": str("Asia/Tokyo")}, values{"time_zone": str("UTC")}, "2026-11-20T12:00:00Z"},
		"the provider says UTC":       {values{"time_zone": str("UTC")}, nil, "2026-11-20T12:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := configured(t, certtest.Today, test.provider)
			config := values{"file": borg, "max_age": str("26h")}
			maps.Copy(config, test.own)
			plain, diagnostics := plainRead(d, backupSource, config)
			if plain == nil || plain["newest_at"] != test.want {
				t.Errorf("%v %s", plain["newest_at"], worded(diagnostics))
			}
		})
	}
}

// A folder: the newest whole file counts, by the earlier of its name and its time;
// an alias, a part and nothing compressed do not.
func TestBackupFolder(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, values{"time_zone": str("UTC")})
	folder := t.TempDir()
	for name, file := range map[string]struct {
		size int
		age  time.Duration
	}{
		"erp-2026-11-19.dump.gz":      {4000, 40 * hour},
		"erp-2026-11-18.dump.gz":      {4000, 2 * hour}, // copied anew
		"erp-2026-11-20.dump.gz":      {20, 20 * hour},
		"erp-2026-11-20.dump.gz.part": {4000, 10 * hour},
		"latest.dump.gz":              {4000, hour},
	} {
		path := filepath.Join(folder, name)
		at := certtest.Today.Add(-file.age)
		if err := os.WriteFile(path, make([]byte, file.size), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	plain, diagnostics := plainRead(d, backupSource, values{"files": nested(d, backupSource, "files", []any{filepath.Join(folder, "*.dump.gz*")}), "max_age": str("48h"), "name": str("erp")})
	if plain == nil || plain["newest_at"] != "2026-11-19T08:00:00Z" || plain["tool"] != "directory" || told(t, plain) != "due true backup-failed" {
		t.Errorf("%v %s", plain, worded(diagnostics))
	}
	empty := t.TempDir()
	plain, _ = plainRead(d, backupSource, values{"files": nested(d, backupSource, "files", []any{empty}), "max_age": str("48h")})
	if plain == nil || told(t, plain) != "expired false missing backup-missing" {
		t.Errorf("an empty folder: %v", plain["reason"])
	}
	plain, _ = plainRead(d, backupSource, values{"files": nested(d, backupSource, "files", []any{filepath.Join(empty, "gone")}), "max_age": str("48h")})
	if plain == nil || told(t, plain) != "unknown false not_found" {
		t.Errorf("a folder that is not there: %v", plain["reason"])
	}
}

// Sizes are compared with those before; the thresholds are percent that are lost.
func TestBackupShrinks(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	var list []string
	for i, size := range []int{100_000, 100_000, 100_000, 30_000} {
		list = append(list, fmt.Sprintf(`{"id":"b%d","at":%q,"bytes":%d}`, i, certtest.Today.Add(time.Duration(i-4)*hour).Format(time.RFC3339), size))
	}
	file := str(tempFile(t, "jobs.json", []byte("["+strings.Join(list, ",")+"]")))
	mapping := nested(d, backupSource, "mapping", map[string]any{"name": "id", "started_at": "at", "size": "bytes"})
	for name, test := range map[string]struct {
		shrink map[string]any
		told   string
	}{
		"the defaults":    {nil, "ok true backup-shrunk"},
		"asks for less":   {map[string]any{"warn": 80.0}, "ok true"},
		"asks for more":   {map[string]any{"error": 60.0}, "ok false backup-shrunk"},
		"asks nothing":    {map[string]any{"warn": 100.0, "error": 100.0}, "ok true"},
		"an empty object": {map[string]any{}, "ok true backup-shrunk"},
	} {
		config := values{"file": file, "mapping": mapping, "max_age": str("26h"), "name": str("jobs")}
		if test.shrink != nil {
			config["shrink"] = nested(d, backupSource, "shrink", test.shrink)
		}
		plain, diagnostics := plainRead(d, backupSource, config)
		if plain == nil || told(t, plain) != test.told {
			t.Errorf("%s: %v %s", name, plain["reason"], worded(diagnostics))
		}
	}
}

// A restore that nobody tested, or long ago, is told; a day to come does not count.
func TestBackupRestoreTested(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	file := str(tempFile(t, "restic.json", []byte(snapshots("db1", 3*hour))))
	for name, test := range map[string]struct {
		tested string
		told   string
	}{
		"never said":     {"", "ok true restore-untested"},
		"long ago":       {"2026-01-01", "ok true restore-untested"},
		"lately":         {"2026-10-01", "ok true"},
		"on a day ahead": {"2026-12-24", "ok true restore-untested"},
	} {
		config := values{"file": file, "max_age": str("26h"), "restore_max_age": str("180d")}
		if test.tested != "" {
			config["restore_tested_on"] = str(test.tested)
		}
		plain, diagnostics := plainRead(d, backupSource, config)
		if plain == nil || told(t, plain) != test.told {
			t.Errorf("%s: %v %s", name, plain["reason"], worded(diagnostics))
		}
	}
}
