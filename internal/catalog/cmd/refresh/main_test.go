package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

var clock = deadline.FixedClock(time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC))

func TestRun(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	path := filepath.Join(directory, "php.json")
	feed := filepath.Join(t.TempDir(), "full.json")
	write := func(path, content string) {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(path, `{"product":"php","source":"php.net","facts_as_of":"2026-01-01","cycles":[{"cycle":"8.4","security_ends":"none announced"}]}`)
	write(feed, `{"generated_at": "2026-11-20T00:00:00Z", "result": [{"name": "php", "releases": [{"name": "8.4", "eolFrom": "2028-12-31"}]}]}`)

	for _, wrong := range [][]string{{"-facts", directory}, {"-facts", directory, "-from", "/none"}, {"-nonsense"}, {"-format", "-facts", feed}} {
		var out bytes.Buffer
		if err := run(t.Context(), wrong, &out, clock); err == nil && out.Len() > 0 {
			t.Errorf("%v: %s", wrong, out.String())
		}
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-facts", directory, "-format"}, &out, clock); err != nil || !strings.Contains(out.String(), "formatted") {
		t.Fatalf("%v, %s", err, out.String())
	}
	out.Reset()
	if err := run(t.Context(), []string{"-facts", directory, "-from", feed, "-write"}, &out, clock); err != nil {
		t.Fatal(err)
	}
	if want := "## Ended\n\n- php 8.4: security_ends: none announced -> 2028-12-31\n"; !strings.HasSuffix(out.String(), want) {
		t.Errorf("%q", out.String())
	}
	content, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(content), `"security_ends": "2028-12-31"`) || !strings.Contains(string(content), `"confirmed": "2026-11-20"`) {
		t.Errorf("%s, %v", content, err)
	}
}
