package tracked

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// RowsByID are the rows of a JSON list by id, nil where it is none.
func RowsByID(document string) map[string]map[string]any {
	var rows []map[string]any
	if err := json.Unmarshal([]byte(document), &rows); err != nil {
		return nil
	}
	byID := make(map[string]map[string]any, len(rows))
	for _, row := range rows {
		id, _ := row["id"].(string)
		byID[id] = row
	}
	return byID
}

// ChangedFields lists the fields in which two rows differ, with what they say.
func ChangedFields(was, is map[string]any) string {
	var changes []string
	for name := range is {
		before, after := plainText(was[name]), plainText(is[name])
		if before != after && name != "act_by" && name != "remind_at" {
			changes = append(changes, fmt.Sprintf("%s %s -> %s", name, before, after))
		}
	}
	if len(changes) == 0 && (plainText(was["act_by"]) != plainText(is["act_by"]) || plainText(was["remind_at"]) != plainText(is["remind_at"])) {
		changes = append(changes, fmt.Sprintf("act_by %s -> %s", plainText(was["act_by"]), plainText(is["act_by"])))
	}
	slices.Sort(changes)
	return strings.Join(changes, ", ")
}

func plainText(value any) string {
	if value == nil {
		return "(none)"
	}
	if s, ok := value.(string); ok {
		return deadline.Printable(s)
	}
	document, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(document)
}
