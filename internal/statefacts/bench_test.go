package statefacts_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// BenchmarkResources goes through a mixed estate: what the table knows, what looks
// like an end, and what is neither. It tells resources per second, and how much
// longer than Go's own decoder over the same attributes it takes.
func BenchmarkResources(b *testing.B) {
	filler := strings.Repeat(`"setting_%d": "value of some length", `, 20)
	plain := []statefacts.Resource{
		resource("aws_acm_certificate", `{`+filler+`"not_after": "2027-05-01T00:00:00Z", "status": "ISSUED", "tags": {"Owner": "a"}}`),
		resource("aws_db_instance", `{`+filler+`"engine": "postgres", "engine_version_actual": "13.20", "ca_cert_identifier": "rds-ca-rsa2048-g1"}`),
		resource("acme_thing", `{`+filler+`"expires_at": "2027-05-01T00:00:00Z"}`),
	}
	for range 7 {
		plain = append(plain, resource("aws_route_table_association", `{`+filler+`"id": "rtbassoc-1"}`))
	}
	table, o := statefacts.Embedded(), options()
	var decoding float64
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			for _, r := range plain {
				var root map[string]any
				if err := json.Unmarshal(r.Attributes, &root); err != nil {
					b.Fatal(err)
				}
			}
		}
		decoding = float64(b.Elapsed().Nanoseconds()) / float64(b.N)
	})
	b.Run("judge", func(b *testing.B) {
		facts := 0
		for b.Loop() {
			for _, r := range plain {
				facts += len(table.Judge(r, o)) + len(table.Candidates(r))
			}
		}
		judging := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
		b.ReportMetric(float64(len(plain))/judging*1e9, "resources/s")
		if decoding > 0 {
			b.ReportMetric(judging/decoding, "decodings")
		}
		if facts == 0 {
			b.Fatal("nothing was judged")
		}
	})
}
