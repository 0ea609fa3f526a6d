package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// jsonItems reads deadlines from one JSON text: a list of the objects that
// deadlines takes.
func (s *session) jsonItems(document string, now time.Time, diags *diagnostics) []policy.Item {
	at := path.Root("deadlines_json")
	var inputs []*deadlineInput
	if err := json.Unmarshal([]byte(document), &inputs); err != nil {
		diags.AddAttributeError(at, "Invalid deadlines", asSentence(jsonFault(err))+
			" Write a list of deadlines with jsonencode, like jsonencode(data.expiry_certificates.fleet.certificates).")
		return nil
	}
	items := make([]policy.Item, 0, len(inputs))
	for i, in := range inputs {
		if in == nil || in.ID == "" {
			addNoID(diags, at, i)
			continue
		}
		items = append(items, s.itemAt(*in, now, at, i, diags))
	}
	return items
}

// jsonFault says what is wrong with a JSON text without the parser's words.
func jsonFault(err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("the text is no JSON: it breaks off or goes wrong at byte %d", syntax.Offset)
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return fmt.Sprintf("the JSON holds a %s at byte %d where a list of objects is wanted", wrong.Value, wrong.Offset)
		}
		kind := map[string]string{"string": "text", "bool": "true or false", "[]string": "a list of texts"}[strings.TrimPrefix(wrong.Type.String(), "*")]
		if kind == "" {
			kind = "an object"
		}
		return fmt.Sprintf("in the JSON, %s is a %s at byte %d, but %s is wanted", wrong.Field, wrong.Value, wrong.Offset, kind)
	}
	return "the text is no JSON of deadlines"
}
