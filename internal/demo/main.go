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

var (
	//go:embed world.tf
	configuration string
	//go:embed fukui.tf
	contracts string
	//go:embed fukui.csv
	ledger string
	//go:embed old-server.json
	listing string
)

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

	world, fukui := filepath.Join(directory, "world"), filepath.Join(directory, "fukui")
	for _, folder := range []string{world, fukui} {
		var installed strings.Builder
		if err := run(ctx, &installed, terraform, folder, "init", "-input=false"); err != nil {
			return fmt.Errorf("%w\n%s", err, installed.String())
		}
	}
	say("The configuration: four TLS servers on this machine, old software, a licence that somebody must remember, the state of another workspace, and a gate for each")
	fmt.Println(configuration)
	say("terraform plan")
	pages, err := filepath.Abs(reports)
	if err != nil {
		return err
	}
	if err := plan(ctx, terraform, world, "EXPIRY_REPORT_DIR="+pages); err != nil {
		return err
	}
	later := deadline.DateOf(now, time.UTC).AddDays(75).String()
	say("The same plan as of another day: EXPIRY_AS_OF=" + later + " terraform plan")
	if err := plan(ctx, terraform, world, "EXPIRY_AS_OF="+later); err != nil {
		return err
	}

	say("An outage of 2020, with its ledger and the backups of an old server: a lease was renewed on 13 October, the right that it rested on was not")
	fmt.Println(ledger)
	fmt.Println(listing)
	fmt.Println(contracts)
	say("EXPIRY_AS_OF=2020-10-14 terraform plan: seventeen days before everything was gone")
	if err := plan(ctx, terraform, fukui, "EXPIRY_AS_OF=2020-10-14"); err != nil {
		return err
	}

	say("Nothing was changed: a plan that fails is the point. README.md says how to use this on servers of yours.")
	fmt.Printf("The first plan as a page for a browser: %s\n", filepath.Join(reports, "gate-release.html"))
	return nil
}

// reports is where the first plan writes its pages.
const reports = "bin/demo-report"

// plan runs terraform plan, which is expected to fail at the gate.
func plan(ctx context.Context, terraform, directory, setting string) error {
	err := runWith(ctx, os.Stdout, terraform, directory, setting, "plan", "-input=false")
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		fmt.Println("(exit code 1: a pipeline stops here)")
		return nil
	case err != nil:
		return err
	}
	return errors.New("the plan passed, but it holds what should fail it")
}

func run(ctx context.Context, output io.Writer, terraform, directory string, arguments ...string) error {
	return runWith(ctx, output, terraform, directory, "EXPIRY_AS_OF=", arguments...)
}

// runWith runs Terraform with one more setting of the environment.
func runWith(ctx context.Context, output io.Writer, terraform, directory, setting string, arguments ...string) error {
	command := exec.CommandContext(ctx, terraform, arguments...)
	command.Dir = directory
	command.Stdout, command.Stderr = output, output
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(directory, "..", "terraformrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", setting)
	if err := command.Run(); err != nil {
		return fmt.Errorf("terraform %s: %w", arguments[0], err)
	}
	return nil
}

func say(title string) {
	fmt.Printf("\n%s\n%s\n\n", title, strings.Repeat("-", min(len(title), 100)))
}
