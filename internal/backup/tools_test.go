package backup_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// snapshot is one of restic, without a summary where size is negative.
func snapshot(id, at, host, path string, size, files int) string {
	summary := ""
	if size >= 0 {
		summary = fmt.Sprintf(`,"summary":{"total_files_processed":%d,"total_bytes_processed":%d}`, files, size)
	}
	return fmt.Sprintf(`{"time":%q,"tree":"t","paths":[%q],"hostname":%q,"tags":["nightly"],"id":%q%s}`, at, path, host, id, summary)
}

func list(entries ...string) string { return "[" + strings.Join(entries, ",") + "]" }

func TestRestic(t *testing.T) {
	t.Parallel()
	fresh, stale := ago(20*time.Hour), ago(200*time.Hour)
	for name, c := range map[string]struct {
		text   string
		filter backup.Filter
		want   string
		phrase string
	}{
		"a zone beside Z: instants are compared, not texts": {list(snapshot("a", "2026-11-27T02:00:00+09:00", "h", "/d", 9, 1), snapshot("b", "2026-11-26T20:00:00Z", "h", "/d", 9, 1)), backup.Filter{}, "ok b@26T20:00", ""},
		"nine digits of a second":                           {list(snapshot("a", "2026-11-27T02:00:00.123456789+09:00", "h", "/d", 9, 1)), backup.Filter{}, "ok a@26T17:00", ""},
		"not sorted":                                        {list(snapshot("b", fresh, "h", "/d", 9, 1), snapshot("a", stale, "h", "/d", 9, 1)), backup.Filter{}, "ok b@27T16:00", ""},
		"a snapshot of 2031 never goes stale":               {list(snapshot("a", stale, "h", "/d", 9, 1), snapshot("z", "2031-01-01T00:00:00Z", "h", "/d", 9, 1)), backup.Filter{}, "expired a@20T04:00 backup-failed", "clock of its host is wrong"},
		"only one of 2031":                                  {list(snapshot("z", "2031-01-01T00:00:00Z", "h", "/d", 9, 1)), backup.Filter{}, "expired future backup-missing", ""},
		"four minutes ahead":                                {list(snapshot("z", ago(-4*time.Minute), "h", "/d", 9, 1)), backup.Filter{}, "ok z@28T12:04", ""},
		"six minutes ahead":                                 {list(snapshot("z", ago(-6*time.Minute), "h", "/d", 9, 1)), backup.Filter{}, "expired future backup-missing", ""},
		"one live host hides a dead one":                    {list(snapshot("a", stale, "dead", "/d", 9, 1), snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{}, "expired a@20T04:00", "the stalest of 2 sources"},
		"a filter by host":                                  {list(snapshot("a", stale, "dead", "/d", 9, 1), snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{Host: "LIVE"}, "ok b@27T16:00", ""},
		"a host that is not there":                          {list(snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{Host: "lvie"}, "expired missing backup-missing", "is live meant?"},
		"two path sets of one host":                         {list(snapshot("a", stale, "h", "/d", 9, 1), snapshot("b", fresh, "h", "/e", 9, 1)), backup.Filter{}, "expired a@20T04:00", "h:/d"},
		"a path that was added, with a filter by paths":     {list(snapshot("a", stale, "h", "/d", 9, 1), strings.Replace(snapshot("b", fresh, "h", "/d", 9, 1), `["/d"]`, `["/e","/d/"]`, 1)), backup.Filter{Paths: []string{"/d"}}, "ok b@27T16:00", ""},
		"a tag that is not there":                           {list(snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{Tags: []string{"weekly"}}, "expired missing backup-missing", "there is nightly"},
		"a filter that restic does not know":                {list(snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{Stanza: "main"}, "unknown unsupported", "host, paths, tags"},
		"everything for one source":                         {list(snapshot("a", stale, "dead", "/d", 9, 1), snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{SingleSource: true}, "ok b@27T16:00", "all that is listed"},
		"by name":                                           {list(snapshot("a", stale, "dead", "/d", 9, 1), snapshot("b", fresh, "live", "/d", 9, 1)), backup.Filter{Name: "b*"}, "ok b@27T16:00", ""},
		"grouped":                                           {`[{"group_key":{"hostname":"h","paths":null,"tags":null},"snapshots":` + list(snapshot("a", fresh, "h", "/d", 9, 1)) + `}]`, backup.Filter{}, "ok a@27T16:00", ""},
		"grouped, without any":                              {`[{"group_key":{},"snapshots":[]}]`, backup.Filter{}, "expired missing backup-missing", ""},
		"without a summary the size is unknown, not 0":      {list(snapshot("a", fresh, "h", "/d", -1, 0)), backup.Filter{}, "ok a@27T16:00", ""},
		"an empty folder":                                   {list(snapshot("a", stale, "h", "/d", 9, 1), snapshot("b", fresh, "h", "/d", 0, 0)), backup.Filter{}, "expired a@20T04:00 backup-failed", "it holds no file"},
		"files of 0 bytes":                                  {list(snapshot("b", fresh, "h", "/d", 0, 3)), backup.Filter{}, "expired empty backup-missing", "0 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, c.text, backup.Options{}), func(q *backup.Question) { q.Filter = c.filter }), c.want, c.phrase)
		})
	}
}

func archive(name, start string, more ...string) string {
	return fmt.Sprintf(`{"name":%q,"archive":%q,"start":%q,"time":%q%s}`, name, name, start, start, strings.Join(more, ""))
}

func repository(label string, archives ...string) string {
	return fmt.Sprintf(`{"archives":%s,"repository":{"id":"0","location":"ssh://user:hunter2@store.example.test/./r","label":%q,"last_modified":"2026-11-28T11:59:00.000000"},"encryption":{"mode":"none"}}`, list(archives...), label)
}

func TestBorg(t *testing.T) {
	t.Parallel()
	const stats = `,"hostname":"h","command_line":["borg","create","--passphrase=hunter2"],"end":"2026-11-28T02:05:00.000000","stats":{"original_size":%d,"nfiles":%d}`
	fresh := archive("db-2026-11-28", "2026-11-28T02:00:00.000000")
	for name, c := range map[string]struct {
		text, want string
		phrase     string
	}{
		"the missing zone: read in that of the machine": {repository("", fresh), "ok db-2026-11-28@27T17:00", ""},
		"checkpoint":                              {repository("", archive("db-2026-11-24", "2026-11-24T02:00:00.000000"), archive("db-2026-11-28.checkpoint", "2026-11-28T02:00:00.000000")), "expired db-2026-11-24@23T17:00 backup-failed", "broken off"},
		"checkpoint of another series":            {repository("", fresh, archive("www-2026-11-28.checkpoint.1", "2026-11-28T03:00:00.000000")), "ok db-2026-11-28@27T17:00 backup-failed", "no whole backup of www"},
		"checkpoint alone":                        {repository("", archive("www-2026-11-28.checkpoint", "2026-11-28T03:00:00.000000")), "expired partial backup-missing", ""},
		"one live series hides a dead one":        {repository("", fresh, archive("www-2026-11-01", "2026-11-01T02:00:00.000000")), "expired www-2026-11-01@31T17:00", "the stalest of 2 sources"},
		"last_modified is no backup":              {repository("store"), "expired missing backup-missing", "store holds no archive"},
		"info with a size":                        {repository("", archive("a", "2026-11-28T02:00:00.000000", fmt.Sprintf(stats, 20_000, 3))), "ok a@27T17:00", "20.0 kB"},
		"info of an archive without a file":       {repository("", archive("a", "2026-11-28T02:00:00.000000", fmt.Sprintf(stats, 0, 0))), "expired empty backup-missing", ""},
		"borg 2 has an offset":                    {repository("", archive("db", "2026-11-28T02:00:01.000000+01:00", `,"hostname":"h","tags":[]`)), "ok db@28T01:00", "h:db"},
		"borgmatic":                               {list(repository("main", fresh), repository("away", fresh)), "ok db-2026-11-28@27T17:00", ""},
		"borgmatic, a second repository is empty": {list(repository("main", fresh), repository("away")), "ok db-2026-11-28@27T17:00 backup-failed", "away holds no archive"},
		"borgmatic, both are empty":               {list(repository("main"), repository("away")), "expired missing backup-missing", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			verdict := asked(parsed(t, c.text, backup.Options{TimeZone: tokyo}))
			wantTold(t, verdict, c.want, c.phrase)
			if text := fmt.Sprint(verdict); strings.Contains(text, "hunter2") {
				t.Errorf("a secret is told: %s", text)
			}
		})
	}
	t.Run("min_size without a size", func(t *testing.T) {
		t.Parallel()
		wantTold(t, asked(parsed(t, repository("", fresh), backup.Options{TimeZone: tokyo}), func(q *backup.Question) { q.MinSize = 1 }), "unknown unproven", "does not tell its size")
	})
}

func pgBackup(label, kind string, start time.Duration, more string) string {
	at := today.Add(-start).Unix()
	return fmt.Sprintf(`{"label":%q,"type":%q,"timestamp":{"start":%d,"stop":%d},"database":{"id":1,"repo-key":1},"info":{"size":22000000,"delta":8457}%s}`, label, kind, at, at+60, more)
}

func stanza(name string, code int, backups ...string) string {
	return fmt.Sprintf(`{"name":%q,"status":{"code":%d,"message":"m","lock":{"backup":{"held":false}}},"repo":[{"key":1,"status":{"code":%d}}],"db":[],"archive":[],"backup":%s}`, name, code, code, list(backups...))
}

func TestPgBackRest(t *testing.T) {
	t.Parallel()
	const good, bad = `,"error":false,"reference":null,"prior":null`, `,"error":true,"reference":null,"prior":null`
	full := pgBackup("1F", "full", 30*time.Hour, good)
	for name, c := range map[string]struct {
		text, want, phrase string
	}{
		"a misspelt stanza comes with exit code 0": {list(stanza("mian", 1)), "unknown not_found", "spelt as in the configuration"},
		"a stanza without data":                    {list(stanza("main", 3)), "unknown not_found", ""},
		"no backup":                                {list(stanza("main", 2)), "expired missing backup-missing", ""},
		"another error":                            {list(stanza("main", 99)), "unknown unreachable", "99"},
		"good, sized as the database":              {list(stanza("main", 0, full)), "ok 1F@27T06:00", "22.0 MB"},
		"page errors":                              {list(stanza("main", 0, full, pgBackup("2F", "full", time.Hour, bad))), "ok 1F@27T06:00 backup-failed", "wrong checksums"},
		"an increment on one with page errors":     {list(stanza("main", 0, full, pgBackup("2F", "full", 9*time.Hour, bad), pgBackup("2F_3I", "incr", time.Hour, `,"error":false,"reference":["2F"],"prior":"2F"`))), "ok 1F@27T06:00 backup-failed", "it rests on 2F"},
		"an increment on one that is not there":    {list(stanza("main", 0, pgBackup("2F_3I", "incr", time.Hour, `,"error":false,"reference":["2F"],"prior":"2F"`))), "unknown unproven", "of which the listing does not tell"},
		"an old version tells no errors":           {list(stanza("main", 0, pgBackup("1F", "full", time.Hour, `,"reference":null`))), "unknown unproven", "checksums"},
		"two stanzas, one not there":               {list(stanza("main", 0, full), stanza("other", 1)), "unknown not_found", "other"},
		"two stanzas, one without":                 {list(stanza("main", 0, full), stanza("other", 2)), "expired missing backup-missing", "other"},
		"mixed: a second repository without":       {list(strings.Replace(strings.Replace(stanza("main", 4, full), `"repo":[{"key":1,"status":{"code":4}}`, `"repo":[{"key":1,"status":{"code":0}},{"key":2,"status":{"code":6}}`, 1), `"held":false`, `"held":true,"pct-cplt":4211`, 1)), "ok 1F@27T06:00 backup-failed", "42.11 % done"},
		"of another database":                      {list(stanza("main", 5, full)), "unknown unproven backup-failed", "different databases"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, c.text, backup.Options{})), c.want, c.phrase)
		})
	}
	two := parsed(t, list(stanza("main", 0, full), stanza("other", 1)), backup.Options{})
	wantTold(t, asked(two, func(q *backup.Question) { q.Filter.Stanza = "main" }), "ok 1F@27T06:00")
}

