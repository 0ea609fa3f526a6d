package inventory_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// load is four workspaces that write without pause, and what they were told.
type load struct {
	mutex        sync.Mutex
	acknowledged []inventory.Row
	group        sync.WaitGroup
	stop         context.CancelFunc
	written      chan struct{} // closed after the first write of each
}

// startLoad begins to write. An error is one of the store's alone, and never that
// the row was changed by others: that would be a write done and told to have
// failed.
func startLoad(t *testing.T, l ledger, round string) *load {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	found := &load{stop: stop, written: make(chan struct{})}
	var first sync.WaitGroup
	for w := range 4 {
		first.Add(1)
		begun := sync.OnceFunc(first.Done)
		found.group.Go(func() {
			defer begun()
			store := l.open(t, fmt.Sprintf("w%d", w))
			defer store.Close()
			for n := 0; ctx.Err() == nil; n++ {
				name := fmt.Sprintf("%s-%d-%d", round, w, n)
				for revision := range int64(2) {
					row := asset(name, 90+int(revision))
					outcome, err := store.Upsert(ctx, row, revision)
					if err != nil {
						if ctx.Err() == nil {
							t.Errorf("%s: %s", name, detail(err))
						}
						return
					}
					found.mutex.Lock()
					found.acknowledged = append(found.acknowledged, outcome.Row)
					found.mutex.Unlock()
					begun()
				}
			}
		})
	}
	go func() {
		first.Wait()
		close(found.written)
	}()
	return found
}

// end stops writing and demands that all that was acknowledged is there, and
// nothing by half. It gives how much that was.
func (f *load) end(t *testing.T, l ledger) int {
	t.Helper()
	f.stop()
	f.group.Wait()
	store := l.open(t, "reader")
	defer store.Close()
	if _, err := consistent(t.Context(), store); err != nil {
		t.Error(detail(err))
	}
	there := map[string]inventory.Row{}
	for _, row := range collect(t, store, inventory.Filter{}) {
		there[row.ID] = row
	}
	for _, row := range f.acknowledged {
		if there[row.ID].Revision < row.Revision {
			t.Errorf("%s was acknowledged at revision %d and is at %d", row.ID, row.Revision, there[row.ID].Revision)
		}
	}
	return len(f.acknowledged)
}

// TestKilledServer: the database is killed while four workspaces write, fifty
// times, and started again. They wait for it, and lose nothing.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	defer s.remove()
	s.initialise(t)
	s.start(t)
	s.roles(t)
	l := postgresLedger(t, s)
	l.migrate(t)
	f := startLoad(t, l, "kill")
	<-f.written
	const kills = 50
	for range kills {
		f.await(t, 1)
		time.Sleep(rand.N(10 * time.Millisecond))
		s.kill()
		s.start(t)
	}
	t.Logf("%d writes over %d kills", f.end(t, l), kills)
}

// TestFailover: the primary dies under load and its standby takes over. Two-host
// URLs find it, and with a synchronous standby nothing that was acknowledged is
// lost.
func TestFailover(t *testing.T) {
	t.Parallel()
	primary, standby := newServer(t), newServer(t)
	defer primary.remove()
	defer standby.remove()
	primary.initialise(t)
	primary.start(t, "max_wal_senders=4")
	primary.roles(t)
	// initialise makes the standby's certificate; its data is the primary's.
	standby.initialise(t)
	check(t, os.RemoveAll(standby.data()))
	standby.run(t, "pg_basebackup", "-D", standby.data(), "-h", primary.dir, "-p", strconv.Itoa(primary.port), "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "--no-sync")
	standby.start(t, "hot_standby=on")
	primary.sql(t, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
	awaitSync(t, primary)

	l := postgresLedger(t, primary)
	hosts := func(url string) string {
		one := fmt.Sprintf("127.0.0.1:%d", primary.port)
		return strings.Replace(url, one, fmt.Sprintf("%s,127.0.0.1:%d", one, standby.port), 1)
	}
	l.url, l.owner = hosts(l.url), hosts(l.owner)
	l.migrate(t)
	f := startLoad(t, l, "failover")
	<-f.written
	time.Sleep(200 * time.Millisecond)
	before := f.count()
	primary.kill()
	time.Sleep(100 * time.Millisecond) // while nobody takes writes
	standby.sql(t, "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_promote()")
	f.await(t, 20)
	t.Logf("%d writes, %d before the failover", f.end(t, l), before)
}

// await waits for n more writes.
func (f *load) await(t *testing.T, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), serverTimeout)
	defer cancel()
	for enough := f.count() + n; f.count() < enough; {
		if ctx.Err() != nil {
			f.stop()
			t.Fatal("nothing is written any more")
		}
		time.Sleep(time.Millisecond)
	}
}

func (f *load) count() int {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return len(f.acknowledged)
}

// awaitSync waits until the standby is one without whom nothing is committed.
func awaitSync(t *testing.T, primary *server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), serverTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, primary.admin())
	check(t, err)
	defer func() { _ = conn.Close(ctx) }()
	for {
		state := ""
		err := conn.QueryRow(ctx, "SELECT sync_state FROM pg_stat_replication").Scan(&state)
		if state == "sync" {
			return
		}
		if err != nil && !errors.Is(err, pgx.ErrNoRows) || ctx.Err() != nil {
			t.Fatalf("the standby is %q: %v", state, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
