package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// gates.md 5: a gate of which something is known only at apply passes nothing,
// in any format.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	schema := compile(t, report.Schema())
	good, bad := judged("gate/g", thing("a/a", "o", 300, 30, 30)), judged("gate/g", thing("a/a", "o", -3, 30, 30))
	for name, test := range map[string]struct {
		report report.Report
		want   deadline.Outcome
		passed bool
	}{
		"fails":                         {bad, deadline.OutcomeFails, false},
		"fails, some not judged yet":    {unsettled(bad), deadline.OutcomeFails, false},
		"nothing judged yet":            {unsettled(report.Report{Title: "gate/g", Passed: true, Now: now}), deadline.OutcomeNotJudgedYet, false},
		"some not judged yet":           {unsettled(good), deadline.OutcomeNotJudgedYet, false},
		"fails with break glass":        {func() report.Report { r := bad; r.BreakGlass = "OPS-1 renewing today"; return r }(), deadline.OutcomeFails, false},
		"passes":                        {good, deadline.OutcomePasses, true},
		"of two, one is not judged yet": {report.Merge([]report.Report{good, unsettled(good)}), deadline.OutcomeNotJudgedYet, false},
		"of two, one fails":             {report.Merge([]report.Report{good, bad}), deadline.OutcomeFails, false},
		"of two, both pass":             {report.Merge([]report.Report{good, judged("gate/g", thing("b/b", "o", 300, 30, 30))}), deadline.OutcomePasses, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.report.Outcome(); got != test.want {
				t.Errorf("outcome %q", got)
			}
			content := document(t, test.report)
			validate(t, schema, content)
			var read struct {
				Outcome deadline.Outcome
				Passed  bool
			}
			if err := json.Unmarshal(content, &read); err != nil || read.Outcome != test.want || read.Passed != test.passed {
				t.Errorf("JSON: %+v, %v", read, err)
			}
			if says := strings.Contains(test.report.Markdown(0), "g passes\n"); says != test.passed {
				t.Errorf("Markdown says that it passes: %t", says)
			}
			if says := strings.Contains(page(t, test.report), "<strong>passes</strong>"); says != test.passed {
				t.Errorf("the page says that it passes: %t", says)
			}
			raw, run := sarif(t, test.report)
			if !strings.Contains(string(raw), `"properties":{"outcome":"`+string(test.want)+`"`) && !strings.Contains(string(raw), `,"outcome":"`+string(test.want)+`"`) {
				t.Error("SARIF does not say the outcome")
			}
			if test.want == deadline.OutcomeNotJudgedYet && len(run.Invocations[0].Notifications) == 0 {
				t.Error("SARIF does not say what is not judged")
			}
			cases, err := test.report.JUnit()
			if err != nil || !strings.Contains(string(cases), `<property name="outcome" value="`+string(test.want)+`">`) {
				t.Errorf("JUnit does not say the outcome: %v\n%s", err, cases)
			}
			if test.want == deadline.OutcomeNotJudgedYet && !strings.Contains(string(cases), "<skipped") {
				t.Error("JUnit skips nothing")
			}
		})
	}
}

// gates.md 11: break glass leaves its trace in every format.
func TestBreakGlassLeavesATrace(t *testing.T) {
	t.Parallel()
	const reason = "OPS-1182 renewing the mail certificate"
	r := judged("gate/g", thing("a/a", "o", -3, 30, 30))
	for name, content := range formatsOf(t, r) {
		if strings.Contains(strings.ToLower(content), "glass") {
			t.Errorf("%s tells of break glass where there is none", name)
		}
	}
	r.BreakGlass = reason
	for name, content := range formatsOf(t, r) {
		if !strings.Contains(content, reason) {
			t.Errorf("%s does not tell of it:\n%s", name, content)
		}
	}
	validate(t, compile(t, report.Schema()), document(t, r))
	if text := r.Markdown(0); !strings.Contains(text, "❌ gate/g fails") || !strings.Contains(text, "The plan was let through all the same") {
		t.Errorf("%.600s", text)
	}
	good := judged("gate/g", thing("a/a", "o", 300, 30, 30))
	good.BreakGlass = reason
	if text := good.Markdown(0); !strings.Contains(text, "✅ gate/g passes") || !strings.Contains(text, "though nothing here needed it") {
		t.Errorf("%.600s", text)
	}
	r.BreakGlass = strings.Repeat("x", 30_000)
	if text := r.Markdown(0); strings.Contains(text, strings.Repeat("x", 201)) || !strings.Contains(text, "x…") {
		t.Error("a long reason is not shortened")
	}
}

