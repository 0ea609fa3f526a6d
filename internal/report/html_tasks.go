package report

import (
	"cmp"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

// who are the first of those who must act, and how many there are besides.
func (r Report) who() (owners []who, more int) {
	w := r.words()
	at := map[string]int{}
	for _, t := range r.tasks() {
		name := cmp.Or(shortName(t.Owner), w.say("who-nobody"))
		i, seen := at[name]
		if !seen {
			i = len(owners)
			at[name] = i
			owners = append(owners, who{Name: name})
			if !t.ActBy.IsZero() {
				owners[i].First = w.date(shownDay(t.ActBy, w.loc))
			}
		}
		owners[i].N++
	}
	shown := min(len(owners), shownOwners)
	return owners[:shown], len(owners) - shown
}

// pageActions are the actions of a page, and how many tasks are left out.
func (r Report) pageActions() (actions []pageAction, left int) {
	lines := r.lineByID()
	room := mostTasks
	for _, a := range r.actions() {
		shown := pageAction{Remedy: a.Remedy, Fails: a.Fails, N: a.N}
		mostOpen, mostOwners := openTasks, openOwners
		if actionRank(a) == untidy {
			mostOpen, mostOwners = openUntidy, openUntidy
		}
		for _, rule := range a.Rules {
			shown.Rules = append(shown.Rules, pageRule{Name: shortName(string(rule))})
		}
		for _, owner := range a.Owners {
			tasks := owner.Tasks[:min(len(owner.Tasks), room)]
			left += len(owner.Tasks) - len(tasks)
			if room -= len(tasks); len(tasks) == 0 {
				continue
			}
			group := pageOwner{Name: owner.Name, N: len(owner.Tasks)}
			for i, t := range tasks {
				for _, breach := range t.Breaches {
					for j, rule := range shown.Rules {
						if rule.Name == shortName(string(breach.Rule)) {
							shown.Rules[j].Lesson = shortName(breach.Lesson)
						}
					}
				}
				if i < mostOpen {
					group.First = append(group.First, r.pageTask(t, lines[t.ID]))
				} else {
					group.More = append(group.More, r.pageTask(t, lines[t.ID]))
				}
			}
			if len(shown.First) < mostOwners {
				shown.First = append(shown.First, group)
			} else {
				group.First, group.More = append(group.First, group.More...), nil
				shown.More = append(shown.More, group)
				shown.Folded += len(group.First)
			}
		}
		if len(shown.First) > 0 {
			actions = append(actions, shown)
		}
	}
	return actions, left
}

func (r Report) pageTask(t task, line Line) pageTask {
	w := r.words()
	shown := pageTask{ID: shortName(t.ID), Status: t.Status, Fails: t.Fails}
	if t.Status != "" {
		shown.StatusName = w.status(t.Status)
	}
	switch {
	case t.Status == deadline.StatusExpired && t.End.State == deadline.EndKnown:
		shown.ByLabel, shown.By, shown.ByInstant, shown.Ago = w.say("by-ended"), day(t.End.At, w.loc), endInstant(t.Timeline), w.ago(t.End.At)
	case !t.ActBy.IsZero():
		shown.ByLabel, shown.By, shown.ByInstant, shown.Ago = w.say("by-act"), day(t.ActBy, w.loc), instant(t.ActBy), w.ago(t.ActBy)
	}
	for _, breach := range t.Breaches {
		if cause, same := w.causeIn(breach.Message, line); same && cause == "" && breach.Rule == deadline.RuleExpired && shown.By != "" {
			continue // when it ended stands beside it already
		}
		shown.Messages = append(shown.Messages, w.about(breach, line))
	}
	if note := t.note(); note != "" {
		shown.Messages = append(shown.Messages, capital(w.say("told-note", "note", note)))
	}
	return shown
}
