package inventory_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// size is that of a benchmark: the environment's, or a small one.
func size(b *testing.B, variable string, small int) int {
	b.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return small
	}
	n, err := strconv.Atoi(text)
	check(b, err)
	return n
}

// compare reports how much longer what the store does takes than what plain SQL
// does, in turns.
func compare(b *testing.B, plain, store func()) {
	b.Helper()
	var took [2]time.Duration
	for b.Loop() {
		for i, do := range []func(){plain, store} {
			before := b.Elapsed()
			do()
			took[i] += b.Elapsed() - before
		}
	}
	b.ReportMetric(took[0].Seconds()/float64(b.N), "plain-s/op")
	b.ReportMetric(took[1].Seconds()/float64(b.N), "store-s/op")
	b.ReportMetric(float64(took[1])/float64(took[0]), "x-plain")
}

// BenchmarkRuns: workspaces that each connect, make thirty upserts, ten at a time
// as Terraform does, and leave (EXPIRY_BENCH_RUNS, 600 in the issue). Plain SQL is
// the same transaction written by hand with pgx: tenant, upsert, history.
func BenchmarkRuns(b *testing.B) {
	runs := size(b, "EXPIRY_BENCH_RUNS", 60)
	s := sharedServer(b)
	l := postgresLedger(b, s)
	l.migrate(b)
	const upserts, atOnce = 30, 15
	round := 0
	each := func(run func(name string)) {
		round++
		turns := make(chan struct{}, atOnce)
		var group sync.WaitGroup
		for i := range runs {
			turns <- struct{}{}
			group.Go(func() {
				run(fmt.Sprintf("%d-%d", round, i))
				<-turns
			})
		}
		group.Wait()
	}
	tens := func(do func(i int) error) {
		var group sync.WaitGroup
		for part := range 10 {
			group.Go(func() {
				for i := part; i < upserts; i += 10 {
					if err := do(i); err != nil {
						b.Error(detail(err))
					}
				}
			})
		}
		group.Wait()
	}
	compare(b, func() {
		each(func(name string) {
			settings, err := pgxpool.ParseConfig(l.url + "&pool_max_conns=4")
			check(b, err)
			pool, err := pgxpool.NewWithConfig(b.Context(), settings)
			check(b, err)
			defer pool.Close()
			tens(func(i int) error { return plainUpsert(b.Context(), pool, fmt.Sprintf("%s-%d", name, i)) })
		})
	}, func() {
		each(func(name string) {
			store := l.open(b, name)
			defer store.Close()
			tens(func(i int) error {
				_, err := store.Upsert(b.Context(), asset(fmt.Sprintf("%s-%d", name, i), 90), 0)
				return err
			})
		})
	})
}

func plainUpsert(ctx context.Context, pool *pgxpool.Pool, name string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT set_config('expiry.tenant', 'acme', true)"); err != nil {
			return err
		}
		r := asset(name, 90)
		_, err := tx.Exec(
			ctx, "INSERT INTO expiry_assets AS a VALUES ('acme',$1,$2,$3,$4,'',$5,'','','known',$6,$7,$8,$9,'plain',1,$10,'x','y',$10,'x','y',NULL) "+
				"ON CONFLICT (tenant, id) DO UPDATE SET facts = excluded.facts, revision = a.revision + 1 WHERE a.workspace = excluded.workspace",
			r.ID, r.Kind, r.Name, r.Owner, r.System, r.Timeline.End.At, r.Timeline.ActBy, r.Timeline.RemindAt, string(r.Facts), today,
		)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "INSERT INTO expiry_history VALUES ('acme',$1,1,'created',$2,'x','y','plain','z','',$3)", r.ID, today, string(r.Facts))
		return err
	})
}

