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
