package domainname

import (
	"context"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Question is what is to be read, and what is declared of it.
type Question struct {
	Name    Name
	Servers Servers
	// Declared is the end that the user declares; its zero value is none.
	Declared deadline.End
	// Now is the instant of the judgement, not that of the wall clock.
	Now time.Time
	// AskRegistrar asks the registrar too, where the registry gives a link to it.
	// Many refuse all but a few questions.
	AskRegistrar bool
	// Timeout is that of the Config for this question; 0 is the Config's.
	Timeout time.Duration
}

// Reading is what came of a question.
type Reading struct {
	Name Name
	// Registrar, RegistrarID, Statuses and Nameservers are as in an Answer; empty
	// where nothing was read.
	Registrar   string
	RegistrarID string
	Statuses    []string
	Nameservers []string
	// End is when the registration ends. What could not be read is unknown, save
	// for the declared end of a registry that publishes none.
	End deadline.End
	// RegisteredAt and ChangedAt are zero where the answer does not say.
	RegisteredAt time.Time
	ChangedAt    time.Time
	Findings     []deadline.Finding
	// Cause is for deadline.Deadline, and so is Blocked.
	Cause   string
	Blocked bool
	// Fault says in a word why there is no end, nil where one was read, or where a
	// declared one stands in for what the registry does not publish.
	Fault *Fault
	// Source is the URL that answered, without login and query; ReadAt when. Both
	// are zero where nothing was read.
	Source string
	ReadAt time.Time
}

// Lifetime is the time from the registration, or else its last change, to its end;
// 0 where either is not known.
func (r Reading) Lifetime() time.Duration {
	start := r.RegisteredAt
	if start.IsZero() {
		start = r.ChangedAt
	}
	if start.IsZero() || r.End.State != deadline.EndKnown {
		return 0
	}
	return max(0, r.End.At.Sub(start))
}

// Read asks the registry and judges what it says. The error is that of the
// context.
func (c *Client) Read(ctx context.Context, q Question) (Reading, error) {
	record, fault, err := c.Ask(ctx, q)
	if err != nil {
		return Reading{}, err
	}
	if fault != nil {
		return Unread(q, fault), nil
	}
	return Judge(q, record), nil
}
