package network

import (
	"context"
	"time"
)

// FirstOf is firstOf for tests.
func FirstOf[T any](ctx context.Context, delay time.Duration, tries []func(context.Context) (T, error), discard func(T)) (T, error) {
	return firstOf(ctx, delay, tries, discard)
}
