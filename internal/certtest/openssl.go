package certtest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// DaemonTB is what a helper needs of a test that starts a program.
type DaemonTB interface {
	TB
	Skipf(format string, args ...any)
	TempDir() string
	Context() context.Context
}

// OpenSSL runs "openssl s_server" on loopback for the time of a test and gives
// its address. The first pair is its certificate, a second one that of the
// other key type; the rest of the chain follows. Without openssl the test is
// skipped, but fails where CI is set.
func OpenSSL(t DaemonTB, leaves []Pair, rest []Pair, arguments ...string) string {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("openssl is not installed, and the CI must not skip this")
		}
		t.Skipf("openssl is not installed")
	}
	directory := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatalf("no file for openssl: %v", err)
		}
		return path
	}
	arguments = append([]string{"s_server", "-accept", "127.0.0.1:0", "-naccept", "1000"}, arguments...)
	for i, leaf := range leaves {
		prefix := []string{"-", "-d"}[i]
		arguments = append(arguments, prefix+"cert", write(prefix+"cert.pem", leaf.PEM()), prefix+"key", write(prefix+"key.pem", leaf.KeyPEM()))
	}
	if len(rest) > 0 {
		arguments = append(arguments, "-cert_chain", write("chain.pem", Chain(rest...)))
	}
	command := exec.CommandContext(t.Context(), program, arguments...)
	// It reads its standard input as what to say to the client.
	input, err := command.StdinPipe()
	if err != nil {
		t.Fatalf("openssl: %v", err)
	}
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatalf("openssl: %v", err)
	}
	command.Stderr = command.Stdout
	if err := command.Start(); err != nil {
		t.Fatalf("openssl: %v", err)
	}
	t.Cleanup(func() {
		_ = input.Close()
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	lines := bufio.NewScanner(output)
	var said []string
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "ACCEPT "); ok {
			go func() {
				for lines.Scan() { // until it ends, lest it waits for a reader
				}
			}()
			return address
		}
		said = append(said, lines.Text())
	}
	t.Fatalf("openssl does not listen:\n%s", strings.Join(said, "\n"))
	return ""
}
