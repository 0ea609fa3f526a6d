package inventory_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// server is a PostgreSQL server of the tests' own. It runs as nobody where the
// tests run as root, which PostgreSQL refuses.
type server struct {
	bin, dir   string
	credential *syscall.Credential
	port       int
	group      int // its process group while it runs
	exited     chan struct{}
}

const serverTimeout = 60 * time.Second

// alone skips a test that starts other processes where only quick tests are asked
// for.
func alone(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts other processes: make test runs it")
	}
}

// postgresBin is where PostgreSQL's programs are. Without them the test is
// skipped or, with CI=true, fails.
func postgresBin(t testing.TB) string {
	t.Helper()
	alone(t)
	// Debian keeps all programs of a version in one place, and some on the PATH.
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_basebackup"); len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("pg_basebackup"); err == nil {
		return filepath.Dir(path)
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("install Debian package postgresql")
	}
	t.Skip("install Debian package postgresql")
	return ""
}

// newServer makes a server with a directory of its own, short enough for a
// socket. It does not start.
func newServer(t testing.TB) *server {
	t.Helper()
	s := &server{bin: postgresBin(t)}
	dir, err := os.MkdirTemp("", "ledger")
	check(t, err)
	s.dir = dir
	if os.Geteuid() == 0 {
		s.credential = newNobody(t)
		check(t, os.Chown(dir, int(s.credential.Uid), int(s.credential.Gid)))
	}
	check(t, os.Chmod(dir, 0o755))
	s.port = freePort(t)
	return s
}

// given remembers the ports of this process, since parallel tests look before
// their servers listen.
var given sync.Map

