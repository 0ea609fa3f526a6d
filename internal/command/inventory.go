package command

import (
	"context"
	"errors"
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

const inventoryUsage = `Usage: terraform-provider-expiry inventory migrate [URL]

Makes the tables of the shared inventory, or brings them up to date. It can be
run any number of times, also by many at once. Plans and applies never do this.

URL is sqlite:/var/lib/expiry/inventory.db for one machine, or
postgres://owner@db.example.test/expiry for many, with the role that may create
tables. Without it EXPIRY_INVENTORY_URL counts. Give the password in PGPASSWORD or
in a password file: others on the machine can read the arguments of a command.

With PostgreSQL the role of a workspace then needs these rights, and one that only
reads SELECT alone:

` + inventory.Grants + "\n"

// migrate never prints a password.
func migrate(ctx context.Context, args []string, at Surroundings) int {
	if asksForHelp(args) {
		fmt.Fprint(at.Out, inventoryUsage)
		return 0
	}
	url := at.Getenv("EXPIRY_INVENTORY_URL")
	if len(args) == 1 {
		url = args[0]
	}
	if len(args) > 1 || url == "" {
		fmt.Fprint(at.Errs, inventoryUsage)
		return 1
	}
	done, err := inventory.Migrate(ctx, url)
	if err != nil {
		fmt.Fprintln(at.Errs, described(err))
		return 1
	}
	if done.From == done.To {
		fmt.Fprintf(at.Out, "inventory at %s: version %d already\n", done.URL, done.To)
		return 0
	}
	fmt.Fprintf(at.Out, "inventory at %s: version %d -> %d\n", done.URL, done.From, done.To)
	return 0
}

// described is an error with the facts that belong to it.
func described(err error) string {
	if fault, ok := errors.AsType[*inventory.Error](err); ok {
		return fault.Kind.Summary() + ": " + fault.Detail()
	}
	return err.Error()
}
