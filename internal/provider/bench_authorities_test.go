package provider_test

import (
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// The goal is at most 3 s of processor time for one file of 3,000 authorities, and
// no more for each of them than in a file of 300. The ratio is to parsing them.
func BenchmarkAuthoritiesInOneFile(b *testing.B) {
	key := certtest.Key("ecdsa")
	for _, count := range []int{300, 3_000} {
		var roots []certtest.Pair
		for n := range count {
			roots = append(roots, certtest.RootWithKey(key, fmt.Sprintf("Root %d", n)))
		}
		file := filepath.Join(b.TempDir(), "roots.pem")
		if err := os.WriteFile(file, certtest.Chain(roots...), 0o600); err != nil {
			b.Fatal(err)
		}
		begin := b.Elapsed()
		for _, root := range roots {
			if _, err := x509.ParseCertificate(root.Certificate.Raw); err != nil {
				b.Fatal(err)
			}
		}
		parsing := b.Elapsed() - begin
		text := tftypes.List{ElementType: tftypes.String}
		for _, bundle := range []bool{false, true} {
			b.Run(fmt.Sprintf("authorities=%d/bundle=%t", count, bundle), func(b *testing.B) {
				d, _ := configured(b, certtest.Today, values{})
				config := values{
					"files": tftypes.NewValue(text, []tftypes.Value{str(filepath.ToSlash(file))}), "enforcement": str("none"),
					"bundle": tftypes.NewValue(tftypes.Bool, bundle),
				}
				for b.Loop() {
					if diagnostics := d.read("expiry_certificates", config); len(diagnostics) > 0 {
						b.Fatal(diagnostics[0].Summary, diagnostics[0].Detail)
					}
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/file")
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/parsing.Seconds(), "x-parse")
			})
		}
	}
}
