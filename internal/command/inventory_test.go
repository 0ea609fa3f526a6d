package command_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/command"
)

// run runs a command line with a URL in its environment, and gives its exit code.
func run(t *testing.T, url string, arguments ...string) (code int, out, errs string) {
	t.Helper()
	var printed, complained strings.Builder
	code, ran := command.Run(t.Context(), arguments, command.Surroundings{
		Getenv: func(string) string { return url }, Out: &printed, Errs: &complained,
	})
	if !ran {
		t.Fatalf("%v is no command", arguments)
	}
	return code, printed.String(), complained.String()
}

// house.md 10: who mistypes a command is not told that this is a plugin.
func TestCommands(t *testing.T) {
	t.Parallel()
	const list = "inventory migrate    make the tables"
	for name, test := range map[string]struct {
		arguments []string
		code      int
		says      []string
	}{
		"help":            {[]string{"--help"}, 0, []string{"Terraform provider", list, "--version"}},
		"help, in a word": {[]string{"help"}, 0, []string{list}},
		"mistyped":        {[]string{"inventroy", "migrate"}, 1, []string{`There is no command "inventroy migrate". "inventory migrate" is one.`, list}},
		"half of one":     {[]string{"inventory"}, 1, []string{`There is no command "inventory". "inventory migrate" is one.`, list}},
		"the other half":  {[]string{"inventory", "drop"}, 1, []string{`There is no command "inventory drop".`, list}},
		"nearly one":      {[]string{"inventory", "chekc"}, 1, []string{`There is no command "inventory chekc". "inventory check" is one.`}},
		"help on one":     {[]string{"inventory", "migrate", "--help"}, 0, []string{"Usage: terraform-provider-expiry inventory migrate [URL]", "GRANT SELECT"}},
		"help on another": {[]string{"inventory", "check", "-h"}, 0, []string{"Usage: terraform-provider-expiry inventory check", "Exit codes: 0 nothing is wrong"}},
		"something else":  {[]string{"plan"}, 1, []string{`There is no command "plan".` + "\n", list}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := run(t, "", test.arguments...)
			said := out + errs
			if code != test.code || (code == 0) != (errs == "") {
				t.Errorf("exit code %d\n%s", code, said)
			}
			for _, piece := range test.says {
				if !strings.Contains(said, piece) {
					t.Errorf("it does not say %q:\n%s", piece, said)
				}
			}
		})
	}
	for _, arguments := range [][]string{nil, {"--debug"}, {"-version"}} {
		if _, ran := command.Run(t.Context(), arguments, command.Surroundings{}); ran {
			t.Errorf("%v ran as a command", arguments)
		}
	}
}

func TestInventoryCommand(t *testing.T) {
	t.Parallel()
	dir := filepath.ToSlash(t.TempDir())
	const secret = "gehe1m"
	down := "postgres://owner:" + secret + "@127.0.0.1:1/expiry"
	for _, test := range []struct {
		name, environment string
		arguments         []string
		says              []string
	}{
		{"no URL", "", []string{"migrate"}, []string{"Usage:", "EXPIRY_INVENTORY_URL"}},
		{"two URLs", "", []string{"migrate", "sqlite:" + dir + "/x.db", "sqlite:" + dir + "/y.db"}, []string{"Usage:"}},
		{"a flag", "", []string{"migrate", "--force"}, []string{"Invalid inventory URL:", "sqlite:"}},
		{"no such scheme", "", []string{"migrate", "mysql://owner:" + secret + "@db/x"}, []string{"Invalid inventory URL:", "postgres://"}},
		{"no directory", "", []string{"migrate", "sqlite:" + dir + "/none/x.db"}, []string{"directory", "Inventory: sqlite:" + dir + "/none/x.db"}},
		{"refused", "", []string{"migrate", down}, []string{"Inventory not reachable:", "refused the connection", "Inventory: postgres://owner@127.0.0.1:1/expiry"}},
		{"refused, from the environment", down, []string{"migrate"}, []string{"Inventory not reachable:", "refused the connection"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, out, errs := run(t, test.environment, append([]string{"inventory"}, test.arguments...)...)
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
		{down, []string{"inventory", "migrate", url}, "inventory at " + url + ": version 0 -> 2\n"},
		{down, []string{"inventory", "migrate", url}, "inventory at " + url + ": version 2 already\n"},
		{url, []string{"inventory", "migrate"}, "inventory at " + url + ": version 2 already\n"},
	} {
		if code, out, errs := run(t, test.environment, test.arguments...); code != 0 || out != test.says || errs != "" {
			t.Errorf("%v: exit code %d\n%s\n%s", test.arguments, code, out, errs)
		}
	}
}
