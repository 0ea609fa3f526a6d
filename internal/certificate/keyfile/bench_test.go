package keyfile_test

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// BenchmarkReadFiles reads folders of full chains (a leaf of its own, one shared
// intermediate). ns/cert must not grow with the number of files.
func BenchmarkReadFiles(b *testing.B) {
	w := newFileWorld()
	for _, count := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("files=%d", count), func(b *testing.B) {
			folder := b.TempDir()
			for i := range count {
				leaf := benchLeaf(w, i)
				name := filepath.Join(folder, fmt.Sprintf("%02d", i%100), fmt.Sprintf("%05d.pem", i))
				if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
					b.Fatal(err)
				}
				if err := os.WriteFile(name, certtest.Chain(leaf, w.intermediate), 0o600); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				matches, err := keyfile.Glob(b.Context(), []string{filepath.Join(folder, "**", "*.pem")}, nil)
				if err != nil || len(matches) != count {
					b.Fatalf("%d matches: %v", len(matches), err)
				}
				paths := make([]string, count)
				for i, match := range matches {
					paths[i] = match.Path
				}
				for _, outcome := range keyfile.ReadFiles(b.Context(), paths, 0, keyfile.Options{}) {
					if leaves, err := outcome.Bundle.Leaves(); err != nil || len(leaves) != 1 || len(leaves[0].Chain) != 2 {
						b.Fatalf("%s: %v", outcome.Path, outcome.Problem)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*count), "ns/cert")
		})
	}
}

var benchLeaves []certtest.Pair

// benchLeaf signs each leaf once for all benchmarks.
func benchLeaf(w fileWorld, i int) certtest.Pair {
	for len(benchLeaves) <= i {
		benchLeaves = append(benchLeaves, w.intermediate.LeafWithKey(w.leaf.Key, []string{fmt.Sprintf("host%d.example.test", len(benchLeaves))}))
	}
	return benchLeaves[i]
}

// BenchmarkLeaves links bundles whose certificates carry key identifiers, and
// self-signed ones of one name that carry none: the hard case.
func BenchmarkLeaves(b *testing.B) {
	w := newFileWorld()
	for _, count := range []int{100, 5_000} {
		issued, same := make([]keyfile.Entry, count), make([]keyfile.Entry, count)
		for i := range count {
			issued[i].Certificate = w.intermediate.LeafWithKey(w.leaf.Key, []string{fmt.Sprintf("host%d.example.test", i)}).Certificate
			same[i].Certificate = certtest.SelfSigned([]string{"localhost"}, func(c *x509.Certificate) { c.SubjectKeyId = nil }).Certificate
		}
		issued = append(issued, keyfile.Entry{Certificate: w.intermediate.Certificate}, keyfile.Entry{Certificate: w.root.Certificate})
		for name, entries := range map[string][]keyfile.Entry{"issued": issued, "same-name": same} {
			b.Run(fmt.Sprintf("%s/certificates=%d", name, count), func(b *testing.B) {
				bundle := keyfile.Bundle{Entries: entries}
				for b.Loop() {
					if leaves, err := bundle.Leaves(); err != nil || len(leaves) != count {
						b.Fatalf("%d leaves: %v", len(leaves), err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(entries)), "ns/cert")
			})
		}
	}
}

// One operation is a text of nothing but beginnings; the time per byte must not
// grow with its length (certificates.md S2 4).
func BenchmarkPEMOfNothing(b *testing.B) {
	for _, size := range []int{1 << 16, 1 << 20} {
		for name, unit := range map[string]string{"in one line": "x-----BEGIN ", "in lines": "-----BEGIN CERTIFICATE-----\n", "with an end in each": "-----BEGIN X----------END X"} {
			text := bytes.Repeat([]byte(unit), size/len(unit))
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					_, _ = keyfile.Parse(text, keyfile.Options{})
				}
			})
		}
	}
}
