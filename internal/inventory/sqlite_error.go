package inventory

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"
)

func (s *sqlite) explain(err error) *trouble {
	if errors.Is(err, errChanged) {
		found := s.place.trouble(Locked, "Other writers kept the inventory busy until the time was up. Plan again.", nil)
		found.again = true
		return found
	}
	found := s.explainCode(err)
	if _, reading := errors.AsType[*readError](err); reading && (found.Error.Kind == ReadOnly || found.Error.Kind == NoRights) {
		found = s.place.trouble(NoRights, "The inventory's file, or the log beside it, may not be read by this user. "+
			"Reading needs no right to write, but the right to read the file and, while others write, INVENTORY-wal and INVENTORY-shm beside it.", err)
		// The last writer may just have left and taken the log along.
		found.again = !s.hasLog() && mayRead(s.place.target)
	}
	return found
}

func (s *sqlite) explainCode(err error) *trouble {
	say := func(kind Kind, message string) *trouble { return s.place.trouble(kind, message, err) }
	var said *driver.Error
	if !errors.As(err, &said) {
		switch {
		case errors.Is(err, context.Canceled):
			return s.place.trouble(Cancelled, "The call to the inventory was cancelled before it was done.", nil)
		case errors.Is(err, context.DeadlineExceeded):
			return s.place.trouble(Locked, "The inventory was not free in time. Another process holds it; apply again when it is done.", nil)
		case isScan(err):
			return say(Damaged, damagedMessage)
		}
		return say(Failed, "The inventory reported an error. Nothing was written.")
	}
	// The low byte is the result code, the rest says more about it
	// (https://www.sqlite.org/rescode.html).
	switch said.Code() & 0xff {
	case code.SQLITE_BUSY, code.SQLITE_LOCKED:
		found := say(Locked, "The inventory is locked by another process for too long. Find out which one holds the file open, end it, and apply again.")
		found.again = true
		return found
	case code.SQLITE_INTERRUPT:
		return s.place.trouble(Locked, "The inventory was not free in time. Another process holds it; apply again when it is done.", nil)
	case code.SQLITE_FULL:
		return say(Full, "There is no space left for the inventory. Nothing was written.")
	case code.SQLITE_READONLY:
		return say(ReadOnly, "The inventory cannot be written: its file or its directory is read-only. SQLite needs both to be writable, since it keeps a log beside the file.")
	case code.SQLITE_PERM, code.SQLITE_AUTH:
		return say(NoRights, "The inventory's file may not be used by this user.")
	case code.SQLITE_CANTOPEN:
		return s.cannotOpen(err)
	case code.SQLITE_NOTADB, code.SQLITE_CORRUPT:
		return say(Damaged, "The file is not an intact SQLite database. Check the path; if it is right, restore the file from a backup.")
	case code.SQLITE_PROTOCOL, code.SQLITE_NOLFS:
		return say(NetworkFile, networkFileMessage)
	case code.SQLITE_IOERR:
		found := say(Failed, "The inventory's file cannot be read or written. Nothing was written. Check the disk.")
		found.lost = true
		return found
	}
	if strings.Contains(said.Error(), "no such table") {
		return s.place.schemaMissing()
	}
	return say(Failed, "The inventory reported an error. Nothing was written.")
}

// cannotOpen tells a file that is not there from one that may not be opened.
func (s *sqlite) cannotOpen(err error) *trouble {
	info, statErr := os.Stat(s.place.target)
	_, dirErr := os.Stat(filepath.Dir(s.place.target))
	switch {
	case errors.Is(dirErr, os.ErrNotExist):
		return s.place.trouble(BadURL, "The directory of the inventory does not exist. Make it, or correct the path.", nil)
	case errors.Is(statErr, os.ErrNotExist):
		return s.place.schemaMissing()
	case statErr == nil && info.IsDir():
		return s.place.trouble(BadURL, "The path of the inventory is a directory. "+acceptedURLs, nil)
	case statErr == nil && !mayRead(s.place.target):
		return s.place.trouble(NoRights, "The inventory's file may not be read by this user.", nil)
	case statErr == nil:
		return s.place.trouble(ReadOnly, "The inventory cannot be opened. SQLite needs the file and its directory to be writable, since it keeps a log beside the file.", err)
	}
	return s.place.trouble(NoRights, "The inventory's file may not be opened by this user.", err)
}
