package tracked

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/intake"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
)

// notFacts are the attributes that do not stand among a row's facts: those that
// have columns of their own, and those that say how the row is kept.
var notFacts = []string{
	"id", "kind", "name", "owner", "maintainer", "system", "environment", "criticality", "expires_at", "end", "act_by", "remind_at",
	"tracked", "revision", "deletion_policy", "adopt",
}

// InventoryRow is what a resource, or one row of a register, says as a row of
// the inventory.
func InventoryRow(plain map[string]any) (inventory.Row, error) {
	text := func(name string) string {
		written, _ := plain[name].(string)
		return written
	}
	instant := func(name string) time.Time {
		at, err := time.Parse(time.RFC3339, text(name))
		if err != nil {
			return time.Time{}
		}
		return at
	}
	row := inventory.Row{
		ID: text("id"), Kind: text("kind"),
		Timeline: deadline.Timeline{End: endOf(plain, instant("expires_at")), ActBy: instant("act_by"), RemindAt: instant("remind_at")},
	}
	for _, name := range deadline.IdentityFields() {
		*row.Part(name) = text(name)
	}
	facts := maps.Clone(plain)
	maps.DeleteFunc(facts, func(_ string, value any) bool { return value == nil })
	for _, name := range notFacts {
		delete(facts, name)
	}
	if row.Timeline.End.State == deadline.EndOpen && plain["expires_at"] != nil {
		facts["expires_at"] = plain["expires_at"] // which no column keeps
	}
	document, err := json.Marshal(facts)
	if err != nil {
		return row, fmt.Errorf("encoding the facts: %w", err)
	}
	row.Facts = document
	return row, nil
}

// endOf is the end of a resource. What an earlier version stored says no state.
func endOf(plain map[string]any, at time.Time) deadline.End {
	state, told := plain["end"].(string)
	switch {
	case !at.IsZero():
		return deadline.EndsAt(at)
	case told:
		return deadline.End{State: deadline.ParseEndState(state)}
	case declaredOpen(plain):
		return deadline.OpenEnded
	}
	return deadline.End{}
}

// declaredOpen says that something which has no expires_at is declared to have no
// end: an asset by the year 9999, a contract by its terms.
func declaredOpen(plain map[string]any) bool {
	hardware, _ := plain["hardware"].(map[string]any)
	for _, last := range []any{plain["expires_on"], hardware["end_of_support_on"]} {
		if text, _ := last.(string); text != "" {
			day, err := deadline.ParseDate(text)
			return err == nil && day.Year >= 9999
		}
	}
	id, _ := plain["id"].(string)
	if !strings.HasPrefix(id, contract.Kind+"/") {
		return false
	}
	fields := map[string]contract.Field{"contract": {Text: contract.KeyOf(id)}}
	for _, name := range intake.ContractFields() {
		text, _ := plain[name].(string)
		fields[name] = contract.Field{Text: text}
	}
	one, faults := contract.Parse(fields)
	return len(faults) == 0 && one.Endless
}

// PlainRow is a row of the inventory as the attributes of its resource.
func PlainRow(row inventory.Row) (map[string]any, error) {
	plain := map[string]any{}
	if len(row.Facts) > 0 {
		if err := json.Unmarshal(row.Facts, &plain); err != nil {
			return nil, fmt.Errorf("reading the facts of %s: %w", row.ID, err)
		}
	}
	plain["id"], plain["kind"] = row.ID, row.Kind
	for name, said := range row.All() {
		if said != "" {
			plain[name] = said
		}
	}
	for name, at := range map[string]time.Time{"act_by": row.Timeline.ActBy, "remind_at": row.Timeline.RemindAt, "expires_at": row.Timeline.End.At} {
		if !at.IsZero() {
			plain[name] = deadline.FormatInstant(at)
		}
	}
	end := row.Timeline.End
	if end.State == deadline.EndUnknown {
		end = endOf(plain, time.Time{})
	}
	plain["end"] = end.State.String()
	plain["tracked"], plain["revision"] = true, float64(row.Revision)
	return plain, nil
}
