package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
)

// What a gate plans and says, without Terraform: what it may not judge yet is told
// and planned as such, and never passes in silence.
func TestGateDirectly(t *testing.T) {
	t.Parallel()
	unknown := tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	fine := record(values{"id": str("lic/fine"), "owner": str("o"), "expires_at": str("2030-01-01T00:00:00Z")})
	ended := record(values{"id": str("lic/ended"), "owner": str("o"), "expires_at": str("2026-11-01T00:00:00Z")})
	noted := record(values{"id": str("lic/ended"), "owner": str("o"), "expires_at": str("2026-11-01T00:00:00Z"), "note": str("ask Hans, the key is in the safe")})
	alone := record(values{"id": str("db/a"), "kind": str("database"), "owner": str("o"), "expires_at": str("2030-01-01T00:00:00Z")})
	for name, test := range map[string]struct {
		config  values
		error   string // in an error, "" for none
		warning string
		pending bool
	}{
		"nothing":                        {values{}, "is given no deadline", "", false},
		"an empty list":                  {values{"deadlines": tuple()}, "is given no deadline", "", false},
		"what ended":                     {values{"deadlines": tuple(fine, ended)}, "lic/ended", "", false},
		"what ended, with a note":        {values{"deadlines": tuple(noted)}, "(expired); note: ask Hans, the key is in the safe", "", false},
		"what ended, and an unknown one": {values{"deadlines": tuple(ended, record(values{"id": unknown, "expires_at": unknown}))}, "lic/ended", "Not known while planning", true},
		"an unknown end":                 {values{"deadlines": tuple(fine, record(values{"id": str("lic/new"), "owner": str("o"), "expires_at": unknown}))}, "", "Not known while planning", true},
		"all unknown":                    {values{"deadlines": tftypes.NewValue(tftypes.DynamicPseudoType, tftypes.UnknownValue)}, "", "Not known while planning", true},
		"a backup that may come":         {values{"deadlines": tuple(alone, record(values{"id": unknown, "expires_at": unknown}))}, "", "Not known while planning", true},
		"no backup":                      {values{"deadlines": tuple(alone)}, "db/a has no backup", "", false},
		"an unknown setting":             {values{"deadlines": tuple(fine), "fail_on": unknown}, "known only after apply", "", false},
		"what is well":                   {values{"deadlines": tuple(fine)}, "", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := configured(t, certtest.Today, nil)
			planned, diags := d.plan("expiry_gate", test.config)
			warnings, errors := apart(diags)
			if (errors != "") != (test.error != "") || !strings.Contains(errors, test.error) {
				t.Errorf("errors %q, want %q", errors, test.error)
			}
			if !strings.Contains(warnings, test.warning) || test.warning == "" && strings.Contains(warnings, "Not known") {
				t.Errorf("warnings %q, want %q", warnings, test.warning)
			}
			if pending, there := planned["pending"]; test.error == "" && (!there || pending.IsKnown() == test.pending) {
				t.Errorf("pending is %s, want it unknown: %t", pending, test.pending)
			}
		})
	}
}

// A note that says nothing is none.
func TestGateWithAnEmptyNote(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"なし", "-", " ", "n/a"} {
		d, _ := configured(t, certtest.Today, nil)
		_, diags := d.plan("expiry_gate", values{"deadlines": tuple(record(values{"id": str("lic/ended"), "owner": str("o"), "expires_at": str("2026-11-01T00:00:00Z"), "note": str(written)}))})
		if _, errors := apart(diags); !strings.Contains(errors, "lic/ended") || strings.Contains(errors, "note:") {
			t.Errorf("%q: %s", written, errors)
		}
	}
}

// An assertion that is known only after apply is no pass in a report either.
func TestGateOfUnknownAssertion(t *testing.T) {
	t.Parallel()
	kind := map[string]tftypes.Type{"passed": tftypes.Bool, "message": tftypes.String, "severity": tftypes.String, "owner": tftypes.String}
	for passed, want := range map[any]string{tftypes.UnknownValue: "not judged yet", true: "passes", false: "fails"} {
		reports := t.TempDir()
		d, _ := configured(t, certtest.Today, values{"report": reportValue(reports)})
		assertion := tftypes.NewValue(tftypes.Object{AttributeTypes: kind}, map[string]tftypes.Value{
			"passed": tftypes.NewValue(tftypes.Bool, passed), "message": str("two sites"), "severity": str("error"), "owner": tftypes.NewValue(tftypes.String, nil),
		})
		d.plan("expiry_gate", values{
			"deadlines":  tuple(record(values{"id": str("lic/fine"), "owner": str("o"), "expires_at": str("2030-01-01T00:00:00Z")})),
			"assertions": tftypes.NewValue(tftypes.Map{ElementType: assertion.Type()}, map[string]tftypes.Value{"sites": assertion}),
		})
		if written := allFiles(t, reports); !strings.Contains(written, `"outcome": "`+want+`"`) {
			t.Errorf("with passed = %v the report says\n%s", passed, written)
		}
	}
}
