//go:build unix

package credential_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/credential"
)

// Opening a pipe would wait for somebody who writes to it.
func TestReadFileOfAPipe(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	_, failure := credential.ReadFile(t.Context(), path, asOf)
	failed(t, failure, "unsupported")
}
