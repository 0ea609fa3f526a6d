package provider_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// shellOf is the part of a pipeline that holds a text, as the shell gets it.
func shellOf(t *testing.T, pipeline, has string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("../../examples/ci", pipeline))
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		t.Fatal(err)
	}
	var found []string
	var walk func(*yaml.Node)
	walk = func(node *yaml.Node) {
		if node.Kind == yaml.ScalarNode && strings.Contains(node.Value, "\n") && strings.Contains(node.Value, has) {
			found = append(found, node.Value)
		}
		for _, child := range node.Content {
			walk(child)
		}
	}
	walk(&document)
	if len(found) != 1 {
		t.Fatalf("%s: %d parts have %q", pipeline, len(found), has)
	}
	return found[0]
}

// runShell runs a part of a pipeline with commands that are made of a script each.
func runShell(t *testing.T, script string, commands map[string]string, environment ...string) (code int, dir string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("pipelines run in a POSIX shell")
	}
	dir = t.TempDir()
	for name, body := range commands {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "expiry-report"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "expiry-report", "gate-release.md"), []byte("the report\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "sh", "-e", "-c", script)
	command.Dir = dir
	command.Env = slices.Concat(os.Environ(), []string{"PATH=" + dir + string(os.PathListSeparator) + os.Getenv("PATH"), "GITHUB_STEP_SUMMARY=" + filepath.Join(dir, "summary")}, environment)
	output, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return command.ProcessState.ExitCode(), dir
}

// Terraform's exit code 2 is a plan with changes, and no failure.
func TestPipelinesKeepTheExitCode(t *testing.T) {
	t.Parallel()
	for _, pipeline := range []string{"github-actions.yml", "gitlab-ci.yml"} {
		script := shellOf(t, pipeline, "terraform plan")
		for exits, want := range map[string]int{"1": 1, "3": 3, "137": 137, "0": 0, "2": 0} {
			code, dir := runShell(t, script, map[string]string{"terraform": `echo "$@" > arguments; exit ` + exits})
			if code != want {
				t.Errorf("%s: Terraform exits with %s, the job with %d", pipeline, exits, code)
			}
			if arguments, _ := os.ReadFile(filepath.Join(dir, "arguments")); !strings.Contains(string(arguments), "-detailed-exitcode") {
				t.Errorf("%s runs terraform %s", pipeline, arguments)
			}
		}
	}
}

// One comment is renewed, and none is made when GitHub does not answer.
func TestPipelineRenewsItsComment(t *testing.T) {
	t.Parallel()
	script := shellOf(t, "github-actions.yml", "gh api")
	const comments = "repos/o/r/issues/7/comments"
	for name, test := range map[string]struct {
		list string
		code int
		call string
	}{
		"no answer":   {"exit 1", 1, ""},
		"no comment":  {"true", 0, "api --method POST repos/o/r/issues/7/comments --field body=@comment.md --silent\n"},
		"one comment": {"echo 41", 0, "api --method PATCH repos/o/r/issues/comments/41 --field body=@comment.md --silent\n"},
	} {
		code, dir := runShell(t, script, map[string]string{"gh": `case "$*" in *--method*) echo "$@" >> calls ;; *) ` + test.list + ` ;; esac`}, "COMMENTS="+comments)
		calls, _ := os.ReadFile(filepath.Join(dir, "calls"))
		if code != test.code || string(calls) != test.call {
			t.Errorf("%s: exit code %d, calls %q", name, code, calls)
		}
		if body, _ := os.ReadFile(filepath.Join(dir, "comment.md")); string(body) != "<!-- expiry -->\nthe report\n" {
			t.Errorf("%s: the comment is %q", name, body)
		}
	}
}
