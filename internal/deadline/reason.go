package deadline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// reason is the sentence that says how things stand, by when to act and who
// should.
func (j Judgement) reason(loc *time.Location) string {
	var text strings.Builder
	text.WriteString(j.ID)
	cause := ": "
	switch j.End.State {
	case EndOpen:
		if j.Closed() {
			text.WriteString(" is closed")
			break
		}
		if j.finds(RuleDefinitionAltered) {
			text.WriteString(" is not what was approved" + j.ownerNote())
			break
		}
		text.WriteString(" has no announced end")
		j.actBy(&text, loc)
	case EndedUnknownDay:
		if j.finds(RuleBackupMissing) {
			text.WriteString(" has no good copy" + j.ownerNote())
			break
		}
		text.WriteString(" has ended on a day that is not known" + j.ownerNote())
	case EndKnown:
		j.knownReason(&text, loc)
		cause = "; "
	default:
		text.WriteString(" ends at an unknown time" + j.ownerNote())
	}
	if clause := asClause(j.Cause); clause != "" {
		text.WriteString(cause + clause)
	}
	for _, finding := range j.Findings {
		text.WriteString(finding.clause())
	}
	text.WriteString(".")
	return Printable(text.String())
}

// finds says that a finding of a rule is among the findings.
func (j Judgement) finds(rule Rule) bool {
	return slices.ContainsFunc(j.Findings, func(f Finding) bool { return f.Rule == rule })
}

// clause is the finding as the end of a sentence about its deadline.
func (f Finding) clause() string {
	clause := asClause(f.Message)
	if clause == "" || f.Severity == SeverityOff {
		return ""
	}
	return "; " + clause
}

// ReasonWithout is a reason less the clauses that tell of findings, for where
// these are told one by one.
func ReasonWithout(reason string, findings []Finding) string {
	for _, finding := range findings {
		reason = strings.Replace(reason, Printable(finding.clause()), "", 1)
	}
	return reason
}

func (j Judgement) knownReason(text *strings.Builder, loc *time.Location) {
	end := onOrAt(j.End.At, loc)
	if j.Status == StatusExpired {
		fmt.Fprintf(text, " expired %s, %s ago%s", end, apart(j.End.At, j.Now, loc), j.ownerNote())
		return
	}
	fmt.Fprintf(text, " expires %s, in %s", end, apart(j.Now, j.End.At, loc))
	if j.ActBy.IsZero() {
		text.WriteString(j.ownerNote())
		return
	}
	j.actBy(text, loc)
}

// actBy says by when to act and who should, nothing where that is not known.
func (j Judgement) actBy(text *strings.Builder, loc *time.Location) {
	if j.ActBy.IsZero() {
		return
	}
	by := moment(j.ActBy, loc)
	act := "act by " + by
	if j.Owner != "" {
		act = j.Owner + " must act by " + by
	}
	switch {
	case j.Status == StatusOverdue && j.Owner != "":
		fmt.Fprintf(text, ", and %s should have acted by %s", j.Owner, by)
	case j.Status == StatusOverdue:
		text.WriteString(", and the time to act was until " + by)
	case j.Status == StatusDue:
		fmt.Fprintf(text, ", so %s is due: %s", cmp.Or(j.Task, "the renewal"), act)
	default:
		text.WriteString("; " + act)
	}
}

func (j Judgement) ownerNote() string {
	if j.Owner == "" {
		return ""
	}
	return " (owner " + j.Owner + ")"
}

// asClause makes a sentence fit to stand within another.
func asClause(sentence string) string {
	return strings.TrimRight(strings.TrimSpace(sentence), " \t\r\n.;:,")
}

// moment shows an instant. A midnight is shown as the end of the day before it,
// since that is the last day on which there is time.
func moment(t time.Time, loc *time.Location) string {
	if isMidnight(t, loc) {
		return "the end of " + DateOf(t.Add(-1), loc).String() + " " + zoneName(t, loc)
	}
	return t.In(loc).Format("2006-01-02 15:04") + " " + zoneName(t, loc)
}

func onOrAt(t time.Time, loc *time.Location) string {
	if isMidnight(t, loc) {
		return "at " + moment(t, loc)
	}
	return "on " + moment(t, loc)
}

func isMidnight(t time.Time, loc *time.Location) bool {
	return DateOf(t, loc).Start(loc).Equal(t)
}

// zoneName is the abbreviation of the zone; some have none and give "-03".
func zoneName(t time.Time, loc *time.Location) string {
	name, _ := t.In(loc).Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return "UTC" + name
	}
	return name
}

// apart counts from an instant to a later one: whole days, from two years on whole
// years, since nobody sees that 3,426 days are nine of them.
func apart(from, to time.Time, loc *time.Location) string {
	n := DaysBetween(from, to)
	first, last := DateOf(from, loc), DateOf(to, loc)
	years := last.Year - first.Year
	if last.Before(first.AddMonths(12 * years)) {
		years--
	}
	switch {
	case years >= 2:
		return fmt.Sprintf("%d years", years)
	case n == 0:
		return "less than a day"
	case n == 1:
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

// Printable makes text fit for one line of a terminal: control characters, line
// separators, marks that change the direction of text and what is not UTF-8
// become the replacement character.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= ' ' && r < 0x7f {
			return r
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return '�'
		}
		return r
	}, text)
}