// BenchmarkDueWithin reads what one of two hundred tenants must act on within 30
// days (EXPIRY_BENCH_ROWS in all, 1,000,000 in the issue).
func BenchmarkDueWithin(b *testing.B) {
	rows := size(b, "EXPIRY_BENCH_ROWS", 100_000)
	l := postgresLedger(b, sharedServer(b))
	l.migrate(b)
	l.edit(b, fmt.Sprintf(`INSERT INTO expiry_assets SELECT 't' || n %% 200, 'asset/' || n, 'certificate', 'n' || n, 'o' || n %% 50, '', 'erp', 'prod', 'high', 'known',
		timestamptz '2026-11-22Z' + n %% 366 * interval '1 day', timestamptz '2026-11-22Z' + (n %% 366 - 30) * interval '1 day', timestamptz '2026-11-22Z' + (n %% 366 - 60) * interval '1 day',
		'{"covered_by":["contract/lease"]}', 'w', 1, now(), 'x', 'y', now(), 'x', 'y', NULL FROM generate_series(1, %d) n`, rows), "ANALYZE expiry_assets")
	bound := today.AddDate(0, 0, 30)
	store := l.open(b, "w", func(c *inventory.Config) { c.Tenant = "t7" })
	conn, err := pgx.Connect(b.Context(), l.url)
	check(b, err)
	defer func() { _ = conn.Close(context.WithoutCancel(b.Context())) }()
	collect(b, store, inventory.Filter{Kind: "none"}) // connects, as pgx has
	found := [2]int{}
	compare(b, func() {
		found[0] = 0
		check(b, pgx.BeginFunc(b.Context(), conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(b.Context(), "SELECT set_config('expiry.tenant', 't7', true)"); err != nil {
				return err
			}
			rows, err := tx.Query(b.Context(), "SELECT * FROM expiry_assets WHERE tenant = $1 AND act_by < $2 AND deleted_at IS NULL ORDER BY act_by, id", "t7", bound)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				if _, err := rows.Values(); err != nil {
					return err
				}
				found[0]++
			}
			return rows.Err()
		}))
	}, func() {
		found[1] = len(collect(b, store, inventory.Filter{ActByBefore: bound}))
	})
	if found[0] != found[1] || found[0] == 0 {
		b.Errorf("plain SQL found %d rows, the store %d", found[0], found[1])
	}
}

// BenchmarkRegister writes a register of 10,000 rows in one call: new, and then
// unchanged.
func BenchmarkRegister(b *testing.B) {
	for name, l := range map[string]ledger{"sqlite": sqliteLedger(b), "postgres": postgresLedger(b, sharedServer(b))} {
		l.migrate(b)
		store := l.open(b, "prod")
		round := 0
		for _, action := range []inventory.Action{inventory.Created, inventory.Unchanged} {
			b.Run(name+"/"+string(action), func(b *testing.B) {
				for b.Loop() {
					if action == inventory.Created {
						round++
					}
					changes := make([]inventory.Change, 10_000)
					for i := range changes {
						changes[i] = inventory.Change{Row: asset(fmt.Sprintf("%d-%d", round, i), 90), Expected: inventory.AnyRevision}
					}
					outcomes, err := store.Apply(b.Context(), changes)
					if err != nil || outcomes[0].Action != action {
						b.Fatal(detail(err))
					}
				}
			})
		}
	}
}

// BenchmarkReadings writes 10,000 readings in one call: new, and then read again.
func BenchmarkReadings(b *testing.B) {
	for name, l := range map[string]ledger{"sqlite": sqliteLedger(b), "postgres": postgresLedger(b, sharedServer(b))} {
		l.migrate(b)
		store := l.open(b, "shop")
		round := 0
		for _, again := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/again=%t", name, again), func(b *testing.B) {
				for b.Loop() {
					if !again {
						round++
					}
					readings := make([]inventory.Reading, 10_000)
					for i := range readings {
						readings[i] = reading(fmt.Sprintf("%d-%d", round, i), 90)
					}
					written := mustWrite(b, store, fmt.Sprint(round), readings...)
					if written.Added+written.Unchanged != 10_000 || (written.Unchanged > 0) != again {
						b.Fatalf("%+v", written)
					}
				}
			})
		}
	}
}

