package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/text"
)

// action is one thing to do, by whom and to what: the breaches in force that one
// remedy mends, so that a page says it once.
type action struct {
	Remedy string
	Rules  []deadline.Rule
	Fails  bool // what stands here fails the plan
	N      int  // of its tasks
	Owners []ownerTasks
}

// ownerTasks are the tasks of one owner within an action.
type ownerTasks struct {
	Name  string // fit for a page; "" where nobody is named
	Tasks []task // each with the breaches of the action alone
}

// actions groups what is to be done by remedy and then by owner, what fails the
// plan first, in the order in which the breaches came.
func (r Report) actions() []action {
	w := r.words()
	var actions []action
	actionAt, ownerAt, taskAt := map[string]int{}, map[string]int{}, map[string]int{}
	for _, t := range r.tasks() {
		name := shortName(t.Owner)
		for _, breach := range t.Breaches {
			remedy := w.remedy(breach)
			key := fmt.Sprintf("%t\x00%s", fails(breach), remedy)
			i := place(actionAt, key, len(actions))
			if i == len(actions) {
				actions = append(actions, action{Remedy: remedy, Fails: fails(breach)})
			}
			a := &actions[i]
			if !slices.Contains(a.Rules, breach.Rule) {
				a.Rules = append(a.Rules, breach.Rule)
			}
			key += "\x00" + name
			i = place(ownerAt, key, len(a.Owners))
			if i == len(a.Owners) {
				a.Owners = append(a.Owners, ownerTasks{Name: name})
			}
			o := &a.Owners[i]
			i = place(taskAt, key+"\x00"+t.ID, len(o.Tasks))
			if i == len(o.Tasks) {
				one := t
				one.Fails, one.Breaches = a.Fails, nil
				o.Tasks = append(o.Tasks, one)
				a.N++
			}
			o.Tasks[i].Breaches = append(o.Tasks[i].Breaches, breach)
		}
	}
	slices.SortStableFunc(actions, func(a, b action) int { return actionRank(a) - actionRank(b) })
	return actions
}

// place is where a key stands, next for one that stands nowhere yet.
func place(at map[string]int, key string, next int) int {
	i, seen := at[key]
	if !seen {
		at[key], i = next, next
	}
	return i
}

// untidy is the rank of what is only untidy.
const untidy = 2

// actionRank orders actions: what fails the plan, what is to watch, what is only
// untidy.
func actionRank(a action) int {
	switch {
	case a.Fails:
		return 0
	case slices.ContainsFunc(a.Rules, func(rule deadline.Rule) bool { return !rule.Tidiness() }):
		return 1
	}
	return untidy
}

// remedy is what to do about a breach, fit for a page. That of a rule of the
// provider's is said in the language of the page, unless somebody gave another.
func (w words) remedy(b Breach) string {
	given := shortSentence(b.Remedy)
	task := b.Rule.TaskOf(b.Remedy)
	if w.language != text.English && (given == "" || task != "" || given == shortSentence(b.Rule.Remedy())) {
		key := string(b.Rule) + " remedy"
		if task != "" {
			key += ", " + task
		}
		if ruleWords().Has(key) {
			return ruleWords().Say(w.language, key, nil)
		}
	}
	if given != "" && w.language != text.English {
		return w.say("told-by-others", "text", given)
	}
	return given
}

// about is what a breach says beside the id and the dates of what breaks it: for
// the rules on time when it ends and why, for others their message. Nothing that
// is in the message gets lost.
func (w words) about(b Breach, line Line) string {
	if line.ID == b.ID && b.Rule != "" && b.Rule == known(line.Status).Rule() {
		if cause, same := w.causeIn(b.Message, line); same {
			return w.time(line, cause)
		}
	}
	said := w.others(message(b))
	if w.language != text.English {
		if key := string(b.Rule); ruleWords().Has(key) {
			said = strings.TrimSpace(ruleWords().Say(w.language, key, nil) + said)
		}
	}
	return said
}

// causeIn is what a sentence about a line says beyond its dates and its owner,
// which deadline.Judgement puts in front, so that a page can say those in its own
// words; false where it says something else.
func (w words) causeIn(sentence string, line Line) (cause string, same bool) {
	judged := deadline.Judgement{Deadline: deadline.Deadline{ID: line.ID, Identity: deadline.Identity{Owner: line.Owner}, Timeline: line.Timeline}, Now: w.now}
	if line.of != nil {
		judged = *line.of
	}
	judged.Cause, judged.Findings = "", nil
	dates := strings.TrimSuffix(judged.Deadline.Judge(judged.Now, w.loc).Reason, ".")
	rest, same := strings.CutPrefix(sentence, dates)
	if !same || rest != "" && !strings.ContainsAny(rest[:1], ".;:") {
		return "", false
	}
	return strings.TrimRight(strings.TrimLeft(shortSentence(rest), ".;: "), ". "), true
}

// others is a sentence that others wrote, named as such on a page of another
// language.
func (w words) others(sentence string) string {
	if sentence == "" {
		return ""
	}
	return w.say("told-by-others", "text", sentence)
}

// time says in a sentence when a line ends and why.
func (w words) time(line Line, cause string) string {
	key, when := "", ""
	switch line.End.State {
	case deadline.EndOpen:
		key = "told-open"
	case deadline.EndedUnknownDay:
		key = "told-past"
	case deadline.EndKnown:
		if key = "told-ends"; !line.End.At.After(w.now) {
			key = "told-expired"
		}
		when = w.when(line.End.At)
	default:
		key = "told-unknown"
	}
	if cause != "" {
		key += "-cause"
	}
	return w.say(key, "when", when, "cause", cause)
}
