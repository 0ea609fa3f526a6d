package inventory

import "context"

// backend is one of the two databases. Both take the same SQL with $1, $2, ….
type backend interface {
	// begin starts a transaction; one that writes waits for others that do.
	begin(ctx context.Context, why purpose) (transaction, error)
	// explain says what an error of a transaction means.
	explain(err error) *trouble
	// renew forgets the connections there are, after one was lost.
	renew()
	// lock is what a SELECT ends with to keep the rows of a table until the
	// transaction ends.
	lock(table string) string
	// list is a query that gives the values, and the argument $2 of which it does.
	list(values []string) (query string, argument any, err error)
	// clock is an expression for the database's own time, not that at which the
	// transaction began: it may have waited since.
	clock() string
	// migrations are the steps to the newest schema, oldest first.
	migrations() ([]string, error)
	close()
}

// purpose is what a transaction is for.
type purpose int

const (
	reads   purpose = iota
	writes          // rows
	defines         // tables: each statement is a transaction of its own
)

// transaction is one transaction of one tenant.
type transaction interface {
	// send runs statements in order, in one round trip where there is a network.
	send(ctx context.Context, statements ...statement) error
	// commit is send and then COMMIT, in the same round trip.
	commit(ctx context.Context, statements ...statement) error
	// end gives the transaction up unless it was committed.
	end(ctx context.Context)
}

// statement is SQL with its arguments and what becomes of its rows.
type statement struct {
	sql  string
	args []any
	// row is called for each row; nil where the statement has none.
	row func(scan func(...any) error) error
}
