package session

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// untilOf is for how long a verdict holds, as a report tells it.
func untilOf(until *policy.Until) *report.Until {
	switch {
	case until == nil:
		return nil
	case until.At.IsZero():
		return &report.Until{Reason: strings.ToLower(until.Reason[:1]) + until.Reason[1:]}
	}
	return &report.Until{At: until.At, Reason: "it fails by " + until.By}
}
