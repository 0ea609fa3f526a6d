package report_test

import (
	"encoding/xml"
	"testing"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
	"github.com/terraform-expiry/terraform-provider-expiry/internal/report"
)

type junitCase struct {
	Class   string `xml:"classname,attr"`
	Name    string `xml:"name,attr"`
	Failure *struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
	} `xml:"failure"`
	Skipped *struct {
		Message string `xml:"message,attr"`
	} `xml:"skipped"`
	Output string `xml:"system-out"`
}

type junitSuites struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Suites   []struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	} `xml:"testsuite"`
}

func junit(t testing.TB, r report.Report) (junitSuites, map[string]junitCase) {
	t.Helper()
	content, err := r.JUnit()
	if err != nil {
		t.Fatal(err)
	}
	var suites junitSuites
	if err := xml.Unmarshal(content, &suites); err != nil {
		t.Fatal(err)
	}
	cases := map[string]junitCase{}
	for _, suite := range suites.Suites {
		failures := 0
		for _, test := range suite.Cases {
			cases[suite.Name+" "+test.Name] = test
			if test.Failure != nil {
				failures++
			}
		}
		if suite.Tests != len(suite.Cases) || suite.Failures != failures {
			t.Errorf("suite %s counts %d cases and %d failures", suite.Name, suite.Tests, suite.Failures)
		}
	}
	return suites, cases
}

func TestJUnit(t *testing.T) {
	t.Parallel()
	suites, cases := junit(t, world())
	skipped := 0
	for _, suite := range suites.Suites {
		skipped += suite.Skipped
	}
	if suites.Tests != 19 || suites.Failures != 4 || skipped != 2 {
		t.Errorf("%d tests, %d failures, %d skipped", suites.Tests, suites.Failures, skipped)
	}
	if test := cases["contract contract/cloud-lease"]; test.Failure == nil || test.Failure.Type != "overdue" || test.Class != "gate/release.contract" {
		t.Errorf("overdue: %+v", test)
	}
	if test := cases["certificate certificate/mail.example.test:465"]; test.Failure == nil {
		t.Errorf("unknown: %+v", test)
	}
	if test := cases["software software/php@8.1.34"]; test.Failure != nil || test.Skipped == nil ||
		test.Skipped.Message != "waived expired: by cto@example.test until 2027-01-31: The shop moves to PHP 8.4 with release 41. (SHOP-1182)" {
		t.Errorf("waived: %+v", test)
	}
	if test := cases["license license/monitoring"]; test.Failure != nil || test.Skipped != nil ||
		test.Output != "warning: owner-missing: license/monitoring names no owner, so nobody is asked to renew it. Name a team that answers for it." {
		t.Errorf("a warning: %+v", test)
	}
	if test := cases["certificate certificate/new-lb.example.test:443"]; test.Skipped == nil || test.Skipped.Message != "judged only at apply" {
		t.Errorf("at apply: %+v", test)
	}
}

// Whatever fails the plan fails a case, also where no deadline stands for it.
func TestJUnitNeverPassesFalsely(t *testing.T) {
	t.Parallel()
	waiver := &report.Waiver{Approver: "cto"}
	for name, test := range map[string]struct {
		report   report.Report
		failures int
	}{
		"no breach":                 {report.Report{Title: "t"}, 1},
		"only a waived breach":      {report.Report{Breaches: []report.Breach{{ID: "a", Severity: deadline.SeverityError, Waiver: waiver}}}, 1},
		"only a warning":            {report.Report{Breaches: []report.Breach{{ID: "a", Severity: deadline.SeverityWarn}}}, 1},
		"an assertion":              {report.Report{Breaches: []report.Breach{{ID: "assertion/x", Severity: deadline.SeverityError}}}, 1},
		"an unheard-of severity":    {report.Report{Breaches: []report.Breach{{ID: "a", Severity: "fatal"}}}, 1},
		"a waived and an open one":  {report.Report{Breaches: []report.Breach{{ID: "a", Severity: deadline.SeverityError, Waiver: waiver}, {ID: "a", Severity: deadline.SeverityError}}}, 1},
		"two deadlines with one id": {report.Report{Lines: []report.Line{{ID: "a"}, {ID: "a"}}, Breaches: []report.Breach{{ID: "a", Severity: deadline.SeverityError}}}, 2},
		"passed":                    {report.Report{Passed: true, Lines: []report.Line{{ID: "a"}}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if suites, _ := junit(t, test.report); suites.Failures != test.failures {
				t.Errorf("%d failures", suites.Failures)
			}
		})
	}
}
