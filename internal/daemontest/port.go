//go:build linux

package daemontest

import (
	"math/rand/v2"
	"net"
	"sync"
	"testing"
)

// Ports are taken from below the range from which Linux chooses those of
// outgoing connections (32768 up), so that none is lost between our looking and
// the daemon's listening.
const (
	firstPort = 20000
	lastPort  = 32000
)

// given remembers the ports of this process, since parallel tests look before
// their daemons listen.
var given sync.Map

// freeAddress gives a loopback address on which nothing listens.
func freeAddress(t testing.TB) string {
	t.Helper()
	var config net.ListenConfig
	for range 1000 {
		candidate := address(firstPort + rand.IntN(lastPort-firstPort))
		if _, taken := given.LoadOrStore(candidate, true); taken {
			continue
		}
		listener, err := config.Listen(t.Context(), "tcp", candidate)
		if err != nil {
			continue
		}
		must(t, listener.Close())
		return candidate
	}
	t.Fatal("daemontest: no free port")
	return ""
}

// freeAddresses gives one for each service.
func freeAddresses(t testing.TB, services ...string) map[string]string {
	t.Helper()
	addresses := map[string]string{}
	for _, service := range services {
		addresses[service] = freeAddress(t)
	}
	return addresses
}
