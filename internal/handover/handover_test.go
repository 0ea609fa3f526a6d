package handover_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/lesson"
)

var goLive = time.Date(2026, time.December, 1, 0, 0, 0, 0, time.UTC)

const hostile = "a\r\n\x1b[1m\u202e\"x"

// standard is the built-in checklist.
func standard(t testing.TB) handover.Checklist {
	t.Helper()
	checklist, faults := handover.NewChecklist(nil)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return checklist
}

// agreed are the answers of both sides to the whole checklist: no, but for the
// backups.
func agreed(checklist handover.Checklist) []handover.Answer {
	var answers []handover.Answer
	for _, item := range checklist.Items {
		for _, side := range []handover.Side{handover.SideGiver, handover.SideTaker} {
			answer := handover.Answer{Item: item.ID, Side: side, Says: handover.SaysNo}
			if item.BeforeGoLive {
				answer.Says, answer.Assets, answer.TakenAt = handover.SaysYes, []string{"backup/erp"}, goLive.Add(-time.Hour)
			}
			answers = append(answers, answer)
		}
	}
	return answers
}

func TestOwnItemsRefused(t *testing.T) {
	t.Parallel()
	question := handover.Text{En: "Which drills come round?"}
	for name, test := range map[string]struct {
		own  []handover.Item
		want []string
	}{
		"no id":         {[]handover.Item{{Question: question}}, []string{`items[0].id: "" is not an id`}},
		"no lower case": {[]handover.Item{{ID: "Drills", Question: question}}, []string{`items[0].id: "Drills" is not an id`}},
		"hostile":       {[]handover.Item{{ID: hostile, Question: question}}, []string{`items[0].id: "a\r\n\x1b[1m\u202e\"x" is not an id`}},
		"one of ours":   {[]handover.Item{{ID: "drills", Question: question}, {ID: "backups", Question: question}}, []string{`items[1].id: "backups" is a built-in item`}},
		"twice":         {[]handover.Item{{ID: "drills", Question: question}, {ID: "drills", Question: question}}, []string{`items[1].id: "drills" is there twice`}},
		"no question":   {[]handover.Item{{ID: "drills", Question: handover.Text{En: " "}}}, []string{`items[0].question: the item "drills" has no question`}},
		"several": {
			[]handover.Item{{ID: "drills"}, {ID: "", Question: question}, {ID: "drills", Question: question}},
			[]string{"items[0].question: ", "items[1].id: ", "items[2].id: "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, faults := handover.NewChecklist(test.own)
			checkFaults(t, faults, test.want)
		})
	}
}

func checkFaults(t testing.TB, faults []handover.Fault, want []string) {
	t.Helper()
	if len(faults) != len(want) {
		t.Fatalf("%d faults, want %d: %q", len(faults), len(want), faults)
	}
	for i, fault := range faults {
		if text := fault.Error(); !strings.HasPrefix(text, want[i]) || deadline.Printable(text) != text || len(text) > 2000 {
			t.Errorf("fault %q, want %q", text, want[i])
		}
	}
}

