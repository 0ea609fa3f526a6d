// Package backup answers when the newest good copy of a thing was made, of what
// and where. Readers turn what backup programs, folders and object stores list
// into one shape, Copy; Judge says which of them counts. It runs no program and
// opens no repository: what it reads is what was listed.
package backup

// Bounds of everything that is read. What is larger is refused, and the answer is
// then unknown.
const (
	// MaxBytes is the size of the largest listing in a file.
	MaxBytes = 64 << 20
	// MaxCopies is how many entries a listing, a folder or a bucket may have.
	MaxCopies = 1_000_000

	maxDepth     = 64 // of nested JSON
	maxPageBytes = 16 << 20
)