func TestWALG(t *testing.T) {
	t.Parallel()
	detail := func(name string, start, finish string) string {
		return fmt.Sprintf(`{"backup_name":%q,"time":%q,"start_time":%q,"finish_time":%q,"hostname":"h","uncompressed_size":1000,"compressed_size":10,"storage_name":"default"}`, name, ago(0), start, finish)
	}
	const base = "base_000000010000000000000010"
	for name, c := range map[string]struct{ text, want, phrase string }{
		"the plain list tells the age of the copy":           {`[{"backup_name":"b","time":"` + ago(time.Hour) + `","wal_file_name":"w","storage_name":"s"}]`, "ok b@28T11:00", "a copied bucket makes old backups look new"},
		"in detail the start counts, not the storage's time": {list(detail(base, ago(100*time.Hour), ago(99*time.Hour))), "expired " + base + "@24T08:00", ""},
		"no end":                  {list(detail(base, ago(time.Hour), "0001-01-01T00:00:00Z")), "expired partial backup-missing", "no end"},
		"an increment":            {list(detail(base, ago(60*time.Hour), ago(59*time.Hour)), detail(base[:24]+"00012_D_000000010000000000000010", ago(2*time.Hour), ago(time.Hour))), "ok " + base[:24] + "00012_D_000000010000000000000010@28T10:00", ""},
		"an increment of nothing": {list(detail(base+"_D_000000010000000000000008", ago(2*time.Hour), ago(time.Hour))), "unknown unproven", "does not name"},
		"MySQL":                   {`[{"backup_name":"stream_1","modify_time":"` + ago(0) + `","start_local_time":"2026-11-28T02:00:00+09:00","stop_local_time":"2026-11-28T03:00:00+09:00","uncompressed_size":5}]`, "ok stream_1@27T17:00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, c.text, backup.Options{})), c.want, c.phrase)
		})
	}
}

