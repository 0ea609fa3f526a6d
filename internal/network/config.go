// Package network makes every connection of the provider: with a time limit,
// through the configured proxy, never to a denied network, and never more at a
// time than configured. It knows nothing of what is spoken on a connection.
package network

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"
)

// Values that a Config leaves out.
const (
	DefaultTimeout     = 10 * time.Second
	DefaultConcurrency = 256
	DefaultRetries     = 2
)

// Config is what a user sets about the network.
type Config struct {
	// Timeout covers one endpoint with all its connections and retries; 0 is
	// DefaultTimeout.
	Timeout time.Duration
	// Concurrency is how many endpoints are read at a time by the whole
	// process; 0 is DefaultConcurrency.
	Concurrency int
	// Retries is how often a fast failure is tried again; nil is
	// DefaultRetries.
	Retries *int
	// ProxyURL is http://, https://, socks5:// or socks5h://, with credentials
	// where the proxy asks for some; "" is a direct connection. The proxy finds
	// the addresses of names, with socks5:// too; with DeniedNetworks they are
	// looked up here before, and a name that cannot be is refused.
	ProxyURL string
	// ProxyRoots are the authorities trusted for an https:// proxy; nil trusts
	// those of the system.
	ProxyRoots *x509.CertPool
	// DeniedNetworks are never connected to. See Denied for what counts.
	DeniedNetworks []netip.Prefix
	// AllowedNetworks may be reached under PublicOnly although they are not public.
	AllowedNetworks []netip.Prefix
	// Resolve finds the addresses of a name; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

// ConfigError is a setting that cannot be used. It never holds credentials.
type ConfigError struct {
	// Setting is the attribute at fault: "timeout", "concurrency", "retries",
	// "proxy_url", "denied_networks" or "allowed_networks".
	Setting string
	// Summary is two to five words.
	Summary string
	// Detail says in sentences what was found and what is accepted, then after
	// a blank line the facts as "Key: value" lines.
	Detail string
}

func (e *ConfigError) Error() string { return e.Summary + ": " + e.Detail }

// Dialer makes connections as configured. It is safe for concurrent use.
type Dialer struct {
	timeout time.Duration
	retries int
	slots   chan struct{}
	proxy   *proxy
	denied  []netip.Prefix
	trusted []netip.Prefix // AllowedNetworks
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	direct  net.Dialer
	guarded net.Dialer
}

// New makes a Dialer. Its error is a *ConfigError.
func New(config Config) (*Dialer, error) {
	switch {
	case config.Timeout < 0:
		return nil, negative("timeout", config.Timeout.String(), "a duration above zero, for example \"10s\"")
	case config.Concurrency < 0:
		return nil, negative("concurrency", decimal(config.Concurrency), "a whole number from 1, for example 256")
	case config.Retries != nil && *config.Retries < 0:
		return nil, negative("retries", decimal(*config.Retries), "a whole number from 0, for example 2")
	}
	d := &Dialer{
		timeout: orDefault(config.Timeout, DefaultTimeout),
		retries: DefaultRetries,
		slots:   make(chan struct{}, orDefault(config.Concurrency, DefaultConcurrency)),
		resolve: config.Resolve,
	}
	if config.Retries != nil {
		d.retries = *config.Retries
	}
	if d.resolve == nil {
		d.resolve = systemResolve
	}
	for _, prefix := range config.DeniedNetworks {
		d.denied = append(d.denied, plainPrefix(prefix))
	}
	for _, prefix := range config.AllowedNetworks {
		d.trusted = append(d.trusted, plainPrefix(prefix))
	}
	if config.ProxyURL != "" {
		var err error
		if d.proxy, err = parseProxy(config.ProxyURL, config.ProxyRoots); err != nil {
			return nil, err
		}
	}
	// Connections are short: probes that keep idle ones alive are not worth
	// their system calls.
	d.direct = net.Dialer{KeepAlive: -1}
	d.guarded = net.Dialer{KeepAlive: -1, ControlContext: d.refuseDenied}
	return d, nil
}

// Timeout is the time that one endpoint may take with its retries.
func (d *Dialer) Timeout() time.Duration { return d.timeout }

// Retries is how often a fast failure is tried again.
func (d *Dialer) Retries() int { return d.retries }

// Concurrency is how many endpoints are read at a time.
func (d *Dialer) Concurrency() int { return cap(d.slots) }

// Proxied says that connections go through a proxy: addresses are then found,
// and known, by the proxy alone.
func (d *Dialer) Proxied() bool { return d.proxy != nil }

// Acquire waits for one of the process's slots and returns what gives it back.
// Whoever reads an endpoint holds one slot for all connections to it. The error
// is the context's.
func (d *Dialer) Acquire(ctx context.Context) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case d.slots <- struct{}{}:
		return func() { <-d.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
