//go:build linux

package daemontest

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// room is a daemon's directory: configuration, key, data, logs.
type room struct {
	t   testing.TB
	dir string
	// user and group run the daemon; credential is nil if they are ours.
	user, group string
	credential  *syscall.Credential
	output      *os.File
}

// newRoom makes a room, removed at the test's end. It does not lie in
// t.TempDir, which other users may not enter and whose path is too long for a
// socket.
func newRoom(t testing.TB) *room {
	t.Helper()
	dir, err := os.MkdirTemp("", "daemon")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	r := &room{t: t, dir: dir}
	r.chooseUser()
	must(t, os.Chmod(dir, 0o755))
	r.own(dir)
	r.output, err = os.Create(r.path("output.log"))
	must(t, err)
	r.own(r.output.Name())
	t.Cleanup(func() {
		_ = r.output.Close()
		if t.Failed() {
			r.showLogs()
		}
	})
	return r
}

func (r *room) chooseUser() {
	r.t.Helper()
	name := "nobody"
	if os.Geteuid() != 0 {
		name = strconv.Itoa(os.Geteuid())
	}
	who, err := user.Lookup(name)
	if err != nil {
		who, err = user.LookupId(name)
	}
	must(r.t, err)
	group, err := user.LookupGroupId(who.Gid)
	must(r.t, err)
	r.user, r.group = who.Username, group.Name
	if os.Geteuid() == 0 {
		uid, err := strconv.ParseUint(who.Uid, 10, 32)
		must(r.t, err)
		gid, err := strconv.ParseUint(who.Gid, 10, 32)
		must(r.t, err)
		r.credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
}

// own gives a file to the daemon's user.
func (r *room) own(path string) {
	r.t.Helper()
	if r.credential != nil {
		must(r.t, os.Chown(path, int(r.credential.Uid), int(r.credential.Gid)))
	}
}

func (r *room) path(name string) string { return filepath.Join(r.dir, name) }

// write makes a file and gives its path.
func (r *room) write(name string, content []byte) string {
	r.t.Helper()
	path := r.path(name)
	must(r.t, os.WriteFile(path, content, 0o600))
	r.own(path)
	return path
}

// folder makes a directory and gives its path.
func (r *room) folder(name string) string {
	r.t.Helper()
	path := r.path(name)
	must(r.t, os.Mkdir(path, 0o700))
	r.own(path)
	return path
}

// share lets other users read a file or enter a directory.
func (r *room) share(path string) error { return os.Chmod(path, 0o755) }

// config writes lines, in which $NAME stands for what names says, to a file.
// $DIR is the room, $USER and $GROUP who runs the daemon.
func (r *room) config(name, text string, names map[string]string) string {
	r.t.Helper()
	text = os.Expand(text, func(key string) string {
		switch key {
		case "DIR":
			return r.dir
		case "USER":
			return r.user
		case "GROUP":
			return r.group
		}
		value, ok := names[key]
		if !ok {
			r.t.Fatalf("daemontest: nothing known for $%s", key)
		}
		return value
	})
	return r.write(name, []byte(text))
}

// keyPair writes chain.pem and key.pem if there are any.
func (r *room) keyPair(opts Options) {
	r.t.Helper()
	if opts.tls() {
		r.write("chain.pem", opts.Chain)
		r.write("key.pem", opts.Key)
	}
}

// showLogs prints the ends of all logs.
func (r *room) showLogs() {
	logs, _ := filepath.Glob(r.path("*.log"))
	for _, path := range logs {
		text, err := os.ReadFile(path)
		if err != nil || len(text) == 0 {
			continue
		}
		text = text[max(0, len(text)-4000):]
		r.t.Logf("%s:\n%s", filepath.Base(path), strings.ToValidUTF8(string(text), "?"))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fmt.Errorf("daemontest: %w", err))
	}
}
