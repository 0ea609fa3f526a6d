package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// task is what is to be done about one deadline: the rules that it breaks.
type task struct {
	ID       string
	Owner    string
	Status   deadline.Status // "" where no line has the id
	Fails    bool            // one of the rules fails the plan
	Breaches []Breach
	deadline.Timeline
}

// tasks groups the breaches in force by what breaks them, those that fail the
// plan first, else in the order in which they came.
func (r Report) tasks() []task {
	open, _ := r.split()
	lines := r.lineByID()
	at := map[string]int{}
	var tasks []task
	for _, breach := range open {
		i, seen := at[breach.ID]
		if !seen {
			i = len(tasks)
			at[breach.ID] = i
			tasks = append(tasks, task{ID: breach.ID, Owner: breach.Owner, Timeline: breach.Timeline})
			if line, ok := lines[breach.ID]; ok {
				tasks[i].Status, tasks[i].Timeline = known(line.Status), line.Timeline
				if tasks[i].Owner == "" {
					tasks[i].Owner = line.Owner
				}
			}
		}
		tasks[i].Breaches = append(tasks[i].Breaches, breach)
		tasks[i].Fails = tasks[i].Fails || fails(breach)
	}
	slices.SortStableFunc(tasks, func(a, b task) int { return rank(a) - rank(b) })
	return tasks
}

// note is what whoever does it should know besides, "" for nothing.
func (t task) note() string { return shortName(t.Breaches[0].Note) }

// message is a breach's sentence beside the id of what breaks the rule: without
// the id that most begin with.
func message(b Breach) string {
	rest := strings.TrimPrefix(b.Message, b.ID)
	return capital(shortSentence(strings.TrimLeft(rest, " :")))
}

// capital makes the first letter of a sentence a capital one.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

func rank(t task) int {
	if t.Fails {
		return 0
	}
	return 1
}

// fails says that the breach makes the whole fail. What is no known severity
// does: a word that nobody understands must not pass.
func fails(b Breach) bool {
	return b.Waiver == nil && b.Severity != deadline.SeverityWarn && b.Severity != deadline.SeverityOff
}

// lineByID finds lines; of two with one id the first, which is the worse.
func (r Report) lineByID() map[string]Line {
	lines := make(map[string]Line, len(r.Lines))
	for _, line := range slices.Backward(r.Lines) {
		lines[line.ID] = line
	}
	return lines
}

// unexplained says that the report fails though no breach of it does, so that
// every format can say it instead of showing nothing wrong.
func (r Report) unexplained() bool {
	return !r.Passed && !slices.ContainsFunc(r.Breaches, fails)
}

// verdict is the headline and some sentences on what it rests on.
func (r Report) verdict() (headline, detail string) {
	w, counts := r.words(), r.Counts()
	var parts, said []string
	for _, status := range slices.Backward(deadline.Statuses) {
		if counts[status] > 0 && status != deadline.StatusOK {
			parts = append(parts, w.say("verdict-count", "n", counts[status], "status", w.status(status)))
		}
	}
	switch {
	case len(r.Lines) == 0 && len(r.Unsettled) > 0:
		said = append(said, w.say("verdict-not-yet", "n", len(r.Unsettled)))
	case len(r.Lines) == 0:
		said = append(said, w.say("verdict-nothing"))
	case len(parts) == 0:
		said = append(said, w.say("verdict-good", "n", len(r.Lines)))
	default:
		said = append(said, w.say("verdict-counts", "n", len(r.Lines), "counts", w.list(parts)))
	}
	tasks := r.tasks()
	failing := 0
	for _, t := range tasks {
		if t.Fails {
			failing++
		}
	}
	if failing > 0 {
		said = append(said, w.say("verdict-fails", "n", failing))
	}
	if watch := len(tasks) - failing; watch > 0 {
		said = append(said, w.say("verdict-watch", "n", watch))
	}
	if len(r.Lines) > 0 && len(r.Unsettled) > 0 {
		said = append(said, w.say("verdict-later", "n", len(r.Unsettled)))
	}
	if r.unexplained() {
		said = append(said, w.say("verdict-unexplained"))
	}
	return r.headline(), w.joined("sentences", said)
}

// lesson is one lesson that the breaches of a report teach, fit for a page.
type lesson struct {
	ID, Text string
	Rules    []string
}

// lessons lists the lessons behind the breaches, in order of their ids.
func (r Report) lessons() []lesson {
	var lessons []lesson
	at := map[string]int{}
	for _, breach := range r.Breaches {
		id, rule := shortName(breach.Lesson), shortName(string(breach.Rule))
		if id == "" {
			continue
		}
		i, seen := at[id]
		if !seen {
			i = len(lessons)
			at[id] = i
			lessons = append(lessons, lesson{ID: id})
		}
		if lessons[i].Text == "" {
			lessons[i].Text = shortSentence(breach.LessonText)
		}
		if !slices.Contains(lessons[i].Rules, rule) {
			lessons[i].Rules = append(lessons[i].Rules, rule)
		}
	}
	slices.SortFunc(lessons, func(a, b lesson) int { return strings.Compare(a.ID, b.ID) })
	return lessons
}

// ruleTitle is the name of a rule in words: "Backup shares fate".
func ruleTitle(rule deadline.Rule) string {
	words := strings.ReplaceAll(clean(string(rule)), "-", " ")
	if words == "" {
		return "Rule"
	}
	return capital(words)
}
