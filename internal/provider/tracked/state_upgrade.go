package tracked

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
)

// StateVersion is that of everything named. In version 0 nothing said what is known
// of its end.
const StateVersion = 1

// UpgradeState says what is known of an end where an earlier version did not, so
// that what it stored plans no change.
func (r *Named) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{0: r.Upgrader(WithEnd)}
}

// Upgrader rewrites what an earlier version stored.
func (r *Named) Upgrader(rewrite func(stored []byte) ([]byte, error)) resource.StateUpgrader {
	return resource.StateUpgrader{StateUpgrader: func(_ context.Context, req resource.UpgradeStateRequest, resp *resource.UpgradeStateResponse) {
		upgraded, err := rewrite(req.RawState.JSON)
		if err != nil {
			resp.Diagnostics.AddError("State not read", attribute.Sentence(fmt.Errorf("what an earlier version stored of the %s cannot be read: %w", r.kind, err)))
			return
		}
		resp.DynamicValue = &tfprotov6.DynamicValue{JSON: upgraded}
	}}
}

// WithEnd adds the end to a resource of version 0, and to the rows of a register.
func WithEnd(stored []byte) ([]byte, error) {
	var plain map[string]any
	if err := json.Unmarshal(stored, &plain); err != nil {
		return nil, err
	}
	plain["end"] = endBefore(plain)
	if rows, ok := plain["assets"].([]any); ok {
		addEnds(rows)
	}
	if document, ok := plain["deadlines_json"].(string); ok {
		var rows []any
		if err := json.Unmarshal([]byte(document), &rows); err != nil {
			return nil, err
		}
		addEnds(rows)
		written, err := json.Marshal(rows)
		if err != nil {
			return nil, err
		}
		plain["deadlines_json"] = string(written)
	}
	return json.Marshal(plain)
}

func addEnds(rows []any) {
	for _, row := range rows {
		plain, ok := row.(map[string]any)
		if !ok {
			continue
		}
		for _, field := range deadline.Face { // a row writes what it does not say as null
			if _, there := plain[field.Name]; !there && !field.Daily {
				plain[field.Name] = nil
			}
		}
		for _, name := range []string{"service_ends_on", "closed_on", "closed_because", "intent"} {
			plain[name] = nil // what a row of a register says of its life
		}
		plain["end"] = endBefore(plain)
	}
}

// endBefore is the state of the end of what version 0 stored. A handover has none
// once it is complete.
func endBefore(plain map[string]any) string {
	if status, _ := plain["status"].(string); status == string(deadline.StatusOK) {
		return deadline.EndOpen.String()
	}
	written, _ := plain["expires_at"].(string)
	at, err := time.Parse(time.RFC3339, written)
	if err != nil {
		at = time.Time{}
	}
	return endOf(plain, at).State.String()
}
