package backup_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// FuzzParse checks what must hold for every input: a typed error, or a listing of
// which a verdict can be made that never passes without a good copy.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"[]", "null", "{}", `{"recorded_at":"2026-11-28T00:00:00Z","listing":[]}`,
		list(snapshot("a", "2026-11-27T02:00:00+09:00", "h", "/d", 9, 1)), `[{"group_key":{},"snapshots":[]}]`,
		`{"message_type":"exit_error","code":12}`, repository("main", archive("a.checkpoint", "2026-11-28T02:00:00.000000")),
		list(stanza("main", 4, pgBackup("1F", "full", time.Hour, `,"error":false`))),
		`[{"backup_name":"base_1_D_000000010000000000000010","time":"2026-11-28T02:00:00Z","start_time":"0001-01-01T00:00:00Z"}]`,
		`{"pg":[{"backup_id":"20261128T020000","status":"DONE","end_time_timestamp":"1795831200"}]}`,
		`{"apiVersion":"velero.io/v1","kind":"BackupList","items":[{"apiVersion":"velero.io/v1","kind":"Backup","metadata":{"name":"a"},"status":{"phase":"Completed","startTimestamp":"2026-11-28T02:00:00Z"}}]}`,
		`{"RecoveryPoints":[{"Status":"COMPLETED","CreationDate":1795831200.5}]}`, `{"Snapshots":[{"VolumeId":"vol-1","State":"completed","StartTime":"2026-11-28T02:00:00Z"}]}`,
		`{"DBSnapshots":[{"Status":"available","SnapshotCreateTime":"2026-11-28T02:00:00Z"}]}`, `[{"volid":"v","content":"backup","ctime":1795831200,"size":1}]`,
		`{"result":{"jobs":[{"type":"B","level":"F","jobstatus":"T","starttime":"2026-11-28 02:00:00"}]}}`, "tank/db@a\t1795831200\t0\t5\n",
		`{"output_version":{},"datasets":{"a@b":{"properties":{"creation":{"value":"1795831200"}}}}}`, `format="raw" source_subvolume_path="/s" target_path="/b/db.20261128T0200"`,
		`{"Contents":[{"Key":"2026-11-28.sql","LastModified":"2026-11-28T02:00:00Z","Size":90}]}`,
		`<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>a%2B</Key><LastModified>2026-11-28T02:00:00Z</LastModified><Size>9</Size></Contents></ListBucketResult>`,
		`<ListVersionsResult><Version><Key>a</Key><IsLatest>true</IsLatest><LastModified>2026-11-28T02:00:00Z</LastModified><Size>99</Size></Version></ListVersionsResult>`,
		`<html><a href="a-2026-11-28.dump">a</a> 28-Nov-2026 02:05  500</html>`, `<Error><Code>AccessDenied</Code></Error>`,
	} {
		f.Add([]byte(text))
	}
	mapping := &backup.Mapping{List: "data.*.runs", StartedAt: "at", Status: "s", Good: []string{"done"}}
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, options := range []backup.Options{{}, {TimeZone: tokyo}, {TimeZone: tokyo, Mapping: mapping}} {
			listing, err := backup.Parse(content, options)
			if err != nil {
				wrong, ok := errors.AsType[*backup.Error](err)
				if !ok || wrong.Reason == "" || wrong.Summary == "" || wrong.Message == "" || len(wrong.Message) > 4000 {
					t.Fatalf("%T %v", err, err)
				}
				continue
			}
			wantHonest(t, backup.Judge(listing, backup.Question{Now: today, MaxAge: deadline.Days(2)}))
		}
	})
}

// wantHonest holds for every verdict: one that passes names a good copy that is
// in time.
func wantHonest(t *testing.T, verdict backup.Verdict) {
	t.Helper()
	passes := (deadline.Timeline{End: verdict.End}).Status(today).Passes()
	switch newest := verdict.Newest; {
	case verdict.Cause == "":
		t.Fatalf("no cause: %+v", verdict)
	case newest == nil && (passes || verdict.Reason == ""):
		t.Fatalf("passes without a copy, or says no reason: %+v", verdict)
	case newest != nil && (newest.Good != backup.GoodYes || newest.At().After(today.Add(backup.Ahead)) || passes && today.Sub(newest.At()) >= 48*time.Hour):
		t.Fatalf("passes with %+v", newest)
	}
}

func FuzzPattern(f *testing.F) {
	f.Add("erp-{YYYY-MM-DD}.dump", "erp-2026-11-28.dump")
	f.Add("*/{epoch}?", "a/17958312001")
	f.Add("{2006}{01}{02}T{15}{04}{05}", "20261128T020000")
	f.Fuzz(func(t *testing.T, text, name string) {
		pattern, err := backup.ParsePattern(text)
		if err != nil {
			if wrong, ok := errors.AsType[*backup.Error](err); !ok || wrong.Attribute != "pattern" {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		content, err := json.Marshal(map[string]any{"Contents": []any{map[string]any{"Key": name, "LastModified": ago(time.Hour), "Size": 90}}})
		if err != nil {
			t.Fatal(err)
		}
		if listing, err := backup.Parse(content, backup.Options{Pattern: pattern, TimeZone: tokyo}); err == nil {
			wantHonest(t, asked(listing))
		}
	})
}

// A size is at least one byte, or refused.
func FuzzSize(f *testing.F) {
	for _, text := range []string{"1", "500MB", "1.5 GiB", "", "-1", "9999999999999999999TiB", "0.0000000001TB"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		size, err := backup.ParseSize(text)
		if err == nil && size < 1 {
			t.Errorf("%q is %d", text, size)
		}
	})
}
