package deadline

// Severity says what a finding does to a verdict: an error fails it, a warning
// is shown, off is not reported at all.
type Severity string

// The severities.
const (
	SeverityOff   Severity = "off"
	SeverityWarn  Severity = "warn"
	SeverityError Severity = "error"
)

// Finding is one fact about a deadline that a person should know, named by the
// rule that found it. Message is one sentence without a secret in it; Lesson is
// the identifier of the lesson behind the rule ("G21").
type Finding struct {
	Rule     Rule
	Severity Severity
	Message  string
	Lesson   string
}

// NewFinding makes a finding of rule with the rule's own severity and lesson.
func NewFinding(rule Rule, message string) Finding {
	return Finding{Rule: rule, Severity: rule.Severity(), Message: message, Lesson: rule.Lesson()}
}
