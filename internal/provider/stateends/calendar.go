// Package stateends lets the table of ends in states (package statefacts) ask the
// release calendars and the readers of documents. It takes and gives no
// value of Terraform, so that the provider and the policy plugin judge alike.
package stateends

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/catalog"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// Calendar asks a judge of software until when a release is supported, as known on
// a day, in a zone. Each release is asked for once; many goroutines may ask.
func Calendar(ctx context.Context, judge *software.Judge, on deadline.Date, location *time.Location) func(statefacts.Release) (statefacts.Support, error) {
	type answer struct {
		support statefacts.Support
		err     error
	}
	var mu sync.Mutex
	known := map[statefacts.Release]answer{}
	return func(release statefacts.Release) (statefacts.Support, error) {
		mu.Lock()
		found, ok := known[release]
		mu.Unlock()
		if !ok {
			found.support, found.err = supportOf(ctx, judge, release, on, location)
			mu.Lock()
			known[release] = found
			mu.Unlock()
		}
		return found.support, found.err
	}
}

func supportOf(ctx context.Context, judge *software.Judge, release statefacts.Release, on deadline.Date, location *time.Location) (statefacts.Support, error) {
	verdict, err := judge.Judge(ctx, software.Question{
		Product: release.Product, Version: release.Version, Level: software.SupportLevel(release.Level), On: on,
	})
	switch {
	case errors.As(err, new(*catalog.UnknownProductError)):
		return statefacts.Support{}, statefacts.ErrNoCalendar
	case errors.As(err, new(*software.VersionError)):
		return statefacts.Support{}, errors.New("it is no version of this product")
	case err != nil:
		return statefacts.Support{}, err
	}
	return statefacts.Support{
		Cycle: verdict.Cycle, End: software.EndOf(verdict.SupportEnds, verdict.Ended, location), Reason: text.AsClause(verdict.SupportReason), Findings: verdict.Findings,
	}, nil
}
