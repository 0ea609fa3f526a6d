// Package command is what the binary does by hand; without a command it serves the
// provider.
package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Surroundings are what a command sees of the process.
type Surroundings struct {
	Getenv    func(name string) string
	Out, Errs io.Writer
}

type command struct {
	name    string // as it is typed, after the program's
	summary string
	run     func(ctx context.Context, args []string, at Surroundings) (code int)
}

var commands = []command{
	{"inventory migrate", "make the tables of the shared inventory, or bring them up to date", migrate},
	{"inventory check", "compare what stands in the shared inventory with its history", check},
}

const head = `terraform-provider-expiry is a Terraform provider: Terraform starts it by itself.

By hand it runs:

`

const tail = `
Flags: --version prints the version, --debug waits for a debugger. The provider's
documentation: https://registry.terraform.io/providers/terraform-expiry/expiry
`

// usage lists the commands.
func usage() string {
	var list strings.Builder
	list.WriteString(head)
	for _, c := range commands {
		fmt.Fprintf(&list, "  %-20s %s\n", c.name, c.summary)
	}
	list.WriteString(tail)
	return list.String()
}

// Run runs the command of a command line, without the program's name, and gives its
// exit code: 0, 1 with an explanation, or what else the command's help says. Ran is false where there is none, and the
// provider is to be served.
func Run(ctx context.Context, args []string, at Surroundings) (code int, ran bool) {
	if len(args) == 0 {
		return 0, false
	}
	switch first := args[0]; {
	case first == "-h", first == "-help", first == "--help", first == "help":
		fmt.Fprint(at.Out, usage())
		return 0, true
	case strings.HasPrefix(first, "-"):
		return 0, false // a flag of the provider
	}
	for _, c := range commands {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c.run(ctx, args[len(words):], at), true
		}
	}
	fmt.Fprintf(at.Errs, "There is no command %q.%s\n\n%s", strings.Join(args[:min(len(args), 2)], " "), meant(args), usage())
	return 1, true
}

// meant names the command that looks most like what was typed.
func meant(args []string) string {
	typed := strings.Join(args[:min(len(args), 2)], " ")
	best := slices.MinFunc(commands, func(a, b command) int {
		return text.Distance(typed, a.name) - text.Distance(typed, b.name)
	})
	if text.Distance(typed, best.name) <= 3 {
		return fmt.Sprintf(" %q is one.", best.name)
	}
	for _, c := range commands {
		if args[0] == strings.Fields(c.name)[0] {
			return fmt.Sprintf(" %q is one.", c.name)
		}
	}
	return ""
}

// asksForHelp says that somebody wants to know what a command does.
func asksForHelp(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return arg == "-h" || arg == "-help" || arg == "--help"
	})
}
