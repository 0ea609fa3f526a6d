package main_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// program builds the provider.
func program(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "terraform-provider-expiry")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	if printed, err := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, printed)
	}
	return name
}

// run runs a program with a URL in its environment, and gives its exit code.
func run(t *testing.T, program, url string, arguments ...string) (code int, out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Env = append(os.Environ(), "EXPIRY_INVENTORY_URL="+url)
	var printed, complained strings.Builder
	command.Stdout, command.Stderr = &printed, &complained
	var exit *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), printed.String(), complained.String()
}

func TestInventoryCommand(t *testing.T) {
	t.Parallel()
	provider, dir := program(t), filepath.ToSlash(t.TempDir())
	const secret = "gehe1m"
	down := "postgres://owner:" + secret + "@127.0.0.1:1/expiry"
	for _, test := range []struct {
		name, environment string
		arguments         []string
		says              []string
	}{
		{"nothing to do", "", nil, []string{"Usage: terraform-provider-expiry inventory migrate [URL]"}},
		{"no such command", "", []string{"drop", "sqlite:" + dir + "/x.db"}, []string{"Usage:"}},
		{"no URL", "", []string{"migrate"}, []string{"Usage:", "EXPIRY_INVENTORY_URL"}},
		{"two URLs", "", []string{"migrate", "sqlite:" + dir + "/x.db", "sqlite:" + dir + "/y.db"}, []string{"Usage:"}},
		{"a flag", "", []string{"migrate", "--help"}, []string{"Invalid inventory URL:", "sqlite:"}},
		{"no such scheme", "", []string{"migrate", "mysql://owner:" + secret + "@db/x"}, []string{"Invalid inventory URL:", "postgres://"}},
		{"no directory", "", []string{"migrate", "sqlite:" + dir + "/none/x.db"}, []string{"directory", "Inventory: sqlite:" + dir + "/none/x.db"}},
		{"refused", "", []string{"migrate", down}, []string{"Inventory not reachable:", "refused the connection", "Inventory: postgres://owner@127.0.0.1:1/expiry"}},
		{"refused, from the environment", down, []string{"migrate"}, []string{"Inventory not reachable:", "refused the connection"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, out, errs := run(t, provider, test.environment, append([]string{"inventory"}, test.arguments...)...)
			if code != 1 || out != "" || strings.Contains(errs, secret) {
				t.Errorf("exit code %d\n%s\n%s", code, out, errs)
			}
			for _, piece := range test.says {
				if !strings.Contains(errs, piece) {
					t.Errorf("it does not say %q:\n%s", piece, errs)
				}
			}
		})
	}
	// The argument counts before the environment, and a second time does nothing.
	url := "sqlite:" + dir + "/inventory.db"
	for _, test := range []struct {
		environment string
		arguments   []string
		says        string
	}{
		{down, []string{"inventory", "migrate", url}, "inventory at " + url + ": version 0 -> 1\n"},
		{down, []string{"inventory", "migrate", url}, "inventory at " + url + ": version 1 already\n"},
		{url, []string{"inventory", "migrate"}, "inventory at " + url + ": version 1 already\n"},
	} {
		if code, out, errs := run(t, provider, test.environment, test.arguments...); code != 0 || out != test.says || errs != "" {
			t.Errorf("%v: exit code %d\n%s\n%s", test.arguments, code, out, errs)
		}
	}
}