func TestBarman(t *testing.T) {
	t.Parallel()
	one := func(id, status string, end time.Duration) string {
		return fmt.Sprintf(`{"backup_id":%q,"backup_type":"rsync","status":%q,"end_time_timestamp":"%d","end_time":"Sat Nov 28 02:10:00 2026","size_bytes":5000}`, id, status, today.Add(-end).Unix())
	}
	for name, c := range map[string]struct{ text, want, phrase string }{
		"done, by the epoch":     {`{"pg":` + list(one("20261128T020000", "DONE", 10*time.Hour)) + `}`, "ok 20261128T020000@28T02:00", ""},
		"waits for log files":    {`{"pg":` + list(one("a", "WAITING_FOR_WALS", 10*time.Hour)) + `}`, "unknown running", "cannot be restored"},
		"failed":                 {`{"pg":` + list(one("a", "DONE", 30*time.Hour), one("b", "FAILED", 10*time.Hour)) + `}`, "ok a@27T06:00 backup-failed", ""},
		"running":                {`{"pg":` + list(`{"backup_id":"c","status":"STARTED"}`, one("a", "DONE", 30*time.Hour)) + `}`, "ok a@27T06:00", ""},
		"a status nobody knows":  {`{"pg":` + list(one("a", "SPLENDID", 10*time.Hour)) + `}`, "unknown unproven", "SPLENDID"},
		"a server without":       {`{"pg":` + list(one("a", "DONE", 10*time.Hour)) + `,"other":[]}`, "expired missing backup-missing", "other"},
		"the stalest of servers": {`{"pg":` + list(one("a", "DONE", 10*time.Hour)) + `,"other":` + list(one("b", "DONE", 100*time.Hour)) + `}`, "expired b@24T08:00", "the stalest of 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, c.text, backup.Options{})), c.want, c.phrase)
		})
	}
}

