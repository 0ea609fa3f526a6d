// Package contract knows when agreements end: terms, tacit renewal, notice, and
// chains of contracts that rest on one another.
//
// It is plain Go and reads no file. A contract holds on the whole of its last
// day; instants are UTC, days are those of the zone in the deadline.Arithmetic
// that is passed in, and so is the time.
//
// Every end is stepped from one anchor, never from the end before it: period k
// ends at the anchor plus the term plus k renewal terms, clamped to the end of a
// shorter month. The anchor is StartsOn where there is a term, else the day
// after EndsOn, so that what ended with a month goes on ending with one.
package contract
