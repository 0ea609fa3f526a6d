package deadline

// Status says how urgent a deadline is. It is about time only.
type Status string

// The statuses.
const (
	StatusOK      Status = "ok"
	StatusDue     Status = "due"     // from remind_at: start the renewal
	StatusOverdue Status = "overdue" // from act_by: the renewal should be done
	StatusExpired Status = "expired" // from expires_at: it no longer works
	StatusUnknown Status = "unknown" // it cannot be told, which is never ok
)

// Statuses lists every status, best first.
var Statuses = []Status{StatusOK, StatusDue, StatusUnknown, StatusOverdue, StatusExpired}

// Passes is true for ok and due: there is still time to act.
func (s Status) Passes() bool { return s == StatusOK || s == StatusDue }

// Rank orders statuses: 0 for ok, higher is worse. What is no status ranks as
// unknown does.
func (s Status) Rank() int {
	for rank, status := range Statuses {
		if s == status {
			return rank
		}
	}
	return StatusUnknown.Rank()
}

// Rule is the rule that a status breaks, "" for ok.
func (s Status) Rule() Rule {
	switch s {
	case StatusOK:
		return ""
	case StatusDue:
		return RuleDue
	case StatusOverdue:
		return RuleOverdue
	case StatusExpired:
		return RuleExpired
	}
	return RuleUnknown
}
