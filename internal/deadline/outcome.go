package deadline

// Outcome is what a judgement of many deadlines comes to.
type Outcome string

// The outcomes.
const (
	OutcomePasses       Outcome = "passes"
	OutcomeFails        Outcome = "fails"
	OutcomeNotJudgedYet Outcome = "not judged yet" // nothing fails, and what could fail is known only after apply
)
