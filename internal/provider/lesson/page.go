package lesson

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// lessonLabels head the parts of a lesson on a page, by language.
var lessonLabels = map[lesson.Language][5]string{
	lesson.English:  {"What happened", "Cause", "Measure", "Rules", "Sources"},
	lesson.Japanese: {"何が起きたか", "原因", "対策", "ルール", "出典"},
}

// lessonPage is lessons as a page (CommonMark).
func lessonPage(lessons []lesson.Lesson, language lesson.Language) string {
	var page strings.Builder
	labels := lessonLabels[language]
	for i, one := range lessons {
		if i > 0 {
			page.WriteString("\n")
		}
		page.WriteString("## " + report.EscapeMarkdown(one.ID+": "+one.Title.In(language)) + "\n")
		rules := make([]string, len(one.Rules))
		for j, rule := range one.Rules {
			rules[j] = "`" + string(rule) + "`"
		}
		sources := make([]string, len(one.Sources))
		for j, source := range one.Sources {
			sources[j] = report.EscapeMarkdown(source)
		}
		for j, part := range []string{
			report.EscapeMarkdown(one.Problem.In(language)), report.EscapeMarkdown(one.Cause.In(language)), report.EscapeMarkdown(one.Measure.In(language)),
			strings.Join(rules, ", "), strings.Join(sources, "; "),
		} {
			if part != "" {
				page.WriteString("\n**" + labels[j] + ":** " + part + "\n")
			}
		}
	}
	return page.String()
}
