// Package inventory is the one ledger of everything tracked, shared by all
// workspaces of an organisation: rows with an owner, an end and a history, in
// SQLite for one machine or in PostgreSQL (or what speaks its protocol) for
// many.
//
// Beside the rows that workspaces declare stand the readings of what their data
// sources read. They are joined by id for who looks, and neither overwrites the
// other.
//
// A row belongs to the workspace that made it. Each write says which revision
// it builds on, so that nobody undoes what somebody else did; the same write
// twice is one write. A plan only reads: the schema is made by Migrate, and
// every other call merely checks its version.
//
// CockroachDB and YugabyteDB speak PostgreSQL's protocol, and the SQL keeps to what
// their documentation has: no advisory locks, triggers or extensions; each statement
// that defines something in a transaction of its own, safe to repeat. That much is
// run on SQLite and PostgreSQL, broken off after every statement and at every
// message. On CockroachDB and YugabyteDB themselves nothing was run.
//
// Instants are in UTC and in whole seconds; what is written is dated by the
// database's clock. Every error is an *Error, which has no password in it.
package inventory