func TestVelero(t *testing.T) {
	t.Parallel()
	one := func(name, schedule, status string) string {
		return fmt.Sprintf(`{"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":%q,"namespace":"velero","creationTimestamp":%q,"labels":{"velero.io/schedule-name":%q}},"status":%s}`, name, ago(10*time.Hour), schedule, status)
	}
	status := func(phase, more string) string {
		return fmt.Sprintf(`{"phase":%q,"startTimestamp":%q,"completionTimestamp":%q,"expiration":%q%s}`, phase, ago(10*time.Hour), ago(9*time.Hour), ago(-90*24*time.Hour), more)
	}
	items := func(items ...string) string {
		return `{"apiVersion":"v1","kind":"List","items":` + list(items...) + `}`
	}
	for name, c := range map[string]struct{ text, want, phrase string }{
		"completed":                  {items(one("a", "daily", status("Completed", `,"progress":{"totalItems":5,"itemsBackedUp":5}`))), "ok a@28T02:00", ""},
		"one object":                 {one("a", "daily", status("Completed", "")), "ok a@28T02:00", ""},
		"failed in part":             {items(one("a", "daily", status("PartiallyFailed", ""))), "expired partial backup-missing", "failed in part"},
		"failing in part, not ended": {items(one("a", "daily", status("FinalizingPartiallyFailed", ""))), "expired partial backup-missing", ""},
		"failed":                     {items(one("a", "daily", status("Failed", ""))), "expired failed backup-missing", ""},
		"refused":                    {items(one("a", "daily", `{"phase":"FailedValidation"}`)), "expired failed backup-missing", ""},
		"running":                    {items(one("a", "daily", status("InProgress", ""))), "expired running backup-missing", ""},
		"no phase":                   {items(one("a", "daily", `{}`)), "expired running backup-missing", ""},
		"a phase nobody knows":       {items(one("a", "daily", status("Splendid", ""))), "unknown unproven", ""},
		"no item":                    {items(one("a", "daily", status("Completed", `,"progress":{"totalItems":0}`))), "expired empty backup-missing", ""},
		"errors":                     {items(one("a", "daily", status("Completed", `,"errors":2`))), "expired partial backup-missing", "2 errors"},
		"a volume was not copied":    {items(one("a", "daily", status("Completed", `,"volumeSnapshotsAttempted":3,"volumeSnapshotsCompleted":2`))), "expired partial backup-missing", "not every volume"},
		"two schedules":              {items(one("a", "daily", status("Completed", "")), one("b", "hourly", status("Failed", ""))), "expired failed backup-missing", "velero/hourly"},
		"its time to live is over":   {items(one("a", "daily", strings.Replace(status("Completed", ""), ago(-90*24*time.Hour), ago(time.Hour), 1))), "expired deleted backup-missing", ""},
		"its time to live is short":  {items(one("a", "daily", strings.Replace(status("Completed", ""), ago(-90*24*time.Hour), ago(-time.Hour), 1))), "ok a@28T02:00 backup-kept-short", "before it is called too old"},
		"the list goes on":           {`{"kind":"BackupList","apiVersion":"velero.io/v1","metadata":{"continue":"x"},"items":[]}`, "unknown incomplete", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listing, err := backup.Parse([]byte(c.text), backup.Options{})
			verdict := asked(listing)
			if err != nil {
				verdict = backup.Unread(err)
			}
			wantTold(t, verdict, c.want, c.phrase)
		})
	}
}

