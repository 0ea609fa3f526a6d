package report

import (
	"strings"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// Outcome is what the judgement came to. What fails stays so, whatever else is
// known only at apply; and nothing passes before everything is judged.
func (r Report) Outcome() deadline.Outcome {
	switch {
	case !r.Passed:
		return deadline.OutcomeFails
	case len(r.Unsettled) > 0:
		return deadline.OutcomeNotJudgedYet
	}
	return deadline.OutcomePasses
}

// headline is the outcome in the words of a page. What was given nothing to judge
// passes where that is allowed, but no page praises it.
func (r Report) headline() string {
	switch outcome := r.Outcome(); {
	case outcome == deadline.OutcomeNotJudgedYet:
		return "is not judged yet"
	case outcome == deadline.OutcomePasses && len(r.Lines) == 0:
		return "judged no deadline"
	default:
		return string(outcome)
	}
}

// tone is the class of the headline on a page.
func (r Report) tone() string {
	switch r.headline() {
	case "passes", "fails":
		return r.headline()
	}
	return "open"
}

// mark tells headlines apart at a glance.
func (r Report) mark() string {
	return map[string]string{"passes": "✅", "fails": "❌", "is not judged yet": "⏳"}[r.headline()]
}

// Until is until when what passes would go on passing if nobody acted.
type Until struct {
	At     time.Time // the first instant at which it fails; zero where there is none to tell
	Reason string    // what fails then ("certificate/www is overdue"), or why there is none
}

// until is that in a sentence, "" where nobody worked it out. What does not pass
// has no such instant, whatever is given.
func (r Report) until() string {
	if r.Until == nil || r.Outcome() == deadline.OutcomeFails {
		return ""
	}
	reason := strings.TrimRight(shortSentence(r.Until.Reason), ". ")
	if r.Until.At.IsZero() {
		if reason == "" {
			return ""
		}
		return "Until when it passes: " + reason + "."
	}
	text := "Passes until " + r.Until.At.In(r.location()).Format("2006-01-02 15:04") + " " + r.zone()
	if reason != "" {
		text += "; then " + reason
	}
	return text + "."
}

// longestReason is how many characters of a reason are shown.
const longestReason = 200

// letThrough says that errors of the judgement stopped nothing, and the reason
// that was given; "" where they did.
func (r Report) letThrough() string {
	if r.BreakGlass == "" {
		return ""
	}
	text := "Break glass was set, though nothing here needed it. EXPIRY_BREAK_GLASS says: "
	if r.Outcome() == deadline.OutcomeFails {
		text = "The plan was let through all the same: break glass turned errors into warnings. EXPIRY_BREAK_GLASS says: "
	}
	return text + strings.TrimRight(cut(strings.TrimSpace(clean(r.BreakGlass)), longestReason), ".") + "."
}
