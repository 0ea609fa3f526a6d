package text

import (
	"regexp"
	"sync"
)

// Pattern returns a regular expression that is compiled when it is first asked for.
// Terraform starts the provider several times in a plan, most of which read nothing:
// what stands at the top of a package is written so, or each start pays for all of it.
// A faulty one panics then, as [regexp.MustCompile] does.
func Pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
