package policy

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Assertion is a condition of the user's own that stands in the same verdict.
type Assertion struct {
	Name    string
	Passed  *bool // nil: it cannot be told, which fails
	Message string
	Owner   string
	// Severity is the assertion's own, "" what the policy says of assertions.
	Severity deadline.Severity
}

// ID names the assertion in a verdict and for waivers.
func (a Assertion) ID() string { return "assertion/" + a.Name }

const remedyAssertion = "Do what the assertion's message asks for, or change the assertion."

func (p Policy) brokenAssertions() []Violation {
	var found []Violation
	for _, assertion := range p.Assertions {
		if assertion.Passed != nil && *assertion.Passed {
			continue
		}
		message := named(assertion.ID()) + ": "
		if assertion.Passed == nil {
			message += "whether it holds cannot be told; "
		}
		if text := strings.TrimSpace(assertion.Message); text != "" {
			message += text
		} else {
			message += "it does not hold, and gives no message."
		}
		severity := assertion.Severity
		if severity == "" {
			severity, _ = p.severity(RuleAssertion, deadline.SeverityError, subject{id: assertion.ID(), owner: assertion.Owner})
		}
		found = append(found, Violation{
			Rule: RuleAssertion, Severity: severity, ID: assertion.ID(), Message: fit(message), Remedy: remedyAssertion, Owner: assertion.Owner,
		})
	}
	return found
}
