package inventory

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

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
	ByOrigin      types.Map    `tfsdk:"counts_by_origin"`
	Unowned       types.List   `tfsdk:"unowned"`
	Readers       types.List   `tfsdk:"readers"`
	Withdrawn     types.List   `tfsdk:"withdrawn"`
	Tenant        types.String `tfsdk:"tenant"`
	LastWrittenAt types.String `tfsdk:"last_written_at"`
	History       types.List   `tfsdk:"history"`
}

// ledgerRowType is a row as a deadline: the common face, what it says of others
// and where it comes from.
var ledgerRowType = types.ObjectType{AttrTypes: attribute.Merged(attribute.Merged(face.AttrTypes, face.RelationAttrTypes), map[string]attr.Type{
	"upstream": types.StringType, "deletes_data": types.BoolType,
	"origin": types.StringType, "workspace": types.StringType, "revision": types.Int64Type, "updated_at": types.StringType, "updated_by": types.StringType,
	"reader": types.StringType, "read_at": types.StringType, "source": types.StringType, "last_good": goodType,
})}

// goodType is the last end of a reading that is not known now.
var goodType = types.ObjectType{AttrTypes: map[string]attr.Type{"expires_at": types.StringType, "end": types.StringType, "read_at": types.StringType}}

func goodValue(good inventory.Good) types.Object {
	if good.ReadAt.IsZero() {
		return types.ObjectNull(goodType.AttrTypes)
	}
	end := good.Timeline.End
	return types.ObjectValueMust(goodType.AttrTypes, map[string]attr.Value{
		"expires_at": face.EndValue(end), "end": types.StringValue(end.State.String()), "read_at": attribute.InstantValue(good.ReadAt),
	})
}

// readerType is who reads, and when it last did.
var readerType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"workspace": types.StringType, "name": types.StringType, "read_at": types.StringType, "refresh_after": types.StringType, "total": types.Int64Type, "stale": types.BoolType,
}}

// withdrawnType is what is no longer read.
var withdrawnType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"id": types.StringType, "workspace": types.StringType, "reader": types.StringType, "withdrawn_at": types.StringType, "expires_at": types.StringType,
}}

func withdrawnValue(withdrawn []inventory.Reading) types.List {
	values := make([]attr.Value, len(withdrawn))
	for i, reading := range withdrawn {
		values[i] = types.ObjectValueMust(withdrawnType.AttrTypes, map[string]attr.Value{
			"id": types.StringValue(reading.ID), "workspace": types.StringValue(reading.Workspace), "reader": types.StringValue(reading.Reader),
			"withdrawn_at": attribute.InstantValue(reading.WithdrawnAt), "expires_at": face.EndValue(reading.Timeline.End),
		})
	}
	return types.ListValueMust(withdrawnType, values)
}

func readersValue(readers []inventory.Reader, staleBefore time.Time) types.List {
	values := make([]attr.Value, len(readers))
	for i, reader := range readers {
		values[i] = types.ObjectValueMust(readerType.AttrTypes, map[string]attr.Value{
			"workspace": types.StringValue(reader.Workspace), "name": types.StringValue(reader.Name), "read_at": attribute.InstantValue(reader.ReadAt),
			"refresh_after": attribute.Optional(reader.RefreshAfter), "total": types.Int64Value(reader.Found), "stale": types.BoolValue(reader.ReadAt.Before(staleBefore)),
		})
	}
	return types.ListValueMust(readerType, values)
}

var ledgerHistoryType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"at": types.StringType, "by": types.StringType, "run": types.StringType, "action": types.StringType,
	"revision": types.Int64Type, "workspace": types.StringType, "changes": types.StringType,
}}

func ledgerAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"assets": schema.ListAttribute{
			Computed: true, ElementType: ledgerRowType,
			MarkdownDescription: "One object for each, sorted by `act_by` (those without come last), then `id`: the common attributes, `tracks`, `covered_by`, `backs_up`, `fate`, `changed_at`, `change_reviewed_by`, `newest_at`, `upstream` and `deletes_data`, so that the list can be handed to a gate as it is; `origin` (`declared` or `read`) and `workspace` (which owns or read it); of what is declared `revision`, `updated_at`, `updated_by`; " +
				"of what was read `reader` (the name of its `expiry_readings`), `read_at`, `source` and, where its end is unknown now, `last_good` (`expires_at`, `end`, `read_at` of the last time that it could be read). " +
				fmt.Sprintf("Null where there are more than %d, for which Terraform would take long: then hand `deadlines_json` over, which always holds all.", face.ListedMost),
		},
		"deadlines_json":   schema.StringAttribute{Computed: true, MarkdownDescription: face.DescriptionRows + " Each has the fields of `assets` and whatever else its resource says."},
		"total":            schema.Int64Attribute{Computed: true, MarkdownDescription: "How many there are."},
		"counts":           face.CountsAttribute("Assets"),
		"counts_by_kind":   schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "How many there are of each kind."},
		"counts_by_owner":  schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "How many each owner answers for. What has no owner is in `unowned`."},
		"counts_by_origin": schema.MapAttribute{Computed: true, ElementType: types.Int64Type, MarkdownDescription: "How many are `declared`, and how many were `read`. What is both counts as both."},
		"readers":          schema.ListAttribute{Computed: true, ElementType: readerType, MarkdownDescription: "Who reads for the inventory, by workspace and name, whatever the filters: `workspace`, `name`, `read_at`, `refresh_after`, `total`, and `stale` where that is longer ago than `max_reading_age`. Null where it could not be read."},
		"withdrawn":        schema.ListAttribute{Computed: true, ElementType: withdrawnType, MarkdownDescription: "What is no longer read since at most `max_reading_age`, whatever the filters, the last first and at most 1,000: `id`, `workspace`, `reader`, `withdrawn_at`, and `expires_at` as it was read. Where one of them still runs, nobody watches it. Null where it could not be read."},
		"unowned":          schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Ids of what has no owner, in the order of `assets`."},
		"tenant":           schema.StringAttribute{Computed: true, MarkdownDescription: "Whose inventory it is. Null where that is not known yet."},
		"last_written_at":  schema.StringAttribute{Computed: true, MarkdownDescription: "When anything of the tenant was last written (RFC 3339, UTC): an inventory to which nobody writes any more is no inventory. Null where nothing ever was, and where it could not be read."},
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
		"origin": attribute.Optional(string(row.origin)), "workspace": attribute.Optional(row.Workspace),
		"revision": revisionValue(row), "updated_at": attribute.InstantValue(row.Updated.At), "updated_by": attribute.Optional(row.Updated.By),
		"reader": attribute.Optional(row.reader), "read_at": attribute.InstantValue(row.readAt), "source": attribute.Optional(row.source), "last_good": goodValue(row.good),
	})
}

// revisionValue is null for a reading, which has none.
func revisionValue(row ledgerRow) types.Int64 {
	if row.origin == inventory.Read {
		return types.Int64Null()
	}
	return types.Int64Value(row.Revision)
}

// fillRows writes what was found. The facts of a row stand in its JSON as they
// are; where both say something, what was judged counts.
func (m *ledgerModel) fillRows(found ledger) error {
	byStatus, byKind, byOwner := map[deadline.Status]int{}, map[string]int64{}, map[string]int64{}
	byOrigin := map[string]int64{string(inventory.Declared): 0, string(inventory.Read): 0}
	documents := make([]map[string]any, len(found.rows))
	var values []attr.Value
	var unowned []string
	for i, row := range found.rows {
		byStatus[row.judgement.Status]++
		byKind[row.judgement.Kind]++
		if row.origin != "" {
			byOrigin[string(row.origin)]++
		}
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
		Total: types.Int64Value(int64(len(found.rows))), Counts: face.CountsValue(byStatus), CountsByKind: int64sValue(byKind), CountsByOwner: int64sValue(byOwner), ByOrigin: int64sValue(byOrigin), Readers: types.ListNull(readerType), Withdrawn: types.ListNull(withdrawnType),
		Unowned: attribute.StringsValue(unowned), LastWrittenAt: attribute.InstantValue(found.lastWrittenAt), History: historyValue(found.history),
	}
	if !found.unread {
		m.Readers, m.Withdrawn = readersValue(found.readers, found.staleBefore), withdrawnValue(found.withdrawn)
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
