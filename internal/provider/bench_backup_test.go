package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// A listing of 10,000 snapshots of 50 hosts, read whole in a plan. The goal is
// twice an empty plan of the same run on an idle machine.
func BenchmarkPlanBackup(b *testing.B) {
	var list []string
	for i := range 10_000 {
		list = append(list, fmt.Sprintf(`{"time":%q,"paths":["/srv/data","/etc"],"hostname":"h%02d","username":"root","excludes":["/srv/data/tmp"],"tags":["nightly"],"id":"%064d","short_id":"%08d","summary":{"total_files_processed":48211,"total_bytes_processed":31260412928}}`,
			certtest.Today.Add(-time.Duration(i)*time.Minute).Format(time.RFC3339), i%50, i, i))
	}
	file := filepath.Join(b.TempDir(), "restic.json")
	if err := os.WriteFile(file, []byte("["+strings.Join(list, ",\n")+"]"), 0o600); err != nil {
		b.Fatal(err)
	}
	empty := benchWorkspace(b, "")
	plan := benchWorkspace(b, "data \"expiry_backup\" \"all\" {\n  file    = "+hcl(filepath.ToSlash(file))+"\n  max_age = \"26h\"\n}\noutput \"copies\" {\n  value = sum(data.expiry_backup.all.sources[*].copies)\n}\n")
	b.ResetTimer()
	var base, whole time.Duration
	for b.Loop() {
		base += empty()
		whole += plan()
	}
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
	b.ReportMetric(whole.Seconds()/base.Seconds(), "x-empty-plan")
}
