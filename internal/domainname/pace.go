package domainname

import (
	"context"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Sleep waits for a time, or until the context ends, whose error it then gives.
type Sleep func(ctx context.Context, wait time.Duration) error

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// host is what is known of one server while the process runs: one question at a
// time, no two closer than the pace, none while it is left alone.
type host struct {
	turn     chan struct{}
	asked    time.Time // when the last question began; zero before the first
	failures int       // in a row
	// alone is until when it is left alone, and why.
	alone  time.Time
	reason *Fault
}

// hosts are the servers asked by this process.
type hosts struct {
	clock deadline.Clock
	sleep Sleep
	pace  time.Duration

	mutex  sync.Mutex
	byName map[string]*host
}

func (h *hosts) of(name string) *host {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	known := h.byName[name]
	if known == nil {
		known = &host{turn: make(chan struct{}, 1)}
		h.byName[name] = known
	}
	return known
}

// take waits for this process's turn at a server. The fault says that it is left
// alone for now, the error is the context's; after either there is nothing to give
// back.
func (h *hosts) take(ctx context.Context, server *host) (*Fault, error) {
	select {
	case server.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if h.clock().Before(server.alone) {
		fault := *server.reason
		<-server.turn
		return &fault, nil
	}
	if err := h.keepPace(ctx, server); err != nil {
		<-server.turn
		return nil, err
	}
	return nil, ctx.Err()
}

// keepPace waits until the next question may be asked, and counts it as asked.
func (h *hosts) keepPace(ctx context.Context, server *host) error {
	if wait := server.asked.Add(h.pace).Sub(h.clock()); !server.asked.IsZero() && wait > 0 {
		if err := h.sleep(ctx, wait); err != nil {
			return err
		}
	}
	server.asked = h.clock()
	return nil
}

// How a server is treated that refuses or fails.
const (
	// refusedFor is how long one is left alone that is asked too often and does
	// not say until when.
	refusedFor = time.Minute
	// failuresInRow is after how many failures one is left alone, for failedFor: a
	// registry that is down must not cost the time limit once for each domain.
	failuresInRow = 2
	failedFor     = time.Minute
)

// release gives the turn back and draws the conclusions from a fault, nil for none.
func (h *hosts) release(server *host, fault *Fault) {
	h.conclude(server, fault)
	<-server.turn
}

// refused leaves a server alone that refused in an answer which was no error of
// HTTP.
func (h *hosts) refused(server *host, fault *Fault) {
	server.turn <- struct{}{}
	h.release(server, fault)
}

func (h *hosts) conclude(server *host, fault *Fault) {
	now := h.clock()
	switch {
	case fault == nil || fault.Word != Unreachable && fault.Word != RateLimited:
		server.failures = 0
	case fault.Word == RateLimited:
		server.alone = fault.RetryAt
		if !server.alone.After(now) {
			server.alone = now.Add(refusedFor)
		}
		server.reason = &Fault{Word: RateLimited, Message: "it was not asked, since it refused another question of this run: " + fault.Message, RetryAt: fault.RetryAt}
	default:
		server.failures++
		if server.failures >= failuresInRow {
			server.alone = now.Add(failedFor)
			server.reason = &Fault{Word: Unreachable, Message: "it was not asked, since the last questions of this run failed: " + fault.Message}
		}
	}
}
