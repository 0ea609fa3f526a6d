package provider_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// benchProvider is the provider as a process of its own, which serves the plans that
// get the environment that it asks for. Its second result ends it and tells the
// processor time that it took.
func benchProvider(b *testing.B) (environment string, stop func() time.Duration) {
	b.Helper()
	command := exec.CommandContext(b.Context(), releasedBinary(b), "-debug")
	command.Env = append(os.Environ(), "EXPIRY_AS_OF=2026-11-21T00:00:00Z", "EXPIRY_ENFORCEMENT=none")
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, found, ok := strings.Cut(lines.Text(), "TF_REATTACH_PROVIDERS="); ok {
			return "TF_REATTACH_PROVIDERS=" + strings.Trim(found, "'"), func() time.Duration {
				_ = command.Process.Signal(os.Interrupt)
				_ = command.Wait()
				return command.ProcessState.UserTime() + command.ProcessState.SystemTime()
			}
		}
	}
	b.Fatal("the provider did not say how to reach it")
	return "", nil
}

// Objects as configurations hand them over, one by one. The goals are for the
// provider alone, in processor time: 1 s for 1,000 faces, 3 s for 1,000 certificates
// with their chains, linear to 5,000. What Terraform itself takes stands beside.
func BenchmarkPlanObjects(b *testing.B) {
	const face = `id = "certificate/s${i}", kind = "certificate", name = "s${i}", owner = "owner@example.test", maintainer = null, system = "shop", environment = "production", criticality = "high",
      status = "ok", passes = true, reason = "certificate/s${i} expires", tracked = false, end = "known",
      expires_at = "2028-01-20T00:00:00Z", act_by = "2027-12-08T18:00:00Z", remind_at = "2027-11-28T12:00:00Z", days_left = 425, findings = []`
	const certificate = `{
        subject = "CN=www.example.test", issuer = "CN=Example Issuing", serial = "00:${i}", dns_names = ["www.example.test", "example.test"], ip_addresses = [], email_addresses = [], uris = [],
        not_before = "2026-10-22T00:00:00Z", not_after = "2028-01-19T23:59:59Z", is_ca = false, key_algorithm = "ECDSA", key_size = 256, key_curve = "P-256", signature_algorithm = "ECDSA-SHA256",
        sha1_fingerprint = "468866499480068f1b63d4dce5c56d9a3eccbf13", sha256_fingerprint = "468866499480068f1b63d4dce5c56d9a3eccbf13d4b938f23b67f526075d1bc3",
        pem = "-----BEGIN CERTIFICATE-----\n${PEM}\n-----END CERTIFICATE-----\n"
      }`
	chained := strings.ReplaceAll(certificate, "${PEM}", strings.Repeat("MIIBdzCCAR2gAwIBAgIRAKfM", 40))
	for _, shape := range []struct{ name, object string }{
		{"faces", "{ " + face + " }"},
		{"certificates", "{ " + face + ",\n      endpoint = \"www.example.test:443\", trusted = true, trust_error = null, leaf = " + chained + ", expiring_certificate = " + chained + ", chain = [" + chained + ", " + chained + ", " + chained + "] }"},
	} {
		for _, n := range []int{1000, 5000} {
			b.Run(fmt.Sprintf("%s-%d", shape.name, n), func(b *testing.B) {
				environment, stop := benchProvider(b)
				empty := benchWorkspace(b, "")
				plan := benchRuns(b, fmt.Sprintf("resource \"expiry_gate\" \"all\" {\n  deadlines = [for i in flatten([for t in range(%d) : [for r in range(1000) : 1000 * t + r]]) : %s]\n}\n", n/1000, shape.object), environment)
				b.ResetTimer()
				var base, whole, terraform time.Duration
				for b.Loop() {
					base += empty()
					run := plan("plan")
					whole += run.took
					terraform += run.processors
				}
				own := stop()
				b.ReportMetric(own.Seconds()/float64(b.N), "cpu-s/provider")
				b.ReportMetric(own.Seconds()/terraform.Seconds(), "x-terraform")
				b.ReportMetric(terraform.Seconds()/float64(b.N), "cpu-s/terraform")
				b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
				b.ReportMetric(whole.Seconds()/base.Seconds(), "x-empty-plan")
			})
		}
	}
}
