package inventory_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// roundOf are the readings of one write: all tell its number, and some are in every
// second one only.
func roundOf(workspace string, round, n int) []inventory.Reading {
	var readings []inventory.Reading
	for i := range n {
		if i%10 == 0 && round%2 == 1 {
			continue
		}
		one := reading(fmt.Sprintf("%s-%d", workspace, i), 90)
		one.Facts = json.RawMessage(fmt.Sprintf(`{"round":%d}`, round))
		readings = append(readings, one)
	}
	return readings
}

func writeReadings(ctx context.Context, store *inventory.Store, j job) int {
	for round := j.From; round < j.From+j.Count; round++ {
		if _, err := store.WriteReadings(ctx, inventory.Reader{Name: "fleet", Digest: fmt.Sprint(round)}, roundOf(j.Workspace, round, j.Readings)); err != nil {
			return fail(err)
		}
		fmt.Println(round)
	}
	return 0
}

// wholeRound demands that the readings of a workspace are those of one write, and
// gives its number; -1 where nothing was ever written.
func wholeRound(t *testing.T, l ledger, workspace string, n int) int {
	t.Helper()
	store := l.open(t, workspace)
	defer store.Close()
	reader, found, err := store.ReadReader(t.Context(), "fleet")
	if err != nil {
		t.Fatal(detail(err))
	}
	if !found {
		// Nothing then, or the first write was not at its end.
		if _, found, _ := store.ReadReader(t.Context(), "fleet"); found {
			return wholeRound(t, l, workspace, n)
		}
		if things := collectThings(t, store, inventory.ThingFilter{Filter: inventory.Filter{IncludeDeleted: true}, Origin: inventory.Read}); len(things) > 0 {
			t.Fatalf("%d readings of no reader", len(things))
		}
		return -1
	}
	things := collectThings(t, store, inventory.ThingFilter{Origin: inventory.Read})
	if now, _, err := store.ReadReader(t.Context(), "fleet"); err != nil || now.Digest != reader.Digest {
		// The server was still at the last write of a process that was killed.
		return wholeRound(t, l, workspace, n)
	}
	round, err := strconv.Atoi(reader.Digest)
	check(t, err)
	want := roundOf(workspace, round, n)
	if reader.Count != int64(len(want)) || reader.Found != reader.Count {
		t.Errorf("round %d: %d readings were written, and %d of %d are there", round, reader.Count, reader.Found, len(want))
	}
	for _, thing := range things {
		if r := thing.Readings[0]; r.Workspace == workspace && string(r.Facts) != fmt.Sprintf(`{"round":%d}`, round) {
			t.Errorf("%s is of another round than %d: %s", r.ID, round, r.Facts)
		}
	}
	return round
}

// Issue 18: twenty processes write 500 readings each at once, and none is lost.
func TestManyReaders(t *testing.T) {
	alone(t)
	eachInventory(t, func(t *testing.T, l ledger) {
		const processes, readings, rounds = 20, 500, 2
		var group sync.WaitGroup
		for i := range processes {
			group.Go(func() {
				out, err := worker(t.Context(), t, job{URL: l.url, Workspace: fmt.Sprintf("w%d", i), Count: rounds, Readings: readings}).CombinedOutput()
				if err != nil || strings.Count(string(out), "\n") != rounds {
					t.Errorf("worker %d: %v\n%s", i, err, out)
				}
			})
		}
		group.Wait()
		counts, err := l.open(t, "").CountThings(t.Context(), inventory.ThingFilter{}, today)
		if want := int64(processes * len(roundOf("", rounds-1, readings))); err != nil || counts.ByOrigin[inventory.Read] != want {
			t.Errorf("%d of %d readings, %s", counts.ByOrigin[inventory.Read], want, detail(err))
		}
		for _, i := range []int{0, processes - 1} {
			if round := wholeRound(t, l, fmt.Sprintf("w%d", i), readings); round != rounds-1 {
				t.Errorf("workspace %d is at round %d", i, round)
			}
		}
	})
}

// Two applies of one workspace at once: the one or the other stands, whole.
func TestReadersCollide(t *testing.T) {
	eachInventory(t, func(t *testing.T, l ledger) {
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				store := l.open(t, "w")
				defer store.Close()
				for round := range 5 {
					written, err := store.WriteReadings(t.Context(), inventory.Reader{Name: "fleet", Digest: fmt.Sprint(i*5 + round)}, roundOf("w", i*5+round, 40))
					if err != nil || written.Reader.Count == 0 {
						t.Errorf("%d: %s", i, detail(err))
					}
				}
			})
		}
		group.Wait()
		wholeRound(t, l, "w", 40)
	})
}

// TestKilledReaders: a process is killed while it writes readings, twenty-five
// times. They are those of one write then, one that was acknowledged or a later
// one; and the next write completes it.
func TestKilledReaders(t *testing.T) {
	alone(t)
	eachInventory(t, func(t *testing.T, l ledger) {
		const readings = 60
		next := 0
		for range 25 {
			cmd := worker(t.Context(), t, job{URL: l.url, Workspace: "w", From: next, Count: 10_000, Readings: readings})
			out, err := cmd.StdoutPipe()
			check(t, err)
			check(t, cmd.Start())
			acknowledged := -1
			for lines := bufio.NewScanner(out); lines.Scan(); {
				if acknowledged < 0 {
					time.AfterFunc(rand.N(40*time.Millisecond), func() { _ = cmd.Process.Kill() })
				}
				acknowledged, err = strconv.Atoi(lines.Text())
				check(t, err)
			}
			if cmd.Wait() == nil {
				t.Fatal("the worker ended by itself")
			}
			round := wholeRound(t, l, "w", readings)
			if round < acknowledged {
				t.Errorf("round %d was acknowledged, and %d is there", acknowledged, round)
			}
			if _, lines := verified(t, l.open(t, "w")); lines != "" && wholeRound(t, l, "w", readings) == round {
				t.Error(lines)
			}
			next = round // the next apply writes the same once more, or what follows
		}
		mustWrite(t, l.open(t, "w"), "fleet", roundOf("w", next, readings)...)
	})
}
