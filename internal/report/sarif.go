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

// ruleVerdict stands where a report fails and no breach says why.
const ruleVerdict deadline.Rule = "verdict"

// SARIF is the report as SARIF 2.1.0, which code hosts show beside the code:
// a result a breach, suppressed where it is waived. A result's fingerprint rests
// on its rule and id alone, so that it stays the same alert from day to day.
func (r Report) SARIF() ([]byte, error) {
	breaches := r.Breaches
	if r.unexplained() {
		breaches = append(slices.Clip(breaches), Breach{Rule: ruleVerdict, Severity: deadline.SeverityError, ID: r.Title, Message: unexplainedText})
	}
	artifact := (&url.URL{Path: cmp.Or(r.Source, "main.tf")}).String()
	at := map[deadline.Rule]int{}
	rules, results := []sarifRule{}, make([]sarifResult, 0, len(breaches))
	for _, breach := range breaches {
		index, seen := at[breach.Rule]
		if !seen {
			index = len(rules)
			at[breach.Rule] = index
			rules = append(rules, ruleSARIF(breach))
		}
		results = append(results, resultSARIF(breach, index, artifact))
	}
	invocation := sarifInvocation{Successful: true, EndedAt: deadline.FormatInstant(r.Now)}
	for _, id := range r.Unsettled {
		invocation.Notifications = append(invocation.Notifications, sarifNotification{
			Level: "note", Message: sarifText{Text: clean(id) + " is not known while planning, so it is judged only at apply."},
		})
	}
	document, err := json.Marshal(sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{
			Tool: sarifTool{sarifDriver{
				Name: "terraform-provider-expiry", URI: "https://github.com/terraform-expiry/terraform-provider-expiry", Rules: rules,
			}},
			Automation: sarifID{"expiry/" + clean(r.Title) + "/"}, Invocations: []sarifInvocation{invocation},
			ColumnKind: "utf16CodeUnits", Results: results,
		}},
	})
	if err != nil {
		return nil, fmt.Errorf("encoding the report as SARIF: %w", err)
	}
	return append(document, '\n'), nil
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
	mark := sha256.Sum256([]byte(string(breach.Rule) + "\x00" + breach.ID))
	result := sarifResult{
		RuleID: clean(string(breach.Rule)), RuleIndex: rule, Level: levelSARIF(breach.Severity),
		Message: sarifText{Text: cmp.Or(clean(breach.Message), clean(breach.ID))},
		Locations: []sarifLocation{{
			Physical: sarifPhysical{Artifact: sarifArtifact{artifact}, Region: sarifRegion{1}},
			Logical:  []sarifLogical{{Name: clean(breach.ID), Kind: "resource"}},
		}},
		Fingerprints: map[string]string{"expiry/v1": hex.EncodeToString(mark[:16])},
		Properties:   map[string]string{},
	}
	for key, value := range map[string]string{
		"owner": clean(breach.Owner), "expires_at": endInstant(breach.Timeline), "act_by": instant(breach.ActBy),
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
