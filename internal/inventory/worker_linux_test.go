package inventory_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

const workerVariable = "EXPIRY_TEST_INVENTORY_WORKER"

// job is what a worker does: this program, started once more.
type job struct {
	URL, Workspace string
	// From and Count are the numbers of the rows it writes. After each row it
	// updates one that all share.
	From, Count int
	// Reads has it print the ids of all rows instead, once for each line that it is
	// sent.
	Reads bool
	// Readings has it write so many readings at once instead, Count times, and print
	// the number of each time that was acknowledged.
	Readings int
	// Bytes is how large a file it may write; 0 for any.
	Bytes uint64
}

// runWorker writes rows and prints the id of each that was acknowledged.
func runWorker(text string) int {
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return fail(err)
	}
	store, err := inventory.Open(inventory.Config{URL: j.URL, Tenant: "acme", Workspace: j.Workspace, Actor: "worker", Run: "run", Clock: deadline.FixedClock(today)})
	if err != nil {
		return fail(err)
	}
	defer store.Close()
	ctx := context.Background()
	if j.Bytes > 0 {
		// The signal would end the process before the write fails.
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: j.Bytes, Max: j.Bytes}); err != nil {
			return fail(err)
		}
	}
	if j.Readings > 0 {
		return writeReadings(ctx, store, j)
	}
	if j.Reads {
		return runReader(ctx, store)
	}
	for i := j.From; i < j.From+j.Count; i++ {
		row := asset(fmt.Sprintf("%s-%d", j.Workspace, i), 90)
		if _, err := store.Upsert(ctx, row, 0); err != nil {
			return fail(err)
		}
		fmt.Println(row.ID)
		common := asset("common", 90+i)
		common.Facts = json.RawMessage(fmt.Sprintf(`{"by":"%s-%d"}`, j.Workspace, i))
		if _, err := store.Apply(ctx, []inventory.Change{{Row: common, Expected: inventory.AnyRevision, Adopt: true}}); err != nil {
			return fail(err)
		}
		fmt.Println("common")
	}
	return 0
}

// runReader answers each line with the ids of all rows, in one line.
func runReader(ctx context.Context, store *inventory.Store) int {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var ids []string
		for row, err := range store.Rows(ctx, inventory.Filter{}) {
			if err != nil {
				return fail(err)
			}
			ids = append(ids, row.ID)
		}
		fmt.Println(strings.Join(ids, " "))
	}
	return 0
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, detail(err))
	return 1
}

// worker starts one, as another user where that is said.
func worker(ctx context.Context, t testing.TB, j job) *exec.Cmd {
	t.Helper()
	text, err := json.Marshal(j)
	check(t, err)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), workerVariable+"="+string(text))
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// TestManyProcesses: eight write one SQLite file, and nothing is lost.
func TestManyProcesses(t *testing.T) {
	alone(t)
	t.Parallel()
	const processes, rows = 8, 25
	l := sqliteLedger(t)
	l.migrate(t)
	var group sync.WaitGroup
	for i := range processes {
		group.Go(func() {
			out, err := worker(t.Context(), t, job{URL: l.url, Workspace: fmt.Sprintf("w%d", i), Count: rows}).CombinedOutput()
			if err != nil || strings.Count(string(out), "\n") != 2*rows {
				t.Errorf("worker %d: %v\n%s", i, err, out)
			}
		})
	}
	group.Wait()
	store := l.open(t, "reader")
	ids, err := consistent(t.Context(), store)
	if err != nil || len(ids) != processes*rows+1 {
		t.Errorf("%d rows, %v", len(ids), err)
	}
	if common := mustGet(t, store, "asset/common"); common.Revision != processes*rows {
		t.Errorf("the common row is at revision %d, want %d", common.Revision, processes*rows)
	}
}

// TestKilledWriters: a writer is killed in the middle of what it does, fifty
// times. What it was told is there, nothing is there by half, and the next one
// goes on.
func TestKilledWriters(t *testing.T) {
	alone(t)
	eachInventory(t, func(t *testing.T, l ledger) {
		store := l.open(t, "reader")
		acknowledged := map[string]bool{}
		updates := int64(0)
		from, killed := 0, 0
		for killed < 50 {
			cmd := worker(t.Context(), t, job{URL: l.url, Workspace: "w", From: from, Count: 10_000})
			out, err := cmd.StdoutPipe()
			check(t, err)
			check(t, cmd.Start())
			lines := bufio.NewScanner(out)
			// From its first answer on it writes; then it may end anywhere.
			for n := 0; lines.Scan(); n++ {
				if n == 0 {
					time.AfterFunc(rand.N(30*time.Millisecond), func() { _ = cmd.Process.Kill() })
				}
				if lines.Text() == "common" {
					updates++
				} else {
					acknowledged[lines.Text()] = true
				}
			}
			if cmd.Wait() == nil {
				t.Fatal("the worker ended by itself")
			}
			killed++
			// The next run repeats what may have been cut off: the same rows again.
			from = max(0, len(acknowledged)-1)
		}
		ids, err := consistent(t.Context(), store)
		check(t, err)
		for id := range acknowledged {
			if !ids[id] {
				t.Errorf("%s was acknowledged and is not there", id)
			}
		}
		if common := mustGet(t, store, "asset/common"); common.Revision < updates-int64(killed) {
			// Each run repeats at most one row, which may be as it was already.
			t.Errorf("%d updates were acknowledged, and the row is at revision %d", updates, common.Revision)
		}
		// State and inventory agree after the next apply, which finds nothing to do
		// for what was written, and writes the rest.
		next := l.open(t, "w")
		for i := range len(acknowledged) + 1 {
			mustUpsert(t, next, asset(fmt.Sprintf("w-%d", i), 90), 0)
		}
		if ids, err = consistent(t.Context(), store); err != nil || len(ids) > len(acknowledged)+3 {
			t.Errorf("%d rows of %d, %v", len(ids), len(acknowledged), err)
		}
		t.Logf("killed %d times after %d rows", killed, len(acknowledged))
	})
}
