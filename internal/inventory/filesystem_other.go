//go:build !linux

package inventory

import "os"

// fileSystem is known on Linux only.
func fileSystem(string) (number uint32, known bool) { return 0, false }

// mayRead and mayWrite go by what is set for the file's owner.
func mayRead(path string) bool  { return hasMode(path, 0o400) }
func mayWrite(path string) bool { return hasMode(path, 0o200) }

func hasMode(path string, bit os.FileMode) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&bit != 0
}
