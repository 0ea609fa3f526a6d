package wire_test

import (
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certificate/wire"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestReadAllKeepsOrder(t *testing.T) {
	t.Parallel()
	s := testSite()
	healthy := certtest.Serve(t, certtest.ServerOptions{Config: serverConfig(s.chain(s.ecdsa)), Delay: 20 * time.Millisecond})
	dead := certtest.Refusing(t)
	outcomes := newReader(t).ReadAll(t.Context(), []wire.Target{
		{Endpoint: healthy.Addr},
		{Endpoint: "no-port.example.test"},
		{Endpoint: dead},
		{Endpoint: healthy.Addr},
		{Endpoint: healthy.Addr, CertificateOnly: true},
		{Endpoint: healthy.Addr, StartTLS: "smpt"},
	}, wire.FleetOptions{})
	if len(outcomes) != 6 {
		t.Fatalf("%d outcomes", len(outcomes))
	}
	for _, i := range []int{0, 3, 4} {
		if outcomes[i].Err != nil || len(outcomes[i].Answer.Served) != 1 {
			t.Errorf("outcome %d: %+v", i, outcomes[i])
		}
	}
	for _, i := range []int{1, 5} {
		if _, ok := errors.AsType[*certificate.InputError](outcomes[i].Err); !ok {
			t.Errorf("outcome %d: %v, want an *InputError", i, outcomes[i].Err)
		}
	}
	checkReadError(t, outcomes[2].Err, certificate.ReasonRefused)
	if got := healthy.Connections(); got != 2 {
		t.Errorf("%d connections, want equal targets read once", got)
	}
}

func TestReadAllNothing(t *testing.T) {
	t.Parallel()
	if outcomes := newReader(t).ReadAll(t.Context(), nil, wire.FleetOptions{}); len(outcomes) != 0 {
		t.Errorf("outcomes %v", outcomes)
	}
}

// A server that fails at first and then recovers; the retry comes after the
// first attempt of every other.
func TestReadAllRetriesLast(t *testing.T) {
	t.Parallel()
	s := testSite()
	config := serverConfig(s.chain(s.ecdsa))
	var others, before atomic.Int64
	flaky := certtest.Serve(t, certtest.ServerOptions{Handle: func() func(net.Conn) {
		var count atomic.Int64
		return func(conn net.Conn) {
			// A whole hello fails, with whatever else is tried beside it.
			if count.Add(1) <= 2 {
				certtest.ResetAfterHello(conn)
				return
			}
			before.Store(others.Load())
			_ = serveOnce(conn, config)
		}
	}()})
	targets := []wire.Target{{Endpoint: flaky.Addr}}
	for range 5 {
		targets = append(targets, wire.Target{Endpoint: certtest.Raw(t, func(conn net.Conn) {
			time.Sleep(50 * time.Millisecond)
			others.Add(1)
			_ = serveOnce(conn, config)
		})})
	}
	reader := newReader(t, func(config *network.Config) { config.Retries = new(2) })
	for i, outcome := range reader.ReadAll(t.Context(), targets, wire.FleetOptions{Concurrency: 2}) {
		if outcome.Err != nil {
			t.Errorf("outcome %d: %v", i, outcome.Err)
		}
	}
	if before.Load() != 5 {
		t.Errorf("retried after %d of 5 others", before.Load())
	}
}

func TestReadRetries(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		handle  func(net.Conn)
		reason  certificate.Reason
		connect int
	}{
		// An attempt that is refused makes one connection, without a name to
		// leave out: the whole hello and our own.
		"fast failures are":    {certtest.ResetAfterHello, certificate.ReasonReset, 3 * 2},
		"time-outs are not":    {certtest.Silent, certificate.ReasonTimeout, 1},
		"other servers aren't": {certtest.Greet("SSH-2.0-x\r\n"), certificate.ReasonNotTLS, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := certtest.Serve(t, certtest.ServerOptions{Handle: test.handle})
			reader := newReader(t, func(config *network.Config) { config.Retries = new(2) })
			target := wire.Target{Endpoint: server.Addr}
			if test.reason == certificate.ReasonTimeout {
				target.Timeout = 200 * time.Millisecond
			}
			_, err := reader.Read(t.Context(), target)
			checkReadError(t, err, test.reason)
			if got := server.Connections(); got != test.connect {
				t.Errorf("%d connections, want %d", got, test.connect)
			}
		})
	}
}

func TestReadAllOverallTimeout(t *testing.T) {
	t.Parallel()
	s := testSite()
	healthy := certtest.ServeTLS(t, serverConfig(s.chain(s.ecdsa)))
	targets := []wire.Target{{Endpoint: healthy}}
	for range 3 {
		targets = append(targets, wire.Target{Endpoint: certtest.Raw(t, certtest.Silent)})
	}
	outcomes := newReader(t).ReadAll(t.Context(), targets, wire.FleetOptions{Concurrency: 1, Timeout: 2 * time.Second})
	if outcomes[0].Err != nil {
		t.Errorf("healthy: %v", outcomes[0].Err)
	}
	for _, outcome := range outcomes[1:] {
		checkReadError(t, outcome.Err, certificate.ReasonTimeout)
	}
	checkReadError(t, outcomes[3].Err, certificate.ReasonTimeout, "before its turn came")
}

// No more endpoints are read at a time than configured, whoever reads them.
func TestReadAllConcurrency(t *testing.T) {
	t.Parallel()
	s := testSite()
	config := serverConfig(s.chain(s.ecdsa))
	var now, most atomic.Int64
	handle := func(conn net.Conn) {
		current := now.Add(1)
		for seen := most.Load(); current > seen && !most.CompareAndSwap(seen, current); seen = most.Load() {
		}
		time.Sleep(20 * time.Millisecond)
		now.Add(-1)
		_ = serveOnce(conn, config)
	}
	var targets []wire.Target
	for range 12 {
		targets = append(targets, wire.Target{Endpoint: certtest.Raw(t, handle)})
	}
	reader := newReader(t, func(config *network.Config) { config.Concurrency = 3 })
	done := make(chan []wire.Outcome, 2)
	for _, half := range [][]wire.Target{targets[:6], targets[6:]} {
		go func() { done <- reader.ReadAll(t.Context(), half, wire.FleetOptions{Concurrency: 100}) }()
	}
	for range 2 {
		for _, outcome := range <-done {
			if outcome.Err != nil {
				t.Error(outcome.Err)
			}
		}
	}
	if most.Load() > 3 {
		t.Errorf("%d at a time, want at most 3", most.Load())
	}
}
