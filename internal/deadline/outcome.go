package deadline

// Outcome is what a judgement of many deadlines comes to.
type Outcome string

// The outcomes. A failure that is known wins over what is not judged yet, and
// that over passing: a judgement of nothing has not passed.
const (
	OutcomePasses       Outcome = "passes"
	OutcomeFails        Outcome = "fails"
	OutcomeNotJudgedYet Outcome = "not judged yet" // nothing fails, and what could fail is known only after apply
)
