package provider

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
	"id", "kind", "name", "owner", "maintainer", "system", "environment", "criticality", "expires_at", "act_by", "remind_at",
	"tracked", "revision", "deletion_policy", "adopt",
}

// inventoryRow is what a resource, or one row of a register, says as a row of
// the inventory.
func inventoryRow(plain map[string]any) (inventory.Row, error) {
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
		ID: text("id"), Kind: text("kind"), Name: text("name"), Owner: text("owner"), Maintainer: text("maintainer"),
		System: text("system"), Environment: text("environment"), Criticality: text("criticality"),
		Timeline: deadline.Timeline{ActBy: instant("act_by"), RemindAt: instant("remind_at")},
	}
	switch end := instant("expires_at"); {
	case !end.IsZero():
		row.Timeline.End = deadline.EndsAt(end)
	case declaredOpen(plain):
		row.Timeline.End = deadline.OpenEnded
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

// declaredOpen says that something which has no expires_at is declared to have no
// end: an asset by the year 9999, a contract by its terms.
func declaredOpen(plain map[string]any) bool {
	if text, _ := plain["expires_on"].(string); text != "" {
		day, err := deadline.ParseDate(text)
		return err == nil && day.Year >= 9999
	}
	id, _ := plain["id"].(string)
	if !strings.HasPrefix(id, contractKind+"/") {
		return false
	}
	fields := map[string]contract.Field{"contract": {Text: contractKey(id)}}
	for _, name := range intake.ContractFields() {
		text, _ := plain[name].(string)
		fields[name] = contract.Field{Text: text}
	}
	one, faults := contract.Parse(fields)
	return len(faults) == 0 && one.Endless
}

// plainRow is a row of the inventory as the attributes of its resource.
func plainRow(row inventory.Row) (map[string]any, error) {
	plain := map[string]any{}
	if len(row.Facts) > 0 {
		if err := json.Unmarshal(row.Facts, &plain); err != nil {
			return nil, fmt.Errorf("reading the facts of %s: %w", row.ID, err)
		}
	}
	for name, value := range map[string]string{
		"id": row.ID, "kind": row.Kind, "name": row.Name, "owner": row.Owner, "maintainer": row.Maintainer,
		"system": row.System, "environment": row.Environment, "criticality": row.Criticality,
	} {
		if value != "" {
			plain[name] = value
		}
	}
	for name, at := range map[string]time.Time{"act_by": row.Timeline.ActBy, "remind_at": row.Timeline.RemindAt, "expires_at": row.Timeline.End.At} {
		if !at.IsZero() {
			plain[name] = deadline.FormatInstant(at)
		}
	}
	plain["tracked"], plain["revision"] = true, float64(row.Revision)
	return plain, nil
}
