package report_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// now is the "today" of these tests.
var now = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

func days(n int) time.Time { return now.AddDate(0, 0, n) }

// thing is a deadline that ends in so many days, with so many days of lead time
// and reminder.
func thing(id, owner string, end, lead, reminder int) deadline.Deadline {
	kind, name := id, ""
	for i, r := range id {
		if r == '/' {
			kind, name = id[:i], id[i+1:]
			break
		}
	}
	return deadline.Deadline{
		ID: id, Kind: kind, Identity: deadline.Identity{Name: name, Owner: owner},
		Timeline: deadline.Timeline{End: deadline.EndsAt(days(end)), ActBy: days(end - lead), RemindAt: days(end - lead - reminder)},
	}
}

var remedies = map[deadline.Rule]string{
	deadline.RuleExpired:      "Renew or replace it now, then find out why nobody was asked in time.",
	deadline.RuleOverdue:      "Renew it now; the time that a renewal takes has begun.",
	deadline.RuleDue:          "Start the renewal.",
	deadline.RuleUnknown:      "Make it readable, or declare its end.",
	deadline.RuleOwnerMissing: "Name a team that answers for it.",
	deadline.RuleUntrusted:    "Serve the intermediate certificate along with the leaf.",
	deadline.RulePatchBehind:  "Update to the latest release of the cycle.",
}

var lessonTexts = map[string]string{
	"G21": "Write down everything that ends, who renews it and by when; what stands on no list is renewed by nobody.",
	"G18": "A backup that shares the fate of what it protects is none.",
	"T28": "Say which updates are applied, by whom and how soon.",
}

func breach(j deadline.Judgement, rule deadline.Rule, message string) report.Breach {
	return report.Breach{
		Rule: rule, Severity: rule.Severity(), ID: j.ID, Owner: j.Owner, Message: message, Remedy: remedies[rule],
		Lesson: rule.Lesson(), LessonText: lessonTexts[rule.Lesson()], Timeline: j.Timeline,
	}
}

// judged is a report of deadlines as a gate would hand it over.
func judged(title string, things ...deadline.Deadline) report.Report {
	r := report.Report{Title: title, Passed: true, Now: now, Location: time.UTC}
	var judgements []deadline.Judgement
	for _, t := range things {
		judgements = append(judgements, t.Judge(now, time.UTC))
	}
	slices.SortStableFunc(judgements, deadline.Worse)
	for _, j := range judgements {
		r.Lines = append(r.Lines, report.LineOf(j))
		if rule := j.Status.Rule(); rule != "" {
			r.Breaches = append(r.Breaches, breach(j, rule, deadline.ReasonWithout(j.Reason, j.Findings)))
			r.Passed = r.Passed && rule.Severity() != deadline.SeverityError
		}
		for _, finding := range j.Findings {
			r.Breaches = append(r.Breaches, breach(j, finding.Rule, j.ID+": "+finding.Message))
		}
		if j.Owner == "" {
			r.Breaches = append(r.Breaches, breach(j, deadline.RuleOwnerMissing, j.ID+" names no owner, so nobody is asked to renew it."))
		}
	}
	return r
}

// unsettled is a report of which one thing is known only at apply.
func unsettled(r report.Report) report.Report {
	r.Unsettled = []string{"certificate/new-lb.example.test:443"}
	return r
}

