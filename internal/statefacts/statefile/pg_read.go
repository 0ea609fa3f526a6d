package statefile

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
)

func (b *backend) table() string { return pgx.Identifier{b.schema, stateTable}.Sanitize() }

// begin opens a connection and a transaction that sees one moment and writes
// nothing.
func (b *backend) begin(ctx context.Context) (*pgx.Conn, pgx.Tx, error) {
	conn, err := pgx.ConnectConfig(ctx, b.config.Copy())
	if err != nil {
		return nil, nil, pgFault(err)
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		hangUp(ctx, conn)
		return nil, nil, pgFault(err)
	}
	return conn, tx, nil
}

// hangUp closes a connection, also after its context has ended.
func hangUp(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// maxWorkspaces bounds the rows of the table.
const maxWorkspaces = 10_000

// workspaces are the names in the table, sorted.
func (b *backend) workspaces(ctx context.Context) ([]string, *Error) {
	conn, tx, err := b.begin(ctx)
	if err != nil {
		return nil, pgFault(err)
	}
	defer hangUp(ctx, conn)
	rows, err := tx.Query(ctx, `SELECT name FROM `+b.table()+` ORDER BY name COLLATE "C" LIMIT $1`, maxWorkspaces+1)
	if err != nil {
		return nil, pgFault(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	switch {
	case err != nil:
		return nil, pgFault(err)
	case len(names) > maxWorkspaces:
		return nil, fault(TooLarge, "The table has more than %d workspaces, the most that are read at once.", maxWorkspaces)
	}
	return names, nil
}

// open reads one workspace, piece by piece: a row is held in memory whole by the
// driver.
func (b *backend) open(ctx context.Context, workspace string, most int64) (io.ReadCloser, Age, error) {
	conn, tx, err := b.begin(ctx)
	if err != nil {
		return nil, Age{}, err
	}
	r := &row{ctx: ctx, conn: conn, tx: tx, sql: `SELECT substr(data, $2, $3) FROM ` + b.table() + ` WHERE name = $1`, workspace: workspace, at: 1}
	var size *int64
	var now time.Time
	err = tx.QueryRow(ctx, `SELECT octet_length(data), now() FROM `+b.table()+` WHERE name = $1`, workspace).Scan(&size, &now)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		err = fault(NotFound, "The workspace is no longer in the table.")
	case err != nil:
		err = pgFault(err)
	case size == nil:
		err = fault(Empty, "The workspace has a row without a state in it.")
	case *size > most:
		err = fault(TooLarge, "It has %d bytes; at most %d are read of one state.", *size, most)
	}
	if err != nil {
		_ = r.Close()
		return nil, Age{}, err
	}
	return r, Age{At: now.UTC().Truncate(time.Second), By: ByDatabase}, nil
}

// row is the text of one workspace.
type row struct {
	ctx       context.Context // an io.Reader has no room for one
	conn      *pgx.Conn
	tx        pgx.Tx
	sql       string
	workspace string
	at        int64 // in characters, from 1
	piece     []byte
	ended     bool
}

func (r *row) Read(into []byte) (int, error) {
	if len(r.piece) == 0 {
		if r.ended {
			return 0, io.EOF
		}
		if err := r.tx.QueryRow(r.ctx, r.sql, r.workspace, r.at, pieceRunes).Scan(&r.piece); err != nil {
			return 0, pgFault(err)
		}
		r.at += pieceRunes
		if r.ended = len(r.piece) < pieceRunes; len(r.piece) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(into, r.piece)
	r.piece = r.piece[n:]
	return n, nil
}

func (r *row) Close() error {
	hangUp(r.ctx, r.conn)
	return nil
}
