// Bundle prints all embedded release calendars as the one file that a release
// carries beside the binaries: catalog = { path = "facts.json" } renews an older
// provider with it.
package main

import (
	"fmt"
	"os"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
)

func main() {
	content, err := catalog.Bundle()
	if err == nil {
		_, err = os.Stdout.Write(content)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}
