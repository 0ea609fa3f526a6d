package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// The parts of SARIF 2.1.0 (OASIS standard of 2020-03-27) that a report needs.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Automation  sarifID           `json:"automationDetails"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Properties  map[string]string `json:"properties"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		URI   string      `json:"informationUri"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		Short   sarifText    `json:"shortDescription"`
		Help    sarifText    `json:"help"`
		Default sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifID struct {
		ID string `json:"id"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		EndedAt       string              `json:"endTimeUtc"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Fingerprints map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
		Properties   map[string]string  `json:"properties,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine int `json:"startLine"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Status        string `json:"status"`
		Justification string `json:"justification"`
	}
)

// Rules of the report's own: one stands where it fails and no breach says why,
// one where it has more results than may be uploaded.
const (
	ruleVerdict deadline.Rule = "verdict"
	ruleLeftOut deadline.Rule = "left-out"
)

// GitHub refuses a run of more than 25,000 results and shows the worst 5,000
// (docs.github.com, "SARIF support for code scanning", validating limits).
const (
	mostResults       = 25_000
	shownResults      = 5_000
	mostNotifications = 1_000
)

// located is a breach with the file that its result points at.
type located struct {
	Breach
	artifact string
}

// SARIF is the report as SARIF 2.1.0, which code hosts show beside the code:
// a result a breach, what fails first, suppressed where it is waived. A result's
// fingerprint rests on its rule, id and file alone, so that it stays the same
// alert from day to day; those that agree in all three are numbered. Results
// beyond the 25,000 that GitHub takes are left out, the mildest first, which a
// result and a notification say.
func (r Report) SARIF() ([]byte, error) {
	r = r.english()
	breaches, left := r.located()
	at := map[deadline.Rule]int{}
	rules, results := []sarifRule{}, make([]sarifResult, 0, len(breaches))
	marks := map[string]int{}
	for _, breach := range breaches {
		index, seen := at[breach.Rule]
		if !seen {
			index = len(rules)
			at[breach.Rule] = index
			rules = append(rules, ruleSARIF(breach.Breach))
		}
		result := resultSARIF(breach.Breach, index, breach.artifact)
		mark := fingerprint(breach)
		marks[mark]++
		mark = fmt.Sprintf("%s:%d", mark, marks[mark])
		result.Fingerprints = map[string]string{"primaryLocationLineHash": mark, "expiry/v1": mark}
		results = append(results, result)
	}
	invocation := sarifInvocation{Successful: true, EndedAt: deadline.FormatInstant(r.Now), Notifications: r.notifications(left, len(results))}
	document, err := json.Marshal(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{
			Tool: sarifTool{sarifDriver{
				Name: "terraform-provider-expiry", URI: "https://github.com/terraform-expiry/terraform-provider-expiry", Rules: rules,
			}},
			Automation: sarifID{"expiry/" + clean(r.Title) + "/"}, Invocations: []sarifInvocation{invocation},
			ColumnKind: "utf16CodeUnits", Properties: r.properties(), Results: results,
		}},
	})
	if err != nil {
		return nil, fmt.Errorf("encoding the report as SARIF: %w", err)
	}
	return append(document, '\n'), nil
}

// located are the breaches to show, what fails first, and those left out.
func (r Report) located() (shown, left []located) {
	for _, one := range r.all() {
		artifact := (&url.URL{Path: cmp.Or(one.Source, "main.tf")}).String()
		for _, breach := range one.Breaches {
			shown = append(shown, located{breach, artifact})
		}
		if one.unexplained() {
			shown = append(shown, located{Breach{Rule: ruleVerdict, Severity: deadline.SeverityError, ID: r.Title, Message: r.words().say("verdict-unexplained")}, artifact})
		}
	}
	slices.SortStableFunc(shown, func(a, b located) int { return weight(a.Breach) - weight(b.Breach) })
	if len(shown) <= mostResults {
		return shown, nil
	}
	// One place is kept for the result that says so; it is as severe as the worst
	// of what it stands for, so that it is not lost itself.
	kept, left := shown[:mostResults-1], shown[mostResults-1:]
	note := Breach{
		Rule: ruleLeftOut, Severity: left[0].Severity, ID: r.Title,
		Message: fmt.Sprintf("%s of %s results are left out here, since code hosts take no more than %s. The other reports hold all.",
			text.Thousands(len(left)), text.Thousands(len(shown)), text.Thousands(mostResults)),
		Remedy: "Look at the page or the JSON of this report, or judge fewer things together.",
	}
	return append([]located{{note, left[0].artifact}}, kept...), left
}

