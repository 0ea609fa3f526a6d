package backup

import "time"

// Declared is the listing of a backup that somebody says was made. size is
// negative where nobody says how large it is.
func Declared(source string, newestAt time.Time, size int64) Listing {
	copied := Copy{Source: firstOf(source, "declared"), Name: "declared", StartedAt: newestAt.UTC(), Good: GoodYes}
	copied.holds(size, size >= 0)
	return Listing{Tool: "declared", Copies: []Copy{copied}}
}
