package network

import (
	"context"
	"net"
	"time"
)

// FirstOf is firstOf for tests.
func FirstOf[T any](ctx context.Context, delay time.Duration, tries []func(context.Context) (T, error), discard func(T)) (T, error) {
	return firstOf(ctx, delay, tries, discard)
}

// AskProxy asks the proxy at the end of conn for a connection.
func AskProxy(ctx context.Context, url string, conn net.Conn) (net.Conn, error) {
	p, err := parseProxy(url, nil)
	if err != nil {
		return nil, err
	}
	return p.connect(ctx, conn, "www.example.test", 443)
}
