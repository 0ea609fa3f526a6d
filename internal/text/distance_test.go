package text_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"owner", "owner", 0},
		{"ownr", "owner", 1},
		{"owners", "owner", 1},
		{"ownet", "owner", 1},
		{"onwer", "owner", 1}, // a swap is one edit
		{"expires_on", "expires_at", 2},
		{"region", "reason", 2},
		{"本番", "本場", 1},
	} {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			if got := text.Distance(pair[0], pair[1]); got != test.want {
				t.Errorf("%q to %q: %d, want %d", pair[0], pair[1], got, test.want)
			}
		}
	}
}