// freePort is below the range from which Linux takes those of outgoing
// connections.
func freePort(t testing.TB) int {
	t.Helper()
	for range 1000 {
		port := 15000 + rand.IntN(5000)
		if _, taken := given.LoadOrStore(port, true); taken {
			continue
		}
		listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:"+strconv.Itoa(port)) //nolint:usetesting // also from TestMain's server
		if err == nil {
			_ = listener.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func (s *server) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "HOME="+s.dir, "PGPASSWORD=", "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT, Credential: s.credential}
	return cmd
}

// run runs a program to its end.
func (s *server) run(t testing.TB, program string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), serverTimeout) //nolint:usetesting // the shared server outlives its first test
	defer cancel()
	if out, err := s.command(ctx, program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// initialise makes an empty cluster that asks for passwords over TCP and for none
// on its socket, and takes TLS with a certificate of an authority in ca.pem.
func (s *server) initialise(t testing.TB) {
	t.Helper()
	s.run(t, "initdb", "-D", s.data(), "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync", "--no-instructions", "--username=postgres", "--encoding=UTF8")
	root := certtest.Root("ledger authority", certtest.ValidBetween(time.Unix(0, 0), certtest.Today.AddDate(50, 0, 0)))
	leaf := root.Leaf([]string{"localhost", "127.0.0.1"}, certtest.ValidBetween(time.Unix(0, 0), certtest.Today.AddDate(50, 0, 0)))
	for name, content := range map[string][]byte{"ca.pem": certtest.Chain(root), "chain.pem": certtest.Chain(leaf), "key.pem": leaf.KeyPEM()} {
		check(t, os.WriteFile(filepath.Join(s.dir, name), content, 0o600))
		if s.credential != nil {
			check(t, os.Chown(filepath.Join(s.dir, name), int(s.credential.Uid), int(s.credential.Gid)))
		}
	}
	check(t, os.Chmod(filepath.Join(s.dir, "ca.pem"), 0o644))
}

// start starts the server and waits until it takes connections.
func (s *server) start(t testing.TB, settings ...string) {
	t.Helper()
	args := []string{"-D", s.data()}
	for _, setting := range append([]string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(s.port), "unix_socket_directories=" + s.dir, "fsync=off", "max_connections=100",
		"shared_buffers=16MB", "ssl=on", "ssl_cert_file=" + filepath.Join(s.dir, "chain.pem"), "ssl_key_file=" + filepath.Join(s.dir, "key.pem"),
	}, settings...) {
		args = append(args, "-c", setting)
	}
	cmd := s.command(context.Background(), "postgres", args...) //nolint:usetesting // ended by stop
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	started := make(chan error)
	exited := make(chan struct{})
	go func() {
		// The parent's death signal comes when this thread ends, not the process.
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(exited)
	}()
	check(t, <-started)
	s.group, s.exited = cmd.Process.Pid, exited
	ctx, cancel := context.WithTimeout(context.Background(), serverTimeout) //nolint:usetesting // as above
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.admin())
		if err == nil {
			_ = conn.Close(ctx)
			return
		}
		select {
		case <-exited:
			t.Fatalf("PostgreSQL ended: %s", output.String())
		case <-ctx.Done():
			t.Fatalf("PostgreSQL does not start: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// kill ends all of the server's processes at once, as a power cut does.
func (s *server) kill() {
	if s.group == 0 {
		return
	}
	// Each backend is in a session of its own, so they are told by their parent,
	// which must not start another meanwhile.
	_ = syscall.Kill(s.group, syscall.SIGSTOP)
	for _, child := range children(s.group) {
		_ = syscall.Kill(child, syscall.SIGKILL)
	}
	_ = syscall.Kill(s.group, syscall.SIGKILL)
	<-s.exited
	s.group = 0
}

// children are the processes that a process has started.
func children(parent int) []int {
	var found []int
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
	for field := range bytes.FieldsSeq(text) {
		if pid, err := strconv.Atoi(string(field)); err == nil {
			found = append(found, pid)
		}
	}
	return found
}

// remove ends the server for good.
func (s *server) remove() {
	s.kill()
	_ = os.RemoveAll(s.dir)
}

// admin is the URL of the superuser, over the socket.
func (s *server) admin() string {
	return fmt.Sprintf("postgres://postgres@/postgres?host=%s&port=%d&sslmode=disable", s.dir, s.port)
}

// secret is a password with everything in it that a URL escapes.
const secret, escapedSecret = "gehe!m p@ss/w%rd", "gehe%21m%20p%40ss%2Fw%25rd"

// roles makes the role that owns the tables, and the one that workspaces use:
// not a superuser, whom row-level security does not bind.
func (s *server) roles(t testing.TB) {
	t.Helper()
	s.sql(t, "CREATE ROLE ledger_owner LOGIN PASSWORD '"+secret+"'", "CREATE ROLE ledger_app LOGIN PASSWORD '"+secret+"'")
}

// sql runs statements as superuser.
func (s *server) sql(t testing.TB, statements ...string) {
	t.Helper()
	check(t, execute(context.Background(), s.admin(), statements...)) //nolint:usetesting // also while cleaning up
}

// execute runs statements on a connection of their own.
func execute(ctx context.Context, url string, statements ...string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// url is that of a role over TCP, its tables in a schema.
func (s *server) url(role, schema string) string {
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/postgres?sslmode=disable&search_path=%s", role, escapedSecret, s.port, schema)
}

// schema makes an empty one that the owner may fill, and gives its name.
func (s *server) schema(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("s%d", schemas.Add(1))
	s.sql(t, "CREATE SCHEMA "+name+" AUTHORIZATION ledger_owner", "GRANT USAGE ON SCHEMA "+name+" TO ledger_app")
	return name
}

// grant gives the workspaces' role what the documentation says that it needs.
func (s *server) grant(t testing.TB, schema string) {
	t.Helper()
	s.sql(t, "SET search_path = "+schema+"; "+strings.ReplaceAll(inventory.Grants, "TO role", "TO ledger_app"))
}

// shared is one server for all tests that do not harm it.
var shared struct {
	once   sync.Once
	server *server
}

func sharedServer(t testing.TB) *server {
	t.Helper()
	postgresBin(t)
	shared.once.Do(func() {
		s := newServer(t)
		shared.server = s
		s.initialise(t)
		s.start(t, "synchronous_commit=off")
		s.roles(t)
	})
	if shared.server == nil || shared.server.group == 0 {
		t.Fatal("PostgreSQL did not start")
	}
	return shared.server
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// newNobody is the user that root runs a process as that may not write
// everything.
func newNobody(t testing.TB) *syscall.Credential {
	t.Helper()
	nobody, err := user.Lookup("nobody")
	check(t, err)
	uid, err := strconv.Atoi(nobody.Uid)
	check(t, err)
	gid, err := strconv.Atoi(nobody.Gid)
	check(t, err)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// copyProgram puts this program where other users may start it.
func copyProgram(t testing.TB, dir string) string {
	t.Helper()
	program, err := os.ReadFile(os.Args[0])
	check(t, err)
	path := filepath.Join(dir, "worker")
	check(t, os.Chmod(dir, 0o755))
	check(t, os.WriteFile(path, program, 0o755))
	return path
}
