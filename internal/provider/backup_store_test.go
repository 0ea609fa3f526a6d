package provider_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// store is an object store in this process that knows one key, with more objects
// than fit on a page: the newest stands on the last.
func store(t *testing.T) *httptest.Server {
	t.Helper()
	backend := s3mem.New(s3mem.WithTimeSource(gofakes3.FixedTimeSource(certtest.Today)))
	if err := backend.CreateBucket("backups"); err != nil {
		t.Fatal(err)
	}
	put := func(key string) {
		if _, err := backend.PutObject("backups", key, map[string]string{}, strings.NewReader(strings.Repeat("x", 500)), 500, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 1_200 {
		put(fmt.Sprintf("db/erp-%s.sql.gz", time.Date(2023, 7, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i).Format(time.DateOnly)))
	}
	put("db/erp-2026-11-19.sql.gz")
	put("db/erp-2026-11-20.sql.gz")
	fake := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.StdLog(log.New(io.Discard, "", 0))), gofakes3.WithTimeSkewLimit(0)).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Authorization"), "Credential=AKIDEXAMPLE/") {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<Error><Code>InvalidAccessKeyId</Code><Message>no</Message></Error>")
			return
		}
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

// A bucket of more than 1,000 objects behind a gate: it passes while the newest is
// young, fails a day later, and fails where nobody may list it, without a word of
// the credentials.
func TestBackupStoreBehindGate(t *testing.T) {
	t.Parallel()
	server := store(t)
	w := newWorkspace(t, map[string]string{"main.tf": `
provider "expiry" {
  time_zone = "UTC"
}
data "expiry_backup" "db" {
  s3          = { bucket = "backups", prefix = "db/", endpoint = "` + server.URL + `" }
  max_age     = "26h"
  owner       = "team-db@example.test"
  enforcement = "none"
}
resource "expiry_gate" "release" {
  deadlines = [data.expiry_backup.db]
}
output "newest" {
  value = data.expiry_backup.db.newest_name
}
`})
	w.env = []string{"AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=s3cr3t/example"}
	if output := w.must("plan"); !strings.Contains(output, "db/erp-2026-11-20.sql.gz") {
		t.Error(output)
	}
	w.asOf = "2026-11-22"
	if code, output := w.run("plan"); code != 1 || !says("backup/s3://backups/db/ expired on 2026-11-21 02:00 UTC", "(expired)").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	w.asOf, w.env = "2026-11-21", []string{"AWS_ACCESS_KEY_ID=AKIDSTRANGER", "AWS_SECRET_ACCESS_KEY=s3cr3t/example"}
	code, output := w.run("plan")
	if code != 1 || !says("InvalidAccessKeyId", "(unknown)").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
	for _, secret := range []string{"AKIDSTRANGER", "s3cr3t"} {
		if strings.Contains(output, secret) {
			t.Errorf("%s is shown\n%s", secret, output)
		}
	}
	w.env = []string{"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY="}
	if code, output := w.run("plan"); code != 1 || !says("No credentials", "AWS_ACCESS_KEY_ID").MatchString(output) {
		t.Errorf("exit code %d\n%s", code, output)
	}
}
