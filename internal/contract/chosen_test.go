package contract_test

import (
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
)

// newcomer.md 3: a resource may be called "none"; in a ledger that is no key.
func TestChosenKey(t *testing.T) {
	t.Parallel()
	for chosen, faults := range map[bool]int{true: 0, false: 1} {
		one, wrong := contract.Parse(map[string]contract.Field{"contract": {Text: "none", Chosen: chosen}, "ends_on": {Text: "2027-06-30"}})
		if len(wrong) != faults || chosen && one.Key != "none" {
			t.Errorf("chosen %t: %q, %v", chosen, one.Key, wrong)
		}
	}
}
