package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// registers.md S4: Terraform ends an error of a function with a full stop of its own.
func TestFunctionErrorsEndOnce(t *testing.T) {
	t.Parallel()
	d, _ := configured(t, certtest.Today, nil)
	for name, calls := range map[string][][]string{
		"parse_date":   {{"soon"}},
		"add_period":   {{"soon", "1mo"}, {"2026-01-01", "3m"}, {"2026-01-01", "PT5H"}},
		"act_by":       {{"soon", "30d"}, {"2026-01-01", "long"}},
		"days_between": {{"soon", "2026-01-01"}, {"2026-01-01", "2026-02-01", "Mars"}, {"2026-01-01", "2026-02-01", "UTC", "UTC"}},
		"last_window":  {{"2026-01-01", "FREQ=NEVER", "20:00", "4h"}},
		"status":       {{"soon", "2026-01-01", "2026-01-01", "2026-01-01"}},
		"certificate":  {{"no certificate"}},
	} {
		for _, call := range calls {
			var arguments []*tfprotov6.DynamicValue
			for _, text := range call {
				value, err := tfprotov6.NewDynamicValue(tftypes.String, str(text))
				if err != nil {
					t.Fatal(err)
				}
				arguments = append(arguments, &value)
			}
			answer, err := d.server.CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: arguments})
			if err != nil {
				t.Fatal(err)
			}
			if answer.Error == nil || answer.Error.Text == "" || strings.HasSuffix(answer.Error.Text, ".") {
				t.Errorf("%s(%q): %+v", name, call, answer.Error)
			}
		}
	}
}