// formatsOf are the formats of the report directory.
func formatsOf(t *testing.T, r report.Report) map[string]string {
	t.Helper()
	formats := map[string]string{"Markdown": r.Markdown(0)}
	for name, format := range map[string]func() ([]byte, error){"JSON": r.JSON, "the page": r.HTML, "SARIF": r.SARIF, "JUnit": r.JUnit} {
		content, err := format()
		if err != nil {
			t.Fatal(err)
		}
		formats[name] = string(content)
	}
	return formats
}

func TestUntil(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*3600)
	at := time.Date(2027, time.January, 8, 18, 0, 0, 0, time.UTC)
	good := judged("gate/g", thing("certificate/www", "o", 60, 10, 10))
	for name, test := range map[string]struct {
		report report.Report
		until  *report.Until
		says   string // in the pages; "" is nothing
		json   string
	}{
		"nobody worked it out": {good, nil, "", ""},
		"a day":                {good, &report.Until{At: at, Reason: "certificate/www is overdue"}, "Passes until 2027-01-08 18:00 UTC; then certificate/www is overdue.", `"passes_until": "2027-01-08T18:00:00Z",`},
		"in Tokyo":             {func() report.Report { r := good; r.Location = tokyo; return r }(), &report.Until{At: at, Reason: "x."}, "Passes until 2027-01-09 03:00 JST; then x.", `"2027-01-08T18:00:00Z"`},
		"nothing ends":         {good, &report.Until{Reason: "nothing here has an end"}, "Until when it passes: nothing here has an end.", `"passes_until": null,`},
		"it fails already":     {judged("gate/g", thing("a/a", "o", -3, 30, 30)), &report.Until{Reason: "it fails already"}, "", `"passes_until_reason": "it fails already"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.report.Until = test.until
			content := document(t, test.report)
			validate(t, compile(t, report.Schema()), content)
			if test.json == "" == strings.Contains(string(content), "passes_until") || !strings.Contains(string(content), test.json) {
				t.Errorf("JSON: %s", content)
			}
			for name, content := range map[string]string{"Markdown": test.report.Markdown(0), "the page": page(t, test.report)} {
				if !strings.Contains(content, test.says) || test.says == "" && strings.Contains(content, "asses until") {
					t.Errorf("%s does not say %q:\n%.1500s", name, test.says, content)
				}
			}
		})
	}
}

// gates.md 15: no report speaks of its day of judgement as of the reader's.
func TestNoReportSaysToday(t *testing.T) {
	t.Parallel()
	formats := formatsOf(t, world())
	picture, err := world().SVG()
	if err != nil {
		t.Fatal(err)
	}
	formats["SVG"] = string(picture)
	for name, content := range formats {
		text := strings.ReplaceAll(strings.ReplaceAll(content, `class="today"`, ""), "line.today", "")
		text = strings.NewReplacer("text.today", "", "todayMarker off", "").Replace(text)
		if strings.Contains(strings.ToLower(text), "today") {
			t.Errorf("%s says today", name)
		}
	}
	for _, name := range []string{"Markdown", "the page", "SVG"} {
		if !strings.Contains(formats[name], "as of") || !strings.Contains(formats[name], "2026-11-22") {
			t.Errorf("%s does not say as of when it was judged", name)
		}
	}
}

// house.md 8: how important a thing is does not get lost.
func TestCriticalityStandsInJSON(t *testing.T) {
	t.Parallel()
	d := thing("a/a", "o", 300, 30, 30)
	d.Criticality = "high"
	if content := string(document(t, judged("gate/g", d))); !strings.Contains(content, `"criticality":"high"`) {
		t.Error(content)
	}
}
