package stateends

import (
	"context"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/judge"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/keyfile"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/software"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/statefacts"
)

// Options judge as of an instant, with plain dates in a zone, by a catalog, and by
// nothing of the machine.
func Options(ctx context.Context, releases *software.Judge, now time.Time, location *time.Location) statefacts.Options {
	return statefacts.Options{
		AsOf: now, Location: location,
		Calendar: Calendar(ctx, releases, deadline.DateOf(now, location), location),
		Material: Reader{Judge: Offline(keyfile.Bundle{}), Now: now, Location: location}.Read,
	}
}

// offline builds paths to Mozilla's roots as they are built in, so that the same
// document ends on the same day on every machine.
var offline = sync.OnceValue(func() *judge.Judge { return judge.New(judge.MozillaAnchors()) })

// Offline is a judge of certificates that asks nothing of the machine, with
// authorities of one's own besides.
func Offline(own keyfile.Bundle) *judge.Judge {
	if len(own.Entries) == 0 {
		return offline()
	}
	anchors := judge.MozillaAnchors()
	for _, entry := range own.Entries {
		anchors = anchors.With(entry.Certificate)
	}
	return judge.New(anchors)
}
