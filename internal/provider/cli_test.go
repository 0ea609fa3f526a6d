package provider_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"
)

// workspace is a directory in which a test runs Terraform as a person would,
// with the provider built from this tree.
type workspace struct {
	t    *testing.T
	dir  string
	asOf string
	env  []string
}

// newWorkspace makes a directory with files, on the day on which tests take
// place.
func newWorkspace(t *testing.T, files map[string]string) *workspace {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1; make test sets it")
	}
	w := &workspace{t: t, dir: t.TempDir(), asOf: "2026-11-21"}
	for name, content := range files {
		w.write(name, content)
	}
	w.write(".terraformrc", "provider_installation {\n  dev_overrides {\n    \"terraform-expiry/expiry\" = \""+filepath.ToSlash(filepath.Dir(providerBinary(t)))+"\"\n  }\n  direct {}\n}\n")
	w.write("versions.tf", "terraform {\n  required_providers {\n    expiry = {\n      source = \"terraform-expiry/expiry\"\n    }\n  }\n}\n")
	return w
}

func (w *workspace) write(name, content string) {
	w.t.Helper()
	name = filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// run runs Terraform and gives its exit code and all that it printed.
func (w *workspace) run(arguments ...string) (code int, output string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, terraformBinary(w.t), arguments...)
	command.Dir = w.dir
	command.Env = append(os.Environ(), append([]string{
		"TF_CLI_CONFIG_FILE=" + filepath.Join(w.dir, ".terraformrc"), "TF_IN_AUTOMATION=1", "TF_INPUT=0",
		"CHECKPOINT_DISABLE=1", "NO_COLOR=1", "TF_CLI_ARGS=-no-color", "EXPIRY_AS_OF=" + w.asOf, "TF_LOG=", "TF_REATTACH_PROVIDERS=",
	}, w.env...)...)
	printed, err := command.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode(), string(printed)
	case err != nil:
		w.t.Fatalf("terraform %v: %v", arguments, err)
	}
	return 0, string(printed)
}

// must runs Terraform and expects success.
func (w *workspace) must(arguments ...string) string {
	w.t.Helper()
	code, output := w.run(arguments...)
	if code != 0 {
		w.t.Fatalf("terraform %v: exit code %d\n%s", arguments, code, output)
	}
	return output
}

func terraformBinary(t testing.TB) string {
	t.Helper()
	if name := os.Getenv("TF_ACC_TERRAFORM_PATH"); name != "" {
		return name
	}
	name, err := exec.LookPath("terraform")
	if err != nil {
		t.Fatal("terraform is not on PATH; make test installs it")
	}
	return name
}

var buildProvider = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "expiry-provider-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "terraform-provider-expiry")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", name, "github.com/terraform-expiry/terraform-provider-expiry")
	if printed, err := build.CombinedOutput(); err != nil {
		return "", errors.New(string(printed))
	}
	return name, nil
})

// providerBinary builds the provider once for all tests.
func providerBinary(t testing.TB) string {
	t.Helper()
	name, err := buildProvider()
	if err != nil {
		t.Fatalf("building the provider: %v", err)
	}
	return name
}

func TestMain(m *testing.M) {
	code := m.Run()
	if os.Getenv("TF_ACC") != "" { // without it nothing was built
		if name, err := buildProvider(); err == nil {
			_ = os.RemoveAll(filepath.Dir(name))
		}
	}
	os.Exit(code)
}
