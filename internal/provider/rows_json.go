package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const descriptionRowsJSON = "All of them as one JSON text, for `deadlines` of a gate or policy."

// rowsJSON writes what a data source found as one JSON list, row by row: of 200,000
// rows the maps alone take a gigabyte. What is null says nothing, and is left out:
// a gate takes it as absent.
type rowsJSON struct {
	document bytes.Buffer
	err      error
}

func (w *rowsJSON) add(fields map[string]attr.Value) {
	plain := plainFields(fields)
	maps.DeleteFunc(plain, func(_ string, value any) bool { return value == nil })
	row, err := json.Marshal(plain)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("encoding what was found: %w", err)
	}
	separator := byte(',')
	if w.document.Len() == 0 {
		separator = '['
	}
	w.document.WriteByte(separator)
	w.document.Write(row)
}

func (w *rowsJSON) value() (types.String, error) {
	if w.document.Len() == 0 {
		w.document.WriteByte('[')
	}
	w.document.WriteByte(']')
	return types.StringValue(w.document.String()), w.err
}
