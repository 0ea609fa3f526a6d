package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

func tuple(elements ...tftypes.Value) tftypes.Value {
	kinds := make([]tftypes.Type, len(elements))
	for i, element := range elements {
		kinds[i] = element.Type()
	}
	return tftypes.NewValue(tftypes.Tuple{ElementTypes: kinds}, elements)
}

func record(attributes values) tftypes.Value {
	kinds := map[string]tftypes.Type{}
	for name, value := range attributes {
		kinds[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, map[string]tftypes.Value(attributes))
}

// One list takes everything: objects, and texts of one object or of many. Judged by
// an enforced policy, without Terraform.
func TestOneListTakesEverything(t *testing.T) {
	t.Parallel()
	const (
		ended   = `{"id":"lic/ended","owner":"o","expires_at":"2026-11-01T00:00:00Z"}`
		healthy = `{"id":"lic/fine","owner":"o","expires_at":"2030-01-01T00:00:00Z"}`
	)
	object := record(values{"id": str("lic/object"), "owner": str("o"), "expires_at": str("2026-11-01T00:00:00Z")})
	fine := record(values{"id": str("lic/fine-object"), "owner": str("o"), "expires_at": str("2030-01-01T00:00:00Z")})
	for name, test := range map[string]struct {
		deadlines tftypes.Value
		says      []string // in the errors, nil where there are none
	}{
		"objects":                 {tuple(fine, object), []string{"lic/object expired"}},
		"a text of many":          {tuple(fine, str("["+healthy+","+ended+"]")), []string{"lic/ended expired"}},
		"a text of one":           {tuple(str(ended), fine), []string{"lic/ended expired"}},
		"a text and an object":    {tuple(str("["+ended+"]"), object), []string{"lic/ended expired", "lic/object expired"}},
		"a text by itself":        {str("[" + ended + "]"), []string{"lic/ended expired"}},
		"texts that are fine":     {tuple(str("["+healthy+"]"), fine, str("[]")), nil},
		"an empty text":           {tuple(fine, str(" ")), []string{"Element 2: The text is empty, so nothing would be judged"}},
		"an empty text by itself": {str(""), []string{"The text is empty"}},
		"nothing but empty lists": {tuple(str("[]")), []string{"is given no deadline"}},
		"words":                   {tuple(fine, str("lic/ended")), []string{"Element 2: The text is no JSON"}},
		"a text in a text":        {tuple(str(`["[]"]`)), []string{"Element 1, entry 1 is a text where an object"}},
		"a mistake in a text":     {tuple(fine, str("["+healthy+`,{"id":"lic/odd","expires_at":"soon"}]`)), []string{`In expires_at of element 2, entry 2 (lic/odd): "soon" is not an instant`}},
		"no id in a text":         {tuple(str(`[{"expires_at":"2030-01-01T00:00:00Z"}]`)), []string{"Element 1, entry 1 has no id"}},
		"a number":                {tuple(fine, tftypes.NewValue(tftypes.Number, 7)), []string{"Deadline number 2 is no object with an id"}},
		"a key twice in a text":   {tuple(str(`[{"id":"a","id":"b"}]`)), []string{`Element 1: In the JSON, "id" stands twice`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := configured(t, certtest.Today, nil)
			diags := d.read("expiry_policy", values{"deadlines": test.deadlines, "enforcement": str("error")})
			var errors []string
			for _, diagnostic := range diags {
				if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
					errors = append(errors, diagnostic.Detail)
				}
			}
			said := strings.Join(errors, "\n")
			if (len(errors) > 0) != (len(test.says) > 0) {
				t.Fatalf("said %q", said)
			}
			for _, piece := range test.says {
				if !strings.Contains(said, piece) {
					t.Errorf("said %q, want %q in it", said, piece)
				}
			}
		})
	}
}
