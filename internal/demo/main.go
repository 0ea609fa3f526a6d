// Command demo shows the provider at work: it starts a few TLS servers on
// loopback, plans a small configuration against them with real Terraform, and
// shows how the gate fails, why, and what the same plan says as of another day.
package main

import (
	"bytes"
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
	//go:embed versions.tf
	variables string
	//go:embed fukui.tf
	contracts string
	//go:embed fukui.csv
	ledger string
	//go:embed old-server.json
	listing string
)

func main() {
	d := demo{out: os.Stdout}
	flag.StringVar(&d.terraform, "terraform", "terraform", "Terraform to plan with")
	flag.StringVar(&d.provider, "provider", "bin/terraform-provider-expiry", "the provider to plan with")
	flag.StringVar(&d.reports, "reports", "bin/demo-report", "folder for the page of the first plan")
	flag.Parse()
	if err := d.show(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is what the demo runs with. What it prints is meant to be read, so it leaves
// out what Terraform says in every plan.
type demo struct {
	out                          io.Writer
	terraform, provider, reports string
}

func (d demo) show(ctx context.Context) error {
	now := deadline.SystemClock()
	directory, err := os.MkdirTemp("", "expiry-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	stop, err := build(directory, d.provider, now)
	if err != nil {
		return err
	}
	defer stop()

	world, fukui := filepath.Join(directory, "world"), filepath.Join(directory, "fukui")
	for _, folder := range []string{world, fukui} {
		if printed, err := d.run(ctx, folder, "EXPIRY_AS_OF=", "init", "-input=false"); err != nil {
			return fmt.Errorf("%w\n%s", err, printed)
		}
	}
	d.title("Four TLS servers on this machine, old software, another workspace, a licence, and a gate")
	d.print(configuration)
	d.title("terraform plan (less what it reads and would create, and its warnings)")
	pages, err := filepath.Abs(d.reports)
	if err != nil {
		return err
	}
	printed, err := d.plan(ctx, world, "EXPIRY_REPORT_DIR="+pages)
	if err != nil {
		return err
	}
	_, failure, _ := strings.Cut(printed, "\nError: ")
	d.print("Error: " + strings.TrimSpace(failure) + "\n(exit code 1: a pipeline stops here)")
	later := deadline.DateOf(now, time.UTC).AddDays(75).String()
	d.title("EXPIRY_AS_OF=" + later + " terraform plan: the same on another day, in short")
	if err := d.inShort(ctx, world, later); err != nil {
		return err
	}

	const past = "2020-10-14"
	d.title("EXPIRY_AS_OF=" + past + " terraform plan: an outage of 2020 from its ledger and a listing of backups")
	d.print(strings.TrimSpace(ledger) + "\n")
	if err := d.inShort(ctx, fukui, past); err != nil {
		return err
	}
	d.print("Seventeen days later everything was gone: the lease was renewed, the right that it rested on was not.")

	d.title("The first plan as a page for a browser: " + filepath.Join(d.reports, "gate-release.html"))
	d.print("Nothing was changed: a plan that fails is the point.")
	return nil
}

// plan runs terraform plan, which is expected to fail at the gate.
func (d demo) plan(ctx context.Context, directory, setting string) (string, error) {
	printed, err := d.run(ctx, directory, setting, "plan", "-input=false", "-no-color")
	exit, failed := errors.AsType[*exec.ExitError](err)
	switch {
	case failed && exit.ExitCode() == 1 && strings.Count(printed, "\nError: ") == 1 && strings.Contains(printed, "\nError: Deadlines not met\n"):
		return printed, nil
	case err != nil:
		return "", fmt.Errorf("%w\n%s", err, printed)
	}
	return "", errors.New("the plan passed, but it holds what should fail it")
}

// inShort plans as of a day and prints what fails, a line each.
func (d demo) inShort(ctx context.Context, directory, day string) error {
	printed, err := d.plan(ctx, directory, "EXPIRY_AS_OF="+day)
	if err != nil {
		return err
	}
	_, failure, _ := strings.Cut(printed, "\nError: ")
	// After the place in the configuration: how many fail, which, and what to do.
	parts := strings.Split(failure, "\n\n")
	if len(parts) < 4 {
		return fmt.Errorf("the gate fails without a list:\n%s", failure)
	}
	lines := []string{parts[2]}
	for item := range strings.SplitSeq(strings.TrimPrefix(parts[3], "- "), "\n- ") {
		item, more, _ := strings.Cut(item, "\nand ")
		said, _, _ := strings.Cut(strings.ReplaceAll(item, "\n", " "), ";")
		if lines = append(lines, "- "+said); more != "" {
			lines = append(lines, "and "+more)
		}
	}
	d.print(strings.Join(lines, "\n") + "\n(exit code 1)")
	return nil
}

// run runs Terraform with one more setting of the environment.
func (d demo) run(ctx context.Context, directory, setting string, arguments ...string) (string, error) {
	var printed bytes.Buffer
	command := exec.CommandContext(ctx, d.terraform, arguments...)
	command.Dir = directory
	command.Stdout, command.Stderr = &printed, &printed
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(directory, "..", "terraformrc"), "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1", setting)
	if err := command.Run(); err != nil {
		return printed.String(), fmt.Errorf("terraform %s: %w", arguments[0], err)
	}
	return printed.String(), nil
}

func (d demo) title(title string) {
	_, _ = fmt.Fprintf(d.out, "\n%s\n%s\n", title, strings.Repeat("-", min(len(title), 100)))
}

func (d demo) print(text string) { _, _ = fmt.Fprintln(d.out, strings.Trim(text, "\n")) }
