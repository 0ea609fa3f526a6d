package inventory

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/inventory"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/attribute"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/face"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/tracked"
)

// ledgerResults are what the data source gives besides the common face.
type ledgerResults struct {
	Assets        types.List   `tfsdk:"assets"`
	DeadlinesJSON types.String `tfsdk:"deadlines_json"`
	Total         types.Int64  `tfsdk:"total"`
	Counts        types.Object `tfsdk:"counts"`
	CountsByKind  types.Map    `tfsdk:"counts_by_kind"`
	CountsByOwner types.Map    `tfsdk:"counts_by_owner"`
	Unowned       types.List   `tfsdk:"unowned"`
	Tenant        types.String `tfsdk:"tenant"`
	LastWrittenAt types.String `tfsdk:"last_written_at"`
	History       types.List   `tfsdk:"history"`
}

// ledgerRowType is a row as a deadline: the common face, what it says of others
// and where it comes from.
var ledgerRowType = types.ObjectType{AttrTypes: attribute.Merged(attribute.Merged(face.AttrTypes, face.RelationAttrTypes), map[string]attr.Type{
	"upstream": types.StringType, "deletes_data": types.BoolType,
	"workspace": types.StringType, "revision": types.Int64Type, "updated_at": types.StringType, "updated_by": types.StringType,
})}

var ledgerHistoryType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"at": types.StringType, "by": types.StringType, "run": types.StringType, "action": types.StringType,
	"revision": types.Int64Type, "workspace": types.StringType, "changes": types.StringType,
}}

func ledgerAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"assets": schema.ListAttribute{
			Computed: true, ElementType: ledgerRowType,
			MarkdownDescription: "One object for each, sorted by `act_by` (those without come last), then `id`: the common attributes, `tracks`, `covered_by`, `backs_up`, `fate`, `changed_at`, `change_reviewed_by`, `newest_at`, `upstream` and `deletes_data`, so that the list can be handed to a gate as it is; and `workspace` (which owns it), `revision`, `updated_at`, `updated_by`. " +
				fmt.Sprintf("Null where there are more than %d, for which Terraform would take long: then hand `deadlines_json` over, which always holds all.", face.ListedMost),
		},
		"deadlines_json":  schema.StringAttribute{Computed: true, MarkdownDescription: face.DescriptionRows + " Each has the fields of `assets` and whatever else its resource says."},
		"total":           schema.Int64Attribute{Computed: true, MarkdownDescription: "How many there are."},
		"counts":          face.CountsAttribute("Assets"),
		"counts_by_kind":  schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "How many there are of each kind."},
		"counts_by_owner": schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "How many each owner answers for. What has no owner is in `unowned`."},
		"unowned":         schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Ids of what has no owner, in the order of `assets`."},
		"tenant":          schema.StringAttribute{Computed: true, MarkdownDescription: "Whose inventory it is. Null where that is not known yet."},
		"last_written_at": schema.StringAttribute{Computed: true, MarkdownDescription: "When anything of the tenant was last written (RFC 3339, UTC): an inventory to which nobody writes any more is no inventory. Null where nothing ever was, and where it could not be read."},
		"history": schema.ListAttribute{
			Computed: true, ElementType: ledgerHistoryType,
			MarkdownDescription: "What happened to `history_of`, newest first, at most 1,000 entries: `at`, `by`, `run`, `action` (`created`, `updated`, `adopted`, `restored`, `deleted`, `purged`), `revision`, `workspace`, and in `changes` which fields changed, from what to what. Empty where nothing of that id was ever written. Null without `history_of`, and where it could not be read.",
		},
	}
}

func (row ledgerRow) fields() map[string]attr.Value {
	in := row.in
	return attribute.Merged(attribute.Merged(face.Values(row.judgement), face.RelationValues(row.thing)), map[string]attr.Value{
		"changed_at": attribute.Optional(in.ChangedAt), "newest_at": attribute.Optional(in.NewestAt), // as they were written
		"upstream": attribute.Optional(in.Upstream), "deletes_data": types.BoolPointerValue(in.DeletesData),
		"workspace": attribute.Optional(row.Workspace), "revision": types.Int64Value(row.Revision), "updated_at": attribute.InstantValue(row.Updated.At), "updated_by": attribute.Optional(row.Updated.By),
	})
}

