package report_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

// A badge says the day of the next end and never how far off it is.
func TestBadge(t *testing.T) {
	t.Parallel()
	far := judged("gate/release", thing("a/a", "o", 300, 30, 30))
	open := report.Report{Title: "gate/release", Passed: true, Now: now, Lines: []report.Line{{ID: "a/a", Status: deadline.StatusOK, Timeline: deadline.Timeline{End: deadline.OpenEnded}}}}
	for name, test := range map[string]struct {
		report     report.Report
		says, tone string
	}{
		"all well":         {far, "next end 2027-09-17", "#1a7a4c"},
		"due":              {judged("gate/release", thing("a/a", "o", 50, 30, 30)), "next end 2027-01-10", "#7a5700"},
		"overdue":          {judged("gate/release", thing("a/a", "o", 5, 30, 30)), "next end 2026-11-26", "#a8430b"},
		"ended":            {judged("gate/release", thing("a/a", "o", -5, 30, 30), thing("a/b", "o", 300, 30, 30)), "1 ended, next end 2027-09-17", "#b3202c"},
		"no end announced": {open, "no end announced", "#1a7a4c"},
		"not judged yet":   {unsettled(far), "is not judged yet", "#5f52b5"},
		"nothing to judge": {report.Report{Title: "gate/release", Passed: true, Now: now}, "judged no deadline", "#5f52b5"},
		"unknown":          {judged("gate/release", deadline.Deadline{ID: "a/u", Identity: deadline.Identity{Owner: "o"}}, thing("a/b", "o", 300, 30, 30)), "1 unknown, next end 2027-09-17", "#5f52b5"},
		"fails elsewhere":  {func() report.Report { r := far; r.Passed = false; return r }(), "next end 2027-09-17", "#a8430b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := test.report.Badge()
			if err != nil {
				t.Fatal(err)
			}
			readXML(t, "badge", content)
			if text := string(content); !strings.Contains(text, "<title id=\"badge-title\">gate/release: "+test.says+"</title>") || !strings.Contains(text, `rx="3" fill="`+test.tone+`"`) {
				t.Errorf("%s", text)
			}
		})
	}
}

// White letters can be read on every ground of a badge (WCAG 2.2, 1.4.3).
func TestBadgeContrast(t *testing.T) {
	t.Parallel()
	for _, r := range []report.Report{world(), judged("t", thing("a/a", "o", 300, 30, 30)), judged("t", thing("a/a", "o", 50, 30, 30)), judged("t", thing("a/a", "o", 5, 30, 30)), {Title: "t", Passed: true}} {
		content, err := r.Badge()
		if err != nil {
			t.Fatal(err)
		}
		for _, ground := range regexp.MustCompile(`fill="#([0-9a-f]{6})"`).FindAllStringSubmatch(string(content), -1) {
			if ratio := 1.05 / (luminance(t, ground[1]) + 0.05); ratio < 4.5 && ground[1] != "ffffff" {
				t.Errorf("white on %s has a contrast of %.2f", ground[1], ratio)
			}
		}
	}
}

func TestPrometheus(t *testing.T) {
	t.Parallel()
	ended := thing("certificate/www", "team \"a\"\\b", -5, 30, 30)
	twice := ended
	twice.Timeline = thing("", "", 40, 30, 30).Timeline
	r := judged("gate/release", ended, twice, deadline.Deadline{ID: "a/unknown", Identity: deadline.Identity{Owner: "o"}}, deadline.Deadline{ID: "a/open", Identity: deadline.Identity{Owner: "o"}, Timeline: deadline.Timeline{End: deadline.OpenEnded}}, thing("domain/x", "", 100, 1, 1))
	const want = `# HELP expiry_expires_timestamp_seconds When the deadline ends, in seconds since 1970.
# TYPE expiry_expires_timestamp_seconds gauge
expiry_expires_timestamp_seconds{id="certificate/www",kind="certificate",owner="team \"a\"\\b",report="gate/release"} 1794873600
expiry_expires_timestamp_seconds{id="domain/x",kind="domain",owner="",report="gate/release"} 1803945600
# HELP expiry_deadlines How many deadlines were judged, by status.
# TYPE expiry_deadlines gauge
expiry_deadlines{report="gate/release",status="ok"} 2
expiry_deadlines{report="gate/release",status="due"} 1
expiry_deadlines{report="gate/release",status="unknown"} 1
expiry_deadlines{report="gate/release",status="overdue"} 0
expiry_deadlines{report="gate/release",status="expired"} 1
# HELP expiry_passes 1 where all passes, 0 where something fails or is not judged yet.
# TYPE expiry_passes gauge
expiry_passes{report="gate/release"} 0
# HELP expiry_last_judged_timestamp_seconds As of when it was judged, in seconds since 1970.
# TYPE expiry_last_judged_timestamp_seconds gauge
expiry_last_judged_timestamp_seconds{report="gate/release"} 1795305600
`
	if got := string(r.Prometheus()); got != want {
		t.Errorf("got\n%s", got)
	}
	if got := time.Unix(1794873600, 0).UTC(); !got.Equal(days(-5)) {
		t.Errorf("that is %s", got)
	}
	checkMetrics(t, r.Prometheus())
	checkMetrics(t, report.Report{Title: "t"}.Prometheus())
	checkMetrics(t, fleet(5000).Prometheus())
}

// Lines of the exposition format 0.0.4, as promtool reads them.
var (
	metricHead   = regexp.MustCompile(`^# (HELP|TYPE) ([a-z_]+) (.+)$`)
	metricSample = regexp.MustCompile(`^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\]|\\\\|\\"|\\n)*",?)+\}) (-?[0-9]+)$`)
)

// checkMetrics fails where a line is none of the format, a family is not in one
// piece under its head, or a sample stands there twice.
func checkMetrics(t *testing.T, content []byte) {
	t.Helper()
	if !strings.HasSuffix(string(content), "\n") {
		t.Error("the last line is open")
	}
	family, seen, families := "", map[string]bool{}, map[string]bool{}
	for line := range strings.SplitSeq(strings.TrimSuffix(string(content), "\n"), "\n") {
		if head := metricHead.FindStringSubmatch(line); head != nil {
			if head[1] == "HELP" && families[head[2]] || head[1] == "TYPE" && (head[2] != family || head[3] != "gauge") {
				t.Errorf("a head out of place: %q", line)
			}
			family, families[head[2]] = head[2], true
			continue
		}
		sample := metricSample.FindStringSubmatch(line)
		if sample == nil || sample[1] != family {
			t.Errorf("no sample of %s: %q", family, line)
			continue
		}
		if seen[sample[1]+sample[2]] {
			t.Errorf("twice: %q", line)
		}
		seen[sample[1]+sample[2]] = true
		if _, err := strconv.ParseInt(sample[3], 10, 64); err != nil {
			t.Error(err)
		}
	}
}
