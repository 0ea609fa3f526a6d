package report

import (
	"bytes"
	_ "embed" // the schema
	"encoding/json"
	"fmt"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of the documents that JSON gives.
func Schema() []byte { return bytes.Clone(schema) }

// jsonObject is an object whose members stand in an order. What is not known is
// null, so that every element of a list has the same attributes, as HCL wants it.
type jsonObject []jsonMember

type jsonMember struct {
	name  string
	value any
}

func (o jsonObject) MarshalJSON() ([]byte, error) {
	var object writer
	separator := byte('{')
	for _, member := range o {
		object.WriteByte(separator)
		object.value(member.name)
		object.WriteByte(':')
		object.value(member.value)
		separator = ','
	}
	object.WriteByte('}')
	return object.Bytes(), object.err
}

// jsonVerdict is one of several judgements of one title.
type jsonVerdict struct {
	Outcome deadline.Outcome        `json:"outcome"`
	Passed  bool                    `json:"passed"`
	Counts  map[deadline.Status]int `json:"counts"`
}

type jsonBreach struct {
	Rule       deadline.Rule     `json:"rule"`
	Severity   deadline.Severity `json:"severity"`
	ID         string            `json:"id"`
	Owner      *string           `json:"owner"`
	Message    *string           `json:"message"`
	Remedy     *string           `json:"remedy"`
	Lesson     *string           `json:"lesson"`
	LessonText *string           `json:"lesson_text"`
	ExpiresAt  *string           `json:"expires_at"`
	ActBy      *string           `json:"act_by"`
}

type jsonWaived struct {
	jsonBreach
	Approver *string `json:"approver"`
	Reason   *string `json:"reason"`
	Ticket   *string `json:"ticket"`
	EndsOn   *string `json:"ends_on"`
}

// JSON is the report as a JSON document, valid by Schema. It holds dates and no
// countdown, and not when it was judged, so that it changes only when a verdict
// does and can stand in a Terraform output. Each element has a line of its own.
func (r Report) JSON() ([]byte, error) { return r.document("") }

// document is JSON, with judged_at where that is not "".
func (r Report) document(judgedAt string) ([]byte, error) {
	open, waived := r.split()
	lines := make([]any, len(r.Lines))
	for i, line := range r.Lines {
		lines[i] = lineJSON(line)
	}
	violations := make([]any, len(open))
	for i, breach := range open {
		violations[i] = breachJSON(breach)
	}
	excused := make([]any, len(waived))
	for i, breach := range waived {
		waiver := breach.Waiver
		excused[i] = jsonWaived{
			jsonBreach: breachJSON(breach),
			Approver:   orNull(waiver.Approver), Reason: orNull(waiver.Reason), Ticket: orNull(waiver.Ticket), EndsOn: lastDay(waiver.EndsOn),
		}
	}
	unsettled := make([]any, len(r.Unsettled))
	for i, id := range r.Unsettled {
		unsettled[i] = id
	}

	document := writer{}
	document.WriteString("{\n  \"version\": 1")
	document.member("title", r.Title)
	document.member("outcome", r.Outcome())
	document.member("passed", r.Outcome() == deadline.OutcomePasses)
	if r.Until != nil {
		document.member("passes_until", orNull(instant(r.Until.At)))
		document.member("passes_until_reason", orNull(r.Until.Reason))
	}
	if r.BreakGlass != "" {
		document.member("break_glass", r.BreakGlass)
	}
	if judgedAt != "" {
		document.member("judged_at", judgedAt)
	}
	document.member("counts", r.Counts())
	if len(r.namesakes) > 0 {
		verdicts := make([]any, len(r.namesakes))
		for i, one := range r.namesakes {
			verdicts[i] = jsonVerdict{one.Outcome(), one.Outcome() == deadline.OutcomePasses, one.Counts()}
		}
		document.list("verdicts", verdicts)
	}
	document.list("deadlines", lines)
	document.list("violations", violations)
	document.list("waived", excused)
	document.list("judged_only_at_apply", unsettled)
	document.WriteString("\n}\n")
	if document.err != nil {
		return nil, fmt.Errorf("encoding the report: %w", document.err)
	}
	return document.Bytes(), nil
}

// writer lays a document out: a member a line, an element a line. Indenting
// every attribute would double thousands of them.
type writer struct {
	bytes.Buffer
	err error
}

func (w *writer) value(value any) {
	encoded, err := json.Marshal(value)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.Write(encoded)
}

func (w *writer) member(name string, value any) {
	fmt.Fprintf(w, ",\n  %q: ", name)
	w.value(value)
}

func (w *writer) list(name string, elements []any) {
	fmt.Fprintf(w, ",\n  %q: [", name)
	separator := "\n    "
	for _, element := range elements {
		w.WriteString(separator)
		w.value(element)
		separator = ",\n    "
	}
	if len(elements) > 0 {
		w.WriteString("\n  ")
	}
	w.WriteByte(']')
}

func lineJSON(line Line) jsonObject {
	object := jsonObject{{"id", line.ID}, {"kind", orNull(line.Kind)}}
	for name, said := range line.Identity.All() {
		object = append(object, jsonMember{name, orNull(said)})
	}
	return append(object, jsonObject{
		{"status", known(line.Status)},
		{"end", line.End.State.String()},
		{"expires_at", orNull(endInstant(line.Timeline))},
		{"act_by", orNull(instant(line.ActBy))},
		{"remind_at", orNull(instant(line.RemindAt))},
	}...)
}

func breachJSON(breach Breach) jsonBreach {
	return jsonBreach{
		Rule: breach.Rule, Severity: breach.Severity, ID: breach.ID, Owner: orNull(breach.Owner),
		Message: orNull(breach.fact()), Remedy: orNull(breach.Remedy),
		Lesson: orNull(breach.Lesson), LessonText: orNull(breach.LessonText),
		ExpiresAt: orNull(endInstant(breach.Timeline)), ActBy: orNull(instant(breach.ActBy)),
	}
}

// fact is the message without a countdown, "" where there is none.
func (b Breach) fact() string {
	if b.Fact != "" {
		return b.Fact
	}
	end, by := endInstant(b.Timeline), instant(b.ActBy)
	switch {
	case b.Rule == deadline.RuleExpired && end != "":
		return b.ID + " expired at " + end + "."
	case b.Rule == deadline.RuleExpired:
		return b.ID + " has expired."
	case b.Rule == deadline.RuleOverdue && end != "" && by != "":
		return b.ID + " was to be renewed by " + by + "; it expires at " + end + "."
	case b.Rule == deadline.RuleDue && end != "" && by != "":
		return b.ID + " is to be renewed by " + by + "; it expires at " + end + "."
	case b.Rule == deadline.RuleUnknown:
		return "It cannot be told when " + b.ID + " ends."
	}
	return ""
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func lastDay(date deadline.Date) *string {
	if date.IsZero() {
		return nil
	}
	return orNull(date.String())
}
