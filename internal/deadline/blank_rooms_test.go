package deadline_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/asset"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/contract"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/handover"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/policy"
)

// wordsForNothing are what offices write into a cell in which nothing is to be
// written.
var wordsForNothing = []string{
	"なし", "無", "無し", "ナシ", "ﾅｼ", "なし。", "（なし）", "該当なし", "特になし", "未定", "未入手", "未取得", "未確認", "不明", "確認中", "同上", "〃", "々", "仝",
	"－", "ー", "ｰ", "-", "--", "---", "―", "–", "—", "−", "_", ".", "．", "..", "../", "…", "/", "／", "-/-", "×", "?", "??", "？",
	"n/a", "N/A", "N.A.", "n. a.", "Ｎ／Ａ", "none", "None.", "NONE", "null", "nil", "NULL", "(none)", "[null]", "TBD", "tbd", "tba", "T.B.A.", "TBD!", "ＴＢＤ", "unknown", "pending", "not yet", "not available", "to be confirmed", "#N/A",
	"k.A.", "k. A.", "keine Angabe", "unbekannt", "keine", "offen", "noch offen", "entfällt", "n.v.", "N. N.", " \u3000none\u200b ", "no\u200bne",
}

// unsaidContract is a contract that says everything.
func unsaidContract() map[string]string {
	return map[string]string{
		"contract": "lease", "name": "Lease", "supplier": "s", "customer": "c", "kind": "lease", "owner": "o", "maintainer": "m", "system": "y", "environment": "e", "criticality": "high",
		"starts_on": "2020-04-01", "ends_on": "2027-03-31", "renewal": "express", "renewal_term": "1y", "notice_period": "3mo", "grace_period": "30d", "deletes_data": "yes",
		"upstream": "right", "renewed_until": "2029-03-31", "renewal_proof": "order 7", "renewal_proved_on": "2026-10-01", "renewal_proved_by": "p", "covers_renewals": "x", "lead_time": "10d", "reminder": "20d",
	}
}

func contractOf(row map[string]string) (contract.Contract, []*contract.Fault) {
	fields := map[string]contract.Field{}
	for name, text := range row {
		fields[name] = contract.Field{Text: text}
	}
	return contract.Parse(fields)
}

// registers.md 1: every word in every field of a contract reads as if nothing
// stood there, and what must not be missing is said to be, with the word.
func TestWordsForNothingInContracts(t *testing.T) {
	t.Parallel()
	judged := func(c contract.Contract) contract.Verdict {
		verdict, err := c.Judge(time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), deadline.Arithmetic{}, deadline.DefaultTerms("contract", 0))
		if err != nil {
			t.Fatal(err)
		}
		return verdict
	}
	tells := map[string]deadline.Rule{
		"owner": deadline.RuleOwnerMissing, "maintainer": deadline.RuleMaintainerMissing, "criticality": deadline.RuleCriticalityMissing,
		"renewal_proof": deadline.RuleRenewalUnproven, "renewal_proved_on": deadline.RuleRenewalUnproven,
	}
	for _, column := range contract.Columns() {
		for _, word := range wordsForNothing {
			row := unsaidContract()
			row[column.Name] = ""
			blank, _ := contractOf(row)
			row[column.Name] = word
			got, faults := contractOf(row)
			read, _ := deadline.Said(word)
			if read != "" {
				t.Fatalf("%q says %q", word, read)
			}
			switch column.Name {
			case "contract":
				if len(faults) != 1 || faults[0].Field != "contract" || !strings.Contains(faults[0].Message, "says nothing") {
					t.Errorf("the key %q: %v", word, faults)
				}
				continue
			case "status": // "pending" says that it is not in force
				if deadline.ParseStage(word) != deadline.StageUndeclared {
					continue
				}
			case "renewal", "deletes_data": // なし is no renewal and no deletion, and says so
				if len(faults) > 0 || got.Renewal == contract.RenewalTacit || got.DeletesData != nil && *got.DeletesData && column.Name == "deletes_data" {
					t.Errorf("%s %q: %v, %v", column.Name, word, got, faults)
				}
				continue
			}
			if len(faults) > 0 || got.Unsaid[column.Name] == "" {
				t.Errorf("%s %q: faults %v, read as nothing %q", column.Name, word, faults, got.Unsaid)
				continue
			}
			verdict := judged(got)
			got.Unsaid = blank.Unsaid
			if !reflect.DeepEqual(got, blank) {
				t.Errorf("%s %q: %+v\nblank: %+v", column.Name, word, got, blank)
			}
			if rule := tells[column.Name]; rule != "" {
				found := false
				for _, finding := range verdict.Findings {
					found = found || finding.Rule == rule && strings.Contains(finding.Message, deadline.Quote(strings.Join(strings.Fields(strings.Trim(word, " \u3000\u200b")), " ")))
				}
				if !found {
					t.Errorf("%s %q: no %s names the word: %v", column.Name, word, rule, verdict.Findings)
				}
			}
			if column.Name == "renewal_proof" || column.Name == "renewal_proved_on" {
				if verdict.Own.Proved == nil || *verdict.Own.Proved || deadline.FormatInstant(verdict.End.At) != "2027-04-01T00:00:00Z" {
					t.Errorf("%s %q proves the renewal until %s", column.Name, word, deadline.FormatInstant(verdict.End.At))
				}
			}
			if column.Name == "ends_on" {
				delete(row, "renewed_until")
				bare, _ := contractOf(row)
				if verdict := judged(bare); verdict.Passes || verdict.End.State != deadline.EndUnknown {
					t.Errorf("the end %q passes: %s", word, verdict.Reason)
				}
			}
		}
	}
}

