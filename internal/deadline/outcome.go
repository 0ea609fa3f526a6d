package deadline

// Outcome is what a judgement of many deadlines comes to.
type Outcome string

// The outcomes.
const (
	OutcomePasses       Outcome = "passes"
	OutcomeFails        Outcome = "fails"
	OutcomeNotJudgedYet Outcome = "not judged yet" // nothing fails, but something is known only at apply
)
