package inventory

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgresDefinition runs statements that define tables, each in the transaction
// that the server makes for it. CockroachDB takes some of them in no other.
type postgresDefinition struct{ conn *pgxpool.Conn }

func (d postgresDefinition) send(ctx context.Context, statements ...statement) error {
	for _, s := range statements {
		// The simple protocol prepares nothing, which would go stale with the tables.
		if _, err := d.conn.Exec(ctx, s.sql, pgx.QueryExecModeSimpleProtocol); err != nil && !isThere(s.sql, err) {
			return err
		}
	}
	return nil
}

func (d postgresDefinition) commit(ctx context.Context, statements ...statement) error {
	return d.send(ctx, statements...)
}

func (d postgresDefinition) end(context.Context) { d.conn.Release() }

// isThere says that a policy could not be made because it is there. PostgreSQL
// knows no CREATE POLICY IF NOT EXISTS, and between a DROP and a CREATE everybody
// would see an empty inventory.
func isThere(sql string, err error) bool {
	said, ok := errors.AsType[*pgconn.PgError](err)
	return ok && said.Code == "42710" && strings.Contains(sql, "CREATE POLICY")
}
