package statefile_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts/statefile"
)

// benchSize is EXPIRY_BENCH_STATE_MB, the size of the document of a benchmark; 500
// is that of the promise.
func benchSize(b *testing.B) int64 {
	megabytes := 32
	if text := os.Getenv("EXPIRY_BENCH_STATE_MB"); text != "" {
		var err error
		if megabytes, err = strconv.Atoi(text); err != nil {
			b.Fatal("EXPIRY_BENCH_STATE_MB is no number")
		}
	}
	return int64(megabytes) << 20
}

// attributesOf are those of a resource of about two kilobytes, as certificates are.
func attributesOf(i int) string {
	pem := strings.Repeat("MIIBlDCCATugAwIBAgIUDlQlRLMW6iR6udvw0siAJNXs0123456789abcdefghij\\n", 20)
	return fmt.Sprintf(`{"arn": "arn:aws:acm:eu-west-1:123456789012:certificate/%d", "certificate_body": "-----BEGIN CERTIFICATE-----\n%s-----END CERTIFICATE-----\n",
            "domain_name": "host%d.example.test", "early_renewal_duration": "", "id": "arn:aws:acm:eu-west-1:123456789012:certificate/%d", "key_algorithm": "RSA_2048",
            "not_after": "2027-01-19T23:59:59Z", "not_before": "2026-01-19T00:00:00Z", "options": [{"certificate_transparency_logging_preference": "ENABLED"}],
            "pending_renewal": false, "private_key": %q, "renewal_summary": [], "status": "ISSUED", "subject_alternative_names": ["a%d.example.test", "b.example.test"],
            "tags": {"Owner": "web", "Environment": "production"}, "tags_all": {"Owner": "web", "Environment": "production"}, "type": "IMPORTED", "count": %d}`, i, pem, i, i, marker, i, i)
}

// writeState makes a state of at least so many bytes, as Terraform writes one.
func writeState(tb testing.TB, size int64) (path string, resources int) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "large.tfstate")
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<20)
	_, _ = out.WriteString("{\n  \"version\": 4,\n  \"terraform_version\": \"1.11.4\",\n  \"serial\": 7,\n  \"lineage\": \"a\",\n  \"outputs\": {},\n  \"resources\": [")
	for written := int64(0); written < size; resources++ {
		separator := ","
		if resources == 0 {
			separator = ""
		}
		n, _ := fmt.Fprintf(out, `%s
    {
      "mode": "managed",
      "type": "aws_acm_certificate",
      "name": "c%d",
      "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
      "instances": [
        {
          "schema_version": 0,
          "attributes": %s,
          "sensitive_attributes": []
        }
      ]
    }`, separator, resources, attributesOf(resources))
		written += int64(n)
	}
	_, _ = out.WriteString("\n  ],\n  \"check_results\": null\n}\n")
	if err := out.Flush(); err != nil {
		tb.Fatal(err)
	}
	return path, resources
}

func opener(path string) statefile.Open {
	return func(context.Context) (io.ReadCloser, error) { return os.Open(path) }
}

// decode reads the same with encoding/json, one resource at a time: what a reader
// of its own is measured by.
func decode(tb testing.TB, path string) (resources int) {
	file, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	decoder := json.NewDecoder(file)
	for {
		token, err := decoder.Token()
		if err != nil {
			tb.Fatal(err)
		}
		if token == "resources" {
			break
		}
	}
	if _, err := decoder.Token(); err != nil {
		tb.Fatal(err)
	}
	for decoder.More() {
		var block struct {
			Module, Mode, Type, Name, Provider string
			Instances                          []struct {
				Attributes json.RawMessage `json:"attributes"`
			} `json:"instances"`
		}
		if err := decoder.Decode(&block); err != nil {
			tb.Fatal(err)
		}
		resources += len(block.Instances)
	}
	return resources
}

// BenchmarkRead reads one state by turns with Read and with encoding/json. x-decoder is
// the time of ours by theirs, promised to be at most 1.5; peak-MB is the most
// memory in use while ours reads.
func BenchmarkRead(b *testing.B) {
	path, want := writeState(b, benchSize(b))
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	var ours, theirs, peak float64
	b.ResetTimer()
	for b.Loop() {
		start := b.Elapsed()
		found := 0
		_, err := statefile.Read(b.Context(), opener(path), statefile.Options{}, func(r statefile.Resource) error {
			if found++; found%10_000 == 0 {
				peak = max(peak, inUse())
			}
			return nil
		})
		if err != nil || found != want {
			b.Fatalf("%d resources of %d: %v", found, want, err)
		}
		peak = max(peak, inUse())
		middle := b.Elapsed()
		if found := decode(b, path); found != want {
			b.Fatalf("%d resources of %d", found, want)
		}
		ours += float64(middle - start)
		theirs += float64(b.Elapsed() - middle)
	}
	b.ReportMetric(ours/theirs, "x-decoder")
	b.ReportMetric(float64(info.Size())*float64(b.N)/(ours/1e9)/1e6, "ours-MB/s")
	b.ReportMetric(peak, "peak-MB")
}

// inUse is the memory that the process has from the system, in megabytes.
func inUse() float64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return float64(stats.Sys-stats.HeapReleased) / 1e6
}

// BenchmarkReadPlan reads a plan, all of it twice, since there is a data source in
// it.
func BenchmarkReadPlan(b *testing.B) {
	path, want := writePlan(b, benchSize(b))
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	peak := 0.0
	for b.Loop() {
		found := 0
		_, err := statefile.Read(b.Context(), opener(path), statefile.Options{}, func(r statefile.Resource) error {
			if found++; found%10_000 == 0 {
				peak = max(peak, inUse())
			}
			return nil
		})
		if err != nil || found != want {
			b.Fatalf("%d resources of %d: %v", found, want, err)
		}
		peak = max(peak, inUse())
	}
	b.ReportMetric(peak, "peak-MB")
}

// writePlan makes a plan in which every resource stands three times, as in a real
// one, and one data source.
func writePlan(tb testing.TB, size int64) (path string, resources int) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "large.json")
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<20)
	resources = int(size/int64(4*len(attributesOf(1)))) + 1
	head := func(i int) string {
		return fmt.Sprintf(`{"address":"aws_acm_certificate.c%d","mode":"managed","type":"aws_acm_certificate","name":"c%d","provider_name":"registry.terraform.io/hashicorp/aws",`, i, i)
	}
	list := func(each func(i int) string) {
		for i := range resources {
			if i > 0 {
				_ = out.WriteByte(',')
			}
			_, _ = out.WriteString(each(i))
		}
	}
	values := func(i int) string {
		return head(i) + `"schema_version":0,"values":` + attributesOf(i) + `,"sensitive_values":{}}`
	}
	_, _ = out.WriteString(`{"format_version":"1.2","terraform_version":"1.11.4","planned_values":{"root_module":{"resources":[`)
	list(values)
	_, _ = out.WriteString(`]}},"resource_changes":[`)
	list(func(i int) string {
		return head(i) + `"change":{"actions":["no-op"],"before":` + attributesOf(i) + `,"after":` + attributesOf(i) + `,"after_unknown":{},"before_sensitive":{},"after_sensitive":{}}}`
	})
	_, _ = out.WriteString(`],"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[{"address":"data.tls_certificate.x","mode":"data","type":"tls_certificate","name":"x","values":{}},`)
	list(values)
	_, _ = out.WriteString(`]}}}}`)
	if err := out.Flush(); err != nil {
		tb.Fatal(err)
	}
	return path, resources + 1
}
