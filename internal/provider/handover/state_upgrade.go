package handover

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

// stateVersion is that of handovers: before it, an item that neither side had answered
// stood once for each of them.
const stateVersion = tracked.StateVersion + 1

// UpgradeState also writes each open item once, so that what was stored plans no
// change.
func (r *handoverResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{
		0: r.Upgrader(func(stored []byte) ([]byte, error) {
			ended, err := tracked.WithEnd(stored)
			if err != nil {
				return nil, err
			}
			return itemsOnce(ended)
		}),
		tracked.StateVersion: r.Upgrader(itemsOnce),
	}
}

// itemsOnce joins what is open of an item on both sides, in open_items and in the
// findings, which stand in the same order.
func itemsOnce(stored []byte) ([]byte, error) {
	var plain map[string]any
	if err := json.Unmarshal(stored, &plain); err != nil {
		return nil, err
	}
	items, _ := plain["open_items"].([]any)
	findings, _ := plain["findings"].([]any)
	if len(items) != len(findings) {
		return stored, nil
	}
	var open, found []any
	var giver, told map[string]any // of the entry before
	for i := range items {
		item, _ := items[i].(map[string]any)
		finding, _ := findings[i].(map[string]any)
		if item == nil || finding == nil {
			return stored, nil
		}
		if item["side"] == string(handover.SideTaker) && giver != nil && giver["item"] == item["item"] && giver["side"] == string(handover.SideGiver) {
			why := handover.BothOwe(fmt.Sprint(giver["why"]), fmt.Sprint(item["why"]))
			giver["side"], giver["why"] = nil, why
			told["message"] = fmt.Sprintf("%v: %s.", item["item"], why)
			continue
		}
		giver, told = item, finding
		open, found = append(open, items[i]), append(found, findings[i])
	}
	if len(open) < len(items) {
		plain["open_items"], plain["findings"] = open, found
	}
	return json.Marshal(plain)
}
