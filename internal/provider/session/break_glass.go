package session

import (
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

const envBreakGlass = "EXPIRY_BREAK_GLASS"

// LongestReason is how many characters of the reason are shown and kept.
const LongestReason = 200

// BreakGlass reads the emergency switch, which turns every error that the
// provider raises by policy into a warning that quotes it. It holds a reason:
// anything else is an error, and every gate stays shut.
func BreakGlass(diags *diag.Diagnostics) string {
	given := strings.TrimSpace(os.Getenv(envBreakGlass))
	if given == "" {
		return ""
	}
	if err := deadline.CheckJustification(given); err != nil {
		diags.AddError("Break glass without reason", fmt.Sprintf("%s is set to %s, which is no reason: %s. So every gate stays shut. "+
			"It opens for a reason of at least eight letters or digits (a sign of Chinese, Japanese or Korean counts as two), which stands in every report afterwards, like %s=\"OPS-1182 renewing the mail certificate\". "+
			"Unset it to judge as usual.", envBreakGlass, deadline.Quote(deadline.Printable(given)), err, envBreakGlass))
		return ""
	}
	return text.Shorten(deadline.Printable(given), LongestReason)
}

// AddPolicyError raises an error by policy, or a warning where the emergency
// switch is on.
func (s *Session) AddPolicyError(diags *diag.Diagnostics, at path.Path, summary, detail string) {
	if s.BreakGlass == "" {
		diags.AddAttributeError(at, summary, detail)
		return
	}
	diags.AddAttributeWarning(at, summary, fmt.Sprintf("%s\n\nNot an error because %s is set: %s", detail, envBreakGlass, s.BreakGlass))
}
