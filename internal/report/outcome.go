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

// verdictKind is the outcome as a page shows it. What was given nothing to judge
// passes where that is allowed, but no page praises it.
func (r Report) verdictKind() string {
	switch outcome := r.Outcome(); {
	case outcome == deadline.OutcomeFails:
		return "fails"
	case outcome == deadline.OutcomeNotJudgedYet:
		return "not-yet"
	case len(r.Lines) == 0:
		return "nothing"
	}
	return "passes"
}

// headline is the outcome in the words of a page.
func (r Report) headline() string { return r.words().say("headline-" + r.verdictKind()) }

// tone is the class of the headline on a page. What passes is not green while
// something in it is unknown.
func (r Report) tone() string {
	switch kind := r.verdictKind(); {
	case kind == "fails":
		return kind
	case kind == "passes" && r.Counts()[deadline.StatusUnknown] == 0:
		return kind
	}
	return "open"
}

// mark tells headlines apart at a glance.
func (r Report) mark() string {
	switch kind := r.verdictKind(); {
	case kind == "fails":
		return "❌"
	case kind == "not-yet":
		return "⏳"
	case kind == "passes" && r.tone() == kind:
		return "✅"
	}
	return "⚪"
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
	w, reason := r.words(), strings.TrimRight(shortSentence(r.Until.Reason), ". ")
	if r.Until.At.IsZero() {
		if reason == "" {
			return ""
		}
		return w.say("until-never", "reason", reason)
	}
	key := "until"
	if reason != "" {
		key = "until-then"
	}
	return w.say(key, "date", r.Until.At.In(r.location()).Format("2006-01-02 15:04"), "zone", r.zone(), "reason", reason)
}

// longestReason is how many characters of a reason are shown.
const longestReason = 200

// letThrough says that errors of the judgement stopped nothing, and the reason
// that was given; "" where they did.
func (r Report) letThrough() string {
	if r.BreakGlass == "" {
		return ""
	}
	key := "glass-unneeded"
	if r.Outcome() == deadline.OutcomeFails {
		key = "glass-used"
	}
	return r.words().say(key, "reason", strings.TrimRight(cut(strings.TrimSpace(clean(r.BreakGlass)), longestReason), "."))
}
