package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
)

func TestHandoverChecklist(t *testing.T) {
	t.Parallel()
	items := func(check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.expiry_handover_checklist.x", tfjsonpath.New("items"), check)
	}
	first := handover.BuiltIn()[0]
	plans(t,
		refuses("data \"expiry_handover_checklist\" \"x\" {\n  language = \"de\"\n}", `Attribute language value must be one of: ["en" "ja"]`),
		resource.TestStep{
			Config:           "data \"expiry_handover_checklist\" \"x\" {}\noutput \"items\" {\n  value = data.expiry_handover_checklist.x.items\n}",
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			ConfigStateChecks: []statecheck.StateCheck{
				items(knownvalue.ListSizeExact(len(handover.BuiltIn()))),
				items(knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.ObjectExact(map[string]knownvalue.Check{
					"id": knownvalue.StringExact("certificates"), "question": knownvalue.StringExact(first.Question.En), "question_ja": knownvalue.StringExact(first.Question.Ja),
					"lesson": knownvalue.StringExact("G21"), "why": knownvalue.StringRegexp(says("G21: Know of everything that expires")), "before_go_live": knownvalue.Bool(false),
					"kinds": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("certificate")}),
				})})),
			},
		},
		resource.TestStep{
			Config: "data \"expiry_handover_checklist\" \"x\" {\n  language = \"ja\"\n}",
			ConfigStateChecks: []statecheck.StateCheck{
				items(knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.ObjectPartial(map[string]knownvalue.Check{"question": knownvalue.StringExact(first.Question.Ja)})})),
			},
		},
	)
}
