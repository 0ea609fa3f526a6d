package asset_test

import (
	"strings"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// registers.md 4: a word that says that a thing is over does not make it pass, and
// has it wound up rather than renewed. Other words say nothing.
func TestStatesOfAnAsset(t *testing.T) {
	t.Parallel()
	for word, intent := range map[string]string{
		"retired": "end", "Decommissioned": "end", "解約": "end", "廃止済み": "end", "撤去": "end", "gekündigt": "end", "terminated": "end", "Außer Betrieb": "end", "ＲＥＴＩＲＥＤ": "end", "運用終了": "end",
		"in use": "", "active": "", "稼働中": "", "planned": "", "予定": "", "なし": "", "-": "", "": "", "not retired": "",
	} {
		a, faults := parse(map[string]string{"asset": "a", "expires_on": "2020-03-31", "status": word})
		if len(faults) > 0 || a.Intent() != intent {
			t.Errorf("%q: intent %q, want %q; %v", word, a.Intent(), intent, faults)
		}
		if end, _ := a.End(tokyo); end.State != deadline.EndKnown {
			t.Errorf("%q moves the end: %+v", word, end)
		}
	}
	closed, _ := parse(map[string]string{"asset": "a", "status": "retired", "closed_on": "令和8年3月31日", "closed_because": "moved"})
	if closed.Intent() != "" || closed.ClosedOn != date(2026, 3, 31) {
		t.Errorf("%+v", closed)
	}
}

// A day of closing that is yet to come closes nothing.
func TestClosingAhead(t *testing.T) {
	t.Parallel()
	today := date(2026, 11, 28)
	for day, wrong := range map[deadline.Date]bool{{}: false, date(2026, 11, 27): false, today: false, date(2026, 11, 29): true, deadline.NoEnd: true} {
		fault := asset.Asset{ClosedOn: day}.CheckClosedBy(today)
		if (fault != nil) != wrong || wrong && (fault.Field != "closed_on" || !strings.Contains(fault.Message, "service_ends_on")) {
			t.Errorf("%s: %v", day, fault)
		}
	}
}
