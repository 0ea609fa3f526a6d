package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
)

// ownLesson is written by somebody who tries to write markup.
const ownLesson = `
- id: acme-2024-vpn
  domain: technical
  title: {en: "Renew the <b>VPN</b>", ja: VPNを更新する}
  problem: "It *stopped*.\n# Not a heading"
  cause: "[Nobody](javascript:alert) asked @everyone."
  measure: Ask.
  rules: [expired]
  sources: ["ticket | OPS-1"]
`

func lessons(body string) string { return "data \"expiry_lesson\" \"x\" {\n" + body + "\n}" }

func lessonIs(name string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.expiry_lesson.x", tfjsonpath.New(name), check)
}

func TestLessonBadInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		says []string
	}{
		"unknown lesson":   {`lesson = "G99"`, []string{"Unknown lesson", `There is no lesson "G99"; known are G17, G18, G19`, "fukui-2020"}},
		"hostile lesson":   {"lesson = \"\\u001b[31m\"", []string{`There is no lesson "\x1b[31m"`}},
		"unknown rule":     {`rule = "expird"`, []string{"Unknown rule", `"expird" is not a rule; the nearest are expired`}},
		"both":             {"lesson = \"G21\"\nrule = \"expired\"", []string{"Invalid Attribute Combination"}},
		"unknown language": {`language = "JA"`, []string{`Attribute language value must be one of: ["en" "ja"]`}},
		"no such file":     {`file = "no/such/lessons.yaml"`, []string{"Invalid lessons", "In no/such/lessons.yaml: there is no such file"}},
		"a directory":      {`file = "."`, []string{"In .: it is not a file"}},
		"no list":          {`file = "` + registerFile(t, "lessons.yaml", "id: a") + `"`, []string{"lessons.yaml: it holds a set of fields, not a list of lessons"}},
		"a wrong field":    {`file = "` + registerFile(t, "lessons.json", `[{"id": "acme", "domain": "technical", "title": "t", "problem": "p", "cause": "c", "measure": "m", "rules": ["expird"]}]`) + `"`, []string{"lessons.json, lesson number 1, rules:", `"expird" is not a rule`}},
		"one of ours":      {`file = "` + registerFile(t, "lessons.yaml", "- {id: g21, domain: technical, title: t, problem: p, cause: c, measure: m}") + `"`, []string{"lesson number 1, id:", `"g21" is the id of a built-in lesson`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plans(t, refuses(lessons(test.body), test.says...))
		})
	}
}

func TestLessons(t *testing.T) {
	t.Parallel()
	g21, _ := lesson.BuiltIn().Lookup("G21")
	field := func(name, value string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{name: knownvalue.StringExact(value)}
	}
	file := `file = "` + registerFile(t, "own.yaml", ownLesson) + "\"\n"
	unchanged := resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	plans(t,
		resource.TestStep{
			Config:           lessons("") + "\noutput \"page\" {\n  value = data.expiry_lesson.x.markdown\n}",
			ConfigPlanChecks: unchanged,
			ConfigStateChecks: []statecheck.StateCheck{
				lessonIs("lessons", knownvalue.ListSizeExact(len(lesson.BuiltIn().All()))),
				lessonIs("markdown", knownvalue.StringRegexp(says("## G17: ", "**What happened:**", "**Cause:**", "**Measure:**", "**Rules:** `criticality-missing`", "**Sources:** IPA lesson collection, G17"))),
			},
		},
		resource.TestStep{
			Config: lessons(`lesson = "g21"`),
			ConfigStateChecks: []statecheck.StateCheck{
				lessonIs("lessons", knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"id": knownvalue.StringExact("G21"), "domain": knownvalue.StringExact("governance"), "title": knownvalue.StringExact(g21.Title.En),
					"problem": knownvalue.StringExact(g21.Problem.En), "built_in": knownvalue.Bool(true),
				})})),
				lessonIs("one_line", knownvalue.StringExact("G21: "+g21.Title.En)),
			},
		},
		resource.TestStep{
			Config: lessons("lesson = \"G21\"\nlanguage = \"ja\""),
			ConfigStateChecks: []statecheck.StateCheck{
				lessonIs("lessons", knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(field("title", g21.Title.Ja))})),
				lessonIs("one_line", knownvalue.StringExact("G21: "+g21.Title.Ja)),
				lessonIs("markdown", knownvalue.StringRegexp(says("**何が起きたか:**", "**原因:**", "**対策:**"))),
			},
		},
		resource.TestStep{
			Config: lessons(file + `rule = "expired"`),
			ConfigStateChecks: []statecheck.StateCheck{
				lessonIs("lessons", knownvalue.ListPartial(map[int]knownvalue.Check{0: knownvalue.ObjectPartial(field("id", "G21"))})),
				lessonIs("one_line", knownvalue.StringRegexp(says("G21: ", "acme-2024-vpn: Renew the <b>VPN</b>"))),
			},
		},
		resource.TestStep{
			Config: lessons(file + `lesson = "acme-2024-vpn"`),
			ConfigStateChecks: []statecheck.StateCheck{
				lessonIs("lessons", knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(map[string]knownvalue.Check{"built_in": knownvalue.Bool(false)})})),
				lessonIs("markdown", knownvalue.StringExact("## acme-2024-vpn: Renew the \\<b\\>VPN\\</b\\>\n\n"+
					"**What happened:** It \\*stopped\\*. \\#\u2060 Not a heading\n\n**Cause:** \\[Nobody\\]\\(javascript:alert\\) asked @\u2060everyone.\n\n**Measure:** Ask.\n\n"+
					"**Rules:** `expired`\n\n**Sources:** ticket \\| OPS-1\n")),
			},
		},
	)
}
