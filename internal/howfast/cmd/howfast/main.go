// Command howfast tells what benchmarks printed.
//
//	howfast guide FIGURES         writes the guide to standard output
//	howfast check OLD NEW         compares two runs; fails where one is worse by a fifth
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/howfast"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	var all []howfast.Figures
	for i, argument := range arguments {
		if i == 0 {
			continue
		}
		file, err := os.Open(argument)
		if err != nil {
			return fmt.Errorf("the figures: %w", err)
		}
		figures, err := howfast.Read(file)
		_ = file.Close()
		if err != nil {
			return err
		}
		all = append(all, figures)
	}
	switch {
	case len(all) == 1 && arguments[0] == "guide":
		page, missing := howfast.Guide(all[0])
		if len(missing) > 0 {
			return fmt.Errorf("these were not measured: %s", strings.Join(missing, "; "))
		}
		fmt.Print(page)
		return nil
	case len(all) == 2 && arguments[0] == "check":
		lines, worse := howfast.Check(all[0], all[1])
		fmt.Println(strings.Join(lines, "\n"))
		if len(worse) > 0 {
			return fmt.Errorf("more than a fifth worse, or not measured: %d of %d", len(worse), len(lines))
		}
		return nil
	}
	return fmt.Errorf("howfast guide FIGURES, or howfast check OLD NEW")
}
