package policy

import (
	"fmt"
	"math"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// tracking joins things with those that know better when they end. Tracks may
// lead on to tracks; what comes back to itself can tell nothing.
type tracking struct {
	*judging
	relation
	place  []int // depth on the way down, settled when done
	told   map[*group]account
	begun  map[*group]int  // depth of a group on the way down
	facts  map[*group]Item // what all that name the group say of its things
	filled []bool
	depth  int
}

// account is what the things behind one or several names say together: the
// earliest of their dates, and the worst of their states.
type account struct {
	line   deadline.Timeline
	source string // id of the thing that ends first
	status deadline.Status
	worst  string // id of the thing that status is of
	fails  bool   // one of them does not pass
	newest time.Time
}

const settled = -1

// noLoop is a depth below every other: nothing leads back.
const noLoop = math.MaxInt

// settleTracks judges every entry, those that track others by what these say.
func (j *judging) settleTracks() {
	t := &tracking{judging: j, relation: j.relate(tracksOf)}
	t.place = make([]int, len(j.entries))
	t.told, t.begun = map[*group]account{}, map[*group]int{}
	t.facts = map[*group]Item{}
	t.filled = make([]bool, len(j.entries))
	for i := range j.entries {
		t.fill(i)
	}
	for i := range j.entries {
		t.settle(i)
	}
}

// tracksOf are the names of what a thing tracks: what is over tracks nothing.
func tracksOf(e *entry) []string {
	if e.Closed() {
		return nil
	}
	return e.Tracks
}

// fill gives a thing what those that track it say of it: its owner and the like.
func (t *tracking) fill(i int) {
	if t.filled[i] {
		return
	}
	t.filled[i] = true
	for _, g := range t.byTarget[i] {
		facts, ok := t.facts[g]
		if !ok {
			for _, source := range g.sources {
				t.fill(source)
				facts.fill(t.entries[source].Item)
			}
			t.facts[g] = facts
		}
		t.entries[i].fill(facts)
	}
}

// settle judges one entry and returns the least depth to which its tracks lead
// back, noLoop where they do not.
func (t *tracking) settle(i int) int {
	switch {
	case t.place[i] == settled:
		return noLoop
	case t.place[i] > 0:
		return t.place[i]
	}
	t.depth++
	here := t.depth
	t.place[i] = here
	back := noLoop
	var said account
	missing := ""
	for _, g := range t.bySource[i] {
		if len(g.targets) == 0 && missing == "" {
			missing = g.name
		}
		loop, told := t.gather(g)
		back = min(back, loop)
		said.join(told)
	}
	t.depth--
	t.place[i] = settled
	e := &t.entries[i]
	e.judgement = e.judge(t.now, t.loc)
	switch {
	case len(t.bySource[i]) == 0:
	case missing != "":
		e.untold = true
		e.doubt(fmt.Sprintf("%s tracks %s, which is not among these deadlines; hand it over too.", named(e.ID), named(missing)))
	case back <= here:
		e.doubt(fmt.Sprintf("%s tracks itself, so nothing says when it ends; let it track the thing that knows.", named(e.ID)))
	default:
		t.apply(e, said)
	}
	return back
}

// gather asks all that a name means.
func (t *tracking) gather(g *group) (int, account) {
	if told, ok := t.told[g]; ok {
		return noLoop, told
	}
	if depth, ok := t.begun[g]; ok {
		return depth, account{status: deadline.StatusUnknown}
	}
	t.depth++
	t.begun[g] = t.depth
	back := noLoop
	var told account
	for _, target := range g.targets {
		back = min(back, t.settle(target))
		told.take(&t.entries[target])
	}
	t.depth--
	t.told[g] = told
	return back, told
}

// take adds what one thing says. A thing that is being asked already has no
// judgement yet, which counts as unknown.
func (a *account) take(e *entry) {
	one := account{line: e.Timeline, source: e.ID, status: e.judgement.Status, worst: e.ID, newest: e.NewestAt, fails: !e.judgement.Passes}
	if one.status == "" {
		one.status = deadline.StatusUnknown
	}
	a.join(one)
}

func (a *account) join(other account) {
	if other.status == "" {
		return
	}
	if a.status == "" || other.status.Rank() > a.status.Rank() {
		a.status, a.worst = other.status, other.worst
	}
	a.fails = a.fails || other.fails
	if other.line.End.State == deadline.EndKnown {
		known := a.line.End.State == deadline.EndKnown
		if !known || other.line.End.At.Before(a.line.End.At) {
			a.line.End, a.source = other.line.End, other.source
		}
		a.line.ActBy = earlier(a.line.ActBy, other.line.ActBy)
		a.line.RemindAt = earlier(a.line.RemindAt, other.line.RemindAt)
	} else if a.line.End.State == deadline.EndUnknown {
		a.line.End, a.source = other.line.End, other.source
	}
	a.newest = earlier(a.newest, other.newest)
}

// earlier is the earlier of two instants, of which zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