func TestAWS(t *testing.T) {
	t.Parallel()
	point := func(status, created, more string) string {
		return fmt.Sprintf(`{"RecoveryPoints":[{"RecoveryPointArn":"arn:aws:backup:eu-central-1:1:recovery-point:rp-1","ResourceArn":"arn:aws:rds:eu-central-1:1:db:crm","Status":%q,"CreationDate":%s,"BackupSizeInBytes":1000%s}]}`, status, created, more)
	}
	for name, c := range map[string]struct{ text, want, phrase string }{
		"a time as text":                        {point("COMPLETED", `"2026-11-28T11:00:00.123000+09:00"`, ""), "ok rp-1@28T02:00", "crm"},
		"a time as epoch":                       {point("COMPLETED", "1795831200.25", ""), "ok rp-1@28T02:00", ""},
		"partial":                               {point("PARTIAL", `"2026-11-28T02:00:00Z"`, ""), "expired partial backup-missing", ""},
		"expired":                               {point("EXPIRED", `"2026-11-28T02:00:00Z"`, ""), "expired deleted backup-missing", ""},
		"being made":                            {point("CREATING", `"2026-11-28T02:00:00Z"`, ""), "expired running backup-missing", ""},
		"a status nobody knows":                 {point("completed", `"2026-11-28T02:00:00Z"`, ""), "unknown unproven", ""},
		"kept short":                            {point("COMPLETED", `"2026-11-28T02:00:00Z"`, `,"CalculatedLifecycle":{"DeleteAt":"2026-11-29T02:00:00Z"}`), "ok rp-1@28T02:00 backup-kept-short", "kept until 2026-11-29"},
		"EBS: pending and error":                {`{"Snapshots":[{"SnapshotId":"a","VolumeId":"vol-1","State":"completed","StartTime":"` + ago(20*time.Hour) + `","VolumeSize":100},{"SnapshotId":"b","VolumeId":"vol-1","State":"pending","StartTime":"` + ago(time.Hour) + `"},{"SnapshotId":"c","VolumeId":"vol-1","State":"error","StartTime":"` + ago(2*time.Hour) + `"}]}`, "ok a@27T16:00 backup-failed", "one is running since 2026-11-28 11:00"},
		"EBS: copied from elsewhere":            {`{"Snapshots":[{"SnapshotId":"a","VolumeId":"vol-ffffffff","State":"completed","StartTime":"` + ago(time.Hour) + `"}]}`, "expired missing backup-missing", "copied from elsewhere"},
		"EBS: the disk is no size":              {`{"Snapshots":[{"SnapshotId":"a","VolumeId":"vol-1","State":"completed","StartTime":"` + ago(time.Hour) + `","VolumeSize":0}]}`, "ok a@28T11:00", ""},
		"RDS":                                   {`{"DBSnapshots":[{"DBSnapshotIdentifier":"a","DBInstanceIdentifier":"crm","Status":"available","SnapshotType":"automated","SnapshotCreateTime":"` + ago(time.Hour) + `"}]}`, "ok a@28T11:00", "goes with the instance"},
		"RDS: a copy is as old as its original": {`{"DBSnapshots":[{"DBSnapshotIdentifier":"a","DBInstanceIdentifier":"crm","Status":"available","SnapshotCreateTime":"` + ago(time.Hour) + `","OriginalSnapshotCreateTime":"` + ago(90*time.Hour) + `"}]}`, "expired a@24T18:00", ""},
		"RDS: clusters":                         {`{"DBClusterSnapshots":[{"DBClusterSnapshotIdentifier":"a","DBClusterIdentifier":"crm","Status":"available","SnapshotCreateTime":"` + ago(time.Hour) + `"}]}`, "ok a@28T11:00", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, c.text, backup.Options{})), c.want, c.phrase)
		})
	}
}

