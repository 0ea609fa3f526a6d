// Package inventory is the one ledger of everything tracked, shared by all
// workspaces of an organisation: rows with an owner, an end and a history, in
// SQLite for one machine or in PostgreSQL (or what speaks its protocol) for
// many.
//
// A row belongs to the workspace that made it. Each write says which revision
// it builds on, so that nobody undoes what somebody else did; the same write
// twice is one write. A plan only reads: the schema is made by Migrate, and
// every other call merely checks its version.
//
// Instants are in UTC and in whole seconds. Every error is an *Error, which has
// no password in it.
package inventory
