package network

import (
	"context"
	"time"
)

// firstOf runs tries until one succeeds: the next begins when one fails, or
// when delay has passed without an answer. What succeeds too late is discarded.
// If all fail, the error is that of the first.
func firstOf[T any](ctx context.Context, delay time.Duration, tries []func(context.Context) (T, error), discard func(T)) (T, error) {
	if len(tries) == 1 {
		return tries[0](ctx)
	}
	type result struct {
		value T
		err   error
		try   int
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan result, len(tries))
	begun, pending := 0, 0
	begin := func() {
		try := begun
		begun++
		pending++
		go func() {
			value, err := tries[try](ctx)
			results <- result{value, err, try}
		}()
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	var first result
	begin()
	for {
		select {
		case <-timer.C:
		case r := <-results:
			pending--
			if r.err == nil {
				go func(late int) {
					for range late {
						if r := <-results; r.err == nil {
							discard(r.value)
						}
					}
				}(pending)
				return r.value, nil
			}
			if r.try == 0 {
				first = r
			}
		}
		if begun < len(tries) {
			begin()
			timer.Reset(delay)
		} else if pending == 0 {
			return first.value, first.err
		}
	}
}
