package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/terraform-expiry/terraform-provider-expiry/internal/deadline"
)

type junitSuites struct {
	XMLName  xml.Name       `xml:"testsuites"`
	Name     string         `xml:"name,attr"`
	Tests    int            `xml:"tests,attr"`
	Failures int            `xml:"failures,attr"`
	Errors   int            `xml:"errors,attr"`
	Suites   []junitSuite   `xml:"testsuite"`
	at       map[string]int // index of a kind's suite
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string    `xml:"classname,attr"`
	Name    string    `xml:"name,attr"`
	Skipped *junitWhy `xml:"skipped"`
	Failure *junitWhy `xml:"failure"`
	Output  string    `xml:"system-out,omitempty"`
}

type junitWhy struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnit is the report in the XML of JUnit as Jenkins' schema has it (junit-10.xsd),
// which the test views of CI systems read: a suite a kind, a case a deadline. What
// fails the plan is a failure, what is waived or judged only at apply is skipped,
// and a warning is output of a case that passes, since these views know no third
// state. The outcome of the whole stands in the properties of each suite.
func (r Report) JUnit() ([]byte, error) {
	r = r.english()
	breaches := map[string][]Breach{}
	for _, breach := range r.Breaches {
		breaches[breach.ID] = append(breaches[breach.ID], breach)
	}
	suites := junitSuites{Name: clean(r.Title), at: map[string]int{}}
	told := map[string]bool{}
	for _, line := range r.Lines {
		suites.add(r, kindOf(line.Kind, line.ID), line.ID, breaches[line.ID])
		told[line.ID] = true
	}
	for _, breach := range r.Breaches {
		if !told[breach.ID] {
			suites.add(r, kindOf("", breach.ID), breach.ID, breaches[breach.ID])
			told[breach.ID] = true
		}
	}
	for _, id := range r.Unsettled {
		suites.count(r, kindOf("", id), junitCase{Name: clean(id), Skipped: &junitWhy{Message: "judged only at apply"}})
	}
	switch {
	case r.unexplained():
		suites.count(r, "verdict", junitCase{Name: "verdict", Failure: &junitWhy{Message: r.words().say("verdict-unexplained")}})
	case suites.Tests == 0:
		suites.count(r, "verdict", junitCase{Name: "verdict", Skipped: &junitWhy{Message: "no deadline was judged"}})
	}
	document, err := xml.MarshalIndent(suites, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encoding the report as JUnit XML: %w", err)
	}
	return slices.Concat([]byte(xml.Header), document, []byte{'\n'}), nil
}

// kindOf is the kind, or what stands before the first slash of the id.
func kindOf(kind, id string) string {
	if kind == "" {
		kind, _, _ = strings.Cut(id, "/")
	}
	return clean(kind)
}

// add adds the case of one id with what it breaks.
func (s *junitSuites) add(r Report, kind, id string, breaches []Breach) {
	test := junitCase{Name: clean(id)}
	var failures, rules, waived, warnings []string
	note := ""
	for _, breach := range breaches {
		note = cmp.Or(note, breach.Note)
		switch {
		case breach.Waiver != nil:
			waived = append(waived, string(breach.Rule)+": "+breach.Waiver.text())
		case fails(breach):
			rules = append(rules, string(breach.Rule))
			failures = append(failures, advice(breach))
		case breach.Severity == deadline.SeverityWarn:
			warnings = append(warnings, "warning: "+string(breach.Rule)+": "+advice(breach))
		}
	}
	if note != "" {
		told := capital(r.words().say("told-note", "note", note))
		if len(failures) > 0 {
			failures = append(failures, told)
		} else if len(warnings) > 0 {
			warnings = append(warnings, told)
		}
	}
	switch {
	case len(failures) > 0:
		test.Failure = &junitWhy{Message: clean(failures[0]), Type: clean(r.words().list(rules)), Text: cleanLines(failures)}
	case len(waived) > 0:
		test.Skipped = &junitWhy{Message: clean("waived " + strings.Join(waived, "; "))}
	}
	test.Output = cleanLines(warnings)
	s.count(r, kind, test)
}

// count adds a case to the suite of its kind and to the sums.
func (s *junitSuites) count(r Report, kind string, test junitCase) {
	i, ok := s.at[kind]
	if !ok {
		i = len(s.Suites)
		s.at[kind] = i
		s.Suites = append(s.Suites, junitSuite{Name: kind, Timestamp: strings.TrimSuffix(deadline.FormatInstant(r.Now), "Z"), Properties: r.junitProperties()})
	}
	suite := &s.Suites[i]
	test.Class = clean(r.Title) + "." + kind
	suite.Cases = append(suite.Cases, test)
	suite.Tests++
	s.Tests++
	if test.Failure != nil {
		suite.Failures++
		s.Failures++
	}
	if test.Skipped != nil {
		suite.Skipped++
	}
}

// junitProperties say of each suite what holds of the whole: the schema has no
// place above the suites.
func (r Report) junitProperties() []junitProperty {
	properties := r.properties()
	if n := len(r.namesakes); n > 0 {
		properties["note"] = r.words().say("namesakes", "n", n)
	}
	var list []junitProperty
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		list = append(list, junitProperty{name, properties[name]})
	}
	return list
}

// advice is a breach's message and what to do about it.
func advice(breach Breach) string {
	return strings.TrimSpace(breach.Message + " " + breach.Remedy)
}

func cleanLines(lines []string) string {
	cleaned := make([]string, len(lines))
	for i, line := range lines {
		cleaned[i] = clean(line)
	}
	return strings.Join(cleaned, "\n")
}

// text says who excuses a breach, until when and why.
func (w Waiver) text() string {
	text := "by " + w.Approver + " until " + w.EndsOn.String() + ": " + w.Reason
	if w.Ticket != "" {
		text += " (" + w.Ticket + ")"
	}
	return text
}