// world is a report of a small company: something of every status, a waiver, and
// what is known only at apply.
func world() report.Report {
	const shop, platform, legal = "team-shop@example.test", "team-platform@example.test", "contracts@example.test"
	unreachable := deadline.Deadline{ID: "certificate/mail.example.test:465", Kind: "certificate", Identity: deadline.Identity{Name: "mail.example.test:465", Owner: platform}, Cause: "connection refused by 192.0.2.25:465"}
	endless := deadline.Deadline{ID: "software/debian@12", Kind: "software", Identity: deadline.Identity{Name: "debian@12", Owner: platform}, Timeline: deadline.Timeline{End: deadline.OpenEnded}}
	untrusted := thing("certificate/partner.example.test:443", shop, 61, 30, 30)
	untrusted.Findings = []deadline.Finding{deadline.NewFinding(deadline.RuleUntrusted, "no path leads to a trusted root; the server sends no intermediate")}
	php := thing("software/php@8.1.34", shop, -326, 90, 90)
	php.System, php.Environment = "web shop", "production"
	vdi := thing("certificate/adfs.example.test:443", platform, -1, 30, 30)
	vdi.System, vdi.Environment, vdi.Cause = "virtual desktops", "production", "its leaf ends first"
	r := judged("gate/release", vdi, php, unreachable, endless, untrusted,
		thing("contract/cloud-lease", legal, 24, 30, 60),
		thing("certificate/www.example.test:443", shop, 19, 30, 30),
		thing("domain/example.test", legal, 51, 30, 30),
		thing("contract/support-storage", "", 78, 30, 60),
		thing("token/ci-deploy", platform, 44, 30, 30),
		thing("certificate/api.example.test:443", shop, 71, 11, 11),
		thing("certificate/login.example.test:443", platform, 80, 11, 11),
		thing("software/postgresql@14.19", platform, 355, 90, 90),
		thing("software/nginx@1.28.0", shop, 160, 90, 90),
		thing("license/monitoring", "", 130, 30, 30),
		thing("contract/office-network", legal, 405, 30, 60),
		thing("certificate/Example Root CA G2", platform, 4200, 30, 30),
		thing("asset/契約管理システムの保守", legal, 129, 30, 60),
	)
	for i := range r.Breaches {
		if r.Breaches[i].ID == "software/php@8.1.34" {
			r.Breaches[i].Waiver = &report.Waiver{
				Approver: "cto@example.test", Reason: "The shop moves to PHP 8.4 with release 41.", Ticket: "SHOP-1182",
				EndsOn: deadline.Date{Year: 2027, Month: time.January, Day: 31},
			}
		}
	}
	r.Unsettled = []string{"certificate/new-lb.example.test:443"}
	return r
}

// many is a report of n deadlines over some years, with owners and systems.
func many(n int) report.Report {
	things := make([]deadline.Deadline, n)
	for i := range things {
		things[i] = thing(fmt.Sprintf("certificate/host-%05d.region-%d.example.test:443", i, i%7), fmt.Sprintf("team-%02d@example.test", i%40), i*37%1500-20, 30, 30)
		things[i].System, things[i].Environment = fmt.Sprintf("system %d", i%200), "production"
	}
	return judged("gate/fleet", things...)
}

// fleet is what an organisation finds when it first looks: four in ten of n ended
// or are overdue, some for years, of others nobody knows the end, and half of them
// name no maintainer.
func fleet(n int) report.Report {
	kinds := []string{"certificate", "software", "contract", "domain", "token"}
	things := make([]deadline.Deadline, n)
	for i := range things {
		end := 40 + i*53%700
		switch i % 10 {
		case 0:
			end = -1 - i*7%3400
		case 1, 2:
			end = 3 + i%25
		case 3:
			end = -2 - i%60
		}
		kind := kinds[i%len(kinds)]
		things[i] = thing(fmt.Sprintf("%s/%s-%04d.example.test", kind, kind[:3], i), fmt.Sprintf("team-%02d@example.test", i%17), end, 30, 30)
		things[i].System, things[i].Environment = fmt.Sprintf("system %d", i%30), "production"
		if i%40 == 14 {
			things[i].Timeline, things[i].Cause = deadline.Timeline{}, "connection refused by 192.0.2.7:443"
		}
		if i%40 == 15 {
			things[i].Timeline = deadline.Timeline{End: deadline.OpenEnded}
		}
		if i%23 == 5 {
			things[i].Owner = ""
		}
		if i%2 == 1 {
			things[i].Findings = append(things[i].Findings, deadline.NewFinding(deadline.RuleMaintainerMissing, "it names no maintainer"))
		}
	}
	r := judged("gate/fleet", things...)
	for i := range r.Breaches {
		r.Breaches[i].Remedy = r.Breaches[i].Rule.Remedy()
	}
	return r
}
