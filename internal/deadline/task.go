package deadline

// What may be due before an end in place of a renewal.
const (
	TaskNotice   = "the notice"
	TaskDecision = "a decision"
	// TaskRetire is for what is to end: its service does, or somebody means it to.
	TaskRetire = "its retirement"
)

// taskRemedies say what to do about something that is not to be renewed.
var taskRemedies = map[string]map[Rule]string{
	TaskRetire: {
		RuleDue:     "Plan how it is taken out of use; nothing is to be renewed.",
		RuleOverdue: "Take it out of use now, or record with a waiver who accepts the risk until when; nothing is to be renewed.",
		RuleExpired: "Take it out of use and write closed_on and closed_because, or say until when it goes on after all.",
	},
	TaskNotice: {
		RuleDue:     "Give notice, and write notice_given_on.",
		RuleOverdue: "Give notice now and write notice_given_on, or record with a waiver who accepts the risk until when.",
		RuleExpired: "Write closed_on and closed_because where it has ended; where it went on, say until when and by what proof.",
	},
}

// RemedyFor is one sentence that says what to do about a breach of the rule by
// something of which a task is due, "" for its renewal.
func (r Rule) RemedyFor(task string) string {
	if remedy := taskRemedies[task][r]; remedy != "" {
		return remedy
	}
	return r.Remedy()
}

// TaskOf is the task whose remedy a sentence is, "" where it is none of them.
func (r Rule) TaskOf(remedy string) string {
	for task, remedies := range taskRemedies {
		if remedies[r] != "" && remedies[r] == remedy {
			return task
		}
	}
	return ""
}