// notifications say what no result does.
func (r Report) notifications(left []located, shown int) []sarifNotification {
	var notes []sarifNotification
	add := func(level, text string) {
		notes = append(notes, sarifNotification{Level: level, Message: sarifText{Text: text}})
	}
	if len(left) > 0 {
		add("warning", fmt.Sprintf("%s results are left out, the mildest: %s are the most that GitHub takes. The other reports hold all.", text.Thousands(len(left)), text.Thousands(mostResults)))
	}
	if shown > shownResults {
		add("note", fmt.Sprintf("Of these %s results GitHub shows the worst %s.", text.Thousands(shown), text.Thousands(shownResults)))
	}
	if text := r.letThrough(); text != "" {
		add("warning", text)
	}
	if n := len(r.namesakes); n > 0 {
		add("warning", r.words().say("namesakes", "n", n))
	}
	if len(r.Lines) == 0 && len(r.Unsettled) == 0 {
		add("note", "No deadline was judged.")
	}
	for _, id := range r.Unsettled[:min(len(r.Unsettled), mostNotifications)] {
		add("note", clean(id)+" is not known while planning, so it is judged only at apply.")
	}
	if more := len(r.Unsettled) - mostNotifications; more > 0 {
		add("note", fmt.Sprintf("%s more are judged only at apply.", text.Thousands(more)))
	}
	return notes
}

// properties are what a reader of documents wants to know of the whole: in SARIF
// and in JUnit, which have no other place for them.
func (r Report) properties() map[string]string {
	properties := map[string]string{"outcome": string(r.Outcome())}
	if r.BreakGlass != "" {
		properties["break_glass"] = clean(r.BreakGlass)
	}
	if r.Until != nil && !r.Until.At.IsZero() {
		properties["passes_until"] = instant(r.Until.At)
	}
	return properties
}

// fingerprint tells results apart that are about different things.
func fingerprint(b located) string {
	mark := sha256.Sum256([]byte(string(b.Rule) + "\x00" + b.ID + "\x00" + b.artifact))
	return hex.EncodeToString(mark[:16])
}

func ruleSARIF(breach Breach) sarifRule {
	text, markdown := clean(breach.Remedy), escape(clean(breach.Remedy))
	if breach.Lesson != "" {
		learned := clean(breach.Lesson + ": " + breach.LessonText)
		text += " Lesson " + learned
		markdown += "\n\nLesson " + escape(learned)
	}
	id := clean(string(breach.Rule))
	if text == "" {
		text, markdown = "Rule "+id+".", ""
	}
	return sarifRule{
		ID: id, Short: sarifText{Text: ruleTitle(breach.Rule)}, Help: sarifText{Text: text, Markdown: markdown},
		Default: sarifDefault{Level: levelSARIF(breach.Rule.Severity())},
	}
}

func resultSARIF(breach Breach, rule int, artifact string) sarifResult {
	result := sarifResult{
		RuleID: clean(string(breach.Rule)), RuleIndex: rule, Level: levelSARIF(breach.Severity),
		Message: sarifText{Text: cmp.Or(clean(breach.Message), clean(breach.ID))},
		Locations: []sarifLocation{{
			Physical: sarifPhysical{Artifact: sarifArtifact{artifact}, Region: sarifRegion{1}},
			Logical:  []sarifLogical{{Name: clean(breach.ID), Kind: "resource"}},
		}},
		Properties: map[string]string{},
	}
	for key, value := range map[string]string{
		"owner": clean(breach.Owner), "note": clean(breach.Note), "expires_at": endInstant(breach.Timeline), "act_by": instant(breach.ActBy),
	} {
		if value != "" {
			result.Properties[key] = value
		}
	}
	if breach.Waiver != nil {
		result.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: clean(breach.Waiver.text())}}
	}
	return result
}

// levelSARIF is the level of a severity; what is no known severity is an error.
func levelSARIF(severity deadline.Severity) string {
	switch severity {
	case deadline.SeverityWarn:
		return "warning"
	case deadline.SeverityOff:
		return "none"
	}
	return "error"
}
