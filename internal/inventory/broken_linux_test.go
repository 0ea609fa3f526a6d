package inventory_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// breaker stands between a store and its server and breaks the connection at a
// COMMIT.
type breaker struct {
	address string
	target  string
	// armed is how many connections to break, and deliver whether the server gets
	// the COMMIT first; then the answer is lost.
	armed   atomic.Int32
	deliver bool
	// down refuses new connections once one was broken.
	down, broken atomic.Bool
}

func newBreaker(t *testing.T, target string, deliver bool) *breaker {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	b := &breaker{address: listener.Addr().String(), target: target, deliver: deliver}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if b.down.Load() && b.broken.Load() {
				_ = conn.Close()
				continue
			}
			go b.serve(context.WithoutCancel(t.Context()), conn)
		}
	}()
	return b
}

func (b *breaker) serve(ctx context.Context, client net.Conn) {
	defer func() { _ = client.Close() }()
	server, err := new(net.Dialer).DialContext(ctx, "tcp", b.target)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	var cut atomic.Bool
	answered := make(chan struct{}, 1)
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if err != nil {
				_ = client.Close()
				return
			}
			if cut.Load() {
				answered <- struct{}{}
				return
			}
			_, _ = client.Write(buffer[:n])
		}
	}()
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		// With cache_describe each batch carries its SQL.
		if bytes.Contains(buffer[:n], []byte("INSERT INTO expiry_history")) && bytes.Contains(buffer[:n], []byte("COMMIT")) && b.armed.Add(-1) >= 0 {
			b.broken.Store(true)
			if b.deliver {
				cut.Store(true)
				_, _ = server.Write(buffer[:n])
				<-answered
			}
			return
		}
		_, _ = server.Write(buffer[:n])
	}
}

// TestBrokenCommit: the connection breaks at the COMMIT, before or after the
// server has it. Either way the row is written once, and success is told.
func TestBrokenCommit(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	for _, deliver := range []bool{false, true} {
		for _, times := range []int32{1, 3} {
			l := postgresLedger(t, s)
			l.migrate(t)
			b := newBreaker(t, fmt.Sprintf("127.0.0.1:%d", s.port), deliver)
			l.url = strings.Replace(l.url, fmt.Sprintf("127.0.0.1:%d", s.port), b.address, 1) + "&default_query_exec_mode=cache_describe"
			store := l.open(t, "prod")
			// Every statement is described before the connection breaks.
			mustUpsert(t, store, asset("warm", 90), 0)
			warm := asset("warm", 120)
			mustUpsert(t, store, warm, 1)
			for i, write := range []func() (inventory.Outcome, error){
				func() (inventory.Outcome, error) { return store.Upsert(t.Context(), asset("erp", 90), 0) },
				func() (inventory.Outcome, error) { return store.Upsert(t.Context(), asset("erp", 120), 1) },
				func() (inventory.Outcome, error) {
					return store.Delete(t.Context(), "asset/erp", 2, inventory.Tombstone)
				},
				func() (inventory.Outcome, error) { return store.Upsert(t.Context(), asset("erp", 90), 0) },
				func() (inventory.Outcome, error) { return store.Delete(t.Context(), "asset/erp", 4, inventory.Purge) },
			} {
				b.broken.Store(false)
				b.armed.Store(times)
				outcome, err := write()
				want := []inventory.Action{inventory.Created, inventory.Updated, inventory.Deleted, inventory.Restored, inventory.Purged}[i]
				if err != nil || outcome.Action != want || outcome.Row.Revision != int64(i+1) {
					t.Errorf("deliver %t, %d times, write %d: %s at %d, %s", deliver, times, i, outcome.Action, outcome.Row.Revision, detail(err))
				}
				if !b.broken.Load() {
					t.Error("nothing broke")
				}
			}
			entries, err := store.History(t.Context(), "asset/erp")
			if err != nil || len(entries) != 5 {
				t.Errorf("deliver %t: %d entries, %v", deliver, len(entries), detail(err))
			}
		}
	}
}

// TestBrokenForGood: where the server does not come back, it is told that it
// cannot be told.
func TestBrokenForGood(t *testing.T) {
	t.Parallel()
	s := sharedServer(t)
	l := postgresLedger(t, s)
	l.migrate(t)
	b := newBreaker(t, fmt.Sprintf("127.0.0.1:%d", s.port), true)
	direct := l.open(t, "prod")
	l.url = strings.Replace(l.url, fmt.Sprintf("127.0.0.1:%d", s.port), b.address, 1) + "&default_query_exec_mode=cache_describe"
	store := l.open(t, "prod", impatient)
	mustUpsert(t, store, asset("warm", 90), 0)
	b.down.Store(true)
	b.armed.Store(1)
	_, err := store.Upsert(t.Context(), asset("erp", 90), 0)
	wantError(t, err, inventory.Uncertain, "Apply again")
	b.down.Store(false)
	// The next apply finds it done.
	if outcome := mustUpsert(t, direct, asset("erp", 90), 0); outcome.Action != inventory.Unchanged {
		t.Errorf("%+v", outcome)
	}
}
