//go:build unix

package wire_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// benchNames are the sites of the benchmark's server, each with its own leaf.
const benchNames = 200

const benchServer = "EXPIRY_BENCH_SERVER"

// benchParallel is how many endpoints are read at a time.
const benchParallel = 32

// BenchmarkReadCPU gives the processor time of the client per endpoint, as
// ratios to a plain crypto/tls client with default settings that verifies, both
// reading many at a time. The server runs in a process of its own. What judging
// adds at least, the check of the leaf's signature, is given apart.
func BenchmarkReadCPU(b *testing.B) {
	address, root, authority := startBenchServer(b)
	dialer, err := network.New(network.Config{})
	if err != nil {
		b.Fatal(err)
	}
	reader := wire.NewReader(dialer)
	var leaves []*x509.Certificate
	read := func(target wire.Target) {
		targets := make([]wire.Target, benchNames)
		for n := range targets {
			targets[n] = target
			targets[n].Endpoint, targets[n].ServerName = address, benchName(n)
		}
		leaves = leaves[:0]
		for _, outcome := range reader.ReadAll(b.Context(), targets, wire.FleetOptions{Concurrency: benchParallel}) {
			if outcome.Err != nil {
				b.Fatal(outcome.Err)
			}
			leaves = append(leaves, outcome.Answer.Served[0].Chain[0])
		}
	}
	ways := []struct {
		name string
		do   func()
	}{
		{"plain", func() { readPlainly(b, address, root) }},
		{"full", func() { read(wire.Target{}) }},
		{"both-keys", func() { read(wire.Target{KeyTypes: []string{"rsa", "ecdsa"}}) }},
		{"certificate", func() { read(wire.Target{CertificateOnly: true}) }},
		{"signature", func() {
			for _, leaf := range leaves {
				if err := leaf.CheckSignatureFrom(authority); err != nil {
					b.Fatal(err)
				}
			}
		}},
	}
	used := make([]time.Duration, len(ways))
	for b.Loop() {
		// In turn, so that whatever else happens on the machine hits all alike.
		for i, way := range ways {
			before := processorTime(b)
			way.do()
			used[i] += processorTime(b) - before
		}
	}
	b.ReportMetric(float64(used[0].Microseconds())/float64(benchNames*b.N), "plain-µs")
	for i, way := range ways[1:] {
		b.ReportMetric(float64(used[i+1])/float64(used[0]), way.name+"/plain")
	}
}

// readPlainly does what a program does that knows nothing better.
func readPlainly(b *testing.B, address string, root *x509.Certificate) {
	pool := x509.NewCertPool()
	pool.AddCert(root)
	var group sync.WaitGroup
	var next atomic.Int64
	for range benchParallel {
		group.Go(func() {
			for n := next.Add(1) - 1; n < benchNames; n = next.Add(1) - 1 {
				plain := tls.Dialer{Config: &tls.Config{RootCAs: pool, ServerName: benchName(int(n)), Time: func() time.Time { return certtest.Today }}}
				ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
				conn, err := plain.DialContext(ctx, "tcp", address)
				if err != nil {
					b.Error(err)
				} else {
					_ = conn.Close()
				}
				cancel()
			}
		})
	}
	group.Wait()
}

// BenchmarkReadFleet reads 2,000 endpoints that each wait 100 ms, and the same
// with every 50th stalled and a time-out of 5 s.
func BenchmarkReadFleet(b *testing.B) {
	address, _, _ := startBenchServer(b)
	dialer, err := network.New(network.Config{})
	if err != nil {
		b.Fatal(err)
	}
	for name, every := range map[string]int{"healthy": 2001, "stalled": 50} {
		b.Run(name, func(b *testing.B) {
			targets := make([]wire.Target, 2000)
			for n := range targets {
				targets[n] = wire.Target{Endpoint: address, ServerName: "slow-" + strconv.Itoa(n) + "." + benchName(n), Timeout: 5 * time.Second}
				if n%every == every-1 {
					targets[n].ServerName = "stalled-" + targets[n].ServerName
				}
			}
			for b.Loop() {
				unread := 0
				for _, outcome := range wire.NewReader(dialer).ReadAll(b.Context(), targets, wire.FleetOptions{}) {
					if outcome.Err != nil {
						unread++
					}
				}
				if unread != 2000/every {
					b.Fatalf("%d not read", unread)
				}
			}
		})
	}
}

// BenchmarkReadMemory reads 10,000 endpoints, each with a leaf of its own, and
// gives the most memory that the process had from the system.
func BenchmarkReadMemory(b *testing.B) {
	address, _, _ := startBenchServer(b)
	dialer, err := network.New(network.Config{})
	if err != nil {
		b.Fatal(err)
	}
	targets := make([]wire.Target, 10_000)
	for n := range targets {
		targets[n] = wire.Target{Endpoint: address, ServerName: "new-" + strconv.Itoa(n) + "." + benchName(n)}
	}
	for b.Loop() {
		outcomes := wire.NewReader(dialer).ReadAll(b.Context(), targets, wire.FleetOptions{})
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.Sys>>20), "MiB-from-system")
		b.ReportMetric(float64(memory.HeapAlloc>>20), "MiB-in-use")
		for _, outcome := range outcomes {
			if outcome.Err != nil {
				b.Fatal(outcome.Err)
			}
		}
	}
}

func benchName(n int) string { return fmt.Sprintf("site%d.example.test", n%benchNames) }

func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// startBenchServer runs this test binary again, as the server.
func startBenchServer(b *testing.B) (address string, root, authority *x509.Certificate) {
	b.Helper()
	command := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestBenchServer$", "-test.v")
	command.Env = append(os.Environ(), benchServer+"=1")
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) == 4 && fields[0] == benchServer {
			return fields[1], fromHex(b, fields[2]), fromHex(b, fields[3])
		}
	}
	b.Fatal("the benchmark's server did not start")
	return "", nil, nil
}

func fromHex(b *testing.B, text string) *x509.Certificate {
	var der []byte
	if _, err := fmt.Sscanf(text, "%x", &der); err != nil {
		b.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		b.Fatal(err)
	}
	return cert
}

// TestBenchServer is the server of the benchmarks, not a test.
func TestBenchServer(t *testing.T) {
	if os.Getenv(benchServer) == "" {
		t.Skip("runs only for the benchmarks")
	}
	root := certtest.Root("Bench Root")
	authority := root.Issue("Bench Authority")
	leaves := make(map[string]*tls.Certificate, benchNames)
	for n := range benchNames {
		leaf := authority.Leaf([]string{benchName(n)}).TLS(authority)
		leaves[benchName(n)] = &leaf
	}
	server, err := certtest.Start(certtest.ServerOptions{Config: &tls.Config{
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			prefix, name, _ := strings.Cut(hello.ServerName, ".")
			switch {
			case strings.HasPrefix(prefix, "stalled"):
				<-hello.Context().Done()
			case strings.HasPrefix(prefix, "slow"):
				time.Sleep(100 * time.Millisecond)
			case strings.HasPrefix(prefix, "new"):
				leaf := authority.Leaf([]string{hello.ServerName}).TLS(authority)
				return &leaf, nil
			default:
				name = hello.ServerName
			}
			return leaves[name], nil
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%s %s %x %x\n", benchServer, server.Addr, root.Certificate.Raw, authority.Certificate.Raw)
	<-t.Context().Done()
}
