package statefile

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Limits bound the reading of many sources. The zero value has defaults.
type Limits struct {
	Options
	// MaxTotalBytes of all sources together, second readings of plans included; 0 is
	// DefaultMaxTotalBytes.
	MaxTotalBytes int64
	// Timeout of one source and TotalTimeout of all together; 0 are the defaults.
	Timeout, TotalTimeout time.Duration
	// Concurrency is how many are read at a time; 0 is DefaultConcurrency.
	Concurrency int
}

// What Limits' zero values stand for.
const (
	DefaultMaxTotalBytes = 8 << 30
	DefaultTimeout       = 2 * time.Minute
	DefaultTotalTimeout  = 10 * time.Minute
	DefaultConcurrency   = 4
)

func (l Limits) withDefaults() Limits {
	l.MaxTotalBytes = orDefault(l.MaxTotalBytes, DefaultMaxTotalBytes)
	l.MaxBytes = orDefault(l.MaxBytes, DefaultMaxBytes)
	l.Timeout = orDefault(l.Timeout, DefaultTimeout)
	l.TotalTimeout = orDefault(l.TotalTimeout, DefaultTotalTimeout)
	l.Concurrency = orDefault(l.Concurrency, DefaultConcurrency)
	return l
}

func orDefault[T int | int64 | time.Duration](value, otherwise T) T {
	if value <= 0 {
		return otherwise
	}
	return value
}

// ReadMany reads sources side by side and gives their outcomes in their order,
// also of those that cannot be read. visit is called with the number of the source
// and a resource of it: in order for one source, at the same time for different
// ones.
func ReadMany(ctx context.Context, sources []Source, limits Limits, visit func(source int, resource Resource) error) []Outcome {
	limits = limits.withDefaults()
	ctx, cancel := context.WithTimeout(ctx, limits.TotalTimeout)
	defer cancel()
	outcomes := make([]Outcome, len(sources))
	for i, name := range Names(sources) {
		outcomes[i] = Outcome{Name: name, Shown: sources[i].Shown}
	}
	budget := &atomic.Int64{}
	budget.Store(limits.MaxTotalBytes)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(limits.Concurrency, len(sources)) {
		workers.Go(func() {
			for i := range next {
				sources[i].read(ctx, limits, budget, &outcomes[i], func(resource Resource) error { return visit(i, resource) })
			}
		})
	}
	for i := range sources {
		next <- i
	}
	close(next)
	workers.Wait()
	return outcomes
}

func (s Source) read(ctx context.Context, limits Limits, budget *atomic.Int64, into *Outcome, visit func(Resource) error) {
	if s.problem != nil {
		into.Err = named(s.problem, s.Shown)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Timeout)
	defer cancel()
	header, err := Read(ctx, func(ctx context.Context) (io.ReadCloser, error) {
		reader, age, err := s.open(ctx, limits.MaxBytes)
		if err != nil {
			return nil, err
		}
		if into.Age.By == "" {
			into.Age = age
		}
		return &metered{reader, budget}, nil
	}, limits.Options, visit)
	into.Header = header
	if err != nil {
		into.Err = named(err, s.Shown)
	}
}

// metered counts what is read of all sources.
type metered struct {
	io.ReadCloser
	budget *atomic.Int64
}

func (m *metered) Read(into []byte) (int, error) {
	n, err := m.ReadCloser.Read(into)
	if m.budget.Add(-int64(n)) < 0 {
		return 0, fault(TooLarge, "All states together have more bytes than are read at once. Read them in several parts.")
	}
	return n, err
}
