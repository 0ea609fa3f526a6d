package network_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/network"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config  network.Config
		setting string
		part    string
	}{
		"timeout":            {network.Config{Timeout: -time.Second}, "timeout", "Found: -1s"},
		"concurrency":        {network.Config{Concurrency: -1}, "concurrency", "Found: -1"},
		"retries":            {network.Config{Retries: new(-1)}, "retries", "Found: -1"},
		"proxy: no scheme":   {network.Config{ProxyURL: "proxy.example.test:3128"}, "proxy_url", "http://proxy.example.test:3128"},
		"proxy: no host":     {network.Config{ProxyURL: "http://"}, "proxy_url", "cannot be read"},
		"proxy: ftp":         {network.Config{ProxyURL: "ftp://alice:hunter2@proxy"}, "proxy_url", `Scheme: "ftp"`},
		"proxy: bad escape":  {network.Config{ProxyURL: "http://alice:hunter2%zz@proxy"}, "proxy_url", "cannot be read"},
		"proxy: bad port":    {network.Config{ProxyURL: "http://alice:hunter2@proxy:99999"}, "proxy_url", `Port: "99999"`},
		"proxy: SOCKS login": {network.Config{ProxyURL: "socks5://:hunter2@proxy"}, "proxy_url", "RFC 1929"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := network.New(test.config)
			checkConfigError(t, err, test.setting, test.part)
		})
	}
}

func TestNewDefaults(t *testing.T) {
	t.Parallel()
	d, err := network.New(network.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Timeout() != 10*time.Second || d.Concurrency() != 256 || d.Retries() != 2 || d.Proxied() {
		t.Errorf("%s, %d, %d, %t", d.Timeout(), d.Concurrency(), d.Retries(), d.Proxied())
	}
	if d := newDialer(t, network.Config{Retries: new(0)}); d.Retries() != 0 {
		t.Errorf("%d retries, want none", d.Retries())
	}
}

func TestAcquire(t *testing.T) {
	t.Parallel()
	d := newDialer(t, network.Config{Concurrency: 2})
	var held atomic.Int64
	done := make(chan error)
	for range 10 {
		go func() {
			release, err := d.Acquire(t.Context())
			if err == nil {
				if held.Add(1) > 2 {
					err = errors.New("more than two at a time")
				}
				time.Sleep(5 * time.Millisecond)
				held.Add(-1)
				release()
			}
			done <- err
		}()
	}
	for range 10 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	for range 2 {
		if _, err := d.Acquire(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := d.Acquire(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v with no slot left", err)
	}
}
