package policy

import (
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// inForce says that a contract can cover or carry something: it has begun, and was
// not closed.
func (e *entry) inForce() bool {
	return !e.finds(deadline.RuleNotYetValid) && !e.Closed()
}

func (e *entry) finds(rule deadline.Rule) bool {
	return slices.ContainsFunc(e.Findings, func(f deadline.Finding) bool { return f.Rule == rule })
}

// notInForce says in a clause why a contract covers and carries nothing.
func (e *entry) notInForce() string {
	if e.Closed() {
		return "has been closed"
	}
	return "is not in force yet"
}
