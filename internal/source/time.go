package source

import (
	"context"
	"errors"
)

// InTime runs read in a goroutine of its own: a read from a dead network file
// system cannot be interrupted, only left. It fails where the context ends first,
// with its error behind the failure.
func InTime[T any](ctx context.Context, read func() T) (T, *Failure) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, gaveUp(err)
	}
	if ctx.Done() == nil {
		return read(), nil
	}
	done := make(chan T, 1)
	go func() { done <- read() }()
	select {
	case got := <-done:
		return got, nil
	case <-ctx.Done():
		return none, gaveUp(ctx.Err())
	}
}

func gaveUp(err error) *Failure {
	clause := "reading it was cancelled"
	if errors.Is(err, context.DeadlineExceeded) {
		clause = "it could not be read within the time allowed"
	}
	return &Failure{Reason: Unreachable, Clause: clause, cause: err}
}
