package statefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
)

// Bounds of what is read.
const (
	DefaultMaxBytes         = 1 << 30
	DefaultMaxResourceBytes = 16 << 20
	maxModules              = 100 // modules within one another
)

// Open opens a document. A plan may be opened twice: what it does with a resource
// stands behind the resource. Both must be the same, or the plan is refused.
type Open func(ctx context.Context) (io.ReadCloser, error)

// Bytes opens a document in memory.
func Bytes(document []byte) Open {
	return func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(document)), nil }
}

// Options bound what is read. The zero value has defaults.
type Options struct {
	// MaxBytes of the document; 0 is DefaultMaxBytes.
	MaxBytes int64
	// MaxResourceBytes of one resource, which is all that is held in memory; 0 is
	// DefaultMaxResourceBytes. A larger one is yielded with a Problem.
	MaxResourceBytes int64
}

// Read reads a state or a plan and yields each resource instance in it, also those
// that cannot be read, with their Problem. An error of yield ends it and is
// returned as it is; every other error is an *Error.
//
// With an error nothing that was yielded may be taken for good: JSON has no order
// of members, so what a document is may be known at its end only, and one that was
// cut short looks whole up to there. The Header then says how far it was read.
func Read(ctx context.Context, open Open, options Options, yield func(Resource) error) (Header, error) {
	if options.MaxBytes <= 0 {
		options.MaxBytes = DefaultMaxBytes
	}
	if options.MaxResourceBytes <= 0 {
		options.MaxResourceBytes = DefaultMaxResourceBytes
	}
	r := &reading{
		header: Header{Serial: -1}, consumer: yield, seed: maphash.MakeSeed(),
		yielded: map[uint64]struct{}{}, changed: map[uint64]struct{}{}, planned: map[uint64]struct{}{}, prior: map[uint64]struct{}{},
		waiting: map[uint64]Resource{},
	}
	var first maphash.Hash
	err := r.pass(ctx, open, options, &first)
	r.header.Bytes = r.s.offset()
	if own, ok := errors.AsType[*Error](err); ok && own.Reason == Truncated {
		own.Message += fmt.Sprintf(" Up to there it had %d resources.", r.header.Counts.Resources)
	}
	if err != nil || !r.needsSecond() {
		return r.header, err
	}
	r.second = true
	var again maphash.Hash
	again.SetSeed(first.Seed())
	err = r.pass(ctx, open, options, &again)
	if own, ok := errors.AsType[*Error](err); (err == nil || ok && own.ofDocument()) && first.Sum64() != again.Sum64() {
		return r.header, fault(Changed, "Somebody changed the plan while it was read: the second reading gave something else than the first. Plan again, or read it once it is written.")
	}
	if err == nil {
		err = r.unmet()
	}
	return r.header, err
}

// reading is what is known while a document is read.
type reading struct {
	s        *scanner
	second   bool
	header   Header
	marks    marks
	consumer func(Resource) error
	seed     maphash.Seed

	// Addresses, as hashes: there may be hundreds of thousands.
	yielded, changed, planned, prior map[uint64]struct{}
	// unread says that something in planned_values or prior_state has a Problem.
	unread bool
	// waiting are changes without values, which stand elsewhere in the plan; waited
	// has their order.
	waiting map[uint64]Resource
	waited  []uint64
}

// pass reads the document once, whole.
func (r *reading) pass(ctx context.Context, open Open, options Options, sum *maphash.Hash) error {
	r.s = newScanner(ctx, nil, options.MaxBytes, options.MaxResourceBytes)
	r.s.sum = sum
	source, err := open(ctx)
	if err != nil {
		return unreadable(err)
	}
	defer source.Close()
	r.s.src = source
	if err := r.s.sniff(); err != nil {
		return err
	}
	r.marks = marks{}
	if err := r.top(&r.marks, false); err != nil {
		if own, ok := errors.AsType[*Error](err); ok && own.ofDocument() && r.marks.version == "3" {
			return versionFault("3")
		}
		return err
	}
	if err := r.s.nothingMore(); err != nil {
		return err
	}
	return r.marks.verdict(&r.header)
}

// nothingMore makes sure that only white space is left.
func (s *scanner) nothingMore() error {
	_, err := s.peek()
	switch {
	case err == nil:
		return fault(Trailing, "Behind the end of the JSON, at byte %d, stands something more. Two states in one file, or text of a command behind one, are no state.", s.offset())
	case s.failed != nil:
		return s.failed
	}
	return nil
}

// key is a hash of what tells one instance from another.
func (r *reading) key(resource Resource) uint64 {
	return maphash.String(r.seed, resource.Address+"\x00"+resource.Deposed)
}

// yield hands a resource on, once.
func (r *reading) yield(resource Resource) error {
	if resource.Problem != nil {
		resource.Attributes = nil
	} else if key := r.key(resource); has(r.yielded, key) {
		resource.Attributes = nil
		resource.Problem = problem(resource.Position, secondTime)
	} else {
		r.yielded[key] = struct{}{}
	}
	resource.Provider = providerOf(resource.Type)
	r.header.count(resource)
	return r.consumer(resource)
}

func has(set map[uint64]struct{}, key uint64) bool {
	_, found := set[key]
	return found
}

// problem is why one resource cannot be read.
func problem(position, message string) *Error {
	return &Error{Reason: OtherShape, Message: message, Position: position}
}

const secondTime = "Its address stands there a second time, so that it cannot be told which counts."

// misshapen yields what stands in place of a resource.
func (r *reading) misshapen(s *scanner, message string) error {
	return r.yield(Resource{Position: s.position(), Problem: problem(s.position(), message)})
}
