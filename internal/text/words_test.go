package text_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"証明書", 3, "証明書"},
		{"証明書類", 3, "証明…"},
		{"\xff\xff\xff\xff", 3, "\xff\xff…"},
		{"abc", 1, "…"},
	} {
		if got := text.Shorten(test.text, test.most); got != test.want {
			t.Errorf("%q to %d: %q", test.text, test.most, got)
		}
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"www.example.test":         "www.example.test",
		"a\nb\x1b[31m\u202e\u200b": "a?b?[31m??",
		"\xffa\ufffd":              "?a?",
		"認証 局":                     "認証 局",
	} {
		if got := text.Plain(given); got != want {
			t.Errorf("%q: %q", given, got)
		}
	}
}

func TestSome(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ names, some, lines string }{
		{"", "", ""},
		{"a", "a", "a"},
		{"a b", "a, b", "a\nb"},
		{"a b c", "a, b and 1 more", "a\nb\nand 1 more."},
		{"a b c d", "a, b and 2 more", "a\nb\nand 2 more."},
	} {
		names := strings.Fields(test.names)
		if some, lines := text.Some(names, 2), text.Lines(names, 2); some != test.some || lines != test.lines {
			t.Errorf("%q: %q, %q", test.names, some, lines)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	names := []string{"nginx", "php", "postgresql", "mysql", "must-support", "stale-facts"}
	for wrong, want := range map[string]string{
		"ngnix":                   "nginx", // a swap
		"NGINX":                   "nginx", // whatever the case
		"support":                 "must-support",
		"postgresql-server":       "postgresql",
		"hp":                      "php", // too short to be a part
		"":                        "php", // the shortest
		strings.Repeat("x", 5000): "nginx",
	} {
		if got := text.Nearest(wrong, names, 2); len(got) != 2 || got[0] != want {
			t.Errorf("%.20q: %v, want %s", wrong, got, want)
		}
	}
	if got := text.Nearest("php", names, 99); len(got) != len(names) || got[0] != "php" {
		t.Errorf("all: %v", got)
	}
	if got := text.Nearest("php", nil, 3); len(got) != 0 {
		t.Errorf("among none: %v", got)
	}
	if got := text.Nearest("c", []string{"b", "a"}, 2); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("equally far: %v", got)
	}
}
