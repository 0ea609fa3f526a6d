package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/certtest"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// TestTargetSaysWhoAnswers: whatever is part of an identity can be said of one target
// of many, and what is said stands in what fails.
func TestTargetSaysWhoAnswers(t *testing.T) {
	t.Parallel()
	target := map[string]tftypes.Value{"endpoint": str(certtest.Refusing(t))}
	for _, part := range deadline.IdentityFields() {
		target[part] = str("the " + part)
	}
	kind := tftypes.Map{ElementType: tftypes.String}
	list := tftypes.NewValue(tftypes.List{ElementType: kind}, []tftypes.Value{tftypes.NewValue(kind, target)})
	d, _ := configured(t, certtest.Today, nil)
	_, errors := apart(d.read("expiry_certificates", values{"targets": list, "enforcement": str("error")}))
	for _, part := range []string{"the name", "owner the owner", "Note: the note"} {
		if !strings.Contains(errors, part) {
			t.Errorf("%q is not in\n%s", part, errors)
		}
	}
}
