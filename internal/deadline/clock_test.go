package deadline_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

func TestFixedClock(t *testing.T) {
	t.Parallel()
	today := at(t, "2026-11-21T00:00:00Z")
	clock := deadline.FixedClock(today)
	for range 2 {
		if got := clock(); !got.Equal(today) {
			t.Errorf("fixed clock tells %s, want %s", got, today)
		}
	}
}

func TestSystemClockRuns(t *testing.T) {
	t.Parallel()
	var clock deadline.Clock = deadline.SystemClock
	first, second := clock(), clock()
	if first.Year() < 2024 || second.Before(first) {
		t.Errorf("system clock tells %s, then %s", first, second)
	}
}
