package statefile

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"strconv"
	"strings"
)

const (
	chunk    = 64 << 10 // bytes of the window over the source, while no value needs more
	maxDepth = 500      // objects and lists within one another
	maxToken = 1 << 20  // bytes of one key, type, name or address
)

// scanner reads JSON (RFC 8259) from a stream and checks all of it, also what
// nobody asks for. Unlike encoding/json it refuses an object that has a member
// twice and text that is not UTF-8: both would mean different things to
// different readers.
type scanner struct {
	ctx context.Context // asked at each refill
	src io.Reader
	// most is how many bytes are read at most, mostKept how many of them one
	// resource may have.
	most, mostKept int64

	buf      []byte
	pos, end int   // what is not yet read is buf[pos:end]
	start    int64 // offset of buf[0] in the source
	// kept and held are where a resource and a token start that must stay in the
	// window; -1 for none.
	kept, held int
	overflow   bool // kept was given up, because it grew too large
	atEnd      bool
	failed     error // why the source gave no more

	sum    *maphash.Hash // over all bytes; nil where nobody asks
	seed   maphash.Seed
	frames []frame
	keys   []uint64 // hashes of the keys of all open objects
	place  []step
}

// frame is an open object or list.
type frame struct {
	object bool
	keys   int // where its keys start in scanner.keys
	// many has the keys once they are too many to be compared one by one.
	many map[uint64]struct{}
}

// step is one part of a position: a member's name, or an index.
type step struct {
	name  string
	index int
}

func newScanner(ctx context.Context, src io.Reader, most, mostKept int64) *scanner {
	s := &scanner{ctx: ctx, src: src, most: most, mostKept: mostKept, buf: make([]byte, chunk), kept: -1, held: -1, seed: maphash.MakeSeed(), sum: new(maphash.Hash)}
	return s
}

// within reads a part of what another scanner has read, which says where it
// stood.
func (s *scanner) within(part []byte, offset int64) *scanner {
	return &scanner{
		ctx: s.ctx, src: strings.NewReader(""), most: s.most, mostKept: s.mostKept, buf: part, end: len(part), start: offset,
		kept: -1, held: -1, seed: s.seed, place: append([]step(nil), s.place...),
	}
}

// offset is the number of bytes read.
func (s *scanner) offset() int64 { return s.start + int64(s.pos) }

// fill reads more into the window. It says whether there is more.
func (s *scanner) fill() bool {
	if s.atEnd || s.failed != nil {
		return false
	}
	if err := s.ctx.Err(); err != nil {
		s.failed = stopped(err)
		return false
	}
	if s.kept >= 0 && int64(s.pos-s.kept) > s.mostKept {
		s.kept, s.overflow = -1, true
	}
	from := s.pos
	for _, pin := range []int{s.kept, s.held} {
		if pin >= 0 {
			from = min(from, pin)
		}
	}
	if from > 0 {
		copy(s.buf, s.buf[from:s.end])
		s.start += int64(from)
		s.pos, s.end = s.pos-from, s.end-from
		s.kept, s.held = max(-1, s.kept-from), max(-1, s.held-from)
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, max(len(s.buf), chunk))...)
	}
	for range 100 { // as io.Reader allows (io.ErrNoProgress)
		n, err := s.src.Read(s.buf[s.end:])
		if s.sum != nil {
			_, _ = s.sum.Write(s.buf[s.end : s.end+n])
		}
		s.end += n
		switch {
		case s.start+int64(s.end) > s.most:
			s.failed = fault(TooLarge, "It has more than %d bytes, the most that is read of one state.", s.most)
			return false
		case errors.Is(err, io.EOF):
			s.atEnd = true
		case err != nil:
			s.failed = unreadable(err)
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	s.failed = unreadable(io.ErrNoProgress)
	return false
}

// stopped is the error for a context that has ended.
func stopped(err error) *Error {
	reason, message := Cancelled, "Reading the state was cancelled."
	if errors.Is(err, context.DeadlineExceeded) {
		reason, message = Timeout, "The state could not be read within the time allowed."
	}
	return &Error{Reason: reason, Message: message, cause: err}
}

// unreadable is the error for a source that broke. One that knows why says so
// itself.
func unreadable(err error) error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return stopped(err)
	}
	return &Error{Reason: Unreadable, Message: "The state broke off while it was read; what had come before is not taken for the whole.", cause: err}
}

// keep lets all that is read from here on stay in the window, for bytes.
func (s *scanner) keep() { s.kept, s.overflow = s.pos, false }

// release ends keep. What was kept stays until the next read; false says that it
// was too large to be kept.
func (s *scanner) release() bool {
	s.kept = -1
	return !s.overflow
}

// span is where a value stands in the source, and the byte it begins with.
type span struct {
	from, to int64
	first    byte
}

func (v span) object() bool { return v.first == '{' }
func (v span) null() bool   { return v.first == 'n' || v.first == 0 }

// span passes over the next value and says where it stood.
func (s *scanner) span() (span, error) {
	c, err := s.peek()
	if err != nil {
		return span{}, err
	}
	v := span{from: s.offset(), first: c}
	err = s.skip()
	v.to = s.offset()
	return v, err
}

// bytes are those of a value that was kept.
func (s *scanner) bytes(v span) []byte { return s.buf[v.from-s.start : v.to-s.start] }

// enter and leave keep track of where in the document the scanner is.
func (s *scanner) enter(name string) { s.place = append(s.place, step{name: name}) }
func (s *scanner) leave()            { s.place = s.place[:len(s.place)-1] }

// position is where in the document the scanner is, "" at its top.
func (s *scanner) position() string {
	var b strings.Builder
	for _, at := range s.place {
		switch {
		case at.name == "":
			b.WriteString("[" + strconv.Itoa(at.index) + "]")
		case b.Len() > 0:
			b.WriteString("." + at.name)
		default:
			b.WriteString(at.name)
		}
	}
	return b.String()
}

// wrong is an error at the place where the scanner is.
func (s *scanner) wrong(reason Reason, format string, values ...any) *Error {
	found := fault(reason, format, values...)
	found.Position = s.position()
	return found
}

func (s *scanner) syntax(expected string) error {
	return s.wrong(Malformed, "It is no JSON: at byte %d %s was expected. Nothing of it is taken. %s", s.offset(), expected, accepted)
}

// ended is the error for a value that is not there.
func (s *scanner) ended() error {
	if s.failed != nil {
		return s.failed
	}
	return s.wrong(Truncated, "It is cut short: it ends at byte %d, in the middle of the JSON. What stands before is not taken for the whole. Write or fetch it again.", s.offset())
}
