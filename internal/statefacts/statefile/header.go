package statefile

import (
	"regexp"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Format is what kind of document was read.
type Format string

// The formats.
const (
	StateV4     Format = "state v4"
	ShowState   Format = "show -json state"
	Plan        Format = "plan"
	WrappedPlan Format = "hcp-wrapped plan" // as HCP Terraform hands it to Open Policy Agent
)

// Header is what a document says of itself.
type Header struct {
	Format Format
	// TerraformVersion wrote it, "" if it does not say.
	TerraformVersion string
	// Serial counts a state's changes; -1 where there is none, as in the output of
	// show.
	Serial int64
	// Lineage is a state's identity, "" where there is none.
	Lineage string
	// Timestamp is when a plan was made, zero where it does not say.
	Timestamp time.Time
	// Tool is "Terraform" or "OpenTofu", guessed from the hosts of the providers; ""
	// without a sign of either.
	Tool string
	// Errored says that planning failed half-way: what is not in the plan may exist
	// all the same.
	Errored bool
	// Bytes is how many were read, the second reading of a plan not counted.
	Bytes int64
	// Counts are of what was yielded.
	Counts Counts
}

// Counts are numbers of resource instances.
type Counts struct {
	Resources, Managed, Data, Deposed, Deleted, Unreadable int
}

func (h *Header) count(r Resource) {
	h.Counts.Resources++
	switch {
	case r.Problem != nil:
		h.Counts.Unreadable++
	case r.Mode == Data:
		h.Counts.Data++
	default:
		h.Counts.Managed++
	}
	if r.Deposed != "" {
		h.Counts.Deposed++
	}
	if r.Action == ActionDelete {
		h.Counts.Deleted++
	}
	switch {
	case strings.HasPrefix(r.ProviderSource, "registry.opentofu.org/"):
		h.Tool = "OpenTofu"
	case h.Tool == "" && strings.HasPrefix(r.ProviderSource, "registry.terraform.io/"):
		h.Tool = "Terraform"
	}
}

// A version and a lineage are shown, so nothing else may stand in their place.
var (
	versionForm = text.Pattern(`^[0-9]+\.[0-9]+[0-9A-Za-z.+-]{0,40}$`)
	lineageForm = text.Pattern(`^[0-9A-Fa-f-]{1,64}$`)
)

// onlyIf gives text of that form, else "".
func onlyIf(form *regexp.Regexp, text string) string {
	if form.MatchString(text) {
		return text
	}
	return ""
}
