package inventory

import "syscall"

// fileSystem gives the number of the file system that holds a directory.
func fileSystem(directory string) (number uint32, known bool) {
	var facts syscall.Statfs_t
	if err := syscall.Statfs(directory, &facts); err != nil {
		return 0, false
	}
	return uint32(facts.Type), true
}

// mayRead and mayWrite ask the system, which knows of owners, lists and read-only
// file systems. The file is not opened: to close it would give up SQLite's locks.
func mayRead(path string) bool  { return syscall.Access(path, 4) == nil }
func mayWrite(path string) bool { return syscall.Access(path, 2) == nil }
