package session

import (
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// lessonText is a lesson in one line, without its id in front; "" for one that nobody
// knows.
func (s *Session) lessonText(id string) string {
	return strings.TrimPrefix(lesson.BuiltIn().OneLine(id, lesson.Language(s.Language)), id+": ")
}

// ReportOf is a verdict as a report.
func (s *Session) ReportOf(title string, verdict policy.Verdict) report.Report {
	r := report.Report{Title: title, Passed: verdict.Outcome != deadline.OutcomeFails, Now: s.Now, Location: s.Location, Lines: linesOf(verdict.Judgements)}
	r.Until, r.Language = untilOf(verdict.Until), s.Language
	for _, list := range [][]policy.Violation{verdict.Violations, verdict.Waived} {
		for _, violation := range list {
			r.Breaches = append(r.Breaches, s.breachOf(violation))
		}
	}
	return r
}

func (s *Session) breachOf(v policy.Violation) report.Breach {
	breach := report.Breach{
		Rule: v.Rule, Severity: v.Severity, ID: v.ID, Owner: v.Owner, Note: v.Note, Message: v.Message, Remedy: v.Remedy,
		Lesson: v.Lesson, LessonText: s.lessonText(v.Lesson), Timeline: v.Timeline,
	}
	if v.Rule != v.Status.Rule() {
		breach.Fact = v.Message
	}
	if v.Waiver != nil {
		breach.Waiver = &report.Waiver{Approver: v.Waiver.Approver, Reason: v.Waiver.Reason, Ticket: v.Waiver.Ticket, EndsOn: v.Waiver.EndsOn}
	}
	return breach
}

func linesOf(judgements []deadline.Judgement) []report.Line {
	var lines []report.Line
	for _, judgement := range judgements {
		lines = append(lines, report.LineOf(judgement))
	}
	return lines
}

// breachesOf are the rules that judged deadlines break by themselves.
func (s *Session) breachesOf(judgements []deadline.Judgement) []report.Breach {
	var breaches []report.Breach
	add := func(j deadline.Judgement, rule deadline.Rule, severity deadline.Severity, message, fact string) {
		breaches = append(breaches, report.Breach{
			Rule: rule, Severity: severity, ID: j.ID, Owner: j.Owner, Note: noteOf(j), Message: message, Fact: fact, Remedy: rule.Remedy(),
			Lesson: rule.Lesson(), LessonText: s.lessonText(rule.Lesson()), Timeline: j.Timeline,
		})
	}
	for _, judgement := range judgements {
		if rule := judgement.Status.Rule(); rule != "" {
			add(judgement, rule, rule.Severity(), judgement.Reason, "")
		}
		for _, finding := range judgement.Findings {
			add(judgement, finding.Rule, finding.Severity, finding.Message, finding.Message)
		}
	}
	return breaches
}
