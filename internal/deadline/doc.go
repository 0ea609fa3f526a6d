// Package deadline is the calendar at the heart of the provider: instants and
// dates, periods, maintenance windows, business days, and from them when a thing
// ends, by when somebody must act and how urgent that is now.
//
// It is plain Go, imports no other room, reads no file and opens no connection.
// Instants are time.Time in UTC unless a doc comment says otherwise; a zone is
// always passed in, and so is the time.
package deadline
