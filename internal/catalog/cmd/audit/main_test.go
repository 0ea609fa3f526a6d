package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	for _, wrong := range [][]string{nil, {"/none"}} {
		if err := run(t.Context(), wrong, &out); err == nil {
			t.Errorf("%v is no list", wrong)
		}
	}
	out.Reset()
	if err := run(t.Context(), []string{"../../testdata/publishers/ubuntu.csv"}, &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "\nubuntu  ") || !strings.Contains(text, " unverifiable\n") {
		t.Errorf("%s", text)
	}
}
