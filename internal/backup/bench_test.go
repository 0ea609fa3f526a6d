package backup_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/backup"
)

// BenchmarkRestic reads and judges snapshots of many hosts; ns/snapshot must not
// grow with their number.
func BenchmarkRestic(b *testing.B) {
	for _, count := range []int{1_000, 10_000} {
		var entries []string
		for i := range count {
			entries = append(entries, snapshot(fmt.Sprintf("%064d", i), ago(time.Duration(i)*time.Minute), fmt.Sprintf("h%d", i%50), "/srv/data", 5_000_000, 7))
		}
		content := []byte(list(entries...))
		b.Run(fmt.Sprintf("snapshots=%d", count), func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				listing, err := backup.Parse(content, backup.Options{})
				if err != nil || len(listing.Copies) != count || asked(listing).Newest == nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(count), "ns/snapshot")
		})
	}
}

// BenchmarkStore reads keys of a store; ns/key must not grow with their number.
func BenchmarkStore(b *testing.B) {
	for _, count := range []int{1_000, 100_000} {
		var page strings.Builder
		page.WriteString("<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>")
		for i := range count {
			page.WriteString(contents(fmt.Sprintf("db/h%d/erp-2026-11-%02d_%06d.sql.gz", i%50, 1+i%27, i), "2026-11-28T02:00:00.000Z", 5_000_000, "STANDARD"))
		}
		page.WriteString("</ListBucketResult>")
		content := []byte(page.String())
		b.Run(fmt.Sprintf("keys=%d", count), func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				listing, err := backup.Parse(content, backup.Options{TimeZone: time.UTC})
				if err != nil || len(listing.Copies) != count || asked(listing).Newest == nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(count), "ns/key")
		})
	}
}
