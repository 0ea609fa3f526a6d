package lesson

import (
	"cmp"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// labels head the parts of a lesson or an incident on a page, by language.
type labels struct {
	problem, cause, measure, rules, sources, started, recovered, unrecorded, impact, lessons string
}

var labelsIn = map[lesson.Language]labels{
	lesson.English:  {"What happened", "Cause", "Measure", "Rules", "Sources", "Started", "Recovered", "not recorded", "Impact", "Lessons"},
	lesson.Japanese: {"何が起きたか", "原因", "対策", "ルール", "出典", "発生", "復旧", "記録なし", "影響", "教訓"},
}

// lessonPage is lessons, and after them incidents, as a page (CommonMark).
func lessonPage(lessons []lesson.Lesson, incidents []lesson.Incident, language lesson.Language) string {
	var page page
	l := labelsIn[language]
	for _, one := range lessons {
		page.head(one.ID + ": " + one.Title.In(language))
		page.part(l.problem, one.Problem.In(language))
		page.part(l.cause, one.Cause.In(language))
		page.part(l.measure, one.Measure.In(language))
		rules := make([]string, len(one.Rules))
		for i, rule := range one.Rules {
			rules[i] = "`" + string(rule) + "`"
		}
		page.written(l.rules, strings.Join(rules, ", "))
		page.part(l.sources, one.Sources...)
	}
	for _, one := range incidents {
		page.head(one.ID + ": " + one.System)
		page.part(l.started, one.StartedAt)
		page.part(l.recovered, cmp.Or(one.RecoveredAt, l.unrecorded))
		page.part(l.impact, one.Impact.In(language))
		page.part(l.problem, one.Problem.In(language))
		page.part(l.cause, one.Cause.In(language))
		page.part(l.lessons, one.Lessons...)
		page.part(l.sources, one.Sources...)
	}
	return page.String()
}

type page struct{ strings.Builder }

func (p *page) head(title string) {
	if p.Len() > 0 {
		p.WriteString("\n")
	}
	p.WriteString("## " + report.EscapeMarkdown(title) + "\n")
}

// part writes texts of somebody's under a label, unless there are none.
func (p *page) part(label string, texts ...string) {
	shown := make([]string, len(texts))
	for i, text := range texts {
		shown[i] = report.EscapeMarkdown(text)
	}
	p.written(label, strings.Join(shown, "; "))
}

func (p *page) written(label, markdown string) {
	if markdown != "" {
		p.WriteString("\n**" + label + ":** " + markdown + "\n")
	}
}
