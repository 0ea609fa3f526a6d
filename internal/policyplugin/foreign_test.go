package policyplugin_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A client of the framework's own packages, at the versions that it pins and with
// none of our code, lists and calls every function.
func TestForeignClient(t *testing.T) {
	t.Parallel()
	program := binary(t)
	client, err := filepath.Abs("../../bin/policyclient")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(client); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no bin/policyclient; make engines builds it")
		}
		t.Skip("no bin/policyclient; make engines builds it")
	}
	out, err := exec.CommandContext(t.Context(), client, program).CombinedOutput()
	if err != nil || strings.Count(string(out), " functions\n") != 2 {
		t.Errorf("%v\n%s", err, out)
	}
}
