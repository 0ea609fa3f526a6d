package policy_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, id string
		want        bool
	}{
		{"", "a", false},
		{"a", "a", true},
		{"a", "ab", false},
		{"*", "", true},
		{"*", "a/b", true},
		{"software/*", "software/shop/php@5.3", true},
		{"software/*", "certificate/a", false},
		{"*/php@*", "software/php@7.4.33", true},
		{"a*a", "a", false},
		{"a*a", "aa", true},
		{"*.test:443", "certificate/x.test:443", true},
		{"*.test:443", "certificate/x.test:4430", false},
		{"a*b*c", "a-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"[a]", "[a]", true},
		{"a?", "ab", false},
	} {
		if got := policy.Match(test.pattern, test.id); got != test.want {
			t.Errorf("Match(%q, %q) = %t", test.pattern, test.id, got)
		}
	}
}

// reference matches by trying every length of every run.
func reference(pattern, id string) bool {
	if pattern == "" {
		return id == ""
	}
	if pattern[0] == '*' {
		for i := range len(id) + 1 {
			if reference(pattern[1:], id[i:]) {
				return true
			}
		}
		return false
	}
	return id != "" && id[0] == pattern[0] && reference(pattern[1:], id[1:])
}

func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{{"", ""}, {"*", "a"}, {"a*b*c", "abxc"}, {"**", "x"}, {"a*a", "aa"}, {"*ab*ab", "abab"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, id string) {
		if len(pattern) > 12 || len(id) > 24 {
			pattern, id = pattern[:min(len(pattern), 12)], id[:min(len(id), 24)]
		}
		if got, want := policy.Match(pattern, id), reference(pattern, id); got != want {
			t.Errorf("Match(%q, %q) = %t", pattern, id, got)
		}
	})
}
