package provider_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// benchState writes a state of 50 MB, of resources that are like certificates with
// their PEM, one in ten of a type that is not in the table.
func benchState(b *testing.B) (path string, ends int) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "large.tfstate")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<20)
	pem := strings.Repeat(`MIIBlDCCATugAwIBAgIUDlQlRLMW6iR6udvw0siAJNXs0123456789abcdefghij\n`, 20)
	_, _ = out.WriteString(`{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "0", "outputs": {}, "resources": [`)
	for written, i := 0, 0; written < 50<<20; i++ {
		kind, separator := "aws_acm_certificate", ","
		if i%10 == 9 {
			kind = "acme_gadget"
		} else {
			ends++
		}
		if i == 0 {
			separator = ""
		}
		n, _ := fmt.Fprintf(out, `%s
    {"mode": "managed", "type": %q, "name": "c%d", "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]", "instances": [{"schema_version": 0, "attributes":
      {"arn": "arn:aws:acm:eu-west-1:123456789012:certificate/%d", "certificate_body": "-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n", "domain_name": "host%d.example.test",
       "not_after": "2027-10-19T23:59:59Z", "not_before": "2026-01-19T00:00:00Z", "private_key": %q, "status": "ISSUED", "tags": {"Owner": "web", "Environment": "production"}, "valid_until": "2027-01-19"}}]}`,
			separator, kind, i, i, pem, i, planted)
		written += n
	}
	_, _ = out.WriteString("\n]}\n")
	if err := out.Flush(); err != nil {
		b.Fatal(err)
	}
	return path, ends
}

// BenchmarkState reads, judges and hands over all that ends in a state of 50 MB, and
// says how many times as long that takes as Go's own decoder needs to walk it.
func BenchmarkState(b *testing.B) {
	path, ends := benchState(b)
	d, _ := configured(b, stateDay, values{"enforcement": str("none")})
	var ours, walked time.Duration
	for b.Loop() {
		from := b.Elapsed()
		got := d.tell("expiry_state", values{"files": strs(path), "tracked_ids": strs("state/large/*")})
		ours += b.Elapsed() - from
		if n := strings.Count(got.values["deadlines_json"].(string), `"id":"state/large/`); n != ends {
			b.Fatalf("%d of %d ends", n, ends)
		}
		from = b.Elapsed()
		file, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		for decoder := json.NewDecoder(file); err == nil; {
			_, err = decoder.Token()
		}
		_ = file.Close()
		if !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		walked += b.Elapsed() - from
	}
	b.ReportMetric(float64(ours)/float64(walked), "times-decoder")
	b.ReportMetric(float64(ends), "ends")
}
