package inventory

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// maxConnections is what one workspace takes of a server that hundreds share.
	maxConnections = 4
	connectTimeout = 5 * time.Second
	idleTime       = 10 * time.Second
	// programName is what the server's administrator sees.
	programName = "terraform-provider-expiry"
)

// postgres is PostgreSQL, or what speaks its protocol: nothing here needs
// advisory locks, triggers, extensions or LISTEN.
type postgres struct {
	place  place
	tenant string
	pool   *pgxpool.Pool
}

// newPostgres reads the rest of the URL. Certificates are verified unless the URL
// or PGSSLMODE says otherwise; of many hosts the one that takes writes is used.
func newPostgres(ctx context.Context, p place, config Config) (*postgres, error) {
	settings, err := pgxpool.ParseConfig(withDefaults(p, os.Getenv("PGSSLMODE")).target)
	if err != nil {
		return nil, &Error{Kind: BadURL, Message: "The URL of the PostgreSQL inventory cannot be read. " + acceptedURLs, Facts: []string{"Inventory: " + shorten(p.shown)}}
	}
	if _, set := settings.ConnConfig.RuntimeParams["application_name"]; !set {
		settings.ConnConfig.RuntimeParams["application_name"] = programName
	}
	if !p.option("connect_timeout") {
		settings.ConnConfig.ConnectTimeout = connectTimeout
	}
	settings.MaxConns, settings.MinConns, settings.MinIdleConns = maxConnections, 0, 0
	// Hundreds of runs may share the server: what is not used is given back soon.
	settings.MaxConnIdleTime, settings.HealthCheckPeriod = idleTime, idleTime
	// NewWithConfig does not connect while there are no connections to be kept.
	pool, err := pgxpool.NewWithConfig(ctx, settings)
	if err != nil {
		return nil, p.trouble(BadURL, "The settings in the URL of the PostgreSQL inventory cannot be used.", err).Error
	}
	return &postgres{place: p, tenant: config.Tenant, pool: pool}, nil
}

func (p *postgres) lock(table string) string { return " FOR UPDATE OF " + table }
func (p *postgres) renew()                   { p.pool.Reset() }
func (p *postgres) close()                   { p.pool.Close() }

func (p *postgres) list(values []string) (string, any, error) {
	return "SELECT UNNEST($2::text[])", values, nil
}

func (p *postgres) clock() string { return "clock_timestamp()" }

func (p *postgres) migrations() ([]string, error) { return migrationFiles("postgres") }

func (p *postgres) begin(ctx context.Context, why purpose) (transaction, error) {
	conn, err := p.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if why == defines {
		return postgresDefinition{conn}, nil
	}
	return &postgresTransaction{conn: conn, tenant: p.tenant}, nil
}

type postgresTransaction struct {
	conn   *pgxpool.Conn
	tenant string
	begun  bool
	done   bool
}

func (t *postgresTransaction) send(ctx context.Context, statements ...statement) error {
	if !t.begun {
		t.begun = true
		// true: until the end of the transaction, so that a connection shared by a
		// proxy never carries a tenant to somebody else.
		statements = append([]statement{{sql: "BEGIN"}, {sql: "SELECT set_config('expiry.tenant', $1, true)", args: []any{t.tenant}}}, statements...)
	}
	batch := &pgx.Batch{}
	for _, s := range statements {
		batch.Queue(s.sql, s.args...)
	}
	results := t.conn.SendBatch(ctx, batch)
	for _, s := range statements {
		if err := take(results, s); err != nil {
			_ = results.Close() // reports the same error
			return err
		}
	}
	return results.Close()
}

// take gives the rows of one statement to its function.
func take(results pgx.BatchResults, s statement) error {
	if s.row == nil {
		_, err := results.Exec()
		return err
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := s.row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t *postgresTransaction) commit(ctx context.Context, statements ...statement) error {
	err := t.send(ctx, append(slices.Clip(statements), statement{sql: "COMMIT"})...)
	t.done = err == nil
	return err
}

func (t *postgresTransaction) end(ctx context.Context) {
	if !t.done && t.begun && !t.conn.Conn().IsClosed() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		// Where this fails the pool drops the connection, which ends it too.
		_, _ = t.conn.Exec(ctx, "ROLLBACK")
	}
	t.conn.Release()
}

// withDefaults adds to a PostgreSQL URL what it leaves open.
func withDefaults(p place, sslmode string) place {
	add := func(key, value string) {
		if p.option(key) {
			return
		}
		separator := "?"
		if strings.Contains(p.target, "?") {
			separator = "&"
		}
		p.target += separator + key + "=" + value
	}
	if sslmode == "" {
		add("sslmode", "verify-full")
	}
	if p.manyHosts() {
		add("target_session_attrs", "read-write")
	}
	return p
}
