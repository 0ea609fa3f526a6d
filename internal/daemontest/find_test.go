//go:build linux

package daemontest_test

import (
	"runtime"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/daemontest"
)

// ending records how a test is ended.
type ending struct {
	testing.TB
	how, words string
}

func (e *ending) Helper() {}

func (e *ending) Skip(words ...any) { e.end("skipped", words) }

func (e *ending) Fatal(words ...any) { e.end("failed", words) }

func (e *ending) end(how string, words []any) {
	e.how, e.words = how, words[0].(string)
	runtime.Goexit()
}

func TestMissingPackage(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing is started where only quick tests are asked for")
	}
	for ci, how := range map[string]string{"": "skipped", "false": "skipped", "true": "failed"} {
		t.Setenv("CI", ci)
		end, done := &ending{TB: t}, make(chan struct{})
		go func() {
			defer close(done)
			daemontest.Find(end, "no-such-daemon", "no-such-package")
		}()
		<-done
		if end.how != how || end.words != "install Debian package no-such-package" {
			t.Errorf("CI=%q: %s with %q, want %s", ci, end.how, end.words, how)
		}
	}
}
