//go:build linux

package daemontest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// folders hold daemons that are not on every user's PATH. What Debian cannot
// install beside another package is unpacked under /opt (see .ci/packages).
var folders = []string{"/usr/sbin", "/usr/lib/postfix/sbin", "/usr/lib/postgresql/*/bin", "/opt/*/usr/sbin"}

// find gives the path of a program. Without it the test is skipped or, with
// CI=true, fails. Where only quick tests are asked for it is skipped too.
func find(t testing.TB, program, debianPackage string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("starts " + program + ": make test runs it")
	}
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	for _, folder := range folders {
		// A pattern's last match is the newest version.
		paths, _ := filepath.Glob(filepath.Join(folder, program))
		if len(paths) > 0 {
			return paths[len(paths)-1]
		}
	}
	missing(t, "install Debian package "+debianPackage)
	return ""
}

// findFile is find for files, by a pattern.
func findFile(t testing.TB, pattern, debianPackage string) string {
	t.Helper()
	paths, _ := filepath.Glob(pattern)
	if len(paths) == 0 {
		missing(t, "install Debian package "+debianPackage)
	}
	return paths[len(paths)-1]
}

func missing(t testing.TB, remedy string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(remedy)
	}
	t.Skip(remedy)
}
