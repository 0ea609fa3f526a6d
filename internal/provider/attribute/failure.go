package attribute

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/source"
)

// Origin is one of several arguments that say what is read.
type Origin struct {
	Name  string
	Value attr.Value
	// Example is how it is written, for the error where none is given.
	Example string
}

// OneOrigin is the argument that says what is read, "" where that cannot be told:
// none is given or several are, which is reported, or one is not known yet and may
// turn out to be null.
func OneOrigin(diags *diag.Diagnostics, origins ...Origin) string {
	var names, given []string
	unknown := false
	for _, origin := range origins {
		names = append(names, origin.Name)
		switch {
		case origin.Value.IsUnknown():
			unknown = true
		case !origin.Value.IsNull():
			given = append(given, origin.Name)
		}
	}
	all := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	switch {
	case len(given) > 1:
		diags.AddAttributeError(path.Root(given[1]), "Two sources",
			fmt.Sprintf("Both %s and %s are given. Give exactly one of %s; a second thing to read is a second data source.", given[0], given[1], all))
	case unknown:
	case len(given) == 1:
		return given[0]
	default:
		diags.AddAttributeError(path.Root(names[0]), "No source",
			fmt.Sprintf("There is nothing to read. Give exactly one of %s, like %s.", all, origins[0].Example))
	}
	return ""
}

// failureSummaries are the reasons that are mistakes of a configuration where a
// file or a text is named: any other may be over tomorrow, and is data.
var failureSummaries = map[source.Reason]string{
	source.NotFound: "Nothing there", source.Empty: "Nothing in it", source.TooLarge: "Too much in it",
	source.Unsupported: "Not what is read", source.Ambiguous: "Several in it",
}

// AddFailure reports a failure to read what an argument names, if that is a mistake
// of the configuration; help goes on after it. What was written there is not
// repeated: people put the secret itself in place of its path.
func AddFailure(diags *diag.Diagnostics, at path.Path, failure *source.Failure, help string) bool {
	summary, mistake := failureSummaries[failure.Reason]
	if mistake {
		detail := "Nothing was read: " + failure.Clause + ". " + help
		diags.AddAttributeError(at, summary, strings.TrimSpace(detail)+"\n\nReason: "+string(failure.Reason))
	}
	return mistake
}