// A word that leaves open on what a contract rests is not read as resting on
// nothing.
func TestWordsForAnUnknownUpstream(t *testing.T) {
	t.Parallel()
	for word, open := range map[string]bool{"未定": true, "?": true, "同上": true, "TBD": true, "unbekannt": true, "なし": false, "-": false, "none": false, "": false} {
		row := unsaidContract()
		row["upstream"] = word
		one, _ := contractOf(row)
		verdict, err := one.Judge(time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), deadline.Arithmetic{}, deadline.DefaultTerms("contract", 0))
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, finding := range verdict.Findings {
			told = told || finding.Rule == deadline.RuleUpstreamNotRenewed
		}
		if told != open {
			t.Errorf("the upstream %q is told: %t, want %t", word, told, open)
		}
	}
}

func TestWordsForNothingInAssets(t *testing.T) {
	t.Parallel()
	for _, column := range asset.Columns {
		for _, word := range wordsForNothing {
			row := map[string]string{"asset": "erp", "kind": "hardware", "owner": "o"}
			row[column.Name] = ""
			read := func() (asset.Asset, []*asset.Fault) {
				return asset.Parse(func(name string) string { return row[name] }, time.UTC)
			}
			blank, _ := read()
			row[column.Name] = word
			got, faults := read()
			switch {
			case column.Name == "asset":
				if len(faults) != 1 || !strings.Contains(faults[0].Message, "says nothing") {
					t.Errorf("the name %q: %v", word, faults)
				}
				continue
			case column.Name == "status" && deadline.ParseStage(word) != deadline.StageUndeclared:
				continue
			case (column.Name == "tracks" || column.Name == "covered_by" || column.Name == "backs_up") && deadline.Unsettled(word):
				// There may be one, so it is looked for, not found, and told.
				if reflect.DeepEqual(got, blank) || len(faults) > 0 {
					t.Errorf("%s %q is gone: %v", column.Name, word, faults)
				}
				continue
			}
			unsaid := got.Unsaid
			got.Unsaid = blank.Unsaid
			if len(faults) > 0 || unsaid[column.Name] == "" || !reflect.DeepEqual(got, blank) {
				t.Errorf("%s %q: %+v, faults %v, read as nothing %q", column.Name, word, got, faults, unsaid)
			}
		}
	}
}

