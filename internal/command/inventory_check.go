package command

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

const checkUsage = `Usage: terraform-provider-expiry inventory check [--tenant NAME] [URL]

Compares each row of the shared inventory with its history, which can only be
added to, and says what is wrong: a row without history, one set back or changed
by hand, history that skips a revision, something deleted that is still there,
facts that cannot be read, rows under another tenant, readings that their reader
does not know of. It changes nothing, and needs
no right to.

URL is that of the inventory, as for inventory migrate; without it
EXPIRY_INVENTORY_URL counts, and without --tenant EXPIRY_TENANT. PostgreSQL needs a
tenant; in SQLite it is "default" unless said.

Exit codes: 0 nothing is wrong, 1 it could not be checked, 2 something is wrong.
`

// exitWrong is the exit code of a check that found something.
const exitWrong = 2

// check never prints a password.
func check(ctx context.Context, args []string, at Surroundings) int {
	if asksForHelp(args) {
		fmt.Fprint(at.Out, checkUsage)
		return 0
	}
	config, ok := checkConfig(args, at)
	if !ok {
		fmt.Fprint(at.Errs, checkUsage)
		return 1
	}
	verified, where, err := verify(ctx, config)
	if err != nil {
		fmt.Fprintln(at.Errs, described(err))
		return 1
	}
	for _, fault := range verified.Faults {
		if fault.ID != "" {
			fmt.Fprintf(at.Out, "%s: ", deadline.Printable(fault.ID))
		}
		fmt.Fprintln(at.Out, fault.Message)
	}
	fmt.Fprintf(at.Out, "inventory at %s: %d rows, %d entries of history, %d readings: ", where, verified.Rows, verified.Entries, verified.Readings)
	if n := len(verified.Faults); n > 0 {
		fmt.Fprintf(at.Out, "%d faults\n", n)
		return exitWrong
	}
	fmt.Fprintln(at.Out, "nothing is wrong")
	return 0
}

// checkConfig reads the arguments: a flag and a URL, each at most once.
func checkConfig(args []string, at Surroundings) (inventory.Config, bool) {
	var config inventory.Config
	for i := 0; i < len(args); i++ {
		value, isFlag := strings.CutPrefix(args[i], "--tenant=")
		switch {
		case isFlag && config.Tenant == "" && value != "":
			config.Tenant = value
		case args[i] == "--tenant" && config.Tenant == "" && i+1 < len(args) && args[i+1] != "":
			i++
			config.Tenant = args[i]
		case strings.HasPrefix(args[i], "-"), config.URL != "":
			return config, false
		default:
			config.URL = args[i]
		}
	}
	config.URL = cmp.Or(config.URL, at.Getenv("EXPIRY_INVENTORY_URL"))
	config.Tenant = cmp.Or(config.Tenant, at.Getenv("EXPIRY_TENANT"))
	return config, config.URL != ""
}

func verify(ctx context.Context, config inventory.Config) (found inventory.Verified, where string, err error) {
	if config.URL, err = inventory.AbsoluteURL(config.URL); err != nil {
		return found, "", err
	}
	store, err := inventory.Open(config) //nolint:contextcheck // it connects on first use, with that use's context
	if err != nil {
		return found, "", err
	}
	defer store.Close()
	found, err = store.Verify(ctx)
	return found, store.URL(), err
}