func TestOtherTools(t *testing.T) {
	t.Parallel()
	volume := func(at time.Duration, size int, more string) string {
		return fmt.Sprintf(`[{"volid":"local:backup/vzdump-1.vma","content":"backup","ctime":%d,"vmid":101,"size":%d%s},{"volid":"local:iso/x.iso","content":"iso","ctime":1,"size":7}]`, today.Add(-at).Unix(), size, more)
	}
	job := func(id, kind, level, status, start string, files int) string {
		return fmt.Sprintf(`{"jobid":%q,"name":"nightly","client":"db-fd","type":%q,"level":%q,"jobstatus":%q,"starttime":%q,"endtime":"","jobfiles":"%d","jobbytes":"%d"}`, id, kind, level, status, start, files, files*100)
	}
	jobs := func(jobs ...string) string { return `{"jsonrpc":"2.0","result":{"jobs":` + list(jobs...) + `}}` }
	full := job("1", "B", "F", "T", "2026-11-27 21:00:00", 9)
	untested := func(q *backup.Question) { q.RestoreMaxAge = deadline.Days(20) }
	for name, c := range map[string]struct {
		text, want, phrase string
	}{
		"proxmox":                     {volume(time.Hour, 40_000, `,"verification":{"state":"ok"}`), "ok local:backup/vzdump-1.vma@28T11:00 restore-untested", "1 volume that is no backup"},
		"proxmox, never verified":     {volume(time.Hour, 40_000, ""), "ok local:backup/vzdump-1.vma@28T11:00 restore-untested", "never verified"},
		"proxmox, verification fails": {volume(time.Hour, 40_000, `,"verification":{"state":"failed"}`), "expired failed backup-missing restore-untested", ""},
		"proxmox, too small":          {volume(time.Hour, 1048, ""), "expired small backup-missing restore-untested", ""},
		"bareos":                      {jobs(full), "ok 1@27T12:00 restore-untested", "nobody says when"},
		"bareos: an increment of no file is normal": {jobs(full, job("2", "B", "I", "T", "2026-11-28 08:00:00", 0)), "ok 2@27T23:00 restore-untested", ""},
		"bareos: a full of no file is not":          {jobs(job("2", "B", "F", "T", "2026-11-28 08:00:00", 0)), "expired empty backup-missing restore-untested", ""},
		"bareos: an increment without a full":       {jobs(job("2", "B", "I", "T", "2026-11-28 08:00:00", 3)), "unknown unproven restore-untested", "no full backup"},
		"bareos: running":                           {jobs(full, job("3", "B", "I", "R", "2026-11-28 08:00:00", 0)), "ok 1@27T12:00 restore-untested", "running"},
		"bareos: a restore is the test":             {jobs(full, job("4", "R", "", "W", "2026-11-10 08:00:00", 3)), "ok 1@27T12:00", ""},
		"bareos: a restore of long ago":             {jobs(full, job("4", "R", "", "T", "2026-11-01 08:00:00", 3)), "ok 1@27T12:00 restore-untested", "last tested on 2026-10-31"},
		"bareos: a restore that failed":             {jobs(full, job("4", "R", "", "E", "2026-11-20 08:00:00", 3)), "ok 1@27T12:00 restore-untested", "nobody says when"},
		"zfs":                                       {`{"output_version":{},"datasets":{"tank/db@a":{"type":"SNAPSHOT","properties":{"creation":{"value":"1795831200"},"used":{"value":"0"}}},"tank/db@syncoid_x":{"type":"SNAPSHOT","properties":{"creation":{"value":"1795834800"}}}}}`, "ok tank/db@a@28T02:00 restore-untested", "fate of its pool, here tank"},
		"zfs in lines":                              {"tank/db@a\t1795831200\t0\t5000\ntank/www@a\t1790000000\t0\t5000\n", "expired tank/www@a@21T14:13 restore-untested", "the stalest of 2"},
		"btrbk":                                     {`format="raw" source_subvolume_path="/srv/db" snapshot_path="/s/db.20261127T1000" target_path="/b/db.20261127T1000" status="-"` + "\n" + `format="raw" source_subvolume_path="/srv/db" snapshot_path="/s/db.20261128T1000" target_path="" status="-"`, "ok /b/db.20261127T1000@27T01:00 backup-failed restore-untested", "not copied to a target"},
		"an index page":                             {`<html><pre><a href="../">../</a>` + "\n" + `<a href="erp-2026-11-27.dump">erp</a>  27-Nov-2026 12:05  5210000` + "\n" + `<a href="erp-2026-11-28.dump">erp</a>  28-Nov-2026 12:05  20</pre></html>`, "ok erp-2026-11-27.dump@27T03:05 backup-failed restore-untested", "20 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantTold(t, asked(parsed(t, c.text, backup.Options{TimeZone: tokyo}), untested), c.want, c.phrase)
		})
	}
	for name, text := range map[string]string{"bareos": jobs(full), "btrbk": `format="raw" source_subvolume_path="/srv/db" target_path="/b/db.20261127T1000"`, "an index page": `<html><a href="a.dump">a</a> 27-Nov-2026 12:05  5210000</html>`} {
		_, err := backup.Parse([]byte(text), backup.Options{})
		wantError(t, err, backup.ReasonNoTimeZone, "time_zone", "Asia/Tokyo")
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

func TestMapping(t *testing.T) {
	t.Parallel()
	text := `{"data":{"runs":[{"id":1,"begun":"2026-11-28 02:00:00","bytes":"5000","ok":true,"of":"crm"},{"id":2,"begun":1795831260,"bytes":7,"ok":false,"of":"crm"}]}}`
	mapping := backup.Mapping{List: "data.runs", Name: "id", StartedAt: "begun", Size: "bytes", Status: "ok", Good: []string{"true"}, Source: "of"}
	wantTold(t, asked(parsed(t, text, backup.Options{Mapping: &mapping, TimeZone: tokyo})), "ok 1@27T17:00 backup-failed", "5000 bytes", "its status is false")
	byKey := `{"a":{"runs":[{"at":"2026-11-28T02:00:00Z"}]},"b":{"runs":[{"at":"2026-11-01T02:00:00Z"}]}}`
	wantTold(t, asked(parsed(t, byKey, backup.Options{Mapping: &backup.Mapping{List: "*.runs", StartedAt: "at"}})), "expired @01T02:00", "newest good backup of b (the stalest of 2 sources)")
	wantTold(t, asked(parsed(t, `{"runs":[]}`, backup.Options{Mapping: &backup.Mapping{List: "runs", StartedAt: "at"}})), "expired missing backup-missing")
	for name, c := range map[string]struct {
		change func(*backup.Mapping)
		phrase string
	}{
		"no time":                 {func(m *backup.Mapping) { m.StartedAt = "" }, "where a backup's time stands"},
		"no list":                 {func(m *backup.Mapping) { m.List = "data.run" }, "leads to nothing"},
		"a list that is none":     {func(m *backup.Mapping) { m.List = "data" }, "no list"},
		"a slip":                  {func(m *backup.Mapping) { m.Size = "byte" }, "is bytes meant?"},
		"a status without values": {func(m *backup.Mapping) { m.Good = nil }, "which values"},
		"values without a status": {func(m *backup.Mapping) { m.Status = "" }, "where the status stands"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := mapping
			c.change(&changed)
			_, err := backup.Parse([]byte(text), backup.Options{Mapping: &changed, TimeZone: tokyo})
			wantError(t, err, backup.ReasonUnsupported, "mapping", c.phrase)
		})
	}
	_, err := backup.Parse([]byte(text), backup.Options{Mapping: &mapping})
	wantError(t, err, backup.ReasonNoTimeZone, "time_zone")
	_, err = backup.Parse([]byte(`[{"at":"2026-11-28T02:00:00Z"},{"at":null}]`), backup.Options{Mapping: &backup.Mapping{StartedAt: "at"}})
	wantError(t, err, backup.ReasonMalformed, "", "Entry 2")
	wantTold(t, asked(parsed(t, `[{"at":"2026-11-28T02:00:00Z","s":"done"},{"at":"2026-11-28T03:00:00Z"}]`, backup.Options{Mapping: &backup.Mapping{StartedAt: "at", Status: "s", Good: []string{"done"}}})), "ok @28T02:00 backup-failed", "tells no status")
}
