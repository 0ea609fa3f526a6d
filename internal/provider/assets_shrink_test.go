package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// registers.md S3: a register cut to its header is not applied in silence, nor one
// that lost most of its rows, or was mixed up with another.
func TestRegisterThatShrank(t *testing.T) {
	t.Parallel()
	rows := func(names ...string) string {
		content := "asset,expires_on\n"
		for _, name := range names {
			content += name + ",2030-03-31\n"
		}
		return content
	}
	six := []string{"a", "b", "c", "d", "e", "f"}
	for name, test := range map[string]struct {
		before, after []string
		allow         any
		says          string // "" where it is planned
	}{
		"cut to its header":    {six, nil, nil, "6 are gone from the register: asset/a, asset/b, asset/c, asset/d, asset/e and 1 more"},
		"most are gone":        {six, six[:2], nil, "Of the 6 rows that were applied last, 4 are gone"},
		"just more than half":  {six[:5], six[:2], nil, "3 are gone"},
		"half are gone":        {six, six[:3], nil, ""},
		"one is gone":          {six, six[1:], nil, ""},
		"another register":     {six, []string{"u", "v", "w", "x", "y", "z"}, nil, "Rows now: 6"},
		"the only one is gone": {six[:1], []string{"z"}, nil, "1 is gone"},
		"more than before":     {six[:2], six, nil, ""},
		"as it was":            {six, six, nil, ""},
		"meant so":             {six, six[:1], true, ""},
		"not allowed":          {six, six[:1], false, "Register has shrunk"},
		"allowed to be empty":  {six, nil, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := configured(t, certtest.Today, nil)
			planned, diags := d.plan("expiry_assets", values{"name": str("all"), "register": str(registerIn(t, rows(test.before...)))})
			if _, refused := apart(diags); refused != "" {
				t.Fatal(refused)
			}
			planned["revision"] = tftypes.NewValue(tftypes.Number, nil)
			again, diags := d.replan("expiry_assets", planned, values{
				"name": str("all"), "register": str(registerIn(t, rows(test.after...))), "allow_shrink": tftypes.NewValue(tftypes.Bool, test.allow),
			})
			_, refused := apart(diags)
			if test.says == "" {
				if refused != "" || !strings.Contains(fmt.Sprint(again["rows"]), fmt.Sprint(len(test.after))) {
					t.Errorf("%v, refused: %s", again["rows"], refused)
				}
				return
			}
			if !strings.Contains(refused, test.says) || !strings.Contains(refused, "allow_shrink = true") {
				t.Errorf("refused: %s", refused)
			}
		})
	}
}