// fillRows writes what was found. The facts of a row stand in its JSON as they
// are; where both say something, what was judged counts.
func (m *ledgerModel) fillRows(found ledger) error {
	byStatus, byKind, byOwner := map[deadline.Status]int{}, map[string]int64{}, map[string]int64{}
	documents := make([]map[string]any, len(found.rows))
	var values []attr.Value
	var unowned []string
	for i, row := range found.rows {
		byStatus[row.judgement.Status]++
		byKind[row.judgement.Kind]++
		if row.judgement.Owner == "" {
			unowned = append(unowned, row.judgement.ID)
		} else {
			byOwner[row.judgement.Owner]++
		}
		fields := row.fields()
		documents[i] = make(map[string]any, len(row.facts)+len(fields))
		for name, fact := range row.facts {
			documents[i][name] = fact
		}
		maps.Copy(documents[i], face.PlainFields(fields))
		if len(found.rows) <= face.ListedMost {
			values = append(values, types.ObjectValueMust(ledgerRowType.AttrTypes, fields))
		}
	}
	document, err := json.Marshal(documents)
	if err != nil {
		return fmt.Errorf("encoding what stands in the inventory: %w", err)
	}
	m.ledgerResults = ledgerResults{
		Assets: types.ListNull(ledgerRowType), DeadlinesJSON: types.StringValue(string(document)),
		Total: types.Int64Value(int64(len(found.rows))), Counts: face.CountsValue(byStatus), CountsByKind: int64sValue(byKind), CountsByOwner: int64sValue(byOwner),
		Unowned: attribute.StringsValue(unowned), LastWrittenAt: attribute.InstantValue(found.lastWrittenAt), History: historyValue(found.history),
	}
	if len(found.rows) <= face.ListedMost {
		m.Assets = types.ListValueMust(ledgerRowType, values)
	}
	return nil
}

func int64sValue(counts map[string]int64) types.Map {
	values := make(map[string]attr.Value, len(counts))
	for name, count := range counts {
		values[name] = types.Int64Value(count)
	}
	return types.MapValueMust(types.Int64Type, values)
}

func historyValue(entries []inventory.Entry) types.List {
	if entries == nil {
		return types.ListNull(ledgerHistoryType)
	}
	values := make([]attr.Value, len(entries))
	for i, entry := range entries {
		values[i] = types.ObjectValueMust(ledgerHistoryType.AttrTypes, map[string]attr.Value{
			"at": attribute.InstantValue(entry.At), "by": attribute.Optional(entry.By), "run": attribute.Optional(entry.Run), "action": types.StringValue(string(entry.Action)),
			"revision": types.Int64Value(entry.Revision), "workspace": attribute.Optional(entry.Workspace), "changes": attribute.Optional(changesOf(entry)),
		})
	}
	return types.ListValueMust(ledgerHistoryType, values)
}

// changesOf lists what a write changed, "" where there was nothing before or is
// nothing after.
func changesOf(entry inventory.Entry) string {
	was, is := saidOf(entry.Before), saidOf(entry.After)
	if was == nil || is == nil {
		return ""
	}
	for name := range was {
		if _, kept := is[name]; !kept {
			is[name] = nil
		}
	}
	return tracked.ChangedFields(was, is)
}

// saidOf is all that one entry says of a row, its facts beside the rest.
func saidOf(document json.RawMessage) map[string]any {
	var said map[string]any
	if json.Unmarshal(document, &said) != nil || said == nil {
		return nil
	}
	facts, _ := said["facts"].(map[string]any)
	delete(said, "facts")
	all := map[string]any{}
	maps.Copy(all, facts)
	maps.Copy(all, said)
	return all
}
