// Command demo shows the provider at work: it starts a few TLS servers on
// loopback, plans a small configuration against them with real Terraform, and
// shows how the gate fails, why, and what the same plan says as of another day.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

//go:embed world.tf
var configuration string

func main() {
	terraform := flag.String("terraform", "terraform", "Terraform to plan with")
	provider := flag.String("provider", "bin/terraform-provider-expiry", "the provider to plan with")
	flag.Parse()
	if err := demo(context.Background(), *terraform, *provider); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func demo(ctx context.Context, terraform, provider string) error {
	now := deadline.SystemClock()
	directory, err := os.MkdirTemp("", "expiry-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	stop, err := build(directory, provider, now)
	if err != nil {
		return err
	}
	defer stop()

	say("The configuration: four TLS servers on this machine, old software, a licence that somebody must remember, and a gate")
	fmt.Println(configuration)

	var installed strings.Builder
	if err := run(ctx, &installed, terraform, directory, "", "init", "-input=false"); err != nil {
		return fmt.Errorf("%w\n%s", err, installed.String())
	}
	say("terraform plan")
	if err := plan(ctx, terraform, directory, ""); err != nil {
		return err
	}
	later := deadline.DateOf(now, time.UTC).AddDays(75).String()
	say("The same plan as of another day: EXPIRY_AS_OF=" + later + " terraform plan")
	if err := plan(ctx, terraform, directory, later); err != nil {
		return err
	}
	say("Nothing was changed: a plan that fails is the point. README.md says how to use this on servers of yours.")
	return nil
}

// plan runs terraform plan, which is expected to fail at the gate.
func plan(ctx context.Context, terraform, directory, asOf string) error {
	err := run(ctx, os.Stdout, terraform, directory, asOf, "plan", "-input=false")
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		fmt.Println("(exit code 1: a pipeline stops here)")
		return nil
	case err != nil:
		return err
	}
	return errors.New("the plan passed, but it holds an expired certificate")
}

func run(ctx context.Context, output io.Writer, terraform, directory, asOf string, arguments ...string) error {
	command := exec.CommandContext(ctx, terraform, arguments...)
	command.Dir = directory
	command.Stdout, command.Stderr = output, output
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(directory, "terraformrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", "EXPIRY_AS_OF="+asOf)
	if err := command.Run(); err != nil {
		return fmt.Errorf("terraform %s: %w", arguments[0], err)
	}
	return nil
}

func say(title string) {
	fmt.Printf("\n%s\n%s\n\n", title, strings.Repeat("-", min(len(title), 100)))
}