// An end that is said not to exist is open in assets as in contracts, and a
// service without an end says nothing of the thing itself.
func TestWordsForNoEnd(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"永年", "無期限", "期限なし", "unlimited", "unbefristet", "evergreen", "perpetual", "auto-renew", "open-ended"} {
		row := unsaidContract()
		for _, field := range []string{"renewed_until", "renewal_proof", "renewal_proved_on", "renewal_proved_by"} {
			delete(row, field)
		}
		row["ends_on"] = word
		one, faults := contractOf(row)
		if len(faults) > 0 || !one.Endless {
			t.Errorf("a contract until %q: %v", word, faults)
		}
		a, wrong := asset.Parse(func(name string) string { return map[string]string{"asset": "a", "expires_on": word}[name] }, time.UTC)
		if end, _ := a.End(time.UTC); len(wrong) > 0 || end.State != deadline.EndOpen {
			t.Errorf("an asset until %q: %v, %v", word, end, wrong)
		}
		a, _ = asset.Parse(func(name string) string { return map[string]string{"asset": "a", "service_ends_on": word}[name] }, time.UTC)
		if end, _ := a.End(time.UTC); end.State != deadline.EndUnknown {
			t.Errorf("an asset of a service until %q: %v", word, end)
		}
	}
}

func TestWordsForNothingInHandovers(t *testing.T) {
	t.Parallel()
	checklist, _ := handover.NewChecklist(nil)
	for _, word := range wordsForNothing {
		var answers []handover.Answer
		taken := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		for _, item := range checklist.Items {
			for _, side := range []handover.Side{handover.SideGiver, handover.SideTaker} {
				answer := handover.Answer{Item: item.ID, Side: side, Says: handover.SaysYes, Assets: []string{word}}
				if item.BeforeGoLive {
					answer.TakenAt = taken
				}
				answers = append(answers, answer)
			}
		}
		result, faults := checklist.Judge(answers, taken.AddDate(0, 6, 0))
		if len(faults) > 0 || result.Complete || len(result.Open) != len(checklist.Items) || !strings.Contains(result.Open[0].Why, deadline.Quote(word)) {
			t.Errorf("%q answers: complete %t, %v, %v", word, result.Complete, result.Open, faults)
		}
	}
}

func TestWordsForNothingInWaivers(t *testing.T) {
	t.Parallel()
	today := deadline.Date{Year: 2026, Month: 11, Day: 28}
	whole := policy.Waiver{Rule: deadline.RuleDue, Asset: "software/*", Reason: "audit is near", Approver: "ciso", GrantedOn: today, EndsOn: today.AddDays(30)}
	if err := whole.Check(today); err != nil {
		t.Fatal(err)
	}
	all := whole
	if all.Asset = "*"; all.Check(today) != nil {
		t.Error("a waiver for everything is refused")
	}
	for _, word := range wordsForNothing {
		for part, waiver := range map[string]policy.Waiver{
			"asset":    {Rule: whole.Rule, Asset: word, Reason: whole.Reason, Approver: whole.Approver, EndsOn: whole.EndsOn},
			"reason":   {Rule: whole.Rule, Asset: whole.Asset, Reason: word, Approver: whole.Approver, EndsOn: whole.EndsOn},
			"approver": {Rule: whole.Rule, Asset: whole.Asset, Reason: whole.Reason, Approver: word, EndsOn: whole.EndsOn},
		} {
			if err := waiver.Check(today); err == nil || !strings.Contains(err.Error(), "a waiver needs "+part) {
				t.Errorf("a waiver with the %s %q: %v", part, word, err)
			}
		}
	}
}

