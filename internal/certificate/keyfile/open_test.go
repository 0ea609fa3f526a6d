package keyfile_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func TestReadFileWrongInput(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, name) }
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(in(name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("www.example.test.crt", w.leaf.PEM())
	write("empty.pem", nil)
	write("key.pem", w.leaf.KeyPEM())
	large, err := os.Create(in("image.iso"))
	if err != nil {
		t.Fatal(err)
	}
	if err := large.Truncate(1 << 30); err != nil {
		t.Fatal(err)
	}
	if err := large.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("gone.pem", in("link.pem")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := os.Symlink("circle.pem", in("circle.pem")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, path, summary string
		words               []string
	}{
		{"no name", "", "No such file", []string{"name is empty"}},
		{"missing", in("nothing-like-it"), "No such file", []string{"Path tried: " + in("nothing-like-it"), "working directory of Terraform"}},
		{"missing, relative", "no-such-folder/www.pem", "No such file", []string{`folder "no-such-folder" does not exist`, "Path tried: "}},
		{"another extension", in("www.example.test.pem"), "No such file", []string{`has a file "www.example.test.crt"`}},
		{"misspelt", in("www.exampel.test.crt"), "No such file", []string{`has a file "www.example.test.crt"`}},
		{"folder missing", in("a/b/c.pem"), "No such file", []string{`folder "` + in("a") + `" does not exist`}},
		{"file as folder", in("key.pem/www.pem"), "No such file", nil},
		{"home", "~/certs/www.pem", "No such file", []string{"~ is not expanded", `pathexpand("~/certs/www.pem")`}},
		{"the text itself", string(w.leaf.PEM()), "No such file", []string{"goes into pem"}},
		{"the text of a key", string(w.leaf.KeyPEM()), "No such file", []string{"No certificate was read from the file: no file can have this name"}},
		{"zero byte", "certs\x00.pem", "No such file", nil},
		{"endless name", strings.Repeat("x", 100_000), "No such file", nil},
		{"broken link", in("link.pem"), "Broken link", []string{"Leads to: gone.pem"}},
		{"circle of links", in("circle.pem"), "Broken link", nil},
		{"directory", folder, "Not a file", []string{"it is a directory", "File: " + folder}},
		{"empty", in("empty.pem"), "Empty certificate file", []string{"File: " + in("empty.pem"), "Size: 0 bytes"}},
		{"key", in("key.pem"), "Private key alone", nil},
		{"1 GiB", in("image.iso"), "File too large", []string{"Size: 1073741824 bytes", "Limit: 16777216 bytes"}},
		{"device", os.DevNull, "Not a file", []string{"a device"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := keyfile.ReadFile(t.Context(), c.path, keyfile.Options{})
			wantInput(t, err, c.summary, c.words...)
			if len(err.Error()) > 3000 || strings.Contains(err.Error(), "-----BEGIN PRIVATE KEY") || strings.Contains(err.Error(), "MI") {
				t.Errorf("the error echoes too much: %s", err)
			}
		})
	}
}

func TestReadFileDoesNotWaitForAnyone(t *testing.T) {
	t.Parallel()
	folder, err := os.MkdirTemp("", "s") // names of sockets must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	fifo, socket := filepath.Join(folder, "fifo.pem"), filepath.Join(folder, "s")
	makeFIFO(t, fifo)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	_, err = keyfile.ReadFile(t.Context(), fifo, keyfile.Options{})
	wantInput(t, err, "Not a file", "a named pipe (FIFO)")
	_, err = keyfile.ReadFile(t.Context(), socket, keyfile.Options{})
	wantInput(t, err, "Not a file", "a socket")
}

func TestReadFileLimit(t *testing.T) {
	t.Parallel()
	w := newFileWorld()
	data := certtest.Chain(w.leaf)
	path := writeFile(t, "www.pem", data)
	if _, err := keyfile.ReadFile(t.Context(), path, keyfile.Options{MaxBytes: int64(len(data))}); err != nil {
		t.Errorf("a file of exactly the limit: %v", err)
	}
	_, err := keyfile.ReadFile(t.Context(), path, keyfile.Options{MaxBytes: int64(len(data)) - 1})
	wantInput(t, err, "File too large")
	_, err = keyfile.Parse(data, keyfile.Options{MaxBytes: 10})
	wantInput(t, err, "File too large")
}

func TestReadFileContext(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "www.pem", newFileWorld().leaf.PEM())
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := keyfile.ReadFile(cancelled, path, keyfile.Options{}); !isRead(err, certificate.ReasonCancelled) {
		t.Errorf("cancelled: %v", err)
	}
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, err := keyfile.ReadFile(late, path, keyfile.Options{}); !isRead(err, certificate.ReasonTimeout) {
		t.Errorf("late: %v", err)
	}
	if bundle, err := keyfile.ReadFile(context.WithoutCancel(t.Context()), path, keyfile.Options{}); err != nil || len(bundle.Entries) != 1 {
		t.Errorf("without an end: %v", err)
	}
}

func TestReadFilePermission(t *testing.T) {
	t.Parallel()
	path := writeFile(t, "www.pem", newFileWorld().leaf.PEM())
	forbid(t, path)
	if _, err := keyfile.ReadFile(t.Context(), path, keyfile.Options{}); !isRead(err, keyfile.ReasonPermission) {
		t.Errorf("%v, want %s", err, keyfile.ReasonPermission)
	}
}

// forbid takes all rights away, for tests that don't run as root.
func forbid(t *testing.T, path string) {
	t.Helper()
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(path, 0o700) }) // so that it can be removed
	if file, err := os.Open(path); err == nil {
		_ = file.Close()
		t.Skip("rights are not enforced here")
	}
}
