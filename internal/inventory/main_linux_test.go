package inventory_test

import (
	"os"
	"testing"
)

// TestMain runs the tests or, where a test started this program once more, does
// a worker's job (worker_linux_test.go).
func TestMain(m *testing.M) {
	if job := os.Getenv(workerVariable); job != "" {
		os.Exit(runWorker(job))
	}
	code := m.Run()
	if shared.server != nil {
		shared.server.remove()
	}
	os.Exit(code)
}
