package deadline

import "time"

// Clock tells the time. The provider reads it once per configuration, so that
// every judgement of one run is about the same instant.
type Clock func() time.Time

// SystemClock is the wall clock. This is the only place where it is read.
func SystemClock() time.Time { return time.Now() }

// FixedClock always tells t.
func FixedClock(t time.Time) Clock { return func() time.Time { return t } }
