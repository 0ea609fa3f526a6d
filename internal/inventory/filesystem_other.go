//go:build !linux

package inventory

// fileSystem is known on Linux only.
func fileSystem(string) (number uint32, known bool) { return 0, false }
