package inventory

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Store is an inventory, seen by one tenant. It is safe for concurrent use, has
// at most four connections, and connects on first use.
type Store struct {
	config  Config
	place   place
	backend backend
	// version is the schema's, 0 until it was found to be one that is known, and so
	// the database to be reachable.
	version atomic.Int64
	// migrating says that the schema is to be made, not to be there.
	migrating bool
}

// URL is where the inventory is, without its password.
func (s *Store) URL() string { return s.place.shown }

// Tenant is whose rows these are.
func (s *Store) Tenant() string { return s.config.Tenant }

// Close ends the connections. The store connects no more.
func (s *Store) Close() { s.backend.close() }

// firstTries bounds how often a database that was never reached is tried: a plan
// is to say soon that it is down. One that was reached before is waited for
// until the timeout, since it may be restarting or failing over.
const firstTries = 4

// work is what is done in a transaction, maybe more than once. again says that an
// earlier attempt broke off when its COMMIT may have reached the database.
type work func(ctx context.Context, tx transaction, again bool) error

// read runs statements in one transaction that writes nothing. They may run more
// than once: prepare empties what they fill.
func (s *Store) read(ctx context.Context, prepare func() []statement) error {
	return s.transact(ctx, reads, func(ctx context.Context, tx transaction, _ bool) error {
		return tx.commit(ctx, prepare()...)
	})
}

// transact runs work in a transaction, again where the database says so or the
// connection was lost, until the timeout. The error is an *Error.
func (s *Store) transact(ctx context.Context, why purpose, do work) error {
	bounded, cancel := context.WithTimeout(ctx, s.config.Timeout)
	defer cancel()
	var last *trouble
	uncertain := false
	for try := 1; ; try++ {
		err := s.attempt(bounded, why, uncertain, do)
		if err == nil {
			return nil
		}
		if final, ok := errors.AsType[*Error](err); ok {
			return final
		}
		found := s.backend.explain(err)
		if found.lost {
			s.backend.renew()
			var committing *commitError
			uncertain = uncertain || (why == writes && errors.As(err, &committing))
		}
		if last == nil || bounded.Err() == nil {
			// What comes after the timeout tells of the timeout alone.
			last = found
		}
		if !found.again || (found.down && s.version.Load() == 0 && try >= firstTries) || !pause(bounded, try, found.down) {
			break
		}
	}
	switch {
	case uncertain:
		return s.settle(ctx, last, do)
	case errors.Is(ctx.Err(), context.Canceled):
		return s.place.trouble(Cancelled, "The call to the inventory was cancelled before it was done.", nil).Error
	}
	return last.Error
}

// attempt is one transaction, after a look at the schema's version.
func (s *Store) attempt(ctx context.Context, why purpose, again bool, do work) error {
	if !s.migrating && s.version.Load() == 0 {
		if err := s.checkSchema(ctx); err != nil {
			return err
		}
	}
	tx, err := s.backend.begin(ctx, why)
	if err != nil {
		return err
	}
	defer tx.end(ctx)
	return do(ctx, watched{tx}, again)
}

// watched marks the errors of a COMMIT.
type watched struct{ transaction }

type commitError struct{ error }

func (e *commitError) Unwrap() error { return e.error }

func (w watched) commit(ctx context.Context, statements ...statement) error {
	if err := w.transaction.commit(ctx, statements...); err != nil {
		return &commitError{err}
	}
	return nil
}

// settleTime is how long the last look at an uncertain write may take.
const settleTime = 5 * time.Second

// settle finds out, after the time is up, whether a write whose COMMIT went
// unanswered was done: a false failure leaves a row that no state knows of.
func (s *Store) settle(ctx context.Context, last *trouble, do work) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	err := s.attempt(ctx, writes, true, func(ctx context.Context, tx transaction, again bool) error {
		return do(ctx, lookOnly{tx}, again)
	})
	if err == nil {
		return nil
	}
	// Even where nothing was found, the transaction may still be running.
	return &Error{
		Kind: Uncertain,
		Message: "The connection broke while the inventory was being written, and whether it was cannot be told. " +
			"Apply again once the database is back: what was written already is not written twice.",
		Facts: last.Error.Facts,
	}
}

// lookOnly is a transaction that reads and refuses to write.
type lookOnly struct{ transaction }

var errNotWritten = errors.New("not written")

func (lookOnly) commit(context.Context, ...statement) error { return errNotWritten }

// pause waits before another attempt: longer each time, with some chance in it,
// so that those who collided do not collide again. A database that is down gets
// more time.
func pause(ctx context.Context, try int, down bool) bool {
	longest := 5 * time.Millisecond << min(try, 7)
	if down {
		longest = 50 * time.Millisecond << min(try, 3)
	}
	timer := time.NewTimer(longest/2 + rand.N(longest/2)) //nolint:gosec // spreads attempts, guards nothing
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