func TestAnswersRefused(t *testing.T) {
	t.Parallel()
	yes := func(change func(*handover.Answer)) handover.Answer {
		answer := handover.Answer{Item: "certificates", Side: handover.SideGiver, Says: handover.SaysYes, Assets: []string{"certificate/www"}}
		change(&answer)
		return answer
	}
	same := func(*handover.Answer) {}
	for name, test := range map[string]struct {
		answers []handover.Answer
		want    []string
	}{
		"unknown item":      {[]handover.Answer{yes(same), yes(func(a *handover.Answer) { a.Item = "certs" })}, []string{`answers[1].item: "certs" is not an item of the checklist; those are certificates, domains, `}},
		"hostile item":      {[]handover.Answer{yes(func(a *handover.Answer) { a.Item = hostile })}, []string{`answers[0].item: "a\r\n`}},
		"no side":           {[]handover.Answer{yes(func(a *handover.Answer) { a.Side = "" })}, []string{`answers[0].side: "" is not a side; write giver`}},
		"unknown side":      {[]handover.Answer{yes(func(a *handover.Answer) { a.Side = "builder" })}, []string{`answers[0].side: "builder" is not a side`}},
		"twice":             {[]handover.Answer{yes(same), yes(func(a *handover.Answer) { a.Says, a.Assets = "no", nil })}, []string{`answers[1].item: the giver already answers "certificates" in answers[0]`}},
		"no answer":         {[]handover.Answer{yes(func(a *handover.Answer) { a.Says = "" })}, []string{`answers[0].says: "" is not an answer; write yes, no or unanswered`}},
		"maybe":             {[]handover.Answer{yes(func(a *handover.Answer) { a.Says = "maybe" })}, []string{`answers[0].says: "maybe" is not an answer`}},
		"no with assets":    {[]handover.Answer{yes(func(a *handover.Answer) { a.Says = "no" })}, []string{"answers[0].assets: the answer is no, and yet it names certificate/www"}},
		"unanswered, named": {[]handover.Answer{yes(func(a *handover.Answer) { a.Says = "unanswered" })}, []string{"answers[0].assets: the answer is unanswered, and yet"}},
		"an empty asset":    {[]handover.Answer{yes(func(a *handover.Answer) { a.Assets = []string{"a", " "} })}, []string{"answers[0].assets[1]: the id is empty"}},
		"an asset twice":    {[]handover.Answer{yes(func(a *handover.Answer) { a.Assets = []string{"a", "b", "a"} })}, []string{`answers[0].assets[2]: "a" is there twice`}},
		"taken_at":          {[]handover.Answer{yes(func(a *handover.Answer) { a.TakenAt = goLive })}, []string{"answers[0].taken_at: only a yes to what is taken before going live"}},
		"taken_at with no":  {[]handover.Answer{{Item: "backups", Side: "taker", Says: "no", TakenAt: goLive}}, []string{"answers[0].taken_at: "}},
		"all at once": {
			[]handover.Answer{{Item: "x", Side: "y", Says: "no", Assets: []string{hostile}}},
			[]string{"answers[0].item: ", "answers[0].side: ", "answers[0].assets: "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, faults := standard(t).Judge(test.answers, goLive)
			checkFaults(t, faults, test.want)
			if result.Complete || result.Open != nil {
				t.Errorf("there is a result: %+v", result)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	long := func(n int) (ids []string) {
		for i := range n {
			ids = append(ids, fmt.Sprintf("a%02d", i))
		}
		return ids
	}
	for name, test := range map[string]struct {
		giver, taker handover.Answer // to the item about domains
		want         []string
	}{
		"nobody answered":         {handover.Answer{}, handover.Answer{}, []string{": neither side has answered"}},
		"only the giver":          {handover.Answer{Says: "no"}, handover.Answer{}, []string{"taker: the taker has not answered"}},
		"unanswered is no answer": {handover.Answer{Says: "unanswered"}, handover.Answer{Says: "unanswered"}, []string{": neither side has answered"}},
		"each in its own way":     {handover.Answer{Says: "unanswered"}, handover.Answer{Says: "yes", Assets: []string{"later"}}, []string{`: the giver has not answered, and the taker says yes but names only "later", which says nothing`}},
		"yes without assets":      {handover.Answer{Says: "yes"}, handover.Answer{Says: "yes", Assets: long(1)}, []string{"giver: the giver says yes but names no asset"}},
		"yes of both without":     {handover.Answer{Says: "yes"}, handover.Answer{Says: "yes"}, []string{": the giver says yes but names no asset, and the taker says yes but names no asset"}},
		"yes and no":              {handover.Answer{Says: "yes", Assets: []string{"b", "a\n"}}, handover.Answer{Says: "no"}, []string{`: the giver says yes (a\n, b), the taker says no`}},
		"other assets":            {handover.Answer{Says: "yes", Assets: []string{"b", "a"}}, handover.Answer{Says: "yes", Assets: []string{"a", "c"}}, []string{": both say yes, but only the giver names b and only the taker names c"}},
		"one asset more":          {handover.Answer{Says: "yes", Assets: long(90)}, handover.Answer{Says: "yes", Assets: long(91)}, []string{": both say yes, but only the taker names a90"}},
		"many":                    {handover.Answer{Says: "yes", Assets: long(99)}, handover.Answer{Says: "no"}, []string{": the giver says yes (" + strings.Join(long(20), ", ") + " and 79 more), the taker says no"}},
		"both say no":             {handover.Answer{Says: "no"}, handover.Answer{Says: "no"}, nil},
		"both name the same":      {handover.Answer{Says: "yes", Assets: []string{"b", "a"}}, handover.Answer{Says: "yes", Assets: []string{"a", "b"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := slices.DeleteFunc(agreed(standard(t)), func(a handover.Answer) bool { return a.Item == "domains" })
			for side, answer := range map[handover.Side]handover.Answer{handover.SideGiver: test.giver, handover.SideTaker: test.taker} {
				if answer.Says != "" {
					answer.Item, answer.Side = "domains", side
					answers = append(answers, answer)
				}
			}
			checkOpen(t, standard(t), answers, goLive, "domains", test.want)
		})
	}
}

// checkOpen checks what is open, which is all about one item.
func checkOpen(t testing.TB, checklist handover.Checklist, answers []handover.Answer, goLive time.Time, item string, want []string) {
	t.Helper()
	result, faults := checklist.Judge(answers, goLive)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var got []string
	for _, open := range result.Open {
		got = append(got, string(open.Side)+": "+open.Why)
		if open.Item != item || deadline.Printable(open.Why) != open.Why {
			t.Errorf("open is %+v", open)
		}
	}
	if !slices.Equal(got, want) || result.Complete != (len(want) == 0) {
		t.Errorf("complete %t, open %q; want %q", result.Complete, got, want)
	}
}

func TestBackupsBeforeGoLive(t *testing.T) {
	t.Parallel()
	before, yes, no := goLive.Add(-time.Second), handover.SaysYes, handover.SaysNo
	for name, test := range map[string]struct {
		says         handover.Says
		giver, taker time.Time
		goLive       time.Time
		want         []string
	}{
		"none":                {no, time.Time{}, time.Time{}, goLive, []string{": both sides say no, but something must be taken before going live"}},
		"nobody says when":    {yes, time.Time{}, time.Time{}, goLive, []string{": neither side says with taken_at when it was taken"}},
		"two instants":        {yes, before, before.Add(-time.Hour), goLive, []string{": the giver says that it was taken at 2026-11-30T23:59:59Z, the taker at 2026-11-30T22:59:59Z"}},
		"go-live is unknown":  {yes, before, before, time.Time{}, []string{": when the system goes live is not known, so nothing shows that it was taken before"}},
		"at that very moment": {yes, goLive, time.Time{}, goLive, []string{": it was taken at 2026-12-01T00:00:00Z, not before the system went live at 2026-12-01T00:00:00Z"}},
		"afterwards":          {yes, time.Time{}, goLive.AddDate(0, 0, 1), goLive, []string{": it was taken at 2026-12-02T00:00:00Z, not before the system went live at 2026-12-01T00:00:00Z"}},
		"one side says when":  {yes, time.Time{}, before, goLive, nil},
		"both say when":       {yes, before, before.In(time.FixedZone("", 9*3600)), goLive, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := agreed(standard(t))
			for i, answer := range answers {
				if answer.Item != "backups" {
					continue
				}
				answers[i].Says, answers[i].TakenAt = test.says, test.taker
				if answer.Side == handover.SideGiver {
					answers[i].TakenAt = test.giver
				}
				if test.says == no {
					answers[i].Assets = nil
				}
			}
			checkOpen(t, standard(t), answers, test.goLive, "backups", test.want)
		})
	}
}

// Nothing said is nothing handed over.
func TestNothingSaid(t *testing.T) {
	t.Parallel()
	result, faults := standard(t).Judge(nil, goLive)
	if len(faults) > 0 || result.Complete || len(result.Open) != len(handover.BuiltIn()) {
		t.Errorf("%+v, %v", result, faults)
	}
	if first := result.Open[0]; first.Item != "certificates" || first.Side != "" {
		t.Errorf("the first is %+v", first)
	}
	if result, _ := (handover.Checklist{}).Judge(nil, goLive); result.Complete {
		t.Error("an empty checklist is complete")
	}
}

func TestOwnItems(t *testing.T) {
	t.Parallel()
	checklist, faults := handover.NewChecklist([]handover.Item{
		{ID: "drills", Question: handover.Text{Ja: "年中行事の訓練は何か。"}, BuiltIn: true},
		{ID: "escrow", Question: handover.Text{En: "Which source was put in escrow?"}, BeforeGoLive: true},
	})
	if len(faults) > 0 || len(checklist.Items) != len(handover.BuiltIn())+2 || checklist.Items[len(checklist.Items)-1].BuiltIn || checklist.Items[len(checklist.Items)-2].BuiltIn {
		t.Fatalf("%+v, %v", checklist, faults)
	}
	answers := agreed(checklist)
	checkOpen(t, checklist, answers, goLive, "", nil)
	checkOpen(t, checklist, answers[:len(answers)-1], goLive, "escrow", []string{"taker: the taker has not answered"})
}

func TestBuiltIn(t *testing.T) {
	t.Parallel()
	items := handover.BuiltIn()
	var ids []string
	for _, item := range items {
		ids = append(ids, item.ID)
		if !item.BuiltIn || len(item.Kinds) == 0 || !strings.HasSuffix(item.Question.En, "?") || !strings.HasSuffix(item.Question.Ja, "。") ||
			!strings.ContainsFunc(item.Question.Ja, func(r rune) bool { return unicode.Is(unicode.Hiragana, r) }) {
			t.Errorf("%+v", item)
		}
		if _, found := lesson.BuiltIn().Lookup(item.Lesson); !found {
			t.Errorf("%s names the lesson %q, which there is not", item.ID, item.Lesson)
		}
	}
	want := []string{
		"certificates", "domains", "licences", "support-contracts", "cloud-terms", "hardware-support", "keys-and-tokens", "passwords",
		"backups", "maintenance-windows", "monitoring", "renewals-in-contract",
	}
	if !slices.Equal(ids, want) {
		t.Errorf("got  %q\nwant %q", ids, want)
	}
	items[0].Kinds[0], items[0].ID = "changed", "changed"
	if again := handover.BuiltIn()[0]; again.ID != "certificates" || again.Kinds[0] != "certificate" {
		t.Error("a caller can change the checklist")
	}
}
