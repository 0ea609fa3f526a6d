package domainname

import (
	"context"
	"sync"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// failureKept is how long a failure stands in for the next question about the
// same thing, so that ten modules that name one domain ask once.
const failureKept = time.Minute

// kept holds what was learnt, each once: who asks for what is just being asked
// waits for that answer.
type kept[T any] struct {
	clock  deadline.Clock
	maxAge time.Duration

	mutex sync.Mutex
	byKey map[string]*entry[T]
}

type entry[T any] struct {
	done  chan struct{} // closed when the rest is there
	value T
	fault *Fault
	err   error // of the context of who asked
	at    time.Time
}

// get is what is kept under a key, else what ask gives. The error is that of the
// context; it is not kept.
func (k *kept[T]) get(ctx context.Context, key string, ask func() (T, *Fault, error)) (T, *Fault, error) {
	for {
		one, mine := k.entry(key)
		if mine {
			one.value, one.fault, one.err = ask()
			one.at = k.clock()
			if one.err != nil {
				k.forget(key, one)
			}
			close(one.done)
			return one.value, one.fault, one.err
		}
		select {
		case <-one.done:
			if one.err == nil {
				return one.value, one.fault, nil
			}
			// Whoever asked gave up: ask anew.
		case <-ctx.Done():
			var none T
			return none, nil, ctx.Err()
		}
	}
}

// entry is what stands under a key and is not too old, else a new one that is the
// caller's to fill.
func (k *kept[T]) entry(key string) (one *entry[T], mine bool) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if one = k.byKey[key]; one != nil && !k.old(one) {
		return one, false
	}
	if k.byKey == nil {
		k.byKey = map[string]*entry[T]{}
	}
	one = &entry[T]{done: make(chan struct{})}
	k.byKey[key] = one
	return one, true
}

func (k *kept[T]) old(one *entry[T]) bool {
	select {
	case <-one.done:
	default:
		return false
	}
	age, most := k.clock().Sub(one.at), k.maxAge
	if one.fault != nil {
		most = min(most, failureKept)
	}
	return age < 0 || age >= most
}

func (k *kept[T]) forget(key string, one *entry[T]) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	if k.byKey[key] == one {
		delete(k.byKey, key)
	}
}
