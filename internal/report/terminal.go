package report

import (
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// How much of a report a plan says: both notices together take no more than 22
// lines, so that there is room for what a door adds.
const (
	worstFailing   = 5 // and their remedies, each once
	worstWatched   = 5 // where nothing fails
	fewerWatched   = 2 // where as many fail as are told; more where fewer do
	untidyIDs      = 2 // a rule
	longestMessage = 400
	crowdedMessage = 140 // where the worst take more lines than these
	crowdedLines   = 12
	terminalWidth  = 76 // as Terraform wraps what it prints
)

// Notices are what a plan says of a judgement: what fails it and what is to watch,
// each "" where there is nothing to say.
type Notices struct {
	Fails, Watch string
}

// Notices tells how many fail, where all of it stands (a path, "" for nowhere),
// the worst with who and by when, and what to do, each remedy once. What is only
// untidy takes one line in all, unless it fails the plan.
func (r Report) Notices(file string) Notices {
	w := r.words()
	lines := r.lineByID()
	open, _ := r.split()
	var failing, watched, tidy []Breach
	for _, breach := range open {
		switch {
		case fails(breach):
			failing = append(failing, breach)
		case breach.Severity == deadline.SeverityOff:
		case blank(breach.Rule):
			tidy = append(tidy, breach)
		default:
			watched = append(watched, breach)
		}
	}
	f, m, elsewhere := r.things(failing, watched, lines)
	var said Notices
	if len(failing) > 0 {
		parts := []string{w.of("terminal-fails", "terminal-fails-others", f, len(r.Lines), elsewhere)}
		if m > 0 {
			parts = append(parts, w.say("terminal-watch-others", "n", m))
		}
		said.Fails = w.headed(w.joined("list-comma", parts), file) + w.worst(failing, worstFailing)
	} else if r.unexplained() {
		said.Fails = w.headed(w.say("verdict-unexplained"), file)
	}
	switch {
	case len(watched) > 0 && said.Fails == "":
		said.Watch = w.headed(w.of("terminal-watch", "terminal-watch-others", m, len(r.Lines), elsewhere), file) + w.worst(watched, worstWatched)
	case len(watched) > 0:
		most := min(worstWatched, fewerWatched+worstFailing-min(worstFailing, len(failing)))
		said.Watch = strings.TrimLeft(w.worst(watched, most), "\n")
	}
	if len(tidy) > 0 {
		said.Watch = strings.TrimLeft(said.Watch+"\n"+w.untidy(tidy), "\n")
	}
	return said
}

// blank says that a rule is about something not being written down, so that its
// name and an id say all; the other rules on tidiness have found something, which
// their messages tell.
func blank(rule deadline.Rule) bool {
	switch rule {
	case deadline.RuleChangeUnreviewed, deadline.RuleDuplicate, deadline.RuleWaiverUnused:
		return false
	}
	return rule.Tidiness()
}

// things counts what fails and what is to watch, each thing once, and says whether
// some of it is no deadline of the report, as assertions and waivers are not.
func (r Report) things(failing, watched []Breach, lines map[string]Line) (fail, watch int, elsewhere bool) {
	seen := map[string]bool{}
	for i, breach := range slices.Concat(failing, watched) {
		if seen[breach.ID] {
			continue
		}
		seen[breach.ID] = true
		if _, ok := lines[breach.ID]; !ok {
			elsewhere = true
		}
		if i < len(failing) {
			fail++
		} else {
			watch++
		}
	}
	return fail, watch, elsewhere
}

// of is "83 of 200 fail", or "84 things fail" where not all of them are among
// these 200.
func (w words) of(key, others string, n, all int, elsewhere bool) string {
	if elsewhere || n > all {
		return w.say(others, "n", n)
	}
	return w.say(key, "n", n, "all", all)
}

func (w words) headed(said, file string) string {
	if file == "" {
		return said
	}
	return w.say("terminal-file", "text", said, "file", file)
}

// worst tells the first few breaches and what to do about them.
func (w words) worst(breaches []Breach, most int) string {
	shown := breaches[:min(len(breaches), most)]
	lines := []string{"", ""}
	longest, taken := longestMessage, 0
	for _, breach := range shown {
		if taken += wrapped(w.terminalLine(breach, longestMessage)); taken > crowdedLines {
			longest = crowdedMessage
		}
	}
	for _, breach := range shown {
		lines = append(lines, w.terminalLine(breach, longest))
	}
	if more := len(breaches) - len(shown); more > 0 {
		lines = append(lines, w.say("terminal-more", "n", more))
	}
	lines = append(append(lines, ""), w.remedies(shown)...)
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// wrapped is how many lines of a terminal a text takes; what is written in Chinese,
// Japanese or Korean is twice as wide.
func wrapped(line string) int {
	columns := 0
	for _, r := range line {
		columns++
		if r >= 0x1100 {
			columns++
		}
	}
	return (columns + terminalWidth - 1) / terminalWidth
}

// terminalLine is one breach, its message cut to a length, with who and by when
// where it does not say so.
func (w words) terminalLine(b Breach, longest int) string {
	said := strings.TrimRight(cut(strings.TrimSpace(clean(b.Message)), longest), ".")
	if clause := strings.LastIndex(said, "; "); strings.HasSuffix(said, "…") && clause > longest/3 {
		said = said[:clause] + "; …"
	}
	if id := shortName(b.ID); !strings.Contains(said, id) {
		said = strings.TrimSpace(id + ": " + said)
	}
	var who []string
	if owner := shortName(b.Owner); owner != "" && !names(said, owner) {
		who = append(who, w.say("terminal-owner", "owner", owner))
	}
	if !b.ActBy.IsZero() && b.Rule != deadline.RuleExpired && !strings.Contains(said, shownDay(b.ActBy, w.loc).String()) {
		who = append(who, w.say("terminal-by", "date", shownDay(b.ActBy, w.loc).String()))
	}
	if note := shortName(b.Note); note != "" {
		who = append(who, w.say("told-note", "note", note))
	}
	rule := shortName(string(b.Rule))
	if len(who) == 0 {
		return w.say("terminal-line", "message", said, "rule", rule)
	}
	return w.say("terminal-who", "message", said, "rule", rule, "who", w.joined("list-comma", who))
}

// names says that a message tells whose it is, in the words of deadline.Judgement.
func names(said, owner string) bool {
	for _, words := range []string{"owner " + owner, owner + " must act", owner + " should have acted"} {
		if strings.Contains(said, words) {
			return true
		}
	}
	return false
}

// remedies says what to do about some breaches: each remedy once, with the rules
// that it mends and the id of the lesson, which a report tells in full.
func (w words) remedies(breaches []Breach) (lines []string) {
	type advice struct {
		remedy, lesson string
		rules          []string
	}
	var all []advice
	for _, breach := range breaches {
		remedy, rule := w.remedy(breach), shortName(string(breach.Rule))
		if remedy == "" {
			continue
		}
		i := slices.IndexFunc(all, func(a advice) bool { return a.remedy == remedy })
		if i < 0 {
			i = len(all)
			all = append(all, advice{remedy: remedy, lesson: shortName(breach.Lesson)})
		}
		if !slices.Contains(all[i].rules, rule) {
			all[i].rules = append(all[i].rules, rule)
		}
	}
	for _, a := range all {
		key := "terminal-remedy"
		if a.lesson == "" {
			key = "terminal-remedy-alone"
		}
		lines = append(lines, w.say(key, "rules", w.joined("list-comma", a.rules), "remedy", a.remedy, "lesson", a.lesson))
	}
	return lines
}

// untidy names in one line what is only untidy, rule by rule.
func (w words) untidy(breaches []Breach) string {
	var rules []deadline.Rule
	ids := map[deadline.Rule][]string{}
	for _, breach := range breaches {
		if ids[breach.Rule] == nil {
			rules = append(rules, breach.Rule)
		}
		ids[breach.Rule] = append(ids[breach.Rule], shortName(breach.ID))
	}
	var parts []string
	for _, rule := range rules {
		shown := ids[rule][:min(len(ids[rule]), untidyIDs)]
		key := "terminal-untidy-rule"
		if len(ids[rule]) > len(shown) {
			key = "terminal-untidy-more"
		}
		parts = append(parts, w.say(key, "ids", w.joined("list-comma", shown), "n", len(ids[rule])-len(shown), "rule", string(rule)))
	}
	return w.say("terminal-untidy", "list", w.joined("lead-joiner", parts))
}
