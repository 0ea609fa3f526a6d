// Package definition answers whether files are the ones that were approved:
// process definitions, policies, pipelines, schemas. Digests are compared, of the
// bytes as they lie there; when a file changed last is asked of git and never of
// the file system, which gives every file of a fresh checkout the same time.
package definition

// Bounds of everything that is read. What is larger is refused, and the answer is
// then unknown.
const (
	// MaxFileBytes is the size of the largest file compared.
	MaxFileBytes = 256 << 20
	// MaxFiles is how many files are compared at a time, and how many lines a list
	// of digests may have.
	MaxFiles = 100_000
	// MaxSumsBytes is the size of the largest list of digests.
	MaxSumsBytes = 16 << 20

	maxGitBytes = 4 << 20
)
