package face

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/provider/session"
)

// ListedMost is how many objects a list of a register holds: Terraform takes
// minutes for tens of thousands of nested values.
const ListedMost = 500

// DescriptionListed says where a list is too long to be given as objects.
var DescriptionListed = fmt.Sprintf("Null where the register has more than %d rows, for which Terraform would take long: then hand `deadlines_json` over, which always holds all.", ListedMost)

// DescriptionRows describes what Rows writes.
const DescriptionRows = "All of them as one JSON text, for `deadlines` of a gate or policy."

// Rows writes what a data source found as one JSON list, some rows at a time: of
// 100,000 rows the maps alone take half a gigabyte. What is null says nothing, and is
// left out: a gate takes it as absent.
type Rows struct {
	document strings.Builder // whose text is not copied
	waiting  []map[string]attr.Value
	err      error
}

// rowsAtATime is how many rows wait until all processors write them.
const rowsAtATime = 256

// Add writes one more row, whose fields do not change afterwards.
func (w *Rows) Add(fields map[string]attr.Value) {
	if w.waiting = append(w.waiting, fields); len(w.waiting) == rowsAtATime {
		w.write()
	}
}

func (w *Rows) write() {
	rows, faults := make([][]byte, len(w.waiting)), make([]error, len(w.waiting))
	session.InParallel(len(rows), func(i int) {
		plain := PlainFields(w.waiting[i])
		maps.DeleteFunc(plain, func(_ string, value any) bool { return value == nil })
		rows[i], faults[i] = json.Marshal(plain)
	})
	w.waiting = w.waiting[:0]
	if err := errors.Join(faults...); err != nil && w.err == nil {
		w.err = fmt.Errorf("encoding what was found: %w", err)
	}
	for _, row := range rows {
		separator := byte(',')
		if w.document.Len() == 0 {
			separator = '['
		}
		w.document.WriteByte(separator)
		w.document.Write(row)
	}
}

// Value is the whole text, and the first error of writing it.
func (w *Rows) Value() (types.String, error) {
	w.write()
	if w.document.Len() == 0 {
		w.document.WriteByte('[')
	}
	w.document.WriteByte(']')
	return types.StringValue(w.document.String()), w.err
}
