package backup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
)

// A listing that cannot be read has a word of its own, and is never one without
// backups.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text      string
		reason    backup.Reason
		attribute string
		phrase    string
	}{
		"nothing":                     {"", backup.ReasonEmpty, "", "did the command that writes it fail?"},
		"white space":                 {" \r\n\t", backup.ReasonEmpty, "", "[]"},
		"a byte order mark alone":     {"\ufeff", backup.ReasonEmpty, "", "[]"},
		"null":                        {"null", backup.ReasonUnsupported, "", "is null"},
		"a number":                    {"12", backup.ReasonUnsupported, "", "single value"},
		"an object of nothing":        {"{}", backup.ReasonUnsupported, "", "mapping"},
		"a list of numbers":           {"[1,2]", backup.ReasonUnsupported, "", "mapping"},
		"cut short":                   {`[{"time":"2026-11-27T02:00:00Z","tree":"a"`, backup.ReasonMalformed, "", "breaks off"},
		"no JSON":                     {"Fatal: unable to open repository", backup.ReasonMalformed, "", "line 1"},
		"bytes":                       {"[\"\xff\"]", backup.ReasonMalformed, "", "UTF-8"},
		"two listings":                {"[]\n[]", backup.ReasonMalformed, "", "goes on after its end"},
		"a key twice":                 {`[{"time":"2026-11-01T00:00:00Z","time":"2026-11-28T00:00:00Z","tree":"a"}]`, backup.ReasonMalformed, "", "same key twice"},
		"nested without end":          {strings.Repeat("[", 100_000), backup.ReasonMalformed, "", "line 1"},
		"a snapshot without a time":   {`[{"time":"2026-11-27T02:00:00Z","tree":"a"},{"tree":"b","hostname":"h"}]`, backup.ReasonMalformed, "", "Entry 2"},
		"a time of another case":      {`[{"Time":"2026-11-27T02:00:00Z","tree":"b","hostname":"h","paths":[]},{"time":"2026-11-27T02:00:00Z","tree":"a"}]`, backup.ReasonMalformed, "", "Entry 1"},
		"a day that is none":          {`[{"time":"2026-02-30T02:00:00Z","tree":"a"}]`, backup.ReasonMalformed, "", "cannot be told"},
		"a group without snapshots":   {`[{"group_key":{},"snapshots":null}]`, backup.ReasonMalformed, "", "Group 1"},
		"restic, wrong password":      {`{"message_type":"exit_error","code":12,"message":"Fatal: s3:https://key:secret@store"}`, backup.ReasonUnreachable, "", "exit code 12"},
		"restic, no repository":       {`{"message_type":"exit_error","code":10,"message":"x"}`, backup.ReasonNotFound, "", "does not exist"},
		"restic, locked":              {`{"message_type":"exit_error","code":11,"message":"x"}`, backup.ReasonRunning, "", "locked"},
		"a list, then restic's error": {"[]\n" + `{"message_type":"exit_error","code":1,"message":"x"}`, backup.ReasonUnreachable, "", "exit code 1"},
		"the log of a run":            {`{"message_type":"summary","files_new":1}`, backup.ReasonUnsupported, "", "log of a run"},
		"borg's repository":           {`{"repository":{"id":"0","location":"/r"},"encryption":{},"cache":{}}`, backup.ReasonUnsupported, "", "no member archives"},
		"borg without a zone":         {`{"archives":[{"name":"a","start":"2026-11-27T02:00:00.000000"}],"repository":{}}`, backup.ReasonNoTimeZone, "time_zone", "Asia/Tokyo"},
		"borg with null":              {`{"archives":null,"repository":{}}`, backup.ReasonMalformed, "", "no list of archives"},
		"pgBackRest without a status": {`[{"name":"a","status":{},"backup":[]}]`, backup.ReasonMalformed, "", "status"},
		"AWS Backup, first page":      {`{"RecoveryPoints":[],"NextToken":"x"}`, backup.ReasonIncomplete, "", "NextToken"},
		"RDS, first page":             {`{"DBSnapshots":[],"Marker":"x"}`, backup.ReasonIncomplete, "", "Marker"},
		"S3 as JSON, first page":      {`{"Contents":[],"IsTruncated":true}`, backup.ReasonIncomplete, "", "goes on"},
		"S3, first page":              {`<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>`, backup.ReasonIncomplete, "", "goes on"},
		"S3, cut short":               {`<ListBucketResult><Contents><Key>a`, backup.ReasonMalformed, "", "breaks off"},
		"S3, an error":                {`<Error><Code>AccessDenied</Code><Message>key AKIA1</Message></Error>`, backup.ReasonUnreachable, "", "AccessDenied"},
		"a page to log in":            {`<!DOCTYPE html><html><form action="/login"></form></html>`, backup.ReasonUnsupported, "", "log in"},
		"XML of another kind":         {`<feed/>`, backup.ReasonUnsupported, "", "not known"},
		"recorded_at that is no time": {`{"recorded_at":"soon","listing":[]}`, backup.ReasonMalformed, "", "recorded_at"},
		"a wrapper of something else": {`{"recorded_at":"2026-11-28T00:00:00Z","listing":{}}`, backup.ReasonUnsupported, "", "mapping"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := backup.Parse([]byte(c.text), backup.Options{})
			wantError(t, err, c.reason, c.attribute, c.phrase)
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "AKIA1") {
				t.Errorf("a secret is shown: %v", err)
			}
			wantTold(t, backup.Unread(err), "unknown "+string(c.reason))
		})
	}
	t.Run("too large", func(t *testing.T) {
		t.Parallel()
		_, err := backup.Parse(make([]byte, backup.MaxBytes+1), backup.Options{})
		wantError(t, err, backup.ReasonTooLarge, "", "64 MiB")
	})
}

