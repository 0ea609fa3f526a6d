// Package wire reads the certificates of TLS servers, whatever hellos it takes.
package wire

import (
	"context"
	"errors"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

// Reader reads the certificates of TLS servers. It is safe for concurrent use.
type Reader struct {
	dialer *network.Dialer
	certs  *certificate.Cache
}

// NewReader makes a Reader that connects with dialer.
func NewReader(dialer *network.Dialer) *Reader {
	return &Reader{dialer: dialer, certs: certificate.NewCache()}
}

// Answer is what was read of one target: at least one certificate or failure.
type Answer struct {
	// Served are by address, and for each address the leaf that the server
	// prefers first.
	Served []certificate.Served
	// Failures are what could not be read beside it: addresses, or the leaf of
	// one key type.
	Failures []Failure
}

// pause is the wait before a first retry; it doubles with each.
const pause = 200 * time.Millisecond

// Read reads one server. Fast failures are tried again within the target's
// timeout. Its error is an *InputError for wrong input, or a *ReadError if
// nothing was read at all.
func (r *Reader) Read(ctx context.Context, target Target) (Answer, error) {
	j, err := r.newJob(target)
	if err != nil {
		return Answer{}, err
	}
	release, err := r.dialer.Acquire(ctx)
	if err != nil {
		return Answer{}, notBegun(ctx)
	}
	defer release()
	wait := pause
	for j.round(ctx); j.again(); j.round(ctx) {
		if !sleep(ctx, wait) {
			break
		}
		wait *= 2
	}
	return j.result()
}

// notBegun explains a context that ended before the first connection.
func notBegun(ctx context.Context) *certificate.ReadError {
	if errors.Is(ctx.Err(), context.Canceled) {
		return &certificate.ReadError{Reason: certificate.ReasonCancelled, Message: "the read was cancelled before it began", Err: ctx.Err()}
	}
	return &certificate.ReadError{Reason: certificate.ReasonTimeout, Message: "not read: the time for all was over before its turn came", Err: ctx.Err()}
}

// sleep waits; false if ctx ended first.
func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