// What is handed to a policy by hand is no better than what a register says.
func TestWordsForNothingInDeadlines(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	for _, word := range wordsForNothing {
		item := policy.Item{
			Thing: deadline.Thing{Deadline: deadline.Deadline{
				ID: "asset/x", Kind: "licence", Identity: deadline.Identity{Name: "x", Owner: word, Maintainer: word, Criticality: word}, Tracked: true,
				Timeline: deadline.Timeline{End: deadline.EndsAt(now.AddDate(2, 0, 0))},
			}, ChangedAt: now.AddDate(0, -1, 0), ChangeReviewedBy: word},
		}
		verdict := policy.Policy{}.Judge([]policy.Item{item}, now, time.UTC)
		want := map[deadline.Rule]bool{deadline.RuleOwnerMissing: true, deadline.RuleMaintainerMissing: true, deadline.RuleCriticalityMissing: true, deadline.RuleChangeUnreviewed: true}
		for _, violation := range verdict.Violations {
			if want[violation.Rule] && strings.Contains(violation.Message, "It is written") {
				delete(want, violation.Rule)
			}
		}
		if len(want) > 0 || len(verdict.Unowned) != 1 {
			t.Errorf("%q: %v is not told, unowned %v", word, want, verdict.Unowned)
		}
	}
}

// What names nobody and nothing does not count where a name is asked for, whatever
// else it says.
func TestClaimsInTheRooms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)
	checklist, _ := handover.NewChecklist(nil)
	for _, word := range []string{"PO 4711?", "更新契約書（未入手）", "PO 4711 (pending)", "siehe Vertrag", "not received: PO 4711", "鈴木（退職）", "済", "yes", "later", "TBD by Q3", "0"} {
		row := unsaidContract()
		row["renewal_proof"], row["owner"], row["maintainer"] = word, word, word
		one, faults := contractOf(row)
		if len(faults) > 0 || one.RenewalProof != "" || one.Owner != "" || one.Maintainer != "" || len(one.Unsaid) != 3 {
			t.Errorf("a contract with %q: %+v, %v", word, one, faults)
		}
		a, wrong := asset.Parse(func(name string) string {
			return map[string]string{"asset": "a", "owner": word, "maintainer": word, "change_reviewed_by": word}[name]
		}, time.UTC)
		if len(wrong) > 0 || a.Owner != "" || a.Maintainer != "" || a.ChangeReviewedBy != "" {
			t.Errorf("an asset with %q: %+v, %v", word, a, wrong)
		}
		var answers []handover.Answer
		for _, item := range checklist.Items {
			for _, side := range []handover.Side{handover.SideGiver, handover.SideTaker} {
				answers = append(answers, handover.Answer{Item: item.ID, Side: side, Says: handover.SaysYes, Assets: []string{word}})
			}
		}
		if result, faults := checklist.Judge(answers, now); len(faults) > 0 || result.Complete {
			t.Errorf("a handover with %q is complete: %v", word, faults)
		}
		item := policy.Item{
			Thing: deadline.Thing{Deadline: deadline.Deadline{
				ID: "asset/x", Kind: "licence", Identity: deadline.Identity{Name: "x", Owner: word, Maintainer: word, Criticality: "high"}, Tracked: true,
				Timeline: deadline.Timeline{End: deadline.EndsAt(now.AddDate(2, 0, 0))},
			}, ChangedAt: now.AddDate(0, -1, 0), ChangeReviewedBy: word},
		}
		told := map[deadline.Rule]bool{}
		for _, violation := range (policy.Policy{}).Judge([]policy.Item{item}, now, time.UTC).Violations {
			told[violation.Rule] = true
		}
		if !told[deadline.RuleOwnerMissing] || !told[deadline.RuleMaintainerMissing] || !told[deadline.RuleChangeUnreviewed] {
			t.Errorf("a policy is content with %q: %v", word, told)
		}
		today := deadline.DateOf(now, time.UTC)
		waiver := policy.Waiver{Rule: deadline.RuleDue, Asset: "software/*", Reason: "audit is near", Approver: word, GrantedOn: today, EndsOn: today.AddDays(30)}
		if waiver.Check(today) == nil {
			t.Errorf("%q approves a waiver", word)
		}
	}
}
