//go:build linux

package daemontest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Options say what a daemon serves.
type Options struct {
	// Chain is the server's certificate and what follows it, in PEM; Key its
	// private key. Without them the daemon speaks no TLS.
	Chain, Key []byte
}

func (o Options) tls() bool { return len(o.Chain) > 0 }

// Daemon is a running daemon. It needs no stopping: its test's end does.
type Daemon struct {
	t         testing.TB
	addresses map[string]string
}

// Address gives host:port of a service, named as each daemon's function says.
func (d Daemon) Address(service string) string {
	d.t.Helper()
	address, ok := d.addresses[service]
	if !ok {
		d.t.Fatalf("daemontest: no service %q among %v", service, d.addresses)
	}
	return address
}

// startTimeout bounds what a daemon may take to open its ports. A loaded
// machine with two cores needs seconds for the heavier ones.
const startTimeout = 60 * time.Second

// launch is how a daemon is started.
type launch struct {
	path string
	args []string
	// env is added to the environment.
	env []string
	// stop asks it to end; SIGTERM if zero.
	stop syscall.Signal
	// root runs it with all rights.
	root bool
}

// run starts the daemon in the room and waits until it listens.
func (r *room) run(do launch, addresses map[string]string) Daemon {
	r.t.Helper()
	if do.stop == 0 {
		do.stop = syscall.SIGTERM
	}
	cmd := exec.CommandContext(r.t.Context(), do.path, do.args...)
	cmd.Dir, cmd.Env = r.dir, append(os.Environ(), do.env...)
	// vsftpd writes its errors to where others read.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r.output, r.output, r.output
	cmd.Cancel = func() error { return cmd.Process.Signal(do.stop) }
	cmd.WaitDelay = 5 * time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: do.stop}
	if !do.root {
		cmd.SysProcAttr.Credential = r.credential
	}
	exited, err := startBound(cmd)
	if err != nil {
		r.t.Fatalf("daemontest: %v", err)
	}
	r.t.Cleanup(func() {
		<-exited
		// Children that outlived it.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	})
	r.await(exited, addresses)
	return Daemon{t: r.t, addresses: addresses}
}

// startBound starts cmd from a thread that lives as long as cmd does: the
// kernel sends the parent's death signal when the thread ends, not the process.
func startBound(cmd *exec.Cmd) (exited <-chan struct{}, err error) {
	started, done := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
		close(done)
	}()
	return done, <-started
}

// await polls until every address takes connections.
func (r *room) await(exited <-chan struct{}, addresses map[string]string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), startTimeout)
	defer cancel()
	for service, address := range addresses {
		for !accepts(ctx, address) {
			select {
			case <-exited:
				r.t.Fatalf("daemontest: the daemon ended instead of listening for %s on %s", service, address)
			case <-ctx.Done():
				r.t.Fatalf("daemontest: nothing listens for %s on %s after %s", service, address, startTimeout)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

func accepts(ctx context.Context, address string) bool {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// command runs a program to its end, as the daemon's user.
func (r *room) command(path string, args ...string) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), startTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = r.dir, r.output, r.output
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: r.credential}
	if err := cmd.Run(); err != nil {
		r.t.Fatalf("daemontest: %s: %v", path, err)
	}
}

func port(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }
