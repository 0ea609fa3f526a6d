package inventory

import "path/filepath"

const networkFileMessage = "The inventory's file lies on a network file system, where SQLite's locks do not hold and writers destroy each other's work. " +
	"Put it on a local disk, or use PostgreSQL for an inventory that several machines share."

// networkFileSystems are those of Linux whose files other machines see, by the
// numbers of statfs(2).
var networkFileSystems = map[uint32]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB2", 0x5346414f: "AFS", 0x6b414653: "AFS",
	0x00c36400: "Ceph", 0x01021997: "9P", 0x0bd00bd0: "Lustre", 0x47504653: "GPFS", 0x01161970: "GFS2",
}

// checkFileSystem refuses a file that other machines may write too.
func checkFileSystem(p place) error {
	// The file may not be there yet, its directory is.
	number, known := fileSystem(filepath.Dir(p.target))
	if !known {
		return nil
	}
	return refuseNetwork(p, number)
}

func refuseNetwork(p place, number uint32) error {
	name, found := networkFileSystems[number]
	if !found {
		return nil
	}
	return &Error{Kind: NetworkFile, Message: networkFileMessage, Facts: []string{"Inventory: " + p.shown, "File system: " + name}}
}
