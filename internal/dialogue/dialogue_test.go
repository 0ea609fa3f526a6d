package dialogue_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/dialogue"
)

// with talks to a server that says a text and ends.
func with(t *testing.T, says string) *dialogue.Talk {
	t.Helper()
	ours, theirs := net.Pipe()
	t.Cleanup(func() { _ = ours.Close() })
	go func() {
		_, _ = io.WriteString(theirs, says)
		_ = theirs.Close()
	}()
	return dialogue.New(ours, dialogue.Bounds{Line: 16, Lines: 3, Bytes: 40})
}

func TestLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		says, lines string
		end         error
	}{
		"nothing":             {"", "", io.EOF},
		"lines":               {"a\r\n\nb\n", "a||b", dialogue.ErrTooLong}, // a fourth is one too many
		"one, and the end":    {"220 a\r\n", "220 a", io.EOF},
		"a line without end":  {"220 a\r\n220 b", "220 a", io.ErrUnexpectedEOF},
		"a line that is long": {strings.Repeat("a", 17) + "\n", "", dialogue.ErrTooLong},
		"too many bytes":      {strings.Repeat(strings.Repeat("a", 13)+"\n", 3), "aaaaaaaaaaaaa|aaaaaaaaaaaaa", dialogue.ErrTooLong},
	} {
		talk, lines, err := with(t, test.says), []string(nil), error(nil)
		for {
			var line string
			if line, err = talk.Line(); err != nil {
				break
			}
			lines = append(lines, line)
		}
		if got := strings.Join(lines, "|"); got != test.lines || !errors.Is(err, test.end) {
			t.Errorf("%s: %q %v, want %q %v", name, got, err, test.lines, test.end)
		}
		if began := talk.Began(); !strings.HasPrefix(test.says, began) || began == "" && test.says != "" {
			t.Errorf("%s began with %q", name, began)
		}
	}
	_, err := with(t, "220 b").Line()
	if cut, ok := errors.AsType[*dialogue.CutError](err); !ok || cut.Said != "220 b" {
		t.Errorf("cut short: %v", err)
	}
}

func TestBytes(t *testing.T) {
	t.Parallel()
	if _, err := with(t, "abc").Bytes(41); !errors.Is(err, dialogue.ErrTooLong) {
		t.Errorf("more than is heard: %v", err)
	}
	if _, err := with(t, "abc").Bytes(4); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("more than is said: %v", err)
	}
	if err := with(t, strings.Repeat("a", 50)).Fill(make([]byte, 41)); !errors.Is(err, dialogue.ErrTooLong) {
		t.Errorf("beyond the bound: %v", err)
	}
	talk := with(t, "abcde")
	if err := talk.Wait(); err != nil || talk.Pending() == "" {
		t.Errorf("%v, pending %q", err, talk.Pending())
	}
	if got, err := talk.Bytes(3); err != nil || string(got) != "abc" || talk.Pending() != "de" {
		t.Errorf("%q %v, pending %q", got, err, talk.Pending())
	}
}

func TestRemember(t *testing.T) {
	t.Parallel()
	var first []byte
	for range 100 {
		first = dialogue.Remember(first, []byte("seven b"))
	}
	if len(first) != 256 || !strings.HasPrefix(string(first), "seven bseven b") {
		t.Errorf("%d bytes: %.20q", len(first), first)
	}
}
