package provider_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// benchRun is what a run of Terraform took: time, that of all processors together, the
// memory of Terraform or of the provider, whichever took more, and what was printed.
type benchRun struct {
	took, processors time.Duration
	peakMB           float64 // 0 where the system does not tell
	printed          int
}

// benchWorkspace is a directory with a configuration, the provider as it is
// released and a configuration of Terraform that uses it. It plans.
func benchWorkspace(b *testing.B, config string) func() time.Duration {
	b.Helper()
	run := benchRuns(b, config)
	return func() time.Duration { return run("plan").took }
}

// benchRuns is benchWorkspace for any command, with more of an environment.
func benchRuns(b *testing.B, config string, environment ...string) func(arguments ...string) benchRun {
	b.Helper()
	if os.Getenv("TF_ACC") == "" {
		b.Skip("needs Terraform; make bench sets TF_ACC=1")
	}
	directory := b.TempDir()
	binary := releasedBinary(b)
	for name, content := range map[string]string{
		"main.tf":     "terraform {\n  required_providers {\n    expiry = {\n      source = \"terraform-expiry/expiry\"\n    }\n  }\n}\n" + config,
		"terraformrc": "provider_installation {\n  dev_overrides {\n    \"terraform-expiry/expiry\" = " + hcl(filepath.ToSlash(filepath.Dir(binary))) + "\n  }\n  direct {}\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return func(arguments ...string) benchRun {
		command := exec.CommandContext(b.Context(), terraformBinary(b), append(arguments, "-no-color", "-input=false")...)
		command.Dir = directory
		command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(directory, "terraformrc"), "CHECKPOINT_DISABLE=1", "EXPIRY_AS_OF=2026-11-21T00:00:00Z", "EXPIRY_ENFORCEMENT=none")
		command.Env = append(command.Env, environment...)
		before := b.Elapsed()
		printed, err := command.CombinedOutput()
		if err != nil {
			b.Fatalf("terraform %v: %v\n%s", arguments, err, printed)
		}
		run := benchRun{took: b.Elapsed() - before, processors: command.ProcessState.UserTime() + command.ProcessState.SystemTime(), printed: len(printed)}
		if usage := reflect.Indirect(reflect.ValueOf(command.ProcessState.SysUsage())); usage.Kind() == reflect.Struct {
			if peak := usage.FieldByName("Maxrss"); peak.IsValid() && runtime.GOOS == "linux" {
				run.peakMB = float64(peak.Int()) / 1024
			}
		}
		return run
	}
}

// releasedBinary is the provider built with the settings of a release.
func releasedBinary(b *testing.B) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "terraform-provider-expiry")
	build := exec.CommandContext(b.Context(), "go", "build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w", "-o", name, "github.com/terraform-expiry/terraform-provider-expiry")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if printed, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, printed)
	}
	return name
}

// fleetOf starts n servers that wait before they answer; every stalled-th never
// answers (0: none).
func fleetOf(b *testing.B, n, stalled int) string {
	b.Helper()
	root := certtest.Root("Example Root")
	issuing := root.Issue("Example Issuing")
	leaf := issuing.Leaf([]string{"www.example.test"})
	config := &tls.Config{Certificates: []tls.Certificate{leaf.TLS(issuing)}, MinVersion: tls.VersionTLS12}
	var targets strings.Builder
	for i := range n {
		options := certtest.ServerOptions{Config: config, Delay: 100 * time.Millisecond}
		if stalled > 0 && i%stalled == 0 {
			options = certtest.ServerOptions{Handle: func(conn net.Conn) { certtest.Silent(conn) }}
		}
		fmt.Fprintf(&targets, "    { endpoint = %q, server_name = \"www.example.test\", name = \"s%d\" },\n", certtest.Serve(b, options).Addr, i)
	}
	file := filepath.Join(b.TempDir(), "root.pem")
	if err := os.WriteFile(file, root.PEM(), 0o600); err != nil {
		b.Fatal(err)
	}
	return "data \"expiry_certificates\" \"fleet\" {\n  timeout = \"5s\"\n  ca_file = " + hcl(filepath.ToSlash(file)) + "\n  targets = [\n" + targets.String() + "  ]\n}\n"
}

// The goals are whole plans on two processors: 3.5 s for 2,000 endpoints, also where
// a gate judges them, and 7 s
// where one in 50 stalls until its timeout of 5 s. The ratio is to an empty plan
// of the same run.
func BenchmarkPlan(b *testing.B) {
	for _, size := range []struct {
		name       string
		n, stalled int
		more       string
	}{
		{"endpoints=2000", 2000, 0, ""},
		{"endpoints=2000,gate", 2000, 0, "resource \"expiry_gate\" \"fleet\" {\n  deadlines = data.expiry_certificates.fleet.deadlines_json\n}\n"},
		{"endpoints=2000,stalled=40", 2000, 50, ""},
	} {
		b.Run(size.name, func(b *testing.B) {
			empty := benchWorkspace(b, "")
			plan := benchWorkspace(b, fleetOf(b, size.n, size.stalled)+size.more)
			b.ResetTimer()
			var base, whole time.Duration
			for b.Loop() {
				base += empty()
				whole += plan()
			}
			b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
			b.ReportMetric(whole.Seconds()/base.Seconds(), "x-empty-plan")
		})
	}
}

// Terraform starts the provider three times in a plan. Measured from the start
// of the process to the line with which a plugin says that it is ready.
func BenchmarkProviderStart(b *testing.B) {
	binary := releasedBinary(b)
	info, err := os.Stat(binary)
	if err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		command := exec.CommandContext(b.Context(), binary)
		command.Env = append(os.Environ(), "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6")
		output, err := command.StdoutPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := command.Start(); err != nil {
			b.Fatal(err)
		}
		line, err := bufio.NewReader(output).ReadString('\n')
		if err != nil || !strings.Contains(line, "|grpc|") {
			b.Fatalf("not ready: %q %v", line, err)
		}
		b.StopTimer()
		_ = command.Process.Kill()
		_ = command.Wait()
		b.StartTimer()
	}
	b.ReportMetric(float64(info.Size())/1e6, "MB-binary")
}

// The survey of 2014 had 4,178 sites; the goal is 2.5 s for the whole plan.
func BenchmarkPlanSurvey(b *testing.B) {
	greetings := []string{
		"Apache/2.2.15 (CentOS),PHP/5.3.3", "Apache/2.4.6 (Unix) OpenSSL/1.0.1e,", "nginx/1.4.1,PHP/5.4.16", "Microsoft-IIS/7.5,ASP.NET",
		"Apache,", "lighttpd/1.4.28,PHP/5.2.17", "Apache/2.0.64 (Unix) PHP/4.4.9,", "nginx,",
	}
	var sites strings.Builder
	sites.WriteString("site,as_of,Server,X-Powered-By\n")
	for i := range 4178 {
		fmt.Fprintf(&sites, "site%d,20%02d-%02d-15,%s\n", i, 8+i%6, 1+i%12, greetings[i%len(greetings)])
	}
	file := filepath.Join(b.TempDir(), "sites.csv")
	if err := os.WriteFile(file, []byte(sites.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	empty := benchWorkspace(b, "")
	plan := benchWorkspace(b, "data \"expiry_servers\" \"survey\" {\n  sites_file = "+hcl(filepath.ToSlash(file))+"\n}\n")
	b.ResetTimer()
	var base, whole time.Duration
	for b.Loop() {
		base += empty()
		whole += plan()
	}
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
	b.ReportMetric(whole.Seconds()/base.Seconds(), "x-empty-plan")
}
