package contract

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Book is a register of contracts that name one another. It is not changed once
// made, and may be used by many goroutines.
type Book struct {
	contracts []Contract
	byKey     map[string]int
	upstream  []int // of each contract, -1 for none
	order     []int // every contract after the one it rests on
}

// NewBook puts contracts together. The faults are keys that occur twice, upstream
// keys that nobody has, and contracts that rest on one another in a circle; with
// any there is no book.
func NewBook(contracts []Contract) (*Book, []*Fault) {
	b := &Book{contracts: contracts, byKey: make(map[string]int, len(contracts)), upstream: make([]int, len(contracts))}
	var faults []*Fault
	for i := range contracts {
		c := &contracts[i]
		if first, seen := b.byKey[c.Key]; seen {
			faults = append(faults, fault(c, "contract", "The key %s occurs twice: at %s and at %s. Give each contract a key of its own.",
				deadline.Quote(c.Key), place(&contracts[first], first), place(c, i)))
			continue
		}
		b.byKey[c.Key] = i
	}
	unknown := 0
	for i := range contracts {
		c := &contracts[i]
		b.upstream[i] = -1
		if c.Upstream == "" {
			continue
		}
		if at, found := b.byKey[c.Upstream]; found {
			b.upstream[i] = at
			continue
		}
		hint := ""
		// Looking for near names takes the whole book each time.
		if unknown++; unknown <= 10 {
			hint = "\n\nNearest: " + strings.Join(b.nearest(c.Upstream), ", ")
		}
		faults = append(faults, fault(c, "upstream", "It rests on %s, but no contract has that key; add that contract, or correct the key.%s", deadline.Quote(c.Upstream), hint))
	}
	faults = append(faults, b.sort()...)
	if len(faults) == 0 {
		faults = b.tooDeep()
	}
	if len(faults) > 0 {
		return nil, faults
	}
	for i := range contracts {
		contracts[i].Where = nil // nothing is left to find fault with
	}
	return b, nil
}

// Keys lists the contracts in the order in which they were given.
func (b *Book) Keys() []string {
	keys := make([]string, len(b.contracts))
	for i := range b.contracts {
		keys[i] = b.contracts[i].Key
	}
	return keys
}

// Contract finds a contract by its key. The error names the nearest keys.
func (b *Book) Contract(key string) (*Contract, error) {
	i, err := b.find(key)
	if err != nil {
		return nil, err
	}
	return &b.contracts[i], nil
}

// UnknownKeyError says that no contract has a key, and which keys come near.
type UnknownKeyError struct {
	Key     string
	Total   int
	Nearest []string
}

// Error is a sentence for a person.
func (e *UnknownKeyError) Error() string {
	return fmt.Sprintf("None of the %d contracts has the key %s.\n\nNearest: %s", e.Total, deadline.Quote(e.Key), strings.Join(e.Nearest, ", "))
}

func (b *Book) find(key string) (int, error) {
	if i, found := b.byKey[key]; found {
		return i, nil
	}
	return 0, &UnknownKeyError{Key: key, Total: len(b.contracts), Nearest: b.nearest(key)}
}

// sort fills in the order and finds the circles. No recursion: a chain may have
// any length.
func (b *Book) sort() []*Fault {
	const (
		unseen = iota
		onPath
		done
	)
	var faults []*Fault
	state := make([]uint8, len(b.contracts))
	b.order = make([]int, 0, len(b.contracts))
	var path []int
	for start := range b.contracts {
		path = path[:0]
		i := start
		for i >= 0 && state[i] == unseen {
			state[i] = onPath
			path = append(path, i)
			i = b.upstream[i]
		}
		if i >= 0 && state[i] == onPath {
			faults = append(faults, b.circle(path[slices.Index(path, i):]))
		}
		for _, i := range slices.Backward(path) {
			state[i] = done
			b.order = append(b.order, i)
		}
	}
	return faults
}

// maxLinks is the length of the longest chain: suppliers of suppliers are few, and
// a verdict on each contract looks at all above it.
const maxLinks = 32

// tooDeep finds the contracts with which chains grow longer than that.
func (b *Book) tooDeep() []*Fault {
	var faults []*Fault
	links := make([]int, len(b.contracts))
	for _, i := range b.order {
		links[i] = 1
		if up := b.upstream[i]; up >= 0 {
			links[i] += links[up]
		}
		if links[i] == maxLinks+1 {
			c := &b.contracts[i]
			faults = append(faults, fault(c, "upstream", "The chain from %s to the last supplier has more than %d contracts, which no supply has. Correct the upstream keys; %s is the one next above.",
				deadline.Quote(c.Key), maxLinks, deadline.Quote(c.Upstream)))
		}
	}
	return faults
}

func (b *Book) circle(members []int) *Fault {
	const most = 20
	var keys []string
	for _, i := range members[:min(most, len(members))] {
		keys = append(keys, deadline.Quote(b.contracts[i].Key))
	}
	if more := len(members) - most; more > 0 {
		keys = append(keys, fmt.Sprintf("(%d more)", more))
	}
	first := &b.contracts[members[0]]
	return fault(first, "upstream", "These contracts rest on one another in a circle, so that none of them has a last supplier: %s → %s. Correct one of their upstream keys.",
		strings.Join(keys, " → "), deadline.Quote(first.Key))
}

func fault(c *Contract, field, format string, args ...any) *Fault {
	return &Fault{Key: c.Key, Field: field, Where: c.Where[field], Message: fmt.Sprintf(format, args...)}
}

// place is where a contract stands: its cell, or its number.
func place(c *Contract, i int) string {
	if where := c.Where["contract"]; where != "" {
		return where
	}
	return fmt.Sprintf("contract number %d", i+1)
}