// BenchmarkThingsDueWithin reads what one of two hundred tenants must act on within
// 30 days, declared and read side by side (EXPIRY_BENCH_ROWS in all, 1,000,000 in
// the issue, half of them read, and half of those declared as well). Plain SQL is
// the rows, the readings with what is declared of them, and the readings of the ids
// of the rows, which may end on another day.
func BenchmarkThingsDueWithin(b *testing.B) {
	rows := size(b, "EXPIRY_BENCH_ROWS", 100_000) / 2
	l := postgresLedger(b, sharedServer(b))
	l.migrate(b)
	dates := `'known', timestamptz '2026-11-22Z' + n % 366 * interval '1 day', timestamptz '2026-11-22Z' + (n % 366 - 30) * interval '1 day', timestamptz '2026-11-22Z' + (n % 366 - 60) * interval '1 day', `
	l.edit(
		b, fmt.Sprintf(`INSERT INTO expiry_assets SELECT 't' || n %% 200, CASE n / 200 %% 2 WHEN 0 THEN 'asset/' ELSE 'certificate/' END || n, 'certificate', 'n' || n, 'o' || n %% 50, '', 'erp', 'prod', 'high', %s
			'{"covered_by":["contract/lease"]}', 'w', 1, now(), 'x', 'y', now(), 'x', 'y', NULL FROM generate_series(1, %d) n`, dates, rows),
		fmt.Sprintf(`INSERT INTO expiry_readings SELECT 't' || n %% 200, 'w' || n %% 3, 'fleet', 'certificate/' || n, 'certificate', 'n' || n, '', '', 'erp', 'prod', 'high', %s
			'{"issuer":"Example CA"}', 'data.expiry_certificates.fleet', timestamptz '2026-11-21Z', '', NULL, NULL, NULL, NULL, NULL FROM generate_series(1, %d) n`, dates, rows),
		"ANALYZE expiry_assets", "ANALYZE expiry_readings",
	)
	bound := today.AddDate(0, 0, 30)
	store := l.open(b, "w", func(c *inventory.Config) { c.Tenant = "t7" })
	conn, err := pgx.Connect(b.Context(), l.url)
	check(b, err)
	defer func() { _ = conn.Close(context.WithoutCancel(b.Context())) }()
	filter := inventory.ThingFilter{Filter: inventory.Filter{ActByBefore: bound}, StaleBefore: today.AddDate(0, 0, -14)}
	collectThings(b, store, filter) // connects, as pgx has
	found := [2]int{}
	compare(b, func() {
		found[0] = 0
		check(b, pgx.BeginFunc(b.Context(), conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(b.Context(), "SELECT set_config('expiry.tenant', 't7', true)"); err != nil {
				return err
			}
			for i, sql := range []string{
				"SELECT * FROM expiry_assets WHERE tenant = $1 AND act_by < $2 AND deleted_at IS NULL ORDER BY act_by, id",
				"SELECT r.*, a.workspace, a.owner, a.maintainer, a.system, a.environment, a.criticality, a.end_state, a.expires_at, a.act_by, a.remind_at FROM expiry_readings r " +
					"LEFT JOIN expiry_assets a ON a.tenant = r.tenant AND a.id = r.id AND a.deleted_at IS NULL WHERE r.tenant = $1 AND r.act_by < $2 AND r.withdrawn_at IS NULL ORDER BY r.act_by, r.id",
				"SELECT r.* FROM expiry_readings r JOIN expiry_assets a ON a.tenant = r.tenant AND a.id = r.id WHERE a.tenant = $1 AND a.act_by < $2 AND a.deleted_at IS NULL AND r.withdrawn_at IS NULL",
			} {
				rows, err := tx.Query(b.Context(), sql, "t7", bound)
				if err != nil {
					return err
				}
				for rows.Next() {
					if _, err := rows.Values(); err != nil {
						return err
					}
					if i < 2 {
						found[0]++
					}
				}
				rows.Close()
			}
			return nil
		}))
	}, func() {
		found[1] = len(collectThings(b, store, filter))
	})
	if found[0] != found[1] || found[0] == 0 {
		b.Errorf("plain SQL found %d, the store %d", found[0], found[1])
	}
}