// An empty list is one without backups, whichever program wrote it.
func TestEmptyListIsNoBackup(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a list":     "[]\n",
		"borg":       `{"archives":[],"repository":{"location":"/r"}}`,
		"velero":     `{"apiVersion":"velero.io/v1","kind":"BackupList","items":[]}`,
		"EBS":        `{"Snapshots":[]}`,
		"S3":         `<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`,
		"S3 as JSON": `{"Contents":[]}`,
		"bareos":     `{"result":{"jobs":[]}}`,
		"wrapped":    `{"recorded_at":"` + ago(time.Hour) + `","snapshots":[]}`,
	} {
		wantTold(t, asked(parsed(t, text, backup.Options{})), "expired missing backup-missing")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	// A filter asks for the same.
	wantTold(t, asked(parsed(t, "[]", backup.Options{}), func(q *backup.Question) { q.Filter.Host = "a" }), "expired missing backup-missing")
}

// A listing has its own age.
func TestListingIsOld(t *testing.T) {
	t.Parallel()
	snapshot := `[{"time":"` + ago(30*time.Hour) + `","tree":"a","hostname":"h","paths":["/d"],"short_id":"s"}]`
	old := func(q *backup.Question) { q.Now = today.Add(48 * time.Hour) }
	wrapped := func(at string) string { return `{"recorded_at":"` + at + `","listing":` + snapshot + `}` }
	borg := `{"recorded_at":"` + ago(time.Hour) + `","archives":[{"name":"a","start":"` + ago(30*time.Hour) + `"}],"repository":{}}`
	wantTold(t, asked(parsed(t, borg, backup.Options{})), "ok a@27T06:00")
	wantTold(t, asked(parsed(t, snapshot, backup.Options{})), "ok s@27T06:00")
	wantTold(t, asked(parsed(t, wrapped(ago(time.Hour)), backup.Options{})), "ok s@27T06:00")
	wantTold(t, asked(parsed(t, wrapped(ago(time.Hour)), backup.Options{}), old), "ok s@27T06:00 stale-facts", "newer backups are not in it")
	wantTold(t, asked(parsed(t, wrapped(ago(-time.Hour)), backup.Options{})), "ok s@27T06:00 stale-facts", "after the day of judgement")
	// A backup cannot be newer than the list in which it stands.
	wantTold(t, asked(parsed(t, wrapped(ago(40*time.Hour)), backup.Options{})), "expired future backup-missing", "time zone")
	written := backup.Options{WrittenAt: today.Add(-time.Hour)}
	wantTold(t, asked(parsed(t, snapshot, written), old), "ok s@27T06:00 stale-facts")
	// A build that sets all files to one day says nothing of the listing.
	wantTold(t, asked(parsed(t, snapshot, backup.Options{WrittenAt: time.Unix(1, 0)}), old), "ok s@27T06:00")
}
