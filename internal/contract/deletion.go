package contract

import (
	"fmt"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// deletion is when data is deleted first, whether it is at all, and a clause that
// says so.
func (l *Link) deletion(in deadline.Arithmetic) (at time.Time, deletes *bool, told string, err error) {
	var known, unknown, undeclared bool
	for link := l; link != nil; link = link.Upstream {
		switch {
		case link.DeletesData == nil:
			undeclared = true
			continue
		case !*link.DeletesData:
			continue
		}
		known = true
		if link.End.State != deadline.EndKnown {
			unknown = unknown || link.End.State != deadline.EndOpen
			continue
		}
		var grace deadline.Period
		if link.Grace != nil {
			grace = *link.Grace
		}
		by, err := in.Add(link.End.At, grace)
		if err != nil {
			return time.Time{}, nil, "", fmt.Errorf("grace period %s: %w", grace, err)
		}
		if at.IsZero() || by.Before(at) {
			at = by
			told = fmt.Sprintf("%s deletes its data at its end", deadline.Quote(link.Key))
			switch {
			case link.Grace == nil:
				told += ", as no grace period is declared"
			case !grace.IsZero():
				told = fmt.Sprintf("%s deletes its data %s after its end", deadline.Quote(link.Key), inWords(grace))
			}
		}
	}
	if unknown {
		at, told = time.Time{}, ""
	}
	if known || !undeclared {
		deletes = &known
	}
	return at, deletes, told, nil
}
