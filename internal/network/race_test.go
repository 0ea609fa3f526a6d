package network_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestFirstOf(t *testing.T) {
	t.Parallel()
	errNo := errors.New("no")
	fail := func(context.Context) (int, error) { return 0, errNo }
	hang := func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, ctx.Err() }
	succeed := func(n int) func(context.Context) (int, error) {
		return func(context.Context) (int, error) { return n, nil }
	}
	type try = func(context.Context) (int, error)
	for name, test := range map[string]struct {
		tries []try
		want  int
		err   error
	}{
		"one":                   {[]try{succeed(1)}, 1, nil},
		"one fails":             {[]try{fail}, 0, errNo},
		"first wins":            {[]try{succeed(1), succeed(2)}, 1, nil},
		"first fails":           {[]try{fail, succeed(2)}, 2, nil},
		"first hangs":           {[]try{hang, hang, succeed(3)}, 3, nil},
		"all fail":              {[]try{fail, fail}, 0, errNo},
		"fails, hangs, succeed": {[]try{fail, hang, succeed(3)}, 3, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := network.FirstOf(t.Context(), time.Millisecond, test.tries, func(int) {})
			if got != test.want || !errors.Is(err, test.err) {
				t.Errorf("%d, %v, want %d, %v", got, err, test.want, test.err)
			}
		})
	}
}

// What succeeds although another was first is not leaked.
func TestFirstOfDiscards(t *testing.T) {
	t.Parallel()
	var discarded atomic.Int64
	done := make(chan bool)
	late := func(ctx context.Context) (int, error) { <-ctx.Done(); return 7, nil }
	_, err := network.FirstOf(t.Context(), time.Millisecond,
		[]func(context.Context) (int, error){late, late, func(context.Context) (int, error) { return 3, nil }},
		func(n int) {
			if discarded.Add(int64(n)) == 14 {
				close(done)
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	<-done
}
